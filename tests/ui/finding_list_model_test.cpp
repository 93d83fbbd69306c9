#include "ui/check/finding_list_model.h"

#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>

namespace walkeeper::ui {

class FindingListModelTest : public QObject
{
    Q_OBJECT

private slots:
    void showsTheWorstFirst();
    void saysWhatAndWhere();
};

void FindingListModelTest::showsTheWorstFirst()
{
    FindingListModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFindings(shareFindings(
        {{{FindingKind::Stranger, Severity::Note, "readme", {}, "no part"}, {}, {}, {}, {}},
         {{FindingKind::BadFrame, Severity::Damage, "a", {}, "half a frame"}, {}, 7, {}, {}},
         {{FindingKind::SaltJump, Severity::Warning, "b", {}, "a jump"}, {}, {}, {}, {}}}));

    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0).data(FindingListModel::SeverityRole).toInt(),
             static_cast<int>(Severity::Damage));
    QCOMPARE(model.index(0).data(FindingListModel::EntryRole).toUInt(), 7U);
    QVERIFY(!model.index(2).data(FindingListModel::EntryRole).isValid());
    model.setFindings(shareFindings({}));
    QCOMPARE(model.rowCount(), 0);
}

void FindingListModelTest::saysWhatAndWhere()
{
    FindingListModel model;
    model.setFindings(shareFindings(
        {{{FindingKind::MissingIndex, Severity::Damage, "wal", {}, "WAL file 2 is missing"},
          {},
          {},
          {},
          {}}}));

    const QModelIndex row = model.index(0);
    QCOMPARE(row.data().toString(), QStringLiteral("Missing WAL file"));
    QCOMPARE(row.data(FindingListModel::SentenceRole).toString(),
             QStringLiteral("WAL file 2 is missing."));
    QCOMPARE(row.data(FindingListModel::ObjectRole).toString(), QStringLiteral("wal"));
}

} // namespace walkeeper::ui

using walkeeper::ui::FindingListModelTest;
WALKEEPER_TEST(FindingListModelTest)
#include "finding_list_model_test.moc"
