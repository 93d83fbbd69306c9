#include "ui/widgets/table_card.h"

#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QFrame>
#include <QLabel>

namespace walkeeper::ui {

QFrame* tableCard(QWidget* table, QLabel* notice, QWidget* parent)
{
    auto* card = new QFrame(parent);
    setRole(card, "card");
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(table, 1);
    if (!notice)
        return card;
    inside->addWidget(notice, 1);
    notice->setAlignment(Qt::AlignCenter);
    notice->setContentsMargins(24, 12, 24, 12);
    setRole(notice, "muted");
    return card;
}

} // namespace walkeeper::ui
