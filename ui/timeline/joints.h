#pragma once

#include "core/engine/replica_contents.h"
#include "core/replicate/replication_status.h"

#include <QCoreApplication>
#include <QString>

#include <vector>

namespace walkeeper::ui {

/// The begin of a generation, in words.
class JointWords
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::JointWords)

public:
    /// contents  outlives it
    /// starts    why generations began, of those that are known to have begun here
    JointWords(const ReplicaContents& contents, std::vector<GenerationStart> starts);

    /// "the WAL was reset before its end was copied"; for the first generation nothing.
    QString reason(std::uint32_t generation) const;
    /// A sentence or two: that it begins, why, and how long after the one before.
    QString sentence(std::uint32_t generation) const;

private:
    const ReplicaContents& m_contents;
    const std::vector<GenerationStart> m_starts;
};

/// The generation before which this one's history ends or is left, by their begins.
std::optional<std::uint32_t> generationBefore(const ReplicaContents& contents,
                                              std::uint32_t generation);

} // namespace walkeeper::ui
