#include "app/catalogue/stored_catalogue.h"

#include "app/catalogue/catalogue_writer.h"

#include <QStandardPaths>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

StoredCatalogue::StoredCatalogue(const QString& path, QObject* parent)
    : ui::Catalogue(parent),
      m_writer(new CatalogueWriter(path))
{
    qRegisterMetaType<ui::RememberedValues>();
    qRegisterMetaType<ui::CatalogueTrouble>();
    m_writer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_writer, &QObject::deleteLater);
    connect(m_writer, &CatalogueWriter::remembered, this, &ui::Catalogue::remembered);
    connect(m_writer, &CatalogueWriter::troubled, this, &ui::Catalogue::troubled);
    m_thread.setObjectName(u"catalogue"_s);
    m_thread.start();
}

StoredCatalogue::~StoredCatalogue()
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, thread = &m_thread] {
        writer->close();
        thread->quit();
    });
    m_thread.wait();
}

void StoredCatalogue::load()
{
    QMetaObject::invokeMethod(m_writer, &CatalogueWriter::load);
}

void StoredCatalogue::keepReplica(const ui::KnownReplica& replica)
{
    give([replica](CatalogueFile& file) { return file.keepReplica(replica); });
}

void StoredCatalogue::keepLabel(const ui::MomentLabel& label)
{
    give([label](CatalogueFile& file) { return file.keepLabel(label); });
}

void StoredCatalogue::removeLabel(const ui::MomentPlace& place)
{
    give([place](CatalogueFile& file) { return file.removeLabel(place); });
}

void StoredCatalogue::keepCheck(const ui::CheckResult& result)
{
    give([result](CatalogueFile& file) { return file.keepCheck(result); });
}

void StoredCatalogue::keepDrillSetting(const ui::DrillSetting& setting)
{
    give([setting](CatalogueFile& file) { return file.keepDrillSetting(setting); });
}

void StoredCatalogue::keepDrill(const ui::DrillResult& result)
{
    give([result](CatalogueFile& file) { return file.keepDrill(result); });
}

void StoredCatalogue::keepActivity(const ui::Activity& activity)
{
    give([activity](CatalogueFile& file) { return file.keepActivity(activity); });
}

void StoredCatalogue::markSeen(const std::vector<std::int64_t>& activities)
{
    give([activities](CatalogueFile& file) { return file.markSeen(activities); });
}

template <class Write>
void StoredCatalogue::give(Write write)
{
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, write = std::move(write)]() mutable {
        writer->add(std::move(write));
    });
}

QString cataloguePath()
{
    // Without the organisation, which has the program's name.
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           u"/walkeeper/catalogue.db"_s;
}

} // namespace walkeeper::app
