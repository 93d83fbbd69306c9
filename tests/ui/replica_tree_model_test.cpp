#include "ui/tree/replica_tree_model.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/workbench.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace walkeeper::ui {

namespace {

/// Loads all that is below a row, as expanding it all would; gives how many rows there are.
int loadAll(QAbstractItemModel& model, const QModelIndex& parent, int depth)
{
    if (model.canFetchMore(parent))
        model.fetchMore(parent);
    int rows = model.rowCount(parent);
    for (int row = 0; depth > 0 && row < model.rowCount(parent); ++row)
        rows += loadAll(model, model.index(row, 0, parent), depth - 1);
    return rows;
}

QModelIndex childOfKind(const QAbstractItemModel& model, const QModelIndex& parent, NodeKind kind)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex child = model.index(row, 0, parent);
        if (child.data(ReplicaTreeModel::KindRole).toInt() == static_cast<int>(kind))
            return child;
    }
    return {};
}

} // namespace

class ReplicaTreeModelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void showsARowWhileItLoads();
    void listsGenerationsNewestFirst();
    void loadsRowsOnlyWhenAsked();
    void readsCommitsWhenASegmentIsExpanded();
    void cutsLongListsIntoRanges();
    void marksWhatIsDamaged();
    void showsWhyAReplicaIsNotThere();
    void survivesReloadingAndClosing();
    void forgetsWhatWillNotCome();
    void findsTheRowOfAMoment();

private:
    ReplicaId open(const QString& address);

    RememberedCatalogue m_catalogue;
    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<ReplicaTreeModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void ReplicaTreeModelTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
}

void ReplicaTreeModelTest::init()
{
    m_workbench = std::make_unique<Workbench>(m_fixture->engine(), m_catalogue);
    m_model = std::make_unique<ReplicaTreeModel>(m_workbench->replicas(), m_workbench->book());
    connect(m_model.get(), &ReplicaTreeModel::commitsWanted, m_workbench.get(),
            &Workbench::readSegment);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    // It would load rows in the middle of other rows' insertion; the tests load them one by one.
    m_tester->setUseFetchMore(false);
}

void ReplicaTreeModelTest::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_workbench.reset();
}

ReplicaId ReplicaTreeModelTest::open(const QString& address)
{
    m_workbench->openAddress(address);
    const ReplicaId id = m_workbench->replicas().all().back().id;
    [&] {
        QTRY_VERIFY_WITH_TIMEOUT(m_workbench->replicas().find(id)->state != LoadState::Loading,
                                 30000);
    }();
    return id;
}

void ReplicaTreeModelTest::showsARowWhileItLoads()
{
    m_workbench->openAddress(m_fixture->address());

    QCOMPARE(m_model->rowCount(), 1);
    const QModelIndex row = m_model->index(0, 0);
    QCOMPARE(row.data().toString(), m_workbench->current()->name);
    QCOMPARE(m_model->rowCount(row), 0);
}

void ReplicaTreeModelTest::listsGenerationsNewestFirst()
{
    const ReplicaId id = open(m_fixture->address());

    const QModelIndex root = m_model->indexOf(id);
    const auto& generations = m_workbench->current()->contents->replica.generations;
    QCOMPARE(m_model->rowCount(root), static_cast<int>(generations.size()));
    QCOMPARE(m_model->index(0, 0, root).data().toString(),
             QString::fromStdString(generations.back().id.text()));
}

void ReplicaTreeModelTest::loadsRowsOnlyWhenAsked()
{
    const ReplicaId id = open(m_fixture->address());
    const QModelIndex generation = m_model->index(0, 0, m_model->indexOf(id));
    QCOMPARE(m_model->rowCount(generation), 0);
    QVERIFY(m_model->hasChildren(generation));

    m_model->fetchMore(generation);
    QCOMPARE(m_model->rowCount(generation), 2);
    loadAll(*m_model, m_model->indexOf(id), 5);

    const QModelIndex files = childOfKind(*m_model, generation, NodeKind::WalFiles);
    QVERIFY(m_model->rowCount(files) > 0);
    const QModelIndex file = m_model->index(0, 0, files);
    QVERIFY(m_model->rowCount(file) > 0);
    QVERIFY(m_model->index(0, 0, file).data(ReplicaTreeModel::EntryRole).isValid());
}

void ReplicaTreeModelTest::readsCommitsWhenASegmentIsExpanded()
{
    const ReplicaId id = open(m_fixture->address());
    const QModelIndex generation = m_model->index(0, 0, m_model->indexOf(id));
    m_model->fetchMore(generation);
    const QModelIndex files = childOfKind(*m_model, generation, NodeKind::WalFiles);
    m_model->fetchMore(files);
    const QModelIndex file = m_model->index(0, 0, files);
    m_model->fetchMore(file);
    const QPersistentModelIndex segment = m_model->index(0, 0, file);

    m_model->fetchMore(segment);

    QTRY_VERIFY_WITH_TIMEOUT(m_model->rowCount(segment) > 0, 30000);
    const QModelIndex commit = m_model->index(0, 0, segment);
    QCOMPARE(commit.data(ReplicaTreeModel::KindRole).toInt(), static_cast<int>(NodeKind::Commit));
    QVERIFY(commit.data(ReplicaTreeModel::SubtitleRole).toString().contains(QLatin1String("page")));
}

void ReplicaTreeModelTest::cutsLongListsIntoRanges()
{
    ReplicaTree tree;
    Generation generation;
    for (std::uint32_t i = 0; i < 2'500; ++i)
        generation.segments.push_back({{i, 0, 8}, 10, Timestamp(std::chrono::seconds(i))});
    tree.contents =
        std::make_shared<ReplicaContents>(makeReplicaContents({}, {{generation}, {}, {}}));
    TreeNode files;
    files.kind = NodeKind::WalFiles;
    files.last = 2'500;
    tree.nodes = {files};

    const auto ranges = childrenOf(tree, 0);

    QCOMPARE(ranges.size(), 3U);
    QCOMPARE(ranges.front().first, 2000U);
    QCOMPARE(ranges.front().last, 2500U);
    tree.nodes.push_back(ranges.back());
    const auto rows = childrenOf(tree, 1);
    QCOMPARE(rows.size(), 1000U);
    QVERIFY(rows.front().kind == NodeKind::Segment);
    QCOMPARE(rows.front().first, 999U);
}

void ReplicaTreeModelTest::marksWhatIsDamaged()
{
    const ReplicaId id = open(m_fixture->address());
    const QModelIndex root = m_model->indexOf(id);
    loadAll(*m_model, root, 4);
    QVERIFY(!root.data(ReplicaTreeModel::SeverityRole).isValid());
    const auto& contents = *m_workbench->current()->contents;
    const Generation& newest = contents.replica.generations.back();
    const Finding finding{FindingKind::BadCompression,
                          Severity::Damage,
                          newest.keyOf(newest.segments.front()).text(),
                          {},
                          "cut short"};

    m_workbench->replicas().setFindings(
        id, shareFindings(placeFindings(contents, std::span(&finding, 1))));

    const int damage = static_cast<int>(Severity::Damage);
    QCOMPARE(root.data(ReplicaTreeModel::SeverityRole).toInt(), damage);
    const QModelIndex generation = m_model->index(0, 0, root);
    QCOMPARE(generation.data(ReplicaTreeModel::SeverityRole).toInt(), damage);
    QVERIFY(!m_model->index(1, 0, root).data(ReplicaTreeModel::SeverityRole).isValid());
    const QModelIndex snapshots = childOfKind(*m_model, generation, NodeKind::Snapshots);
    QVERIFY(!snapshots.data(ReplicaTreeModel::SeverityRole).isValid());
    const QModelIndex files = childOfKind(*m_model, generation, NodeKind::WalFiles);
    const QModelIndex file = m_model->index(m_model->rowCount(files) - 1, 0, files);
    const QModelIndex segment = m_model->index(m_model->rowCount(file) - 1, 0, file);
    QCOMPARE(segment.data(ReplicaTreeModel::SeverityRole).toInt(), damage);
    QVERIFY(!segment.siblingAtRow(0).data(ReplicaTreeModel::SeverityRole).isValid());
}

void ReplicaTreeModelTest::showsWhyAReplicaIsNotThere()
{
    const ReplicaId id = open(m_fixture->filePath(QStringLiteral("missing")));

    const QModelIndex root = m_model->indexOf(id);
    QCOMPARE(m_model->rowCount(root), 1);
    const QModelIndex message = m_model->index(0, 0, root);
    QCOMPARE(message.data(ReplicaTreeModel::KindRole).toInt(), static_cast<int>(NodeKind::Message));
    QVERIFY(!message.data().toString().isEmpty());
}

void ReplicaTreeModelTest::survivesReloadingAndClosing()
{
    const ReplicaId first = open(m_fixture->address());
    const ReplicaId second = open(m_fixture->copyOfReplica(QStringLiteral("second")));
    loadAll(*m_model, m_model->indexOf(first), 4);
    loadAll(*m_model, m_model->indexOf(second), 4);
    QCOMPARE(m_model->rowCount(), 2);
    const QPersistentModelIndex kept = m_model->index(0, 0, m_model->indexOf(second));

    m_workbench->replicas().close(first);

    QCOMPARE(m_model->rowCount(), 1);
    QVERIFY(kept.isValid());
    QVERIFY(m_model->parent(kept) == m_model->indexOf(second));
    m_workbench->replicas().reload(second);
    QTRY_VERIFY_WITH_TIMEOUT(m_workbench->replicas().find(second)->state == LoadState::Loaded,
                             30000);
    QVERIFY(m_model->rowCount(m_model->indexOf(second)) > 0);
}

void ReplicaTreeModelTest::forgetsWhatWillNotCome()
{
    const ReplicaId first = open(m_fixture->address());
    const ReplicaId second = open(m_fixture->copyOfReplica(QStringLiteral("third")));
    loadAll(*m_model, m_model->indexOf(first), 3);
    const QModelIndex generation = m_model->index(0, 0, m_model->indexOf(first));
    const QModelIndex files = childOfKind(*m_model, generation, NodeKind::WalFiles);
    const QModelIndex file = m_model->index(0, 0, files);
    m_model->fetchMore(file);
    const QPersistentModelIndex segment = m_model->index(0, 0, file);

    m_model->fetchMore(segment);
    m_workbench->show(second); // before the answer is there

    QVERIFY(m_model->canFetchMore(segment));
    QCOMPARE(m_model->rowCount(segment), 0);
}

void ReplicaTreeModelTest::findsTheRowOfAMoment()
{
    const ReplicaId id = open(m_fixture->address());
    const auto last =
        static_cast<std::uint32_t>(m_workbench->current()->contents->timeline.entries().size() - 1);
    QCOMPARE(m_model->nearestLoaded(id, last), m_model->index(0, 0, m_model->indexOf(id)));

    loadAll(*m_model, m_model->indexOf(id), 4);

    const QModelIndex row = m_model->nearestLoaded(id, last);
    QCOMPARE(row.data(ReplicaTreeModel::EntryRole).toUInt(), last);
}

} // namespace walkeeper::ui

using walkeeper::ui::ReplicaTreeModelTest;
WALKEEPER_TEST(ReplicaTreeModelTest)
#include "replica_tree_model_test.moc"
