#include "ui/settings/settings_dialog.h"

#include "ui/text/conversion.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/file_dialog.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QDir>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace walkeeper::ui {

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr int leastMemory = 16;     ///< MiB; with less, hardly any replica can be looked into
constexpr int mostMemory = 16'384;  ///< MiB
constexpr int leastDisk = 16;       ///< MiB
constexpr int mostDisk = 1'048'576; ///< MiB

QSpinBox* sizeBox(int least, int most, const QString& name, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setSuffix(SettingsDialog::tr(" MiB"));
    box->setGroupSeparatorShown(true);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    box->setAccessibleName(name);
    return box;
}

} // namespace

SettingsDialog::SettingsDialog(const MomentLimits& limits, QWidget* parent)
    : QDialog(parent),
      m_before(limits),
      m_memory(sizeBox(leastMemory, mostMemory, tr("Memory"), this)),
      m_disk(sizeBox(leastDisk, mostDisk, tr("Disk"), this)),
      m_folder(new QLineEdit(this))
{
    setWindowTitle(tr("Settings"));
    setMinimumWidth(520);
    auto* title = new QLabel(windowTitle(), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* part = makeLookPart();
    auto* defaults = new QPushButton(tr("&Defaults"), this);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* keep = new QPushButton(tr("Save"), this);
    for (QPushButton* each : {defaults, cancel})
        each->setAutoDefault(false);
    setRole(keep, "primary");
    keep->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addWidget(defaults);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(keep);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(2 * space);
    layout->addWidget(title);
    layout->addWidget(part);
    layout->addStretch();
    layout->addLayout(buttons);
    connect(defaults, &QPushButton::clicked, this, [this] { show(MomentLimits{}); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep, &QPushButton::clicked, this, &QDialog::accept);
    show(limits);
}

QWidget* SettingsDialog::makeLookPart()
{
    auto* part = new QWidget(this);
    auto* heading = new QLabel(tr("Looking into moments"), part);
    setType(heading, TypeSize::Body, QFont::DemiBold);
    auto* text = new WrappedLabel(part);
    text->say(tr("The Data tab shows what a database held without restoring it. It never uses more "
                 "than this, whatever the size of the database. More disk makes large databases "
                 "quicker to browse."));
    setRole(text, "muted");
    m_folder->setPlaceholderText(QDir::toNativeSeparators(QDir::tempPath()));
    m_folder->setAccessibleName(tr("Folder for temporary files"));
    m_folder->setClearButtonEnabled(true);
    auto* choose = new QPushButton(tr("&Choose…"), part);
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &SettingsDialog::askForFolder);
    auto* folder = new QHBoxLayout;
    folder->setSpacing(space);
    folder->addWidget(m_folder, 1);
    folder->addWidget(choose);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, space, 0, 0);
    grid->setHorizontalSpacing(2 * space);
    grid->setVerticalSpacing(space);
    grid->setColumnStretch(1, 1);
    const auto add = [grid, part](const QString& name, QWidget* field) {
        auto* label = new QLabel(name, part);
        label->setBuddy(field);
        grid->addWidget(label, grid->rowCount(), 0);
        return grid->rowCount() - 1;
    };
    for (QSpinBox* each : {m_memory, m_disk})
        each->setFixedWidth(m_disk->sizeHint().width());
    grid->addWidget(m_memory, add(tr("At most this much &memory"), m_memory), 1);
    grid->addWidget(m_disk, add(tr("At most this much dis&k"), m_disk), 1);
    grid->addLayout(folder, add(tr("&Folder for temporary files"), m_folder), 1);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space);
    column->addWidget(heading);
    column->addWidget(text);
    column->addLayout(grid);
    return part;
}

MomentLimits SettingsDialog::limits() const
{
    MomentLimits limits = m_before;
    limits.memory = static_cast<std::uint64_t>(m_memory->value()) * mebibyte;
    limits.disk = static_cast<std::uint64_t>(m_disk->value()) * mebibyte;
    limits.folder = pathFromQt(m_folder->text().trimmed());
    return limits;
}

void SettingsDialog::show(const MomentLimits& limits)
{
    m_memory->setValue(static_cast<int>(limits.memory / mebibyte));
    m_disk->setValue(static_cast<int>(limits.disk / mebibyte));
    m_folder->setText(pathToQt(limits.folder));
}

void SettingsDialog::askForFolder()
{
    auto* dialog = new FileDialog(this, tr("Folder for temporary files"),
                                  m_folder->text().isEmpty() ? QDir::tempPath() : m_folder->text());
    dialog->askForFolder();
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

} // namespace walkeeper::ui
