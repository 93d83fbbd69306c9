#include "ui/widgets/fact_grid.h"

#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"

#include <QGridLayout>

namespace walkeeper::ui {

FactGrid::FactGrid(const QStringList& labels, int columns, QWidget* parent) : QFrame(parent)
{
    setRole(this, "card");
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(2 * space, 14, 2 * space, 14);
    grid->setHorizontalSpacing(3 * space);
    grid->setVerticalSpacing(2);
    for (int i = 0; i < labels.size(); ++i) {
        auto* label = new QLabel(labels.at(i), this);
        setRole(label, "muted");
        setType(label, TypeSize::Small);
        auto* value = new ElidedLabel(this, Qt::ElideMiddle);
        value->setAccessibleName(labels.at(i));
        label->setBuddy(value);
        const int row = i / columns * 3;
        if (row > 0)
            grid->setRowMinimumHeight(row - 1, space + 2);
        grid->addWidget(label, row, i % columns);
        grid->addWidget(value, row + 1, i % columns);
        m_values.push_back(value);
    }
    for (int column = 0; column < columns; ++column)
        grid->setColumnStretch(column, 1);
}

void FactGrid::makeFlat()
{
    setRole(this, "flat");
    layout()->setContentsMargins(0, space / 2, 0, space / 2);
}

void FactGrid::setFact(int place, const QString& value, const QString& more)
{
    m_values[static_cast<std::size_t>(place)]->setFullText(value, more);
}

QString FactGrid::fact(int place) const
{
    return m_values[static_cast<std::size_t>(place)]->text();
}

} // namespace walkeeper::ui
