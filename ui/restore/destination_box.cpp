#include "ui/restore/destination_box.h"

#include "ui/restore/destination_text.h"
#include "ui/restore/in_place_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/file_dialog.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

#include <utility>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostAttempts = 100;

} // namespace

DestinationBox::DestinationBox(const ProposedPlaces& places, QWidget* parent)
    : QWidget(parent),
      m_places(places),
      m_newFile(new QRadioButton(tr("A &new file"), this)),
      m_inPlace(new QRadioButton(this)),
      m_explanation(new WrappedLabel(this)),
      m_path(new QLineEdit(this)),
      m_browse(new QPushButton(icon(Icon::Folder), tr("Browse…"), this)),
      m_hint(new WrappedLabel(this))
{
    const QString database = pathToQt(places.database);
    // An ampersand in a name is not a key.
    QString name = pathToQt(places.database.filename());
    name.replace(u'&', u"&&"_s);
    m_inPlace->setText(name.isEmpty() ? tr("&In place: over a database that is there")
                                      : tr("&In place: over %1").arg(name));
    m_newFile->setChecked(true);
    m_explanation->say(InPlaceText::explanation());
    m_explanation->setContentsMargins(24, 0, 0, 0);
    setRole(m_explanation, "muted");
    m_inPlace->setAccessibleDescription(InPlaceText::explanation());
    m_path->setObjectName(u"destination"_s);
    m_path->setText(proposal());
    m_otherPath = database;
    // Enter means Restore, wherever the keyboard is.
    m_browse->setAutoDefault(false);

    auto* line = new QHBoxLayout;
    line->setSpacing(space);
    line->addWidget(m_path, 1);
    line->addWidget(m_browse);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_newFile);
    layout->addWidget(m_inPlace);
    layout->addWidget(m_explanation);
    layout->addSpacing(4);
    layout->addLayout(line);
    layout->addSpacing(2);
    layout->addWidget(m_hint);

    connect(m_inPlace, &QRadioButton::toggled, this, [this] {
        const QString before = m_path->text();
        m_path->setText(std::exchange(m_otherPath, before));
        showKind();
    });
    connect(m_path, &QLineEdit::textChanged, this, &DestinationBox::examine);
    connect(m_browse, &QPushButton::clicked, this, &DestinationBox::browse);
    showKind();
}

std::filesystem::path DestinationBox::path() const
{
    const QString typed = m_path->text().trimmed();
    return typed.isEmpty() ? std::filesystem::path()
                           : pathFromQt(QFileInfo(typed).absoluteFilePath());
}

bool DestinationBox::isInPlace() const
{
    return m_inPlace->isChecked();
}

void DestinationBox::chooseInPlace()
{
    m_inPlace->setChecked(true);
}

void DestinationBox::take(const Result<DestinationFacts>& facts)
{
    if (!facts) {
        say(ErrorText::sentence(facts.error()));
        return;
    }
    if (facts->path != path())
        return;
    const bool isProposed = !isInPlace() && m_path->text() == proposal();
    if (isProposed && !facts->isFree() && m_attempt < mostAttempts) {
        const bool wasSelected = m_path->hasSelectedText();
        ++m_attempt;
        m_path->setText(proposal());
        if (wasSelected)
            m_path->selectAll();
        return;
    }
    say(DestinationText::problem(*facts, isInPlace()));
}

void DestinationBox::begin()
{
    m_path->setFocus();
    m_path->selectAll();
}

void DestinationBox::showKind()
{
    m_explanation->setVisible(isInPlace());
    m_path->setReadOnly(isFixed());
    m_browse->setVisible(!isFixed());
    m_path->setAccessibleName(isInPlace() ? tr("Database to restore over") : tr("New file"));
    m_path->setPlaceholderText(isInPlace() ? tr("/path/to/app.db") : QString());
    examine();
}

/// The database that the replica belongs to is not a matter of choice.
bool DestinationBox::isFixed() const
{
    return isInPlace() && !m_places.database.empty();
}

void DestinationBox::browse()
{
    auto* dialog =
        new FileDialog(this, isInPlace() ? tr("Database to restore over") : tr("New database file"),
                       m_path->text());
    if (isInPlace()) {
        dialog->askForDatabase();
    } else {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setFileMode(QFileDialog::AnyFile);
        // What exists is refused, so there is nothing to confirm.
        dialog->setOption(QFileDialog::DontConfirmOverwrite);
    }
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

void DestinationBox::examine()
{
    say({});
    emit changed();
}

void DestinationBox::say(const QString& problem)
{
    QString text = problem;
    if (text.isEmpty() && path().empty())
        text = isInPlace() ? tr("Choose the database file that is to be replaced.")
                           : tr("Type a name for the new file.");
    m_isUsable = text.isEmpty();
    setRole(m_hint, m_isUsable ? "muted" : "damage");
    if (m_isUsable && !isInPlace())
        text = tr("Written under another name first, and renamed when all of it is verified.");
    m_hint->say(text);
    m_hint->setVisible(!text.isEmpty());
}

/// A name that says which database and which moment.
QString DestinationBox::proposal() const
{
    const QString name =
        m_attempt > 1 ? u"%1-%2.db"_s.arg(m_places.name).arg(m_attempt) : m_places.name + u".db"_s;
    return QDir(m_places.folder).filePath(name);
}

} // namespace walkeeper::ui
