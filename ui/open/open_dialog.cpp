#include "ui/open/open_dialog.h"

#include "core/storage/store_url.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/file_dialog.h"

#include <QBoxLayout>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

OpenDialog::OpenDialog(const QStringList& recent, QWidget* parent)
    : QDialog(parent),
      m_address(new QLineEdit(this)),
      m_hint(new QLabel(this)),
      m_open(new QPushButton(tr("Open"), this))
{
    setWindowTitle(tr("Open replica"));
    setMinimumWidth(560);
    auto* title = new QLabel(tr("Open a replica"), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* label = new QLabel(tr("&Folder or URL"), this);
    label->setBuddy(m_address);
    m_address->setPlaceholderText(tr("/path/to/replica or file:///path/to/replica"));
    m_address->setClearButtonEnabled(true);
    if (!recent.isEmpty()) {
        m_address->setCompleter(new QCompleter(recent, m_address));
        m_address->setText(recent.front());
        m_address->selectAll();
    }
    auto* browseButton = new QPushButton(icon(Icon::Folder), tr("Browse…"), this);
    setRole(m_hint, "muted");
    m_hint->setWordWrap(true);
    m_hint->setMinimumHeight(fontMetrics().lineSpacing());
    m_hint->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    setRole(m_open, "primary");
    m_open->setDefault(true);

    auto* line = new QHBoxLayout;
    line->setSpacing(space);
    line->addWidget(m_address, 1);
    line->addWidget(browseButton);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_open);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(6);
    layout->addWidget(title);
    layout->addSpacing(space);
    layout->addWidget(label);
    layout->addLayout(line);
    layout->addWidget(m_hint);
    layout->addSpacing(space);
    layout->addLayout(buttons);

    connect(browseButton, &QPushButton::clicked, this, &OpenDialog::browse);
    connect(m_address, &QLineEdit::textChanged, this, &OpenDialog::examine);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_open, &QPushButton::clicked, this, &QDialog::accept);
    examine();
}

QString OpenDialog::address() const
{
    return m_address->text().trimmed();
}

void OpenDialog::browse()
{
    auto* dialog = new FileDialog(this, tr("Choose the folder of a replica"), address());
    dialog->askForFolder();
    connect(dialog, &QFileDialog::fileSelected, m_address, &QLineEdit::setText);
    dialog->open();
}

void OpenDialog::examine()
{
    const Result<StoreUrl> url = parseStoreUrl(fromQt(address()));
    const bool isUsable = !address().isEmpty() && url;
    m_open->setEnabled(isUsable);
    setRole(m_hint, isUsable || address().isEmpty() ? "muted" : "damage");
    m_hint->setText(isUsable || address().isEmpty()
                        ? tr("The folder that Litestream writes to: it holds a folder called "
                             "“generations”.")
                        : ErrorText::sentence(url.error()));
}

} // namespace walkeeper::ui
