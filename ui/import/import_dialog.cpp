#include "ui/import/import_dialog.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QListWidget>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRemarks = 6;

QString stateOf(const ImportCandidate& candidate)
{
    const auto reason = [&candidate] {
        return ErrorText::sentence({ErrorCode::Unsupported, candidate.reason});
    };
    switch (candidate.state) {
    case ImportState::New: return ImportDialog::tr("New: it is entered and started.");
    case ImportState::AlreadyHere: return ImportDialog::tr("In your list already.");
    case ImportState::Conflict: return ImportDialog::tr("Conflict: %1").arg(reason());
    case ImportState::Unsupported: return ImportDialog::tr("Not possible: %1").arg(reason());
    }
    return {};
}

QString placesOf(const DatabaseConfig& database)
{
    QStringList places;
    for (const ReplicaConfig& each : database.replicas)
        places << toQt(each.url.scheme == "file" ? each.url.path : each.url.shown());
    return places.join(u", "_s);
}

} // namespace

ImportDialog::ImportDialog(std::filesystem::path file, ImportAnswer plan,
                           const std::filesystem::path& configuration, QWidget* parent)
    : QDialog(parent),
      m_file(std::move(file)),
      m_plan(std::move(plan)),
      m_list(new QListWidget(this)),
      m_import(new QPushButton(this))
{
    setWindowTitle(tr("Import litestream.yml"));
    setMinimumSize(640, 420);
    auto* title = new QLabel(tr("Import databases"), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* from = new ElidedLabel(this, Qt::ElideMiddle);
    from->setFullText(tr("from %1").arg(pathToQt(m_file)));
    setRole(from, "muted");
    auto* words = new WrappedLabel(this);
    words->say(tr("The entries of the chosen databases are copied into %1 as they stand, variables "
                  "and comments included, and their replication begins. %2 stays as it is. If "
                  "another program replicates them, stop that first: two at once damage a replica.")
                   .arg(pathToQt(configuration), pathToQt(m_file.filename())));
    setRole(words, "muted");
    auto* remarksLabel = new WrappedLabel(this);
    remarksLabel->say(remarks());
    remarksLabel->setVisible(!remarksLabel->text().isEmpty());
    setRole(remarksLabel, "warning");
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    setRole(m_import, "primary");
    m_import->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_import);
    auto* card = new QFrame(this);
    setRole(card, "card");
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(space);
    layout->addWidget(title);
    layout->addWidget(from);
    layout->addWidget(card, 1);
    layout->addWidget(remarksLabel);
    layout->addWidget(words);
    layout->addLayout(buttons);
    fillList();
    connect(m_list, &QListWidget::itemChanged, this, &ImportDialog::enable);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_import, &QPushButton::clicked, this, &QDialog::accept);
    m_list->setFocus();
    enable();
}

void ImportDialog::fillList()
{
    m_list->setAccessibleName(tr("Databases"));
    m_list->setWordWrap(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setSpacing(2);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const ImportCandidate& each : (**m_plan).candidates) {
        const QString text =
            tr("%1\nto %2\n%3")
                .arg(toQt(each.database.path), placesOf(each.database), stateOf(each));
        auto* row = new QListWidgetItem(text, m_list);
        row->setToolTip(text);
        const bool isNew = each.state == ImportState::New;
        row->setFlags(isNew ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                            : Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        if (isNew)
            row->setCheckState(Qt::Checked);
        else
            row->setForeground(palette().placeholderText());
    }
    if (m_list->count() > 0)
        m_list->setCurrentRow(0);
}

QString ImportDialog::remarks() const
{
    QStringList said;
    if (!(**m_plan).leftOut.empty()) {
        QStringList keys;
        for (const std::string& each : (**m_plan).leftOut)
            keys << toQt(each);
        said << tr("Not taken over, because they are not about one database: %1.")
                    .arg(keys.join(u", "_s));
    }
    for (const std::string& each : (**m_plan).warnings) {
        if (said.size() == mostRemarks) {
            said << tr("…");
            break;
        }
        said << toQt(each);
    }
    return said.join(u'\n');
}

std::vector<ImportCandidate> ImportDialog::chosen() const
{
    std::vector<ImportCandidate> chosen;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::CheckStateRole).toInt() == Qt::Checked)
            chosen.push_back((**m_plan).candidates[static_cast<std::size_t>(row)]);
    }
    return chosen;
}

void ImportDialog::enable()
{
    const int count = static_cast<int>(chosen().size());
    m_import->setText(count == 0 ? tr("Import") : tr("Import %Ln database(s)", nullptr, count));
    m_import->setEnabled(count > 0);
}

} // namespace walkeeper::ui
