#include "app/catalogue/catalogue_file.h"

#include "app/catalogue/rows.h"
#include "app/catalogue/schema.h"
#include "ui/text/conversion.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QUuid>

#include <algorithm>
#include <utility>

#include <sys/stat.h>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int busyMs = 2000;
constexpr int lockMs = 5000; ///< for a process that opens, migrates or sets aside
/// What the window shows of the past; the rest stays in the file.
constexpr int readActivity = 10'000;
constexpr int readDrills = 5'000;

QString selectFrom(const char* columns, const QString& rest)
{
    return u"SELECT %1 FROM %2"_s.arg(QLatin1StringView(columns), rest);
}

QString insertInto(const QString& table, const char* columns)
{
    const qsizetype count = QLatin1StringView(columns).count(u',') + 1;
    return u"INSERT OR REPLACE INTO %1 (%2) VALUES (%3)"_s.arg(
        table, QLatin1StringView(columns), QStringList(count, u"?"_s).join(u','));
}

/// Rows as far as they can be read.
template <class Value>
std::vector<Value> read(QSqlDatabase& database, const QString& statement, const auto& valueOf)
{
    std::vector<Value> values;
    auto rows = run(database, statement);
    while (rows && rows->next()) {
        if (std::optional<Value> value = valueOf(*rows))
            values.push_back(*std::move(value));
    }
    return values;
}

/// A name beside the catalogue that nothing has yet.
QString nameAside(const QString& path)
{
    const QString stem =
        path + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss"_s);
    QString name = stem;
    for (int i = 2; QFile::exists(name); ++i)
        name = stem + u'-' + QString::number(i);
    return name;
}

} // namespace

CatalogueFile::CatalogueFile(QString path)
    : m_path(std::move(path)),
      m_connection(u"catalogue-"_s + QUuid::createUuid().toString(QUuid::Id128))
{
}

CatalogueFile::~CatalogueFile()
{
    disconnect();
}

Result<void> CatalogueFile::open()
{
    if (auto opened = openToWrite(); !opened) {
        openToRead();
        return opened;
    }
    return {};
}

std::vector<ui::CatalogueTrouble> CatalogueFile::takeTroubles()
{
    return std::exchange(m_troubles, {});
}

Result<void> CatalogueFile::openToWrite()
{
    m_isWritable = false;
    disconnect();
    if (!QDir().mkpath(QFileInfo(m_path).path()))
        return Error{ErrorCode::PermissionDenied,
                     "cannot make the folder " + ui::fromQt(QFileInfo(m_path).path())};
    // Two processes that find damage must not both set it aside.
    QLockFile lock(m_path + u".lock"_s);
    if (!lock.tryLock(lockMs))
        return lock.error() == QLockFile::LockFailedError
                   ? Error{ErrorCode::Busy, "another process is opening it"}
                   : Error{ErrorCode::PermissionDenied, "its folder cannot be written to"};
    auto prepared = connectTo(m_path, {});
    if (prepared)
        prepared = prepare();
    if (!prepared && prepared.error().code == ErrorCode::Corrupt)
        return setAside(ui::toQt(prepared.error().message));
    return prepared;
}

void CatalogueFile::openToRead()
{
    if (!QFile::exists(m_path))
        return;
    // Without a right to write beside it, SQLite reads a file in WAL mode only as one that never
    // changes.
    if (connectTo(m_path, u"QSQLITE_OPEN_READONLY"_s) && schemaVersion(m_database))
        return;
    const QString unchanging =
        QUrl::fromLocalFile(m_path).toString(QUrl::FullyEncoded) + u"?immutable=1"_s;
    (void)connectTo(unchanging, u"QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"_s);
}

Result<void> CatalogueFile::connectTo(const QString& path, const QString& options)
{
    disconnect();
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection);
    m_database.setDatabaseName(path);
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1;"_s.arg(busyMs) + options);
    if (!m_database.open())
        return errorOf(m_database.lastError());
    m_opened = identity();
    return {};
}

void CatalogueFile::disconnect()
{
    if (!m_database.isValid())
        return;
    m_database = {};
    QSqlDatabase::removeDatabase(m_connection);
}

Result<void> CatalogueFile::prepare()
{
    // First of all, whether it is one: a newer version's is not touched in any way.
    const auto version = schemaVersion(m_database);
    if (!version)
        return version.error();
    if (*version > newestSchema()) {
        m_troubles.push_back({ui::CatalogueTrouble::Kind::Newer, m_path, {}});
        return connectTo(m_path, u"QSQLITE_OPEN_READONLY"_s);
    }
    auto check = run(m_database, u"PRAGMA quick_check(1)"_s);
    if (!check)
        return std::move(check).error();
    if (check->next() && check->value(0).toString() != "ok"_L1)
        return Error{ErrorCode::Corrupt, ui::fromQt(check->value(0).toString())};
    check->finish();
    for (const QString& pragma : {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = NORMAL"_s})
        if (auto done = run(m_database, pragma); !done)
            return std::move(done).error();
    auto migrated = migrate(m_database);
    m_isWritable = static_cast<bool>(migrated);
    return migrated;
}

/// Under the lock.
Result<void> CatalogueFile::setAside(const QString& reason)
{
    const ui::Remembered rest = readAll();
    disconnect();
    const QString aside = nameAside(m_path);
    if (!QFile::rename(m_path, aside))
        return Error{ErrorCode::PermissionDenied, "it is damaged and cannot be set aside"};
    for (const QString& suffix : {u"-wal"_s, u"-shm"_s})
        QFile::rename(m_path + suffix, aside + suffix);
    m_troubles.push_back({ui::CatalogueTrouble::Kind::SetAside, aside, reason});
    auto made = connectTo(m_path, {});
    if (made)
        made = prepare();
    if (!made)
        return made;
    return change([&]() -> Result<void> {
        for (const auto& each : rest.replicas)
            (void)keepReplica(each);
        for (const auto& each : rest.labels)
            (void)keepLabel(each);
        for (const auto& each : rest.proofs)
            (void)keepCheck(each);
        for (const auto& each : rest.checks)
            (void)keepCheck(each);
        for (const auto& each : rest.drillSettings)
            (void)keepDrillSetting(each);
        for (const auto& each : rest.drills)
            (void)keepDrill(each);
        for (const auto& each : rest.activity)
            (void)keepActivity(each);
        return {};
    });
}

std::optional<CatalogueFile::FileIdentity> CatalogueFile::identity() const
{
    struct stat status {
    };
    if (::stat(QFile::encodeName(m_path).constData(), &status) != 0)
        return std::nullopt;
    return FileIdentity{static_cast<std::uint64_t>(status.st_dev),
                        static_cast<std::uint64_t>(status.st_ino)};
}

ui::Remembered CatalogueFile::readAll()
{
    ui::Remembered all;
    if (!m_database.isValid())
        return all;
    all.replicas = read<ui::KnownReplica>(
        m_database, selectFrom(replicaColumns, u"replicas ORDER BY opened DESC"_s),
        [](const QSqlQuery& row) { return std::optional(replicaOf(row)); });
    all.labels = read<ui::MomentLabel>(
        m_database, selectFrom(labelColumns, u"labels ORDER BY time"_s), labelOf);
    // MAX() picks the row that the other columns are of.
    all.checks = read<ui::CheckResult>(
        m_database,
        u"SELECT replica, rung, MAX(time), outcome, summary, findings FROM checks "
        "GROUP BY replica"_s,
        [](const QSqlQuery& row) { return std::optional(checkOf(row)); });
    all.proofs = read<ui::CheckResult>(
        m_database,
        u"SELECT replica, rung, MAX(time), outcome, summary, findings FROM checks "
        "WHERE outcome = 'passed' AND rung IN ('restore', 'comparison') GROUP BY replica"_s,
        [](const QSqlQuery& row) { return std::optional(checkOf(row)); });
    all.drillSettings = read<ui::DrillSetting>(
        m_database, selectFrom(drillSettingColumns, u"drill_settings ORDER BY name"_s),
        [](const QSqlQuery& row) { return std::optional(drillSettingOf(row)); });
    all.drills = read<ui::DrillResult>(
        m_database,
        selectFrom(drillColumns, u"drills ORDER BY time DESC LIMIT %1"_s.arg(readDrills)),
        [](const QSqlQuery& row) { return std::optional(drillOf(row)); });
    all.activity = read<ui::Activity>(
        m_database,
        selectFrom(activityColumns, u"activity ORDER BY id DESC LIMIT %1"_s.arg(readActivity)),
        [](const QSqlQuery& row) { return std::optional(activityOf(row)); });
    std::reverse(all.activity.begin(), all.activity.end());
    return all;
}

Result<void> CatalogueFile::change(const std::function<Result<void>()>& statements)
{
    if (m_isWritable && identity() != m_opened) {
        if (auto opened = openToWrite(); !opened)
            return opened;
    }
    if (!m_isWritable)
        return Error{ErrorCode::PermissionDenied, "the catalogue is not open for writing"};
    if (auto begun = run(m_database, u"BEGIN IMMEDIATE"_s); !begun)
        return std::move(begun).error();
    auto done = statements();
    if (done) {
        if (auto committed = run(m_database, u"COMMIT"_s); !committed)
            done = std::move(committed).error();
    }
    if (!done)
        (void)run(m_database, u"ROLLBACK"_s);
    return done;
}

Result<void> CatalogueFile::write(const QString& statement, const QVariantList& values)
{
    if (m_isWritable && identity() != m_opened) {
        if (auto opened = openToWrite(); !opened)
            return opened;
    }
    if (!m_isWritable)
        return Error{ErrorCode::PermissionDenied, "the catalogue is not open for writing"};
    auto done = run(m_database, statement, values);
    if (!done)
        return std::move(done).error();
    return {};
}

Result<void> CatalogueFile::keepReplica(const ui::KnownReplica& replica)
{
    return write(insertInto(u"replicas"_s, replicaColumns), rowOf(replica));
}

Result<void> CatalogueFile::keepLabel(const ui::MomentLabel& label)
{
    return write(insertInto(u"labels"_s, labelColumns), rowOf(label));
}

Result<void> CatalogueFile::removeLabel(const ui::MomentPlace& place)
{
    const QVariantList row = rowOf(ui::MomentLabel{place, {}, {}, {}});
    return write(u"DELETE FROM labels WHERE replica = ? AND generation = ? AND wal_index = ? "
                 "AND wal_offset = ?"_s,
                 row.first(4));
}

Result<void> CatalogueFile::keepCheck(const ui::CheckResult& result)
{
    return write(insertInto(u"checks"_s, checkColumns), rowOf(result));
}

Result<void> CatalogueFile::keepDrillSetting(const ui::DrillSetting& setting)
{
    return write(insertInto(u"drill_settings"_s, drillSettingColumns), rowOf(setting));
}

Result<void> CatalogueFile::keepDrill(const ui::DrillResult& result)
{
    return write(insertInto(u"drills"_s, drillColumns), rowOf(result));
}

Result<void> CatalogueFile::keepActivity(const ui::Activity& activity)
{
    auto kept = write(insertInto(u"activity"_s, activityColumns), rowOf(activity));
    if (kept && ++m_sinceClearance > keptActivity / 10)
        clearActivity();
    return kept;
}

Result<void> CatalogueFile::markSeen(const std::vector<std::int64_t>& activities)
{
    return change([&]() -> Result<void> {
        for (const std::int64_t key : activities) {
            if (auto done = run(m_database, u"UPDATE activity SET is_seen = 1 WHERE key = ?"_s,
                                {static_cast<qint64>(key)});
                !done)
                return std::move(done).error();
        }
        return {};
    });
}

void CatalogueFile::clearActivity()
{
    m_sinceClearance = 0;
    // What could not go now goes next time.
    (void)run(m_database,
              u"DELETE FROM activity WHERE id <= (SELECT MAX(id) FROM activity) - %1"_s.arg(
                  keptActivity));
}

} // namespace walkeeper::app
