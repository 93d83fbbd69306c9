#include "ui/replication/protect_dialog.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/file_dialog.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QString cleaned(const QLineEdit* line)
{
    QString text = line->text().trimmed();
    if (text == "~"_L1 || text.startsWith("~/"_L1))
        text.replace(0, 1, QDir::homePath());
    return text.isEmpty() ? text : QDir::cleanPath(text);
}

} // namespace

ProtectDialog::ProtectDialog(Engine& engine, const std::filesystem::path& configuration,
                             QWidget* parent)
    : QDialog(parent),
      m_engine(engine),
      m_configuration(pathToQt(configuration)),
      m_database(new QLineEdit(this)),
      m_replica(new QLineEdit(this)),
      m_hint(new WrappedLabel(this)),
      m_start(new QPushButton(tr("Start"), this))
{
    setWindowTitle(tr("Protect a database"));
    setMinimumWidth(600);
    auto* title = new QLabel(tr("Protect a database"), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    setRole(m_start, "primary");
    m_start->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(6);
    layout->addWidget(title);
    layout->addSpacing(space);
    layout->addWidget(makeForm());
    layout->addWidget(m_hint);
    layout->addSpacing(space);
    layout->addWidget(makeExplanation());
    layout->addSpacing(space);
    layout->addLayout(buttons);

    connect(&engine, &Engine::databaseExamined, this, &ProtectDialog::takeAnswer);
    connect(m_database, &QLineEdit::textChanged, this, [this] {
        suggestReplica();
        askAboutDatabase();
        examine();
    });
    connect(m_replica, &QLineEdit::textEdited, this, [this] { m_isReplicaOwn = true; });
    connect(m_replica, &QLineEdit::textChanged, this, &ProtectDialog::examine);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &QDialog::accept);
    examine();
}

DatabaseConfig ProtectDialog::database() const
{
    DatabaseConfig config;
    config.path = fromQt(cleaned(m_database));
    ReplicaConfig replica;
    replica.url.scheme = "file";
    replica.url.path = fromQt(cleaned(m_replica));
    config.replicas.push_back(std::move(replica));
    return config;
}

bool ProtectDialog::canStart() const
{
    return m_start->isEnabled();
}

void ProtectDialog::setDatabase(const QString& path)
{
    m_database->setText(path);
}

void ProtectDialog::setReplica(const QString& folder)
{
    m_isReplicaOwn = true;
    m_replica->setText(folder);
}

QWidget* ProtectDialog::makeForm()
{
    auto* form = new QWidget(this);
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    const auto addRow = [&](const QString& text, QLineEdit* line, auto browse) {
        auto* label = new QLabel(text, form);
        label->setBuddy(line);
        line->setClearButtonEnabled(true);
        auto* button = new QPushButton(icon(Icon::Folder), tr("Browse…"), form);
        button->setAutoDefault(false);
        auto* row = new QHBoxLayout;
        row->setSpacing(space);
        row->addWidget(line, 1);
        row->addWidget(button);
        column->addWidget(label);
        column->addLayout(row);
        connect(button, &QPushButton::clicked, this, browse);
        return button;
    };
    m_database->setPlaceholderText(tr("/path/to/app.db"));
    auto* first = addRow(tr("&Database file"), m_database, &ProtectDialog::browseDatabase);
    column->addSpacing(4);
    auto* second = addRow(tr("&Replica folder, best on another disk"), m_replica,
                          &ProtectDialog::browseReplica);
    // The fields were there before the buttons.
    setTabOrder(m_database, first);
    setTabOrder(first, m_replica);
    setTabOrder(m_replica, second);
    return form;
}

void ProtectDialog::browseDatabase()
{
    auto* dialog = new FileDialog(this, tr("Choose a SQLite database"), cleaned(m_database));
    dialog->askForDatabase();
    connect(dialog, &QFileDialog::fileSelected, m_database, &QLineEdit::setText);
    dialog->open();
}

void ProtectDialog::browseReplica()
{
    auto* dialog = new FileDialog(this, tr("Choose a folder for the replica"), cleaned(m_replica));
    dialog->askForFolder();
    connect(dialog, &QFileDialog::fileSelected, this, &ProtectDialog::setReplica);
    dialog->open();
}

void ProtectDialog::suggestReplica()
{
    if (m_isReplicaOwn)
        return;
    const QString name = QFileInfo(cleaned(m_database)).fileName();
    m_replica->setText(name.isEmpty() ? QString() : QDir::home().filePath(u"Backups/"_s + name));
}

void ProtectDialog::askAboutDatabase()
{
    m_isDatabase = nullptr;
    const QString file = cleaned(m_database);
    m_question = file.isEmpty() ? JobId() : m_engine.examineDatabase(pathFromQt(file));
}

void ProtectDialog::takeAnswer(JobId job, const DatabaseAnswer& answer)
{
    if (job != m_question)
        return;
    m_isDatabase = answer;
    examine();
}

void ProtectDialog::examine()
{
    const QString reason = problem();
    const bool isComplete =
        m_isDatabase && !cleaned(m_database).isEmpty() && !cleaned(m_replica).isEmpty();
    m_start->setEnabled(isComplete && reason.isEmpty());
    const bool hasReplica = QFileInfo(cleaned(m_replica) + u"/generations"_s).isDir();
    setRole(m_hint, reason.isEmpty() ? "muted" : "damage");
    if (!reason.isEmpty())
        m_hint->say(reason);
    else if (isComplete && hasReplica)
        m_hint->say(tr("This folder holds a replica already. Its history stays, and goes on if it "
                       "is one of this database."));
    else
        m_hint->say({});
    m_hint->setVisible(!m_hint->text().isEmpty());
    explain();
}

QString ProtectDialog::problem() const
{
    const QString database = cleaned(m_database);
    const QString replica = cleaned(m_replica);
    if (database.isEmpty())
        return {};
    const QFileInfo file(database);
    if (file.isRelative())
        return tr("Type the whole path of the database, from “/” on.");
    if (!file.exists())
        return tr("There is no such database file.");
    if (!file.isFile())
        return tr("This is not a file.");
    if (!file.isReadable() || !file.isWritable())
        return tr("You may not write to this file. Replication needs that right.");
    if (m_isDatabase && !*m_isDatabase)
        return ErrorText::sentence(m_isDatabase->error());
    if (m_isDatabase && !**m_isDatabase)
        return tr("This is not a SQLite database.");
    if (replica.isEmpty())
        return {};
    const QFileInfo folder(replica);
    if (folder.isRelative())
        return tr("Type the whole path of the folder, from “/” on.");
    if (folder.exists() && !folder.isDir())
        return tr("The replica needs a folder, and this is a file.");
    if (folder.exists() && !folder.isWritable())
        return tr("You may not write to this folder.");
    return {};
}

QWidget* ProtectDialog::makeExplanation()
{
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    auto* title = new QLabel(tr("What happens then"), box);
    setType(title, TypeSize::Body, QFont::DemiBold);
    grid->addWidget(title, 0, 0, 1, 2);
    for (int step = 1; step <= steps; ++step) {
        auto* bullet = new QLabel(u"•"_s, box);
        auto* text = new WrappedLabel(box);
        setRole(bullet, "muted");
        setRole(text, "muted");
        grid->addWidget(bullet, step, 0, Qt::AlignTop);
        grid->addWidget(text, step, 1);
        m_explanation[static_cast<std::size_t>(step - 1)] = text;
    }
    return box;
}

void ProtectDialog::explain()
{
    const QString typed = QFileInfo(cleaned(m_database)).fileName();
    const QString name = typed.isEmpty() ? tr("app.db") : typed;
    m_explanation[0]->say(tr("The database is switched to WAL mode if it is in another one. The "
                             "programs that use it go on as before."));
    m_explanation[1]->say(
        tr("Two small tables are made in it: _litestream_seq and _litestream_lock."));
    m_explanation[2]->say(
        tr("A hidden folder is made beside it for what is not stored yet: .%1-litestream.")
            .arg(name));
    m_explanation[3]->say(
        tr("It is entered into %1, so that it is replicated whenever Walkeeper runs. Closing the "
           "window stores the last commits and ends the replication.")
            .arg(m_configuration));
}

} // namespace walkeeper::ui
