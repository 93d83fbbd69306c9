#include "ui/data/row_dialog.h"

#include "ui/data/row_list_model.h"
#include "ui/data/value_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/colours.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/table_card.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStandardItemModel>

#include <algorithm>

namespace walkeeper::ui {

namespace {

/// More of a value would take its time to lay out.
constexpr std::uint64_t mostBytes = 65'536;

} // namespace

RowDialog::RowDialog(Engine& engine, const RowListModel& model, int row, QWidget* parent)
    : QDialog(parent),
      m_engine(engine),
      m_model(model),
      m_title(new QLabel(this)),
      m_values(new QStandardItemModel(0, 2, this)),
      m_columns(new PlainTable(tr("Columns of the row"), this)),
      m_value(new QPlainTextEdit(this)),
      m_status(new QLabel(this)),
      m_previous(new QPushButton(tr("&Previous row"), this)),
      m_next(new QPushButton(tr("&Next row"), this)),
      m_copy(new QPushButton(tr("&Copy the value"), this))
{
    setWindowTitle(tr("Row"));
    resize(760, 520);
    setType(m_title, TypeSize::Title, QFont::DemiBold);
    m_values->setHorizontalHeaderLabels({tr("Column"), tr("Value")});
    m_columns->setModel(m_values);
    m_columns->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_columns->setColumns({20});
    m_value->setReadOnly(true);
    m_value->setTabChangesFocus(true);
    m_value->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_value->setAccessibleName(tr("Value"));
    setRole(m_status, "muted");

    auto* halves = new QSplitter(Qt::Vertical, this);
    halves->setChildrenCollapsible(false);
    halves->setHandleWidth(space);
    halves->addWidget(tableCard(m_columns, nullptr, this));
    halves->addWidget(m_value);
    halves->setSizes({260, 160});
    auto* close = new QPushButton(tr("Close"), this);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    for (QPushButton* each : {m_previous, m_next, m_copy}) {
        each->setAutoDefault(false);
        buttons->addWidget(each);
    }
    buttons->addStretch();
    buttons->addWidget(close);
    setRole(close, "primary");
    close->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(space);
    layout->addWidget(m_title);
    layout->addWidget(halves, 1);
    layout->addWidget(m_status);
    layout->addSpacing(space);
    layout->addLayout(buttons);

    connect(&engine, &Engine::rowsRead, this, &RowDialog::take);
    connect(m_columns->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &RowDialog::showValue);
    connect(m_previous, &QPushButton::clicked, this, [this] { ask(m_row - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] { ask(m_row + 1); });
    connect(m_copy, &QPushButton::clicked, this, &RowDialog::copyValue);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    ask(row);
}

RowDialog::~RowDialog()
{
    m_engine.cancel(m_question);
}

QString RowDialog::value() const
{
    return m_value->toPlainText();
}

QString RowDialog::status() const
{
    return m_status->text();
}

void RowDialog::ask(int row)
{
    m_row = row;
    m_engine.cancel(m_question);
    m_question = m_engine.readRows(
        {m_model.view(), m_model.shown(), {static_cast<std::uint64_t>(row), 1, mostBytes}});
    m_title->setText(tr("Row %1").arg(HumanText::number(static_cast<std::uint64_t>(row) + 1)));
    m_previous->setEnabled(row > 0);
    m_next->setEnabled(row + 1 < m_model.rowCount());
    m_copy->setEnabled(false);
}

void RowDialog::take(JobId job, const RowsAnswer& answer)
{
    if (job != m_question)
        return;
    m_question = {};
    const int chosen = std::max(m_columns->currentIndex().row(), 0);
    m_values->setRowCount(0);
    m_cells.clear();
    if (!*answer || (**answer).rows.empty()) {
        m_value->clear();
        m_status->setText(*answer ? tr("There is no such row.")
                                  : ErrorText::sentence(answer->error()));
        return;
    }
    const Rows& rows = **answer;
    m_cells = rows.rows.front();
    const QColor muted = Colours::of(palette()).muted;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        Cell shown = m_cells[i];
        shown.bytes.resize(std::min<std::size_t>(shown.bytes.size(), 256));
        auto* value = new QStandardItem(ValueText::line(shown));
        if (ValueText::isTold(shown))
            value->setForeground(muted);
        m_values->appendRow({new QStandardItem(toQt(rows.columns[i])), value});
    }
    m_columns->setCurrentIndex(m_values->index(std::min(chosen, m_values->rowCount() - 1), 0));
    showValue();
}

void RowDialog::showValue()
{
    const auto place = static_cast<std::size_t>(std::max(m_columns->currentIndex().row(), 0));
    if (place >= m_cells.size())
        return;
    const Cell& cell = m_cells[place];
    m_value->setLineWrapMode(cell.type == Cell::Type::Blob ? QPlainTextEdit::NoWrap
                                                           : QPlainTextEdit::WidgetWidth);
    m_value->setPlainText(ValueText::whole(cell));
    m_status->setText(cell.isCut()
                          ? tr("%1. The first %2 are shown; an export writes all of it.")
                                .arg(ValueText::kind(cell), HumanText::bytes(cell.bytes.size()))
                          : ValueText::kind(cell));
    m_copy->setEnabled(!cell.isCut());
}

void RowDialog::copyValue()
{
    QGuiApplication::clipboard()->setText(m_value->toPlainText());
}

} // namespace walkeeper::ui
