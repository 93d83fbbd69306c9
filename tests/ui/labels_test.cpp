#include "ui/labels/labels.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/labels/label_expiry.h"
#include "ui/moment/continuation.h"
#include "ui/text/conversion.h"

#include <QSignalSpy>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;
using std::chrono::hours;

namespace {

constexpr GenerationId older(1);
constexpr GenerationId newer(2);

Timestamp at(int hour)
{
    return Timestamp(hours(1000 + hour));
}

StoredSegment segment(GenerationId, WalIndex index, std::uint64_t offset, int hour)
{
    StoredSegment segment;
    segment.name.index = index;
    segment.name.offset = offset;
    segment.storedBytes = 100;
    segment.created = at(hour);
    return segment;
}

/// Two generations; the newer one has snapshots of WAL files 0 and 5.
ReplicaContents contents()
{
    Replica replica;
    Generation& first = replica.generations.emplace_back();
    first.id = older;
    first.snapshots = {{0, 100, at(0)}};
    first.segments = {segment(older, 0, 0, 0), segment(older, 0, 4152, 1)};
    Generation& second = replica.generations.emplace_back();
    second.id = newer;
    second.snapshots = {{0, 100, at(10)}, {5, 100, at(20)}};
    second.segments = {segment(newer, 0, 0, 10), segment(newer, 0, 4152, 11),
                       segment(newer, 5, 0, 20), segment(newer, 6, 0, 30)};
    return makeReplicaContents(*parseStoreUrl("file:///replicas/a"), std::move(replica));
}

MomentLabel label(GenerationId generation, WalIndex index, std::uint64_t offset,
                  const QString& text, int hour = 0)
{
    return {{u"file:///replicas/a"_s, {generation, index, offset}}, at(hour), text, std::nullopt};
}

} // namespace

class LabelsTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsChangesAndRemoves();
    void beginsWithWhatIsRemembered();
    void anEmptyTextRemoves();
    void findsWhereAPositionBelongs();
    void saysWhenRetentionTakesAMoment_data();
    void saysWhenRetentionTakesAMoment();
    void warnsADayAhead();
};

void LabelsTest::keepsChangesAndRemoves()
{
    RememberedCatalogue catalogue;
    Labels labels(catalogue);
    QSignalSpy changed(&labels, &Labels::changed);

    labels.set(label(newer, 0, 4152, u"later"_s, 2));
    labels.set(label(newer, 0, 8304, u"  earlier\n one "_s, 1));
    labels.set(label(newer, 0, 4152, u"changed"_s, 2));

    QCOMPARE(changed.size(), 3);
    QCOMPARE(labels.all().size(), std::size_t{2});
    QCOMPARE(labels.all().front().text, u"earlier one"_s);
    QCOMPARE(labels.find(labels.all().back().place)->text, u"changed"_s);
    QCOMPARE(catalogue.kept.labels.size(), std::size_t{3});
    QCOMPARE(labels.ofReplica(u"file:///replicas/a"_s).size(), std::size_t{2});
    QVERIFY(labels.ofReplica(u"file:///replicas/b"_s).empty());

    labels.remove(labels.all().front().place);

    QCOMPARE(labels.all().size(), std::size_t{1});
    QCOMPARE(catalogue.removed.size(), std::size_t{1});
    QCOMPARE(catalogue.removed.front().position.offset, std::uint64_t{8304});
}

void LabelsTest::beginsWithWhatIsRemembered()
{
    RememberedCatalogue catalogue;
    catalogue.before.labels = {label(newer, 0, 1, u"old"_s), label(newer, 0, 2, u"other"_s)};
    Labels labels(catalogue);
    labels.set(label(newer, 0, 1, u"new"_s));

    catalogue.load();

    QCOMPARE(labels.all().size(), std::size_t{2});
    QCOMPARE(labels.find(label(newer, 0, 1, {}).place)->text, u"new"_s);
}

void LabelsTest::anEmptyTextRemoves()
{
    RememberedCatalogue catalogue;
    Labels labels(catalogue);
    labels.set(label(newer, 0, 1, u"text"_s));

    labels.set(label(newer, 0, 1, u"  "_s));

    QVERIFY(labels.all().empty());
}

void LabelsTest::findsWhereAPositionBelongs()
{
    const ReplicaContents replica = contents();
    const auto describe = [&replica](const Position& position) -> QString {
        const auto entry = entryAt(replica, position);
        if (!entry)
            return u"nowhere"_s;
        const TimelineEntry& found = replica.timeline.entries()[*entry];
        return u"%1 %2 of %3"_s
            .arg(found.kind == TimelineEntry::Kind::Snapshot ? u"snapshot"_s : u"segment"_s)
            .arg(found.part)
            .arg(found.generation);
    };

    QCOMPARE(describe({newer, 5, 0}), u"snapshot 1 of 1"_s);
    QCOMPARE(describe({newer, 0, 4152}), u"segment 0 of 1"_s); // a commit that ends there
    QCOMPARE(describe({newer, 0, 4153}), u"segment 1 of 1"_s);
    QCOMPARE(describe({older, 0, 999'999}), u"segment 1 of 0"_s);
    QCOMPARE(describe({newer, 4, 0}), u"nowhere"_s);
    QCOMPARE(describe({newer, 4, 100}), u"nowhere"_s);
    QCOMPARE(describe({GenerationId(9), 0, 0}), u"nowhere"_s);
}

void LabelsTest::saysWhenRetentionTakesAMoment_data()
{
    QTest::addColumn<quint64>("generation");
    QTest::addColumn<quint32>("index");
    QTest::addColumn<int>("retention"); // hours
    QTest::addColumn<int>("expected");  // hour; -1: not at all

    QTest::newRow("a newer snapshot is old enough then") << quint64(2) << 0U << 24 << 44;
    QTest::newRow("behind the newest snapshot") << quint64(2) << 6U << 24 << -1;
    QTest::newRow("an older generation goes as a whole") << quint64(1) << 0U << 24 << 25;
    QTest::newRow("kept for ever") << quint64(2) << 0U << 0 << -1;
    QTest::newRow("not stored") << quint64(7) << 0U << 24 << -1;
}

void LabelsTest::saysWhenRetentionTakesAMoment()
{
    QFETCH(quint64, generation);
    QFETCH(quint32, index);
    QFETCH(int, retention);
    QFETCH(int, expected);

    const auto expiry =
        expiryOf(contents(), {GenerationId(generation), index, 4152}, hours(retention));

    QCOMPARE(expiry, expected < 0 ? std::nullopt : std::optional(at(expected)));
}

void LabelsTest::warnsADayAhead()
{
    QCOMPARE(warningLead(hours(24 * 30)), std::chrono::nanoseconds(hours(24)));
    QCOMPARE(warningLead(hours(24)), std::chrono::nanoseconds(hours(6)));
}

} // namespace walkeeper::ui

using walkeeper::ui::LabelsTest;
WALKEEPER_TEST(LabelsTest)
#include "labels_test.moc"
