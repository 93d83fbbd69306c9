#include "ui/data/data_view.h"

#include "ui/data/query_box.h"
#include "ui/data/row_copy.h"
#include "ui/data/row_dialog.h"
#include "ui/data/row_filter_box.h"
#include "ui/data/row_list_model.h"
#include "ui/data/table_list.h"
#include "ui/export/export_text.h"
#include "ui/export/save_dialog.h"
#include "ui/open/welcome_page.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/plain_table.h"

#include <QAction>
#include <QBoxLayout>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int firstTablesWidth = 200;
constexpr int firstRowsWidth = 600;
constexpr int leastColumn = 70;
constexpr int widestColumn = 320;

} // namespace

DataView::DataView(Workbench& workbench, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_look(workbench.engine()),
      m_model(new RowListModel(workbench.engine(), this)),
      m_pages(new QStackedWidget(this)),
      m_notice(new NoticePage(this)),
      m_tables(new TableList(this)),
      m_filter(new RowFilterBox(this)),
      m_schema(new QToolButton(this)),
      m_export(new QPushButton(tr("Export…"), this)),
      m_query(new QueryBox(this)),
      m_rows(new PlainTable(tr("Rows"), this)),
      m_sql(new QPlainTextEdit(this)),
      m_status(new QLabel(this)),
      m_copy(new RowCopy(workbench.engine(), this))
{
    m_pages->addWidget(m_notice);
    m_pages->addWidget(makeContent());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    connectParts();
    showState();
}

QWidget* DataView::makeContent()
{
    m_rows->setModel(m_model);
    m_rows->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_rows->horizontalHeader()->setResizeContentsPrecision(0); // of the rows that are seen
    m_rows->horizontalHeader()->setStretchLastSection(false);  // a number would stand far off
    m_rows->horizontalHeader()->setSectionsClickable(true);
    m_rows->horizontalHeader()->setSortIndicatorClearable(true);
    m_rows->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_rows->setSortingEnabled(true);
    m_sql->setReadOnly(true);
    m_sql->setAccessibleName(tr("Schema"));
    m_sql->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_status->setContentsMargins(space, 2, space, 4);
    m_status->setWordWrap(true);
    setRole(m_status, "muted");
    m_body = new QStackedWidget(this);
    m_body->addWidget(m_rows);
    m_body->addWidget(m_sql);

    auto* right = new QWidget(this);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space);
    column->addWidget(makeTools());
    column->addWidget(m_query);
    column->addWidget(m_body, 1);
    column->addWidget(m_status);
    auto* halves = new QSplitter(this);
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(space);
    halves->addWidget(m_tables);
    halves->addWidget(right);
    halves->setStretchFactor(1, 1);
    halves->setSizes({firstTablesWidth, firstRowsWidth});
    setFocusProxy(m_tables);
    return halves;
}

QWidget* DataView::makeTools()
{
    m_schema->setText(tr("Schema"));
    m_schema->setCheckable(true);
    m_schema->setToolTip(tr("How the table was made"));
    m_export->setIcon(icon(Icon::Export));
    m_export->setToolTip(tr("Write these rows into a CSV or SQL file (Ctrl+E)"));
    auto* tools = new QWidget(this);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(0, space, space, 0);
    row->setSpacing(space);
    row->addWidget(m_filter, 1);
    row->addStretch(); // where there is no filter
    row->addWidget(m_schema);
    row->addWidget(m_export);
    return tools;
}

void DataView::connectParts()
{
    connect(&m_look, &MomentLook::changed, this, &DataView::showState);
    connect(&m_look, &MomentLook::progressed, this, &DataView::showProgress);
    connect(m_notice, &NoticePage::retryWanted, this, [this] {
        if (m_look.state() == MomentLook::State::Opening)
            m_look.cancel();
        else
            m_look.retry();
    });
    connect(m_tables, &TableList::chosen, this, &DataView::showTable);
    connect(m_filter, &RowFilterBox::changed, m_model, &RowListModel::setFilter);
    connect(m_filter, &RowFilterBox::entered, m_rows, qOverload<>(&QWidget::setFocus));
    connect(m_schema, &QToolButton::toggled, this, &DataView::showSchema);
    connect(m_query, &QueryBox::runWanted, this, &DataView::runQuery);
    connect(m_export, &QPushButton::clicked, this, &DataView::askWhereToExport);
    connect(m_model, &RowListModel::progressed, this, &DataView::showRowsState);
    connect(m_model, &RowListModel::begun, this, &DataView::fitColumns);
    connect(&m_workbench.exports(), &ExportJobs::ended, this, &DataView::takeExport);
    connect(&m_workbench.exports(), &ExportJobs::changed, this, &DataView::showProgress);
    connectRows();
}

/// What can be done with rows, with keys and in their menu.
void DataView::connectRows()
{
    const auto add = [this](const QString& text, const QKeySequence& keys, auto deed) {
        auto* action = new QAction(text, m_rows);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_rows->addAction(action);
        connect(action, &QAction::triggered, this, deed);
    };
    add(tr("Show the &row"), Qt::Key_Return, &DataView::showRow);
    add(tr("&Copy the chosen rows"), QKeySequence::Copy, &DataView::copyRows);
    add(tr("&Export all rows…"), {}, &DataView::askWhereToExport);
    m_rows->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_rows, &QTableView::doubleClicked, this, &DataView::showRow);
    connect(m_copy, &RowCopy::done, this,
            [this](int rows) { say(tr("%Ln row(s) copied.", nullptr, rows)); });
    connect(m_copy, &RowCopy::failed, this, [this](const QString& why) { say(why, true); });
}

QString DataView::status() const
{
    return m_status->text();
}

void DataView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_look.setWanted(true);
}

void DataView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_look.setWanted(false);
}

void DataView::showState()
{
    switch (m_look.state()) {
    case MomentLook::State::Nothing:
        m_notice->show(NoticePage::Kind::Nothing, tr("No moment is chosen"),
                       tr("Choose one on the timeline to see what the database held then."));
        break;
    case MomentLook::State::Opening: showProgress(); break;
    case MomentLook::State::Failed:
        m_notice->show(NoticePage::Kind::Failed, tr("This moment cannot be shown"),
                       ErrorText::sentence(m_look.error()), tr("Try again"));
        break;
    case MomentLook::State::Cancelled:
        m_notice->show(NoticePage::Kind::Nothing, tr("Not read"),
                       tr("Looking into this moment was cancelled."), tr("Look into it"));
        break;
    case MomentLook::State::Open: return fillTables();
    }
    m_model->clear();
    m_pages->setCurrentWidget(m_notice);
    emit canExportChanged();
}

bool DataView::canExport() const
{
    return m_look.state() == MomentLook::State::Open && m_model->view().isValid() &&
           m_model->columnCount() > 0 && !m_model->error();
}

void DataView::showProgress()
{
    if (m_look.state() != MomentLook::State::Opening)
        return;
    // Rows are read one after the other, and an export comes to its end first.
    const auto& exports = m_workbench.exports().running();
    if (!exports.empty() && m_look.progress() == Progress{}) {
        m_notice->show(NoticePage::Kind::Loading, tr("Looking into this moment"),
                       tr("The export of %1 is finished first.").arg(exports.front().name),
                       tr("Cancel"));
        m_pages->setCurrentWidget(m_notice);
        return;
    }
    const Progress& progress = m_look.progress();
    QString said = HumanText::stage(progress.stage);
    if (progress.totalBytes && *progress.totalBytes > 0)
        said += u"   "_s + tr("%1 of %2")
                               .arg(HumanText::bytes(progress.doneBytes),
                                    HumanText::bytes(*progress.totalBytes));
    if (progress.timeLeft)
        said += u"   "_s + HumanText::timeLeft(*progress.timeLeft);
    m_notice->show(NoticePage::Kind::Loading, tr("Looking into this moment"), said, tr("Cancel"));
    m_pages->setCurrentWidget(m_notice);
}

void DataView::fillTables()
{
    const bool hadFocus = m_tables->hasFocus();
    m_tables->setTables(m_look.view().tables, m_wantedTable);
    showTable();
    m_pages->setCurrentIndex(1);
    if (hadFocus)
        m_tables->setFocus();
}

/// Null: the own query.
const TableInfo* DataView::chosenTable() const
{
    const auto place = m_tables->table();
    return place ? &m_look.view().tables[*place] : nullptr;
}

void DataView::showTable()
{
    if (m_look.state() != MomentLook::State::Open)
        return;
    const TableInfo* table = chosenTable();
    if (table && toQt(table->name) != m_wantedTable) {
        m_wantedTable = toQt(table->name);
        m_filter->clear();
        m_model->setFilter({}, {});
        m_rows->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    }
    showTableParts(table);
    if (!table) {
        m_model->clear();
        say(tr("A query sees this moment alone and changes nothing."));
    } else if (table->problem) {
        m_model->clear();
        say(toQt(*table->problem), true);
    } else {
        m_model->showTable(m_look.id(), *table);
    }
}

void DataView::showTableParts(const TableInfo* table)
{
    m_query->setVisible(!table);
    m_filter->setVisible(table);
    m_schema->setVisible(table);
    if (!table)
        m_schema->setChecked(false);
    QStringList sql;
    for (const SchemaEntry& each : m_look.view().schema) {
        if (table && each.table == table->name && !each.sql.empty())
            sql << toQt(each.sql) + u';';
    }
    m_sql->setPlainText(sql.join(u"\n\n"_s));
    m_rows->setSortingEnabled(table);
}

void DataView::showSchema(bool isWanted)
{
    m_body->setCurrentWidget(isWanted ? static_cast<QWidget*>(m_sql) : m_rows);
    m_filter->setEnabled(!isWanted);
}

void DataView::runQuery(const QString& sql)
{
    if (m_look.state() == MomentLook::State::Open)
        m_model->showAnswer(m_look.id(), fromQt(sql));
}

void DataView::showRowsState()
{
    m_export->setEnabled(canExport());
    emit canExportChanged();
    if (m_look.state() != MomentLook::State::Open)
        return;
    if (const Error* error = m_model->error()) {
        say(ErrorText::sentence(*error), true);
        return;
    }
    if (m_model->total())
        say(m_model->isCut() ? tr("%1 rows, more than can be shown. A query shows the others.")
                                   .arg(HumanText::number(*m_model->total()))
                             : tr("%Ln row(s)", nullptr, static_cast<int>(*m_model->total())));
    else if (m_model->isReading())
        say(m_exporting.isValid() ? tr("Reading, when the export is done…") : tr("Reading…"));
    else if (m_model->rowCount() > 0)
        say(tr("Counting the rows…"));
}

void DataView::fitColumns()
{
    m_rows->resizeColumnsToContents();
    for (int i = 0; i < m_model->columnCount(); ++i)
        m_rows->setColumnWidth(
            i, std::clamp(m_rows->columnWidth(i) + space, leastColumn, widestColumn));
}

void DataView::askWhereToExport()
{
    QFileDialog* dialog =
        makeSaveDialog(tr("Export rows"), m_wantedTable.isEmpty() ? u"rows"_s : m_wantedTable,
                       {{tr("CSV"), u"csv"_s}, {tr("SQL"), u"sql"_s}}, this);
    // An existing file is not written over, whatever is answered.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    connect(dialog, &QFileDialog::fileSelected, this, &DataView::exportTo);
    dialog->open();
}

void DataView::exportTo(const QString& path)
{
    const auto& moment = m_look.moment();
    if (!canExport() || !moment)
        return;
    ExportRequest request;
    request.view = m_model->view();
    request.of = m_model->shown();
    request.table = "rows";
    request.format =
        path.endsWith(u".sql"_s, Qt::CaseInsensitive) ? ExportFormat::Sql : ExportFormat::Csv;
    request.output = pathFromQt(path);
    request.rows = m_model->total();
    Export what;
    what.name = chosenTable() ? m_wantedTable : tr("an own query");
    if (const OpenedReplica* replica = m_workbench.current())
        what.source = replica->name;
    what.replica = toQt(moment->contents->url.shown());
    if (const auto place = placeOf(*moment))
        what.moment = place->position;
    m_exporting = m_workbench.exports().start(std::move(request), std::move(what));
    if (m_exporting.isValid())
        say(tr("Exporting…"));
}

void DataView::takeExport(const Export& what, const ExportEnd& end)
{
    if (what.job == m_exporting)
        m_exporting = {};
    const bool hasFailed = !*end && end->error().code != ErrorCode::Cancelled;
    say(ExportText::outcome(what, end), hasFailed);
}

void DataView::copyRows()
{
    m_copy->start(*m_model, m_rows->selectionModel()->selection());
}

void DataView::showRow()
{
    const QModelIndex row = m_rows->currentIndex();
    if (!row.isValid() || !m_model->view().isValid())
        return;
    auto* dialog = new RowDialog(m_workbench.engine(), *m_model, row.row(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void DataView::say(const QString& text, bool isFailure)
{
    setRole(m_status, isFailure ? "damage" : "muted");
    m_status->setText(text);
}

} // namespace walkeeper::ui
