#include "ui/objects/object_panel.h"

#include "ui/moment/moment.h"
#include "ui/objects/frame_list_model.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/fact_grid.h"
#include "ui/widgets/plain_table.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// Larger objects are read only when somebody asks for it.
constexpr std::uint64_t readAtOnce = 32'000'000; ///< stored bytes

QString encodingName(std::uint32_t encoding)
{
    switch (encoding) {
    case 1: return u"UTF-8"_s;
    case 2: return u"UTF-16le"_s;
    case 3: return u"UTF-16be"_s;
    default: return ObjectPanel::tr("not set yet");
    }
}

/// For a tool tip.
QString packing(const ObjectInspection& object)
{
    return ObjectPanel::tr("%1, stored in %2")
        .arg(HumanText::bytes(object.plainBytes), HumanText::bytes(object.storedBytes));
}

/// 3040001 is SQLite 3.40.1.
QString sqliteVersion(std::uint32_t number)
{
    if (number == 0)
        return ObjectPanel::tr("not known");
    return u"SQLite %1.%2.%3"_s.arg(number / 1'000'000)
        .arg(number / 1000 % 1000)
        .arg(number % 1000);
}

} // namespace

ObjectPanel::ObjectPanel(Engine& engine, QWidget* parent)
    : QFrame(parent),
      m_engine(engine),
      m_title(new ElidedLabel(this, Qt::ElideMiddle)),
      m_verdict(new QLabel(this)),
      m_read(new QPushButton(tr("Read it"), this)),
      m_segmentFacts(new FactGrid({tr("Unpacked"), tr("Page size"), tr("Salts"), tr("Checksums"),
                                   tr("Frames"), tr("Commits")},
                                  2, this)),
      m_snapshotFacts(new FactGrid({tr("Unpacked"), tr("Page size"), tr("Pages"), tr("Text"),
                                    tr("User version"), tr("Written by")},
                                   2, this)),
      m_frames(new FrameListModel(this)),
      m_table(new PlainTable(tr("Frames"), this))
{
    setType(m_title, TypeSize::Body, QFont::DemiBold);
    m_verdict->setWordWrap(true);
    m_verdict->setTextFormat(Qt::PlainText);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_segmentFacts->makeFlat();
    m_snapshotFacts->makeFlat();
    m_table->setModel(m_frames);
    m_table->setColumns({3, 3, 7});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space);
    column->addWidget(m_title);
    column->addWidget(m_verdict);
    column->addWidget(m_read, 0, Qt::AlignLeft);
    column->addWidget(m_segmentFacts);
    column->addWidget(m_snapshotFacts);
    column->addWidget(m_table, 1);
    column->addStretch(0);
    connect(&engine, &Engine::objectInspected, this, &ObjectPanel::take);
    connect(m_read, &QPushButton::clicked, this, &ObjectPanel::ask);
    clear(tr("Choose an object to see what is in it."));
}

void ObjectPanel::show(const std::shared_ptr<const ReplicaContents>& contents, std::uint32_t entry)
{
    const Moment object{contents, entry, {}};
    // A newer listing of the same object is no reason to read it again.
    const bool isSame = m_contents && m_contents->url == contents->url &&
                        objectKey({m_contents, m_entry, {}}) == objectKey(object) &&
                        storedBytes({m_contents, m_entry, {}}) == storedBytes(object);
    m_contents = contents;
    m_entry = entry;
    if (isSame)
        return;
    m_engine.cancel(m_question);
    m_question = {};
    const ObjectKey key = objectKey(object);
    m_title->setFullText(toQt(std::string(key.name())), toQt(key.text()));
    const std::uint64_t stored = storedBytes(object);
    if (stored <= readAtOnce)
        return ask();
    clear(tr("It is large (%1), so it is not read by itself.").arg(HumanText::bytes(stored)));
    m_read->show();
    emit shown();
}

QString ObjectPanel::fact(SegmentFact fact) const
{
    return m_segmentFacts->fact(fact);
}

QString ObjectPanel::fact(SnapshotFact fact) const
{
    return m_snapshotFacts->fact(fact);
}

QString ObjectPanel::verdict() const
{
    return m_verdict->text();
}

void ObjectPanel::ask()
{
    clear(tr("It is being read…"));
    m_question = m_engine.inspectObject({m_contents, m_entry});
}

void ObjectPanel::take(JobId job, const InspectAnswer& answer)
{
    if (job != m_question)
        return; // another one was chosen since
    m_question = {};
    m_frames->setInspection(answer);
    if (!*answer) {
        clear(ErrorText::sentence(answer->error()) + u' ' +
              ErrorText::advice(answer->error().code));
        m_read->show(); // once more
    } else {
        const ObjectInspection& object = **answer;
        if (const auto* segment = std::get_if<ObjectInspection::Segment>(&object.content))
            showSegment(object, *segment);
        else
            showSnapshot(object, std::get<ObjectInspection::Snapshot>(object.content).header);
        showVerdict(object);
    }
    emit shown();
}

void ObjectPanel::showSegment(const ObjectInspection& object,
                              const ObjectInspection::Segment& segment)
{
    m_segmentFacts->setFact(Unpacked, HumanText::bytes(object.plainBytes), packing(object));
    m_segmentFacts->setFact(PageSize, HumanText::number(segment.geometry.pageSize));
    m_segmentFacts->setFact(Salts, segment.salts
                                       ? u"%1 %2"_s.arg(segment.salts->salt1, 8, 16, '0'_L1)
                                             .arg(segment.salts->salt2, 8, 16, '0'_L1)
                                       : u"–"_s);
    m_segmentFacts->setFact(Order, segment.geometry.order == ByteOrder::Big ? tr("big-endian")
                                                                            : tr("little-endian"));
    m_segmentFacts->setFact(Frames, HumanText::number(segment.pages.size()));
    m_segmentFacts->setFact(Commits, HumanText::number(segment.commits.size()));
    m_segmentFacts->show();
    m_snapshotFacts->hide();
    m_table->show();
}

void ObjectPanel::showSnapshot(const ObjectInspection& object, const DatabaseHeader& header)
{
    m_snapshotFacts->setFact(SnapshotUnpacked, HumanText::bytes(object.plainBytes),
                             packing(object));
    m_snapshotFacts->setFact(SnapshotPageSize, HumanText::number(header.pageSize));
    m_snapshotFacts->setFact(Pages,
                             header.pageSize == 0
                                 ? u"–"_s
                                 : tr("%1, of which %2 free")
                                       .arg(HumanText::number(object.plainBytes / header.pageSize),
                                            HumanText::number(header.freePages)));
    m_snapshotFacts->setFact(Encoding, encodingName(header.textEncoding));
    m_snapshotFacts->setFact(UserVersion, HumanText::number(header.userVersion));
    m_snapshotFacts->setFact(Writer, sqliteVersion(header.writtenBy));
    m_snapshotFacts->show();
    m_segmentFacts->hide();
    m_table->hide();
}

void ObjectPanel::showVerdict(const ObjectInspection& object)
{
    setRole(m_verdict, object.damage ? "damage" : "good");
    m_verdict->setText(object.damage
                           ? ErrorText::title(object.damage->kind) + u": "_s +
                                 ErrorText::sentence({ErrorCode::Corrupt, object.damage->text})
                           : tr("It can be read to its end, and every checksum in it is right."));
}

void ObjectPanel::clear(const QString& why)
{
    setRole(m_verdict, "muted");
    m_verdict->setText(why);
    m_frames->setInspection(nullptr);
    m_read->hide();
    m_segmentFacts->hide();
    m_snapshotFacts->hide();
    m_table->hide();
}

} // namespace walkeeper::ui
