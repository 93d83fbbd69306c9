#include "ui/data/data_view.h"

#include "ui/data/row_list_model.h"
#include "ui/open/welcome_page.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/plain_table.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int firstTablesWidth = 200;
constexpr int firstRowsWidth = 600;
constexpr int queryHeight = 74;
constexpr int leastColumn = 70;
constexpr int widestColumn = 320;
constexpr std::chrono::milliseconds filterRest(250);
constexpr int placeRole = Qt::UserRole; ///< of a table in MomentView::tables; -1: the own query

Icon iconOf(TableInfo::Kind kind)
{
    return kind == TableInfo::Kind::View ? Icon::View : Icon::Table;
}

} // namespace

DataView::DataView(Workbench& workbench, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_look(workbench.engine()),
      m_model(new RowListModel(workbench.engine(), this)),
      m_pages(new QStackedWidget(this)),
      m_notice(new NoticePage(this)),
      m_tables(new QListWidget(this)),
      m_filter(new QLineEdit(this)),
      m_schema(new QToolButton(this)),
      m_export(new QPushButton(tr("Export…"), this)),
      m_query(new QPlainTextEdit(this)),
      m_run(new QPushButton(tr("Run"), this)),
      m_rows(new PlainTable(tr("Rows"), this)),
      m_sql(new QPlainTextEdit(this)),
      m_status(new QLabel(this))
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
    m_tables->setAccessibleName(tr("Tables"));
    m_tables->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tables->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tables->setIconSize({16, 16});
    m_rows->setModel(m_model);
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
    column->addWidget(m_queryPart = makeQuery());
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
    m_filter->setPlaceholderText(tr("Filter the rows"));
    m_filter->setAccessibleName(tr("Filter the rows"));
    m_filter->setClearButtonEnabled(true);
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

QWidget* DataView::makeQuery()
{
    m_query->setPlaceholderText(tr("SELECT … – it can only read"));
    m_query->setAccessibleName(tr("Own query"));
    m_query->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_query->setFixedHeight(queryHeight);
    m_query->setTabChangesFocus(true);
    m_query->installEventFilter(this);
    m_run->setToolTip(tr("Run the query (Ctrl+Return)"));
    auto* part = new QWidget(this);
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, space, 0);
    row->setSpacing(space);
    row->addWidget(m_query, 1);
    row->addWidget(m_run, 0, Qt::AlignTop);
    return part;
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
    connect(m_tables, &QListWidget::currentRowChanged, this, &DataView::chooseTable);
    auto* rest = new QTimer(this);
    rest->setSingleShot(true);
    rest->setInterval(filterRest);
    connect(m_filter, &QLineEdit::textChanged, rest, qOverload<>(&QTimer::start));
    connect(rest, &QTimer::timeout, this, [this] { m_model->setContaining(m_filter->text()); });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        m_model->setContaining(m_filter->text());
        m_rows->setFocus();
    });
    connect(m_schema, &QToolButton::toggled, this, &DataView::showSchema);
    connect(m_run, &QPushButton::clicked, this, &DataView::runQuery);
    connect(m_export, &QPushButton::clicked, this, &DataView::askWhereToExport);
    connect(m_model, &RowListModel::progressed, this, &DataView::showRowsState);
    connect(m_model, &RowListModel::begun, this, &DataView::fitColumns);
    connect(&m_workbench.engine(), &Engine::jobFinished, this, &DataView::takeExport);
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

bool DataView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_query && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
            runQuery();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
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
    return m_look.state() == MomentLook::State::Open && m_export->isEnabled();
}

void DataView::showProgress()
{
    if (m_look.state() != MomentLook::State::Opening)
        return;
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
    const QString wanted = m_wantedTable;
    const MomentView& view = m_look.view();
    const bool hadFocus = m_tables->hasFocus();
    {
        const QSignalBlocker quiet(m_tables);
        m_tables->clear();
        for (std::size_t i = 0; i < view.tables.size(); ++i) {
            const TableInfo& table = view.tables[i];
            auto* item = new QListWidgetItem(icon(iconOf(table.kind)), toQt(table.name), m_tables);
            item->setData(placeRole, static_cast<int>(i));
            item->setToolTip(item->text());
        }
        auto* own = new QListWidgetItem(icon(Icon::Query), tr("Own query"), m_tables);
        own->setData(placeRole, -1);
    }
    int row = 0;
    for (int i = 0; i < m_tables->count(); ++i) {
        const QListWidgetItem* item = m_tables->item(i);
        if (item->data(placeRole).toInt() >= 0 && item->text() == wanted)
            row = i;
    }
    m_tables->setCurrentRow(row);
    chooseTable();
    m_pages->setCurrentIndex(1);
    if (hadFocus)
        m_tables->setFocus();
}

bool DataView::isOwnQuery() const
{
    const QListWidgetItem* item = m_tables->currentItem();
    return !item || item->data(placeRole).toInt() < 0;
}

void DataView::chooseTable()
{
    const QListWidgetItem* item = m_tables->currentItem();
    if (!item || m_look.state() != MomentLook::State::Open)
        return;
    const int place = item->data(placeRole).toInt();
    const auto& tables = m_look.view().tables;
    const TableInfo* table = place >= 0 ? &tables[static_cast<std::size_t>(place)] : nullptr;
    if (table && toQt(table->name) != m_wantedTable) {
        m_wantedTable = toQt(table->name);
        m_filter->clear();
        m_model->setContaining({});
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
    m_queryPart->setVisible(!table);
    m_filter->setVisible(table);
    m_schema->setVisible(table);
    m_export->setEnabled(table && !table->problem);
    emit canExportChanged();
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

void DataView::runQuery()
{
    const QString sql = m_query->toPlainText().trimmed();
    if (sql.isEmpty() || m_look.state() != MomentLook::State::Open)
        return;
    m_model->showAnswer(m_look.id(), fromQt(sql));
}

void DataView::showRowsState()
{
    if (m_look.state() != MomentLook::State::Open)
        return;
    if (const Error* error = m_model->error()) {
        say(ErrorText::sentence(*error), true);
        return;
    }
    if (isOwnQuery())
        m_export->setEnabled(m_model->columnCount() > 0);
    if (m_model->total())
        say(m_model->isCut() ? tr("%1 rows, more than can be shown. A query shows the others.")
                                   .arg(HumanText::number(*m_model->total()))
                             : tr("%Ln row(s)", nullptr, static_cast<int>(*m_model->total())));
    else if (m_model->isReading())
        say(tr("Reading…"));
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
    auto* dialog = new QFileDialog(this, tr("Export rows"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilters({tr("CSV (*.csv)"), tr("SQL (*.sql)")});
    dialog->setDefaultSuffix(u"csv"_s);
    // An existing file is not written over, whatever is answered.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->selectFile((m_wantedTable.isEmpty() ? u"rows"_s : m_wantedTable) + u".csv"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.contains(u"*.sql"_s) ? u"sql"_s : u"csv"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &DataView::exportTo);
    dialog->open();
}

void DataView::exportTo(const QString& path)
{
    if (m_look.state() != MomentLook::State::Open)
        return;
    ExportRequest request;
    request.view = m_look.id();
    request.table = isOwnQuery() ? "rows" : fromQt(m_wantedTable);
    if (isOwnQuery())
        request.sql = fromQt(m_query->toPlainText().trimmed());
    request.format =
        path.endsWith(u".sql"_s, Qt::CaseInsensitive) ? ExportFormat::Sql : ExportFormat::Csv;
    request.output = pathFromQt(path);
    m_exporting = m_workbench.engine().exportRows(std::move(request));
    m_export->setEnabled(false);
    say(tr("Exporting…"));
}

void DataView::takeExport(const JobOutcome& outcome)
{
    if (outcome.job != m_exporting)
        return;
    m_exporting = {};
    m_export->setEnabled(true);
    const Result<ExportReport>& end = *std::get<ExportEnd>(outcome.end);
    if (!end)
        return say(ErrorText::sentence(end.error()), true);
    say(tr("Exported to %1 (%2).").arg(pathToQt(end->output), HumanText::bytes(end->bytes)));
}

void DataView::say(const QString& text, bool isFailure)
{
    setRole(m_status, isFailure ? "damage" : "muted");
    m_status->setText(text);
}

} // namespace walkeeper::ui
