#include "ui/points/point_list_model.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/selection.h"

#include <QAbstractItemModelTester>

namespace walkeeper::ui {

class PointListModelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void beginsWithOneRowAnObject();
    void becomesOneRowACommit();
    void findsRowsAndTheirMoments();
    void keepsPersistentRowsAtTheirMoment();
    void growsAtTheTop();
    void saysWhatIsSpecial();

private:
    int entries() const { return static_cast<int>(m_contents->timeline.entries().size()); }
    void readAll()
    {
        std::vector<GenerationSegments> all;
        for (std::uint32_t i = 0; i < m_contents->replica.generations.size(); ++i)
            all.push_back({i, {0, m_contents->replica.generations[i].segments.size()}});
        m_book->want(all, CommitBook::Reason::Listed);
        QTRY_VERIFY_WITH_TIMEOUT(!m_book->isReading(), 30000);
        m_model->commitsKnown();
    }
    QString text(int row, PointListModel::Column column) const
    {
        return m_model->index(row, column).data().toString();
    }

    std::unique_ptr<WindowFixture> m_fixture;
    std::shared_ptr<const ReplicaContents> m_contents;
    std::unique_ptr<CommitBook> m_book;
    std::unique_ptr<PointListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void PointListModelTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_contents = listed(m_fixture->engine(), m_fixture->address());
    QVERIFY(m_contents);
}

void PointListModelTest::init()
{
    m_tester.reset();
    m_model.reset();
    m_book = std::make_unique<CommitBook>(m_fixture->engine());
    m_book->turnTo(m_contents);
    m_model = std::make_unique<PointListModel>(*m_book);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model->setTimeZone(QTimeZone::utc());
    m_model->setContents(m_contents);
}

void PointListModelTest::beginsWithOneRowAnObject()
{
    QCOMPARE(m_model->rowCount(), entries());
    QCOMPARE(m_model->index(0, 0).data(PointListModel::EntryRole).toInt(), entries() - 1);
    QVERIFY(!m_model->index(0, 0).data(PointListModel::CommitRole).isValid());
    QVERIFY(text(0, PointListModel::Remark).contains(QLatin1String("not read yet")));
    m_model->setContents(nullptr);
    QCOMPARE(m_model->rowCount(), 0);
}

void PointListModelTest::becomesOneRowACommit()
{
    readAll();

    QCOMPARE(static_cast<std::size_t>(m_model->rowCount()),
             m_fixture->demo().commits + m_fixture->demo().snapshots);
    int commits = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->index(row, 0).data(PointListModel::CommitRole).isValid()) {
            ++commits;
            QVERIFY(text(row, PointListModel::Pages).toInt() > 0);
        }
    }
    QCOMPARE(static_cast<std::size_t>(commits), m_fixture->demo().commits);
}

void PointListModelTest::findsRowsAndTheirMoments()
{
    readAll();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        const QVariant commit = index.data(PointListModel::CommitRole);
        QCOMPARE(m_model
                     ->indexOf(index.data(PointListModel::EntryRole).toUInt(),
                               commit.isValid() ? std::optional<std::size_t>(commit.toUInt())
                                                : std::nullopt)
                     .row(),
                 row);
    }
    QVERIFY(!m_model->indexOf(static_cast<std::uint32_t>(entries()), {}).isValid());
    const EntryRange all = m_model->entriesOf(0, m_model->rowCount() - 1);
    QCOMPARE(all.first, 0u);
    QCOMPARE(all.last, static_cast<std::uint32_t>(entries()));
}

void PointListModelTest::keepsPersistentRowsAtTheirMoment()
{
    std::vector<std::pair<QPersistentModelIndex, uint>> held;
    for (int row = 0; row < m_model->rowCount(); row += 3) {
        const QModelIndex index = m_model->index(row, PointListModel::Stored);
        held.emplace_back(index, index.data(PointListModel::EntryRole).toUInt());
    }

    readAll();

    for (const auto& [index, entry] : held) {
        QCOMPARE(index.data(PointListModel::EntryRole).toUInt(), entry);
        QCOMPARE(index.column(), int{PointListModel::Stored});
    }
}

void PointListModelTest::growsAtTheTop()
{
    Replica older = m_contents->replica;
    older.generations.back().segments.pop_back();
    const auto before = std::make_shared<const ReplicaContents>(
        makeReplicaContents(m_contents->url, std::move(older)));
    m_model->setContents(before);
    const QPersistentModelIndex newest = m_model->index(0, 0);
    const uint entry = newest.data(PointListModel::EntryRole).toUInt();

    m_model->setContents(m_contents);

    QCOMPARE(m_model->rowCount(), entries());
    QCOMPARE(newest.row(), 1);
    QCOMPARE(newest.data(PointListModel::EntryRole).toUInt(), entry);
}

void PointListModelTest::saysWhatIsSpecial()
{
    m_model->setFindings(shareFindings(
        {{{FindingKind::BadFrame, Severity::Damage, "a", {}, "half a frame"}, 0, 1, {}, {}}}));
    readAll();
    QVERIFY(text(0, PointListModel::Remark).contains(QLatin1String("newest")));
    QVERIFY(text(m_model->rowCount() - 1, PointListModel::Remark)
                .contains(QLatin1String("a generation begins")));
    const int damaged = m_model->indexOf(1, {}).row();
    QVERIFY(text(damaged, PointListModel::Remark).contains(QLatin1String("damage was found")));
}

} // namespace walkeeper::ui

using walkeeper::ui::PointListModelTest;
WALKEEPER_TEST(PointListModelTest)
#include "point_list_model_test.moc"
