#include "ui/check/check_dialog.h"

#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QPushButton>
#include <QRadioButton>

#include <array>

namespace walkeeper::ui {

namespace {

constexpr std::array rungs = {ValidationRung::Listing, ValidationRung::Objects,
                              ValidationRung::Restore, ValidationRung::Comparison};

WrappedLabel* explanation(const QString& text, QWidget* parent)
{
    auto* label = new WrappedLabel(parent);
    label->setContentsMargins(26, 0, 0, 0);
    label->say(text);
    setRole(label, "muted");
    return label;
}

} // namespace

CheckDialog::CheckDialog(const QString& replica, std::uint64_t storedBytes, bool isLive,
                         QWidget* parent)
    : QDialog(parent),
      m_rungs(new QButtonGroup(this))
{
    setWindowTitle(tr("Validate"));
    setMinimumWidth(520);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(2);
    auto* title = new ElidedLabel(this);
    title->setFullText(tr("Validate %1").arg(replica));
    setType(title, TypeSize::Title, QFont::DemiBold);
    layout->addWidget(title);
    layout->addSpacing(space);
    for (const ValidationRung rung : rungs) {
        if (rung == ValidationRung::Comparison && !isLive)
            continue;
        auto* choice = new QRadioButton(ErrorText::rungName(rung), this);
        m_rungs->addButton(choice, static_cast<int>(rung));
        choice->setChecked(rung == ValidationRung::Objects);
        choice->setAccessibleDescription(ErrorText::rungProves(rung));
        layout->addWidget(choice);
        layout->addWidget(explanation(ErrorText::rungProves(rung), this));
        layout->addSpacing(space);
    }
    auto* amount =
        new QLabel(tr("Reading every object reads %1.").arg(HumanText::bytes(storedBytes)), this);
    setRole(amount, "muted");
    layout->addWidget(amount);
    layout->addSpacing(space);

    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* start = new QPushButton(tr("Validate"), this);
    setRole(start, "primary");
    start->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(start);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(start, &QPushButton::clicked, this, &QDialog::accept);
}

ValidationRung CheckDialog::rung() const
{
    return static_cast<ValidationRung>(m_rungs->checkedId());
}

} // namespace walkeeper::ui
