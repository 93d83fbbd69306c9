#pragma once

#include "ui/timeline/timeline_picture.h"

#include <QCoreApplication>
#include <QString>

namespace walkeeper::ui {

/// What a timeline shows, in words.
class TimelineWords
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::TimelineWords)

public:
    explicit TimelineWords(const TimelinePicture& picture) : m_picture(picture) {}

    /// A few lines about what is under a pixel of the scale, and how exact its time is.
    QString at(double pixel) const;
    /// The chosen moment for who cannot see it; empty if there is none.
    QString moment() const;

private:
    QStringList counts(double pixel) const;
    QStringList tooth(const CommitComb& comb, double pixel) const;
    QStringList labels(double pixel) const;
    QStringList notes(TimeSpan span) const;
    QString timeWithZone(Timestamp time) const;

    const TimelinePicture& m_picture;
};

} // namespace walkeeper::ui
