#include "ui/sources/tag_dialog.h"

#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostLetters = 200;

} // namespace

QStringList tagsFrom(const QString& typed)
{
    QStringList tags;
    for (const QString& each : typed.split(u',')) {
        const QString tag = each.simplified();
        if (!tag.isEmpty() && !tags.contains(tag, Qt::CaseInsensitive))
            tags << tag;
    }
    return tags;
}

TagDialog::TagDialog(const QString& replica, const QStringList& tags, QWidget* parent)
    : QDialog(parent),
      m_tags(new QLineEdit(tags.join(u", "_s), this))
{
    setWindowTitle(tr("Tags of a replica"));
    setMinimumWidth(460);
    auto* title = new QLabel(windowTitle(), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* name = new ElidedLabel(this);
    name->setFullText(replica);
    setRole(name, "muted");
    m_tags->setMaxLength(mostLetters);
    m_tags->setPlaceholderText(tr("Such as “production, harbour”"));
    m_tags->setAccessibleName(tr("Tags, with commas between"));
    m_tags->selectAll();
    auto* hint =
        new QLabel(tr("Commas stand between tags. The list can be filtered by them."), this);
    hint->setWordWrap(true);
    setRole(hint, "muted");

    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* keep = new QPushButton(tr("Keep"), this);
    setRole(keep, "primary");
    keep->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(keep);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(space);
    layout->addWidget(title);
    layout->addWidget(name);
    layout->addWidget(m_tags);
    layout->addWidget(hint);
    layout->addSpacing(space);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep, &QPushButton::clicked, this, &QDialog::accept);
}

QStringList TagDialog::tags() const
{
    return tagsFrom(m_tags->text());
}

} // namespace walkeeper::ui
