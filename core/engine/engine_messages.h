#pragma once

#include "core/base/progress.h"
#include "core/engine/replica_contents.h"
#include "core/history/commits.h"
#include "core/history/restore_plan.h"
#include "core/history/restore_point.h"
#include "core/operations/restore_database.h"
#include "core/operations/validate_replica.h"
#include "core/storage/store_url.h"

#include <QMetaType>

#include <cstdint>
#include <memory>
#include <variant>

namespace walkeeper {

/// Names one question or job of one engine. Only the engine makes valid ones.
class JobId
{
public:
    JobId() = default; ///< names nothing
    explicit JobId(std::uint64_t value) : m_value(value) {}

    bool isValid() const { return m_value != 0; }
    auto operator<=>(const JobId&) const = default;

private:
    std::uint64_t m_value = 0;
};

/// Which commits are wanted: those of some segments of one generation of a listed replica.
struct CommitsRequest {
    std::shared_ptr<const ReplicaContents> contents;
    std::uint32_t generation = 0; ///< place in Replica::generations
    SegmentRange segments;
};

/// AsListed plans from the listing at hand and asks the store nothing.
enum class PlanBasis : std::uint8_t { AsListed, ListAgain };

struct PlanRequest {
    std::shared_ptr<const ReplicaContents> contents;
    RestoreTarget target;
    PlanBasis basis = PlanBasis::AsListed;
};

/// A check of a replica, and what the check's findings are to be placed on.
struct CheckRequest {
    std::shared_ptr<const ReplicaContents> contents;
    ValidationRung rung = ValidationRung::Objects;
};

/// What a check found.
struct CheckReport {
    ValidationReport validation;
    Findings findings; ///< those of `validation`, with their places
};

// Answers to questions: the value, or why there is none.
using ReplicaAnswer = std::shared_ptr<const Result<ReplicaContents>>;
using CommitsAnswer = std::shared_ptr<const Result<RestorePoints>>;
using PlanAnswer = std::shared_ptr<const Result<RestorePlan>>;

// Ends of jobs.
using RestoreEnd = std::shared_ptr<const Result<RestoreReport>>;
using CheckEnd = std::shared_ptr<const Result<CheckReport>>;

/// The one end of a job.
struct JobOutcome {
    JobId job;
    std::variant<RestoreEnd, CheckEnd> end;
};

struct JobProgress {
    Progress progress;
    std::uint64_t objectsSeen = 0; ///< while a replica is listed

    bool operator==(const JobProgress&) const = default;
};

/// How much the engine has to do right now.
struct EngineState {
    std::size_t questions = 0; ///< asked and not answered
    std::size_t jobs = 0;      ///< started and not finished

    bool operator==(const EngineState&) const = default;
};

} // namespace walkeeper

Q_DECLARE_METATYPE(walkeeper::JobId)
Q_DECLARE_METATYPE(walkeeper::JobOutcome)
Q_DECLARE_METATYPE(walkeeper::JobProgress)
Q_DECLARE_METATYPE(walkeeper::EngineState)
