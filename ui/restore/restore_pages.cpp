#include "ui/restore/restore_pages.h"

#include "ui/moment/moment_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QCheckBox>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QUrl>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

WrappedLabel* wrappedLabel(QWidget* parent, const char* role = nullptr)
{
    auto* label = new WrappedLabel(parent);
    if (role)
        setRole(label, role);
    return label;
}

QVBoxLayout* pageLayout(QWidget* page)
{
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    return layout;
}

/// A name that says which database and which moment, and that is not taken.
QString proposal(const QString& folder, const QString& replica, Timestamp time,
                 const QTimeZone& zone)
{
    const QString stem = replica.section(u'.', 0, 0, QString::SectionSkipEmpty);
    const QString name = (stem.isEmpty() ? u"restored"_s : stem) + u'-' +
                         toQt(time).toTimeZone(zone).toString(u"yyyyMMdd-HHmmss"_s);
    QString path = QDir(folder).filePath(name + u".db"_s);
    for (int i = 2; QFileInfo::exists(path) && i < 100; ++i)
        path = QDir(folder).filePath(u"%1-%2.db"_s.arg(name).arg(i));
    return path;
}

QString planInWords(const RestorePlan& plan)
{
    const QString asOf = HumanText::bytes(plan.storedBytes());
    if (plan.segments.empty())
        return RestorePlanPage::tr("Reads one snapshot, %1, and writes a new database file. The "
                                   "replica stays as it is.")
            .arg(asOf);
    return RestorePlanPage::tr("Reads one snapshot and %1, %2 in all, and writes a new database "
                               "file. The replica stays as it is.")
        .arg(RestorePlanPage::tr("%Ln WAL segment(s)", nullptr,
                                 static_cast<int>(plan.segments.size())),
             asOf);
}

QString checkSentence(IntegrityCheck check)
{
    switch (check) {
    case IntegrityCheck::None: return RestoreEndPage::tr("SQLite was not asked to check it.");
    case IntegrityCheck::Quick: return RestoreEndPage::tr("SQLite's quick check found it sound.");
    case IntegrityCheck::Full: return RestoreEndPage::tr("SQLite's full check found it sound.");
    }
    return {};
}

} // namespace

RestorePlanPage::RestorePlanPage(const RestoreFlow& flow, const QString& folder,
                                 const QString& replicaName, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_flow(flow),
      m_zone(zone),
      m_plan(wrappedLabel(this)),
      m_output(new QLineEdit(this)),
      m_outputHint(wrappedLabel(this, "muted")),
      m_restore(new QPushButton(tr("Restore"), this))
{
    const Moment& moment = flow.moment();
    const MomentText text(moment, m_zone);
    auto* title = new ElidedLabel(this);
    title->setFullText(tr("Restore %1").arg(replicaName));
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* when = new ElidedLabel(this);
    when->setFullText(tr("as of %1, %2").arg(text.date(), text.clock()) + u"  ·  "_s +
                      text.zones());
    setRole(when, "muted");

    auto* outputLabel = new QLabel(tr("&New file"), this);
    outputLabel->setBuddy(m_output);
    m_output->setText(proposal(folder, replicaName, moment.time(), m_zone));
    auto* browseButton = new QPushButton(icon(Icon::Folder), tr("Browse…"), this);
    auto* outputLine = new QHBoxLayout;
    outputLine->setSpacing(space);
    outputLine->addWidget(m_output, 1);
    outputLine->addWidget(browseButton);

    auto* cancel = new QPushButton(tr("Cancel"), this);
    // Enter means Restore, wherever the keyboard is.
    cancel->setAutoDefault(false);
    browseButton->setAutoDefault(false);
    m_output->setFocus();
    setRole(m_restore, "primary");
    m_restore->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_restore);

    auto* layout = pageLayout(this);
    layout->addWidget(title);
    layout->addWidget(when);
    layout->addSpacing(space);
    layout->addWidget(m_plan);
    layout->addWidget(makeObstacle());
    layout->addSpacing(space);
    layout->addWidget(outputLabel);
    layout->addLayout(outputLine);
    layout->addWidget(m_outputHint);
    layout->addSpacing(space);
    layout->addWidget(makeChecks());
    layout->addStretch();
    layout->addSpacing(2 * space);
    layout->addLayout(buttons);

    connect(browseButton, &QPushButton::clicked, this, &RestorePlanPage::browse);
    connect(m_output, &QLineEdit::textChanged, this, &RestorePlanPage::examine);
    connect(m_takeNewest, &QCheckBox::toggled, this, &RestorePlanPage::examine);
    connect(cancel, &QPushButton::clicked, this, &RestorePlanPage::closeWanted);
    connect(m_restore, &QPushButton::clicked, this, [this] { emit restoreWanted(choice()); });
}

void RestorePlanPage::update()
{
    m_obstacle->hide();
    switch (m_flow.step()) {
    case RestoreFlow::Step::Planning: m_plan->say(tr("Looking at what has to be read…")); break;
    case RestoreFlow::Step::Planned: {
        const RestorePlan& plan = m_flow.plan();
        m_plan->say(planInWords(plan));
        if (plan.obstacle) {
            m_plan->say(tr("This moment cannot be restored as it is."));
            showObstacle(
                ErrorText::sentence(obstacleError(*plan.obstacle)),
                plan.obstacle->reachableTime
                    ? tr("Restore the newest moment that can be reached: %1")
                          .arg(HumanText::dateAndClock(*plan.obstacle->reachableTime, m_zone))
                    : QString());
        }
        break;
    }
    case RestoreFlow::Step::Impossible:
        m_plan->say(tr("This moment cannot be restored."));
        showObstacle(ErrorText::sentence(m_flow.error()), {});
        break;
    case RestoreFlow::Step::Running:
    case RestoreFlow::Step::Restored:
    case RestoreFlow::Step::Failed:
    case RestoreFlow::Step::Cancelled: break;
    }
    examine();
}

QWidget* RestorePlanPage::makeObstacle()
{
    auto* frame = new QFrame(this);
    setRole(frame, "damage-card");
    m_obstacle = frame;
    m_obstacleText = wrappedLabel(frame);
    m_obstacleText->setAccessibleName(tr("Obstacle"));
    m_takeNewest = new QCheckBox(frame);
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(space);
    layout->addWidget(m_obstacleText);
    layout->addWidget(m_takeNewest);
    frame->hide();
    return frame;
}

QWidget* RestorePlanPage::makeChecks()
{
    auto* box = new QWidget(this);
    m_checks = new QButtonGroup(box);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(new QLabel(tr("Let SQLite check the new file"), box));
    const std::pair<IntegrityCheck, QString> choices[] = {
        {IntegrityCheck::Quick, tr("Quick check: its pages are well formed")},
        {IntegrityCheck::Full, tr("Full check: its indexes match its tables too (slower)")},
        {IntegrityCheck::None, tr("No check: checksums are verified in any case")}};
    for (const auto& [check, words] : choices) {
        auto* button = new QRadioButton(words, box);
        button->setChecked(check == IntegrityCheck::Quick);
        m_checks->addButton(button, static_cast<int>(check));
        layout->addWidget(button);
    }
    return box;
}

void RestorePlanPage::browse()
{
    const QFileInfo output(m_output->text());
    auto* dialog = new QFileDialog(this, tr("New database file"), output.absolutePath());
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    // What exists is refused, so there is nothing to confirm.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->selectFile(output.fileName());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, m_output, &QLineEdit::setText);
    dialog->open();
}

void RestorePlanPage::examine()
{
    const QString path = m_output->text().trimmed();
    QString problem;
    if (path.isEmpty())
        problem = tr("Type a name for the new file.");
    else if (QFileInfo::exists(path))
        problem = tr("There is something of this name already; it is not overwritten.");
    setRole(m_outputHint, problem.isEmpty() ? "muted" : "damage");
    m_outputHint->say(problem.isEmpty()
                          ? tr("Written under another name first, and renamed when all of it "
                               "is verified.")
                          : problem);
    const bool isPlanned = m_flow.step() == RestoreFlow::Step::Planned;
    const bool mayStart = isPlanned && (!m_flow.plan().obstacle || m_takeNewest->isChecked());
    m_restore->setEnabled(mayStart && problem.isEmpty());
}

void RestorePlanPage::showObstacle(const QString& sentence, const QString& offer)
{
    m_obstacleText->say(sentence);
    m_takeNewest->setVisible(!offer.isEmpty());
    m_takeNewest->setText(offer);
    m_takeNewest->setChecked(false);
    m_obstacle->show();
}

RestoreChoice RestorePlanPage::choice() const
{
    RestoreChoice choice;
    choice.output = pathFromQt(QFileInfo(m_output->text().trimmed()).absoluteFilePath());
    choice.check = static_cast<IntegrityCheck>(m_checks->checkedId());
    choice.onBroken =
        m_takeNewest->isChecked() ? BrokenChain::NewestReachable : BrokenChain::Refuse;
    return choice;
}

RestoreProgressPage::RestoreProgressPage(const RestoreFlow& flow, QWidget* parent)
    : QWidget(parent),
      m_flow(flow),
      m_target(new ElidedLabel(this, Qt::ElideMiddle)),
      m_stage(new QLabel(this)),
      m_figures(new QLabel(this)),
      m_bar(new QProgressBar(this)),
      m_cancel(new QPushButton(tr("Cancel"), this))
{
    auto* title = new QLabel(tr("Restoring…"), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    setRole(m_target, "muted");
    setRole(m_figures, "muted");
    m_bar->setTextVisible(false);
    m_cancel->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    auto* layout = pageLayout(this);
    layout->addWidget(title);
    layout->addWidget(m_target);
    layout->addStretch(2);
    layout->addWidget(m_stage);
    layout->addSpacing(4);
    layout->addWidget(m_bar);
    layout->addSpacing(4);
    layout->addWidget(m_figures);
    layout->addStretch(3);
    layout->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        emit cancelWanted();
    });
}

void RestoreProgressPage::update()
{
    const Progress& progress = m_flow.progress().progress;
    m_target->setFullText(pathToQt(m_flow.choice().output));
    m_stage->setText(HumanText::stage(progress.stage));
    const std::uint64_t total = progress.totalBytes.value_or(0);
    const bool isMeasured = total > 0 && progress.stage != Stage::Integrity;
    m_bar->setRange(0, isMeasured ? 1000 : 0);
    QStringList figures;
    if (total > 0) {
        m_bar->setValue(static_cast<int>(progress.doneBytes * 1000 / total));
        figures << tr("%1 of %2 read")
                       .arg(HumanText::bytes(progress.doneBytes), HumanText::bytes(total));
    }
    if (progress.pages > 0)
        figures << tr("%1 pages written").arg(HumanText::number(progress.pages));
    if (progress.timeLeft)
        figures << HumanText::timeLeft(*progress.timeLeft);
    m_figures->setText(figures.isEmpty() ? u" "_s : figures.join(u"  ·  "_s));
    if (progress == Progress{})
        m_cancel->setEnabled(true);
}

RestoreEndPage::RestoreEndPage(const RestoreFlow& flow, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_flow(flow),
      m_zone(zone),
      m_icon(new QLabel(this)),
      m_title(new QLabel(this)),
      m_path(new ElidedLabel(this, Qt::ElideMiddle)),
      m_words(wrappedLabel(this)),
      m_openFolder(new QPushButton(icon(Icon::Folder), tr("Open folder"), this)),
      m_newest(new QPushButton(tr("Restore the newest reachable moment"), this)),
      m_again(new QPushButton(tr("Back"), this)),
      m_close(new QPushButton(tr("Close"), this))
{
    setType(m_title, TypeSize::Title, QFont::DemiBold);
    setRole(m_path, "muted");
    setRole(m_close, "primary");
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_path);
    words->addSpacing(space);
    words->addWidget(m_words);
    auto* top = new QHBoxLayout;
    top->setSpacing(2 * space);
    top->addWidget(m_icon, 0, Qt::AlignTop);
    top->addLayout(words, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addWidget(m_openFolder);
    buttons->addStretch();
    buttons->addWidget(m_newest);
    buttons->addWidget(m_again);
    buttons->addWidget(m_close);
    auto* layout = pageLayout(this);
    layout->addLayout(top);
    layout->addStretch();
    layout->addLayout(buttons);
    connect(m_openFolder, &QPushButton::clicked, this, &RestoreEndPage::openFolder);
    connect(m_newest, &QPushButton::clicked, this, &RestoreEndPage::newestReachableWanted);
    connect(m_again, &QPushButton::clicked, this, &RestoreEndPage::againWanted);
    connect(m_close, &QPushButton::clicked, this, &RestoreEndPage::closeWanted);
}

void RestoreEndPage::update()
{
    const bool isRestored = m_flow.step() == RestoreFlow::Step::Restored;
    const bool isCorrupt = m_flow.step() == RestoreFlow::Step::Failed &&
                           m_flow.error().code == ErrorCode::Corrupt &&
                           m_flow.choice().onBroken == BrokenChain::Refuse;
    m_openFolder->setVisible(isRestored);
    m_again->setVisible(!isRestored);
    m_newest->setVisible(isCorrupt);
    m_path->setFullText(pathToQt(m_flow.choice().output));
    if (isRestored)
        showReport();
    else
        showError();
    m_close->setDefault(true);
    m_close->setFocus();
}

void RestoreEndPage::showReport()
{
    const RestoreReport& report = m_flow.report();
    const Colours colours = Colours::of(palette());
    m_icon->setPixmap(icon(Icon::Passed, colours.good).pixmap(QSize(36, 36), devicePixelRatioF()));
    m_title->setText(tr("Restored"));
    QStringList lines;
    lines << tr("%1 of database, as stored at %2 %3, in %4.")
                 .arg(HumanText::bytes(report.databaseBytes),
                      HumanText::dateAndClock(report.time, m_zone),
                      HumanText::zoneName(report.time, m_zone),
                      HumanText::duration(report.elapsed));
    lines << checkSentence(m_flow.choice().check);
    for (const Finding& finding : report.findings)
        lines << QString()
              << ErrorText::title(finding.kind) + u". "_s +
                     ErrorText::sentence({ErrorCode::Corrupt, finding.text});
    m_words->say(lines.join(u'\n'));
}

void RestoreEndPage::showError()
{
    const Colours colours = Colours::of(palette());
    if (m_flow.step() == RestoreFlow::Step::Cancelled) {
        m_icon->setPixmap(
            icon(Icon::Note, colours.muted).pixmap(QSize(36, 36), devicePixelRatioF()));
        m_title->setText(tr("Cancelled"));
        m_words->say(tr("Nothing was left behind."));
        return;
    }
    m_icon->setPixmap(
        icon(Icon::Damage, colours.damage).pixmap(QSize(36, 36), devicePixelRatioF()));
    m_title->setText(tr("Not restored"));
    const Error& error = m_flow.error();
    QString words = ErrorText::sentence(error);
    if (const QString advice = ErrorText::advice(error.code); !advice.isEmpty())
        words += u"\n\n"_s + advice;
    m_words->say(words + u"\n\n"_s + tr("Nothing was left behind."));
}

void RestoreEndPage::openFolder()
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(pathToQt(m_flow.choice().output.parent_path())));
}

} // namespace walkeeper::ui
