#pragma once

#include "ui/catalogue.h"

#include <QThread>

namespace walkeeper::app {

class CatalogueWriter;

/// The catalogue in a file, read and written on a thread of its own, so that nobody waits for a
/// disk or for another process.
class StoredCatalogue final : public ui::Catalogue
{
    Q_OBJECT

public:
    /// Nothing is opened before load().
    /// path  empty: nothing is remembered
    explicit StoredCatalogue(const QString& path, QObject* parent = nullptr);
    /// Waits until what was given is kept, a few seconds at most.
    ~StoredCatalogue() override;

    void load() override;
    void keepReplica(const ui::KnownReplica& replica) override;
    void keepLabel(const ui::MomentLabel& label) override;
    void removeLabel(const ui::MomentPlace& place) override;
    void keepCheck(const ui::CheckResult& result) override;
    void keepDrillSetting(const ui::DrillSetting& setting) override;
    void keepDrill(const ui::DrillResult& result) override;
    void keepActivity(const ui::Activity& activity) override;
    void markSeen(const std::vector<std::int64_t>& activities) override;

private:
    template <class Write>
    void give(Write write);

    QThread m_thread;
    CatalogueWriter* m_writer; ///< deleted by the thread's end
};

/// $XDG_DATA_HOME/walkeeper/catalogue.db
QString cataloguePath();

} // namespace walkeeper::app
