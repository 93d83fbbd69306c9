#include "ui/restore/page_layout.h"

#include "ui/theme/style_sheet.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>

namespace walkeeper::ui {

QVBoxLayout* pageLayout(QWidget* page)
{
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    return layout;
}

WrappedLabel* wrappedLabel(QWidget* parent, const char* role)
{
    auto* label = new WrappedLabel(parent);
    if (role)
        setRole(label, role);
    return label;
}

} // namespace walkeeper::ui
