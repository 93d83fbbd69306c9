#include "ui/data/table_list.h"

#include "ui/text/conversion.h"
#include "ui/theme/icons.h"

namespace walkeeper::ui {

namespace {

Icon iconOf(TableInfo::Kind kind)
{
    return kind == TableInfo::Kind::View ? Icon::View : Icon::Table;
}

} // namespace

TableList::TableList(QWidget* parent) : QListWidget(parent)
{
    setAccessibleName(tr("Tables"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setIconSize({16, 16});
    connect(this, &QListWidget::currentRowChanged, this, &TableList::chosen);
}

void TableList::setTables(const std::vector<TableInfo>& tables, const QString& wanted)
{
    const QSignalBlocker quiet(this);
    clear();
    int row = 0;
    for (const TableInfo& table : tables) {
        auto* item = new QListWidgetItem(icon(iconOf(table.kind)), toQt(table.name), this);
        item->setToolTip(item->text());
        if (item->text() == wanted)
            row = count() - 1;
    }
    addItem(new QListWidgetItem(icon(Icon::Query), tr("Own query")));
    setCurrentRow(row);
}

std::optional<std::size_t> TableList::table() const
{
    const int row = currentRow();
    return row >= 0 && row < count() - 1 ? std::optional(static_cast<std::size_t>(row))
                                         : std::nullopt;
}

} // namespace walkeeper::ui
