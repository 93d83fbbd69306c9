#include "ui/restore/restore_end_page.h"

#include "ui/restore/in_place_text.h"
#include "ui/restore/page_layout.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/fact_grid.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QPushButton>
#include <QUrl>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;
using Step = RestoreFlow::Step;

namespace {

QString checkWords(IntegrityCheck check)
{
    switch (check) {
    case IntegrityCheck::None: return RestoreEndPage::tr("Checksums only");
    case IntegrityCheck::Quick: return RestoreEndPage::tr("Sound, by SQLite's quick check");
    case IntegrityCheck::Full: return RestoreEndPage::tr("Sound, by SQLite's full check");
    }
    return {};
}

void openPath(const std::filesystem::path& path)
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(pathToQt(path)));
}

} // namespace

RestoreEndPage::RestoreEndPage(const RestoreFlow& flow, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_flow(flow),
      m_zone(zone),
      m_icon(new QLabel(this)),
      m_title(new QLabel(this)),
      m_path(new ElidedLabel(this, Qt::ElideMiddle)),
      m_facts(new FactGrid(
          {tr("State of"), tr("Database"), tr("Read"), tr("Took"), tr("Checked"), tr("Position")},
          2, this)),
      m_words(wrappedLabel(this)),
      m_openFolder(new QPushButton(icon(Icon::Folder), tr("Open &folder"), this)),
      m_openFile(new QPushButton(icon(Icon::Database), tr("&Open file"), this)),
      m_bringBack(new QPushButton(icon(Icon::Restore), tr("&Bring the old state back"), this)),
      m_newest(new QPushButton(tr("Restore the newest reachable moment"), this)),
      m_back(new QPushButton(tr("Back"), this)),
      m_tryAgain(new QPushButton(tr("&Try again"), this)),
      m_close(new QPushButton(tr("Close"), this))
{
    setType(m_title, TypeSize::Title, QFont::DemiBold);
    setRole(m_path, "muted");
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_path);
    auto* top = new QHBoxLayout;
    top->setSpacing(2 * space);
    top->addWidget(m_icon, 0, Qt::AlignTop);
    top->addLayout(words, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    for (QPushButton* each : {m_openFolder, m_openFile, m_bringBack})
        buttons->addWidget(each);
    buttons->addStretch();
    for (QPushButton* each : {m_newest, m_back, m_tryAgain, m_close})
        buttons->addWidget(each);
    auto* layout = pageLayout(this);
    layout->addLayout(top);
    layout->addSpacing(2 * space);
    layout->addWidget(m_facts);
    layout->addSpacing(space);
    layout->addWidget(m_words);
    layout->addStretch();
    layout->addSpacing(2 * space);
    layout->addLayout(buttons);
    connect(m_openFolder, &QPushButton::clicked, this,
            [this] { openPath(m_flow.choice().output.parent_path()); });
    connect(m_openFile, &QPushButton::clicked, this, [this] { openPath(m_flow.choice().output); });
    connect(m_bringBack, &QPushButton::clicked, this, &RestoreEndPage::bringBackWanted);
    connect(m_newest, &QPushButton::clicked, this, &RestoreEndPage::newestReachableWanted);
    connect(m_back, &QPushButton::clicked, this, &RestoreEndPage::backWanted);
    connect(m_tryAgain, &QPushButton::clicked, this, &RestoreEndPage::tryAgainWanted);
    connect(m_close, &QPushButton::clicked, this, &RestoreEndPage::closeWanted);
}

void RestoreEndPage::update()
{
    const Colours colours = Colours::of(palette());
    const bool isInPlace = m_flow.choice().isInPlace;
    m_path->setFullText(pathToQt(m_flow.choice().output));
    const Step step = m_flow.step();
    m_facts->setVisible(step == Step::Restored);
    if (step == Step::Restored) {
        showReport();
        showEnd(Icon::Passed, colours.good, isInPlace ? tr("Restored in place") : tr("Restored"),
                reportWords());
    } else if (step == Step::BroughtBack)
        showEnd(Icon::Passed, colours.good, tr("The old state is back"),
                InPlaceText::aftermath(*m_flow.replaced()).join(u'\n'));
    else if (step == Step::Cancelled)
        showEnd(Icon::Note, colours.muted, tr("Cancelled"),
                isInPlace ? InPlaceText::nothingChanged() : tr("Nothing was left behind."));
    else
        showEnd(Icon::Damage, colours.damage,
                step == Step::NotBroughtBack ? tr("The old state is not back") : tr("Not restored"),
                errorWords());
    showButtons();
}

void RestoreEndPage::showEnd(Icon drawing, const QColor& colour, const QString& title,
                             const QString& words)
{
    m_icon->setPixmap(icon(drawing, colour).pixmap(QSize(36, 36), devicePixelRatioF()));
    m_title->setText(title);
    m_words->setVisible(!words.isEmpty());
    m_words->say(words);
}

void RestoreEndPage::showButtons()
{
    const Step step = m_flow.step();
    const bool isRestored = step == Step::Restored;
    const bool hasFailed = step == Step::Failed || step == Step::NotBroughtBack;
    const bool isBusy = hasFailed && m_flow.error().code == ErrorCode::Busy;
    const bool isUndone = step == Step::BroughtBack || step == Step::NotBroughtBack;
    m_openFolder->setVisible(isRestored);
    m_openFile->setVisible(isRestored && !m_flow.choice().isInPlace);
    m_bringBack->setVisible(isRestored && m_flow.replaced());
    m_newest->setVisible(step == Step::Failed && m_flow.error().code == ErrorCode::Corrupt &&
                         m_flow.choice().onBroken == BrokenChain::Refuse);
    m_back->setVisible(!isRestored && !isUndone);
    m_tryAgain->setVisible(isBusy || step == Step::NotBroughtBack);
    QPushButton* next = m_tryAgain->isVisibleTo(this) ? m_tryAgain : m_close;
    for (QPushButton* each : {m_tryAgain, m_close})
        setRole(each, each == next ? "primary" : "");
    next->setDefault(true);
    next->setFocus();
}

void RestoreEndPage::showReport()
{
    const RestoreReport& report = m_flow.report();
    m_facts->setFact(Moment, HumanText::dateAndClock(report.time, m_zone) + u' ' +
                                 HumanText::zoneName(report.time, m_zone));
    m_facts->setFact(Database, HumanText::bytes(report.databaseBytes));
    m_facts->setFact(Read, HumanText::bytes(report.plan.storedBytes()));
    m_facts->setFact(Took, HumanText::duration(report.elapsed));
    m_facts->setFact(Checked, checkWords(m_flow.choice().check));
    m_facts->setFact(At, toQt(report.position.text()));
}

/// What else there is to know.
QString RestoreEndPage::reportWords() const
{
    QStringList lines;
    if (const ReplacedDatabase* replaced = m_flow.replaced())
        lines << InPlaceText::aftermath(*replaced);
    for (const Finding& finding : m_flow.report().findings)
        lines << ErrorText::title(finding.kind) + u". "_s +
                     ErrorText::sentence({ErrorCode::Corrupt, finding.text});
    return lines.join(u'\n');
}

QString RestoreEndPage::errorWords() const
{
    const Error& error = m_flow.error();
    const bool isInPlace = m_flow.choice().isInPlace;
    const QString advice = isInPlace ? InPlaceText::advice(error) : ErrorText::advice(error.code);
    QStringList parts{ErrorText::sentence(error)};
    if (!advice.isEmpty())
        parts << advice;
    parts << (isInPlace ? InPlaceText::nothingChanged() : tr("Nothing was left behind."));
    return parts.join(u"\n\n"_s);
}

} // namespace walkeeper::ui
