#include "ui/labels/label_dialog.h"

#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace walkeeper::ui {

namespace {

constexpr int mostLetters = 200;

} // namespace

LabelDialog::LabelDialog(MomentLabel label, const QTimeZone& zone, QWidget* parent)
    : QDialog(parent),
      m_label(std::move(label)),
      m_text(new QLineEdit(m_label.text, this))
{
    const bool isNew = m_label.text.isEmpty();
    setWindowTitle(isNew ? tr("Label a moment") : tr("Change a label"));
    setMinimumWidth(460);
    auto* title = new QLabel(windowTitle(), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* when = new QLabel(HumanText::dateAndClock(m_label.time, zone), this);
    setRole(when, "muted");
    m_text->setMaxLength(mostLetters);
    m_text->setPlaceholderText(tr("Such as “before the upgrade”"));
    m_text->setAccessibleName(tr("Label"));
    m_text->selectAll();

    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* keep = new QPushButton(isNew ? tr("Label") : tr("Change"), this);
    setRole(keep, "primary");
    keep->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    if (!isNew) {
        auto* remove = new QPushButton(tr("Remove the label"), this);
        remove->setAutoDefault(false);
        buttons->addWidget(remove);
        connect(remove, &QPushButton::clicked, this, [this] {
            m_text->clear();
            accept();
        });
    }
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(keep);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(space);
    layout->addWidget(title);
    layout->addWidget(when);
    layout->addWidget(m_text);
    layout->addSpacing(space);
    layout->addLayout(buttons);
    const auto enable = [this, keep] { keep->setEnabled(!m_text->text().trimmed().isEmpty()); };
    enable();
    connect(m_text, &QLineEdit::textChanged, this, enable);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep, &QPushButton::clicked, this, &QDialog::accept);
}

MomentLabel LabelDialog::label() const
{
    MomentLabel label = m_label;
    label.text = m_text->text();
    return label;
}

} // namespace walkeeper::ui
