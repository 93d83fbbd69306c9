#pragma once

#include "ui/catalogue.h"
#include "ui/check/check_flow.h"

#include <QObject>

#include <map>

namespace walkeeper::ui {

/// It has shown that the replica restores.
bool isProof(const CheckResult& result);

/// How the last check of each replica ended, in this run or before it; kept in the catalogue.
class CheckMemory final : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    CheckMemory(Catalogue& catalogue, const CheckFlow& checks, const OpenedReplicas& replicas,
                const Clock& clock, QObject* parent = nullptr);

    /// Null if it was never checked. Valid until the next result.
    const CheckResult* find(const StoreUrl& replica) const;
    /// When a check has shown last that it restores.
    std::optional<Timestamp> lastProof(const StoreUrl& replica) const;

signals:
    void changed();
    /// A check has ended.
    void added(const walkeeper::ui::CheckResult& result, const walkeeper::Findings& findings);

private:
    void take(const Remembered& values);
    void note(const CheckResult& result, const Findings& findings);

    Catalogue& m_catalogue;
    std::map<QString, CheckResult> m_results; ///< by the replica's URL
    std::map<QString, Timestamp> m_proofs;    ///< likewise
};

} // namespace walkeeper::ui
