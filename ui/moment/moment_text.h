#pragma once

#include "core/history/restore_plan.h"
#include "ui/moment/moment.h"

#include <QCoreApplication>
#include <QString>
#include <QTimeZone>

namespace walkeeper::ui {

class CommitBook;

/// A moment in words.
class MomentText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::MomentText)

public:
    MomentText(const Moment& moment, const QTimeZone& zone);

    QString date() const;
    QString clock() const;
    /// The zone's name, and the same moment in UTC where that is another clock.
    QString zones() const;
    /// How much is known of when it was, and how exactly.
    QString exactness() const;

    QString position() const;
    QString commit() const;
    QString database() const;
    QString object() const;

    /// Why there is no commit at the moment; empty if there is one, or it is being read.
    static QString problem(const Moment& moment, const CommitBook& book);
    /// "26 MB in 13 objects"
    static QString reading(const RestorePlan& plan);
    /// "One snapshot and 12 segments"
    static QString objects(const RestorePlan& plan);

private:
    const Moment& m_moment;
    const QTimeZone& m_zone;
};

} // namespace walkeeper::ui
