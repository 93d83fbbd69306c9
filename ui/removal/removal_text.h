#pragma once

#include "ui/removal/removal_flow.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace walkeeper::ui {

/// A removal in words, before and after.
class RemovalText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::RemovalText)

public:
    static QString kindName(RemovalKind kind);
    /// What a choice means for the files.
    static QString meaning(const RemovalFlow& flow, RemovalKind kind);
    /// "22 Nov 2026, 14:03 to 16:20, 3 snapshots, 4.2 MB"
    static QString generation(const ReplicaContents& contents, std::size_t generation,
                              const QTimeZone& zone);
    /// "22 Nov 2026, 14:03, 4.2 MB (8a7b6c5d4e3f2a1b/00000003)"
    static QString snapshot(const Generation& generation, const StoredSnapshot& snapshot,
                            const QTimeZone& zone);

    static QString goes(const RemovalFlow& flow);
    static QString stays(const RemovalFlow& flow, const QTimeZone& zone);
    /// Empty if none goes.
    static QString labels(const RemovalFlow& flow);
    /// One line for the log.
    static QString outcome(const RemovalFlow& flow);

private:
    static QString count(const RemovalCount& count);
};

} // namespace walkeeper::ui
