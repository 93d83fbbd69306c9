#include "ui/restore/safety_copy_dialog.h"

#include "ui/restore/in_place_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/file_dialog.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/plain_table.h"

#include <QAction>
#include <QBoxLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QShortcut>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

SafetyCopyDialog::SafetyCopyDialog(Workbench& workbench, const std::filesystem::path& database,
                                   const QTimeZone& zone, QWidget* parent)
    : QDialog(parent),
      m_workbench(workbench),
      m_zone(zone),
      m_copies(new SafetyCopyListModel(zone, this)),
      m_path(new ElidedLabel(this, Qt::ElideMiddle)),
      m_messages(new MessageBar(this)),
      m_list(new PlainTable(tr("Safety copies"), this)),
      m_notice(new QLabel(this)),
      m_browse(new QPushButton(icon(Icon::Folder), tr("&Another database…"), this)),
      m_remove(new QPushButton(tr("&Delete…"), this)),
      m_bringBack(new QPushButton(tr("&Bring it back"), this)),
      m_again(new QAction(tr("Try again"), this))
{
    setWindowTitle(tr("Safety copies"));
    resize(820, 460);
    layOut();
    connect(m_browse, &QPushButton::clicked, this, &SafetyCopyDialog::browse);
    connect(m_remove, &QPushButton::clicked, this, &SafetyCopyDialog::askToRemove);
    connect(m_bringBack, &QPushButton::clicked, this, &SafetyCopyDialog::bringBack);
    connect(m_again, &QAction::triggered, this, &SafetyCopyDialog::bringBack);
    auto* removeKey = new QShortcut(QKeySequence::Delete, m_list);
    connect(removeKey, &QShortcut::activated, this, &SafetyCopyDialog::askToRemove);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &SafetyCopyDialog::enable);
    connect(&workbench.engine(), &Engine::safetyCopiesListed, this, &SafetyCopyDialog::takeCopies);
    connect(&workbench.bringBacks(), &BringBackJobs::ended, this, &SafetyCopyDialog::takeBack);
    choose(database);
}

void SafetyCopyDialog::layOut()
{
    auto* title = new QLabel(windowTitle(), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    setRole(m_path, "muted");
    m_path->setAccessibleName(tr("Database"));
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    setRole(m_notice, "muted");
    m_list->setModel(m_copies);
    m_list->setColumns({20, 8, 27});
    setRole(m_bringBack, "primary");
    m_bringBack->setDefault(true);
    auto* close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    for (QPushButton* each : {m_browse, m_remove, close})
        each->setAutoDefault(false);

    auto* heading = new QHBoxLayout;
    heading->setSpacing(2 * space);
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(title);
    names->addWidget(m_path);
    heading->addLayout(names, 1);
    heading->addWidget(m_browse, 0, Qt::AlignTop);
    auto* card = new QFrame(this);
    setRole(card, "card");
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_list);
    inside->addWidget(m_notice, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(m_bringBack);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(12);
    layout->addLayout(heading);
    layout->addWidget(m_messages);
    layout->addWidget(card, 1);
    layout->addLayout(buttons);
}

void SafetyCopyDialog::choose(const std::filesystem::path& database)
{
    m_database = database;
    m_path->setFullText(database.empty() ? tr("No database chosen") : pathToQt(database));
    m_messages->clear();
    m_copies->setCopies({});
    m_question = database.empty() ? JobId() : m_workbench.engine().listSafetyCopies(database);
    enable();
}

void SafetyCopyDialog::browse()
{
    auto* dialog =
        new FileDialog(this, tr("Choose a SQLite database"), pathToQt(m_database.parent_path()));
    dialog->askForDatabase();
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& chosen) { choose(pathFromQt(chosen)); });
    dialog->open();
}

void SafetyCopyDialog::bringBack()
{
    const QModelIndex row = m_list->currentIndex();
    if (!row.isValid() || m_job.isValid())
        return;
    m_messages->clear();
    m_job = m_workbench.bringBacks().start(m_database, m_copies->copy(row));
    enable();
}

void SafetyCopyDialog::askToRemove()
{
    const QModelIndex row = m_list->currentIndex();
    if (!row.isValid() || m_job.isValid())
        return;
    const SafetyCopy copy = m_copies->copy(row);
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("Delete a safety copy"));
    box->setText(tr("Delete the safety copy of %1 for good?")
                     .arg(HumanText::dateAndClock(copy.note.time, m_zone)));
    box->setInformativeText(tr("The state in it, %1, cannot be brought back afterwards. The "
                               "database and its replica stay as they are.")
                                .arg(HumanText::bytes(copy.bytes)));
    const QPushButton* remove = box->addButton(tr("Delete"), QMessageBox::AcceptRole);
    QPushButton* cancel = box->addButton(QMessageBox::Cancel);
    cancel->setIcon({}); // as everywhere else in the program
    box->setDefaultButton(cancel);
    connect(remove, &QPushButton::clicked, this, [this, copy] { this->remove(copy); });
    box->open();
}

void SafetyCopyDialog::remove(const SafetyCopy& copy)
{
    m_messages->clear();
    m_question = m_workbench.engine().removeSafetyCopy({m_database, copy.folder});
    enable();
}

void SafetyCopyDialog::takeCopies(JobId job, const SafetyCopiesAnswer& answer)
{
    if (job != m_question)
        return;
    m_question = {};
    if (*answer) {
        m_copies->setCopies(**answer);
        m_list->setCurrentIndex(m_copies->index(0, 0));
    } else {
        m_messages->show(Severity::Damage, ErrorText::sentence(answer->error()));
    }
    enable();
    // While it is empty it cannot have the keyboard.
    m_list->setFocus();
}

void SafetyCopyDialog::takeBack(const BringBack& what, const ReplaceEnd& end)
{
    if (what.job != m_job)
        return;
    m_job = {};
    if (*end) {
        m_messages->show((**end).notResumed ? Severity::Damage : Severity::Note,
                         tr("%1 is again as it was until %2.")
                             .arg(pathToQt(m_database.filename()),
                                  HumanText::dateAndClock(what.copy.note.time, m_zone)),
                         InPlaceText::aftermath(**end).join(u'\n'));
        m_question = m_workbench.engine().listSafetyCopies(m_database);
    } else if (end->error().code != ErrorCode::Cancelled) {
        m_messages->show(Severity::Damage, ErrorText::sentence(end->error()),
                         InPlaceText::nothingChanged() + u' ' + InPlaceText::advice(end->error()),
                         m_again);
    }
    enable();
}

void SafetyCopyDialog::enable()
{
    const bool isIdle = !m_job.isValid() && !m_question.isValid();
    const bool hasRow = m_list->currentIndex().isValid();
    m_remove->setEnabled(isIdle && hasRow);
    m_bringBack->setEnabled(isIdle && hasRow);
    m_bringBack->setText(m_job.isValid() ? tr("Bringing it back…") : tr("&Bring it back"));
    m_browse->setEnabled(!m_job.isValid());
    m_list->setVisible(m_copies->rowCount() > 0);
    m_notice->setVisible(m_copies->rowCount() == 0);
    if (m_database.empty())
        m_notice->setText(tr("Choose the database whose old states you look for."));
    else if (m_question.isValid())
        m_notice->setText(tr("Looking…"));
    else
        m_notice->setText(tr("No state of this database had to make room. Restoring in place keeps "
                             "the old one here."));
}

} // namespace walkeeper::ui
