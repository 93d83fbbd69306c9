#pragma once

#include "app/catalogue/sql_result.h"
#include "ui/catalogue.h"

#include <QSqlDatabase>

#include <functional>
#include <optional>
#include <vector>

namespace walkeeper::app {

/// The catalogue's file: a SQLite database in WAL mode. Every call blocks, at most for the busy
/// timeout where another process writes. One thread, the one that made it.
class CatalogueFile
{
public:
    explicit CatalogueFile(QString path);
    ~CatalogueFile();
    CatalogueFile(const CatalogueFile&) = delete;
    CatalogueFile& operator=(const CatalogueFile&) = delete;

    /// Opens it, or makes it, and brings it to the newest schema. A damaged one is set aside; a
    /// new one then has what could be read of it.
    /// errors  of making it or writing to it. What can be read is read nevertheless.
    Result<void> open();
    bool isWritable() const { return m_isWritable; }
    /// What has to be said about what open() or another call met. Taken once.
    std::vector<ui::CatalogueTrouble> takeTroubles();

    /// Tables that cannot be read are empty.
    ui::Remembered readAll();

    // Each in one short transaction. What is not kept may be tried again: no harm if it was.
    Result<void> keepReplica(const ui::KnownReplica& replica);
    Result<void> keepLabel(const ui::MomentLabel& label);
    Result<void> removeLabel(const ui::MomentPlace& place);
    Result<void> keepCheck(const ui::CheckResult& result);
    Result<void> keepDrillSetting(const ui::DrillSetting& setting);
    Result<void> keepDrill(const ui::DrillResult& result);
    /// Drops the oldest ones beyond what is kept, now and then.
    Result<void> keepActivity(const ui::Activity& activity);
    Result<void> markSeen(const std::vector<std::int64_t>& activities);

    /// So many rows of activity, and a tenth more between two clearances.
    static constexpr int keptActivity = 50'000;

private:
    /// The file that a name stands for; another one if it was replaced.
    struct FileIdentity {
        std::uint64_t device = 0;
        std::uint64_t number = 0;
        bool operator==(const FileIdentity&) const = default;
    };

    Result<void> openToWrite();
    void openToRead();
    Result<void> connectTo(const QString& path, const QString& options);
    void disconnect();
    Result<void> prepare();
    Result<void> setAside(const QString& reason);
    std::optional<FileIdentity> identity() const;
    /// Opens it again if somebody has set it aside or taken it away, and in what happened since.
    Result<void> change(const std::function<Result<void>()>& statements);
    Result<void> write(const QString& statement, const QVariantList& values);
    void clearActivity();

    const QString m_path;
    const QString m_connection; ///< Qt's name for it
    QSqlDatabase m_database;
    std::optional<FileIdentity> m_opened;
    bool m_isWritable = false;
    int m_sinceClearance = keptActivity; ///< rows of activity; the first one clears
    std::vector<ui::CatalogueTrouble> m_troubles;
};

} // namespace walkeeper::app
