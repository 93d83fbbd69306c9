#include "ui/widgets/plain_table.h"

#include "ui/theme/style_sheet.h"

#include <QEvent>
#include <QHeaderView>

#include <algorithm>

namespace walkeeper::ui {

PlainTable::PlainTable(const QString& name, QWidget* parent) : QTableView(parent)
{
    setAccessibleName(name);
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideRight);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setCornerButtonEnabled(false);
    setFrameShape(QFrame::NoFrame);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    fitRows();
}

int PlainTable::alignment(bool isNumber)
{
    const Qt::Alignment sides = isNumber ? Qt::AlignRight : Qt::AlignLeft;
    return static_cast<int>((sides | Qt::AlignVCenter).toInt());
}

void PlainTable::setColumns(std::initializer_list<int> characters)
{
    int column = 0;
    for (const int count : characters) {
        const int text = count * fontMetrics().horizontalAdvance(QLatin1Char('0')) + 3 * space;
        setColumnWidth(column, std::max(text, horizontalHeader()->sectionSizeHint(column)));
        ++column;
    }
    // It takes what is left, but never less than it has.
    if (model() && column < model()->columnCount())
        setColumnWidth(column, horizontalHeader()->sectionSizeHint(column));
}

PlainTable::Rows PlainTable::visibleRows() const
{
    if (!model() || model()->rowCount() == 0)
        return {};
    const int last = rowAt(viewport()->height() - 1);
    return {std::max(rowAt(0), 0), last < 0 ? model()->rowCount() - 1 : last};
}

void PlainTable::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitRows();
}

void PlainTable::fitRows()
{
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + space + 2);
}

} // namespace walkeeper::ui
