#pragma once

#include "ui/data/moment_look.h"
#include "ui/workbench.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace walkeeper::ui {

class NoticePage;
class PlainTable;
class QueryBox;
class RowCopy;
class RowFilterBox;
class RowListModel;
class TableList;

/// What the database held at the chosen moment, without restoring it: its tables, their rows, the
/// schema, and an own query. Reads only while it is visible.
class DataView final : public QWidget
{
    Q_OBJECT

public:
    /// workbench  outlives it
    explicit DataView(Workbench& workbench, QWidget* parent = nullptr);

    void setMoment(const std::optional<Moment>& moment) { m_look.setMoment(moment); }
    /// Of what looking into moments may use.
    void setLimits(const MomentLimits& limits) { m_look.setLimits(limits); }

    const MomentLook& look() const { return m_look; }
    NoticePage& notice() { return *m_notice; }
    TableList& tables() { return *m_tables; }
    PlainTable& rows() { return *m_rows; }
    RowListModel& model() { return *m_model; }
    RowFilterBox& filter() { return *m_filter; }
    QueryBox& query() { return *m_query; }
    QToolButton& schema() { return *m_schema; }
    QString status() const;
    /// Whether rows are shown that can be written into a file.
    bool canExport() const;
    void askWhereToExport();
    /// Writes what is shown, filtered and sorted as it is, into a new file.
    void exportTo(const QString& path);
    /// The rows that are chosen, to the clipboard.
    void copyRows();
    /// The row that is chosen, on its own.
    void showRow();

signals:
    void canExportChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeContent();
    QWidget* makeTools();
    void connectParts();
    void showState();
    void showProgress();
    void fillTables();
    const TableInfo* chosenTable() const;
    void showTable();
    void runQuery(const QString& sql);
    void showTableParts(const TableInfo* table);
    void showSchema(bool isWanted);
    void showRowsState();
    void fitColumns();
    void connectRows();
    void takeExport(const Export& what, const ExportEnd& end);
    void say(const QString& text, bool isFailure = false);

    Workbench& m_workbench;
    MomentLook m_look;
    RowListModel* m_model;
    QStackedWidget* m_pages;
    NoticePage* m_notice;
    TableList* m_tables;
    RowFilterBox* m_filter;
    QToolButton* m_schema;
    QPushButton* m_export;
    QueryBox* m_query;
    QStackedWidget* m_body = nullptr; ///< rows, or what the schema says
    PlainTable* m_rows;
    QPlainTextEdit* m_sql;
    QLabel* m_status;
    RowCopy* m_copy;
    JobId m_exporting;     ///< begun last, while it runs
    QString m_wantedTable; ///< chosen last, also in another moment
};

} // namespace walkeeper::ui
