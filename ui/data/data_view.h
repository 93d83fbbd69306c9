#pragma once

#include "ui/data/moment_look.h"
#include "ui/workbench.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace walkeeper::ui {

class ElidedLabel;
class NoticePage;
class PlainTable;
class RowListModel;

/// What the database held at the chosen moment, without restoring it: its tables, their rows, the
/// schema, and an own query. Reads only while it is visible.
class DataView final : public QWidget
{
    Q_OBJECT

public:
    /// workbench  outlives it
    explicit DataView(Workbench& workbench, QWidget* parent = nullptr);

    void setMoment(const std::optional<Moment>& moment) { m_look.setMoment(moment); }

    const MomentLook& look() const { return m_look; }
    NoticePage& notice() { return *m_notice; }
    QListWidget& tables() { return *m_tables; }
    PlainTable& rows() { return *m_rows; }
    RowListModel& model() { return *m_model; }
    QLineEdit& filter() { return *m_filter; }
    QPlainTextEdit& query() { return *m_query; }
    QPushButton& run() { return *m_run; }
    QToolButton& schema() { return *m_schema; }
    QString status() const;
    /// Whether the rows of a table are shown that can be written into a file.
    bool canExport() const;
    void askWhereToExport();
    /// Writes what is shown into a new file.
    void exportTo(const QString& path);

signals:
    void canExportChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeContent();
    QWidget* makeTools();
    QWidget* makeQuery();
    void connectParts();
    void showState();
    void showProgress();
    void fillTables();
    bool isOwnQuery() const;
    void chooseTable();
    void runQuery();
    void showTableParts(const TableInfo* table);
    void showSchema(bool isWanted);
    void showRowsState();
    void fitColumns();
    void takeExport(const JobOutcome& outcome);
    void say(const QString& text, bool isFailure = false);

    Workbench& m_workbench;
    MomentLook m_look;
    RowListModel* m_model;
    QStackedWidget* m_pages;
    NoticePage* m_notice;
    QListWidget* m_tables;
    QLineEdit* m_filter;
    QToolButton* m_schema;
    QPushButton* m_export;
    QPlainTextEdit* m_query;
    QPushButton* m_run;
    QWidget* m_queryPart = nullptr;
    QStackedWidget* m_body = nullptr; ///< rows, or what the schema says
    PlainTable* m_rows;
    QPlainTextEdit* m_sql;
    QLabel* m_status;
    JobId m_exporting;
    QString m_wantedTable; ///< chosen last, also in another moment
};

} // namespace walkeeper::ui
