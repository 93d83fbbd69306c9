#include "ui/restore/restore_plan_page.h"

#include "ui/moment/moment_text.h"
#include "ui/restore/command_box.h"
#include "ui/restore/destination_text.h"
#include "ui/restore/page_layout.h"
#include "ui/restore/restore_command.h"
#include "ui/restore/restore_speed.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/fact_grid.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QCheckBox>
#include <QPushButton>
#include <QRadioButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QString planInWords(const RestorePlan& plan)
{
    if (plan.segments.empty())
        return RestorePlanPage::tr("Reads one snapshot and verifies it. The replica stays as it "
                                   "is.");
    return RestorePlanPage::tr("Reads one snapshot and %1, and verifies all of it. The replica "
                               "stays as it is.")
        .arg(RestorePlanPage::tr("%Ln WAL segment(s)", nullptr,
                                 static_cast<int>(plan.segments.size())));
}

/// A card with a text that wraps, hidden.
WrappedLabel* cardText(QFrame* card, const char* role)
{
    setRole(card, role);
    auto* text = wrappedLabel(card);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(space);
    layout->addWidget(text);
    card->hide();
    return text;
}

} // namespace

RestorePlanPage::RestorePlanPage(RestoreFlow& flow, const ProposedPlaces& places,
                                 const Source& source, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_flow(flow),
      m_zone(zone),
      m_speed(source.speed),
      m_plan(wrappedLabel(this)),
      m_facts(new FactGrid({tr("From"), tr("To read"), tr("To write"), tr("Free space there")}, 2,
                           this)),
      m_destination(new DestinationBox(places, this)),
      m_command(new CommandBox(this))
{
    const MomentText text(flow.moment(), m_zone);
    auto* heading = new ElidedLabel(this);
    heading->setFullText(tr("Restore %1").arg(source.name));
    setType(heading, TypeSize::Title, QFont::DemiBold);
    auto* when = new ElidedLabel(this);
    when->setFullText(tr("as of %1, %2").arg(text.date(), text.clock()) + u"  ·  "_s +
                      text.zones());
    setRole(when, "muted");

    auto* layout = pageLayout(this);
    layout->addWidget(heading);
    layout->addWidget(when);
    layout->addSpacing(space);
    layout->addWidget(m_plan);
    layout->addWidget(m_facts);
    layout->addWidget(makeObstacle());
    layout->addWidget(makeShortage());
    layout->addSpacing(space);
    layout->addWidget(m_destination);
    layout->addSpacing(space);
    layout->addWidget(makeChecks());
    layout->addSpacing(space);
    layout->addWidget(m_command);
    layout->addStretch();
    layout->addSpacing(2 * space);
    layout->addLayout(makeButtons());

    connect(m_destination, &DestinationBox::changed, this, &RestorePlanPage::examine);
    connect(&flow, &RestoreFlow::examined, this, &RestorePlanPage::takeFacts);
    connect(m_takeNewest, &QCheckBox::toggled, this, &RestorePlanPage::enable);
    connect(m_checks, &QButtonGroup::idToggled, this, &RestorePlanPage::enable);
}

void RestorePlanPage::begin()
{
    m_destination->begin();
}

QString RestorePlanPage::toRead() const
{
    return m_facts->fact(ToRead);
}

void RestorePlanPage::update()
{
    m_obstacle->hide();
    m_facts->setFact(From, toQt(m_flow.moment().contents->url.shown()));
    m_facts->setFact(ToRead, u"–"_s);
    m_facts->setFact(ToWrite, u"–"_s);
    if (m_flow.step() == RestoreFlow::Step::Planned) {
        showPlan(m_flow.plan());
    } else if (m_flow.step() == RestoreFlow::Step::Impossible) {
        m_plan->say(tr("This moment cannot be restored."));
        showObstacle(ErrorText::sentence(m_flow.error()), {});
    } else {
        m_plan->say(tr("Looking at what has to be read…"));
    }
    examine();
}

void RestorePlanPage::showPlan(const RestorePlan& plan)
{
    m_plan->say(planInWords(plan));
    const QString bytes = HumanText::bytes(plan.storedBytes());
    if (const auto time = expectedTime(plan.storedBytes(), m_speed))
        m_facts->setFact(ToRead, tr("%1, about %2").arg(bytes, HumanText::duration(*time)),
                         tr("As fast as the last restore from there"));
    else
        m_facts->setFact(ToRead, bytes,
                         tr("How long it takes can be told after the first restore from there"));
    m_facts->setFact(ToWrite, databaseBytes() ? HumanText::bytes(*databaseBytes())
                                              : tr("known when it is read"));
    if (!plan.obstacle)
        return;
    m_plan->say(tr("This moment cannot be restored as it is."));
    showObstacle(ErrorText::sentence(obstacleError(*plan.obstacle)),
                 plan.obstacle->reachableTime
                     ? tr("Restore the newest moment that can be reached: %1")
                           .arg(HumanText::dateAndClock(*plan.obstacle->reachableTime, m_zone))
                     : QString());
}

/// Known once the commits of the chosen segment are.
std::optional<std::uint64_t> RestorePlanPage::databaseBytes() const
{
    const std::optional<ChosenCommit>& commit = m_flow.moment().commit;
    return commit ? std::optional(commit->point.databaseBytes()) : std::nullopt;
}

QWidget* RestorePlanPage::makeObstacle()
{
    auto* frame = new QFrame(this);
    m_obstacle = frame;
    m_obstacleText = cardText(frame, "damage-card");
    m_obstacleText->setAccessibleName(tr("Obstacle"));
    m_takeNewest = new QCheckBox(frame);
    frame->layout()->addWidget(m_takeNewest);
    return frame;
}

QWidget* RestorePlanPage::makeShortage()
{
    auto* frame = new QFrame(this);
    m_shortage = frame;
    m_shortageText = cardText(frame, "warning-card");
    m_shortageText->setAccessibleName(tr("Warning"));
    return frame;
}

QWidget* RestorePlanPage::makeChecks()
{
    auto* box = new QWidget(this);
    m_checks = new QButtonGroup(box);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(new QLabel(tr("Let SQLite check the restored database"), box));
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

QLayout* RestorePlanPage::makeButtons()
{
    auto* cancel = new QPushButton(tr("Cancel"), this);
    // Enter means Restore, wherever the keyboard is.
    cancel->setAutoDefault(false);
    m_restore = new QPushButton(this);
    setRole(m_restore, "primary");
    m_restore->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_restore);
    connect(cancel, &QPushButton::clicked, this, &RestorePlanPage::closeWanted);
    connect(m_restore, &QPushButton::clicked, this, [this] { emit restoreWanted(choice()); });
    return buttons;
}

void RestorePlanPage::examine()
{
    m_found.reset();
    m_flow.examine(m_destination->path());
    showDestination();
}

void RestorePlanPage::takeFacts(const DestinationAnswer& answer)
{
    // Another place may be proposed in answer to this one.
    if (*answer && (**answer).path == m_destination->path())
        m_found = **answer;
    m_destination->take(*answer);
    showDestination();
}

void RestorePlanPage::showDestination()
{
    const bool isKnown = m_found && m_found->room;
    m_facts->setFact(Free, isKnown ? HumanText::bytes(m_found->room->freeBytes) : u"–"_s);
    const bool isPlanned = m_flow.step() == RestoreFlow::Step::Planned;
    const QString shortage =
        m_found && isPlanned ? DestinationText::shortage(
                                   *m_found, m_flow.plan().snapshot.storedBytes, databaseBytes())
                             : QString();
    m_shortageText->say(shortage);
    m_shortage->setVisible(!shortage.isEmpty());
    enable();
}

void RestorePlanPage::enable()
{
    m_restore->setText(m_destination->isInPlace() ? tr("Restore in place") : tr("Restore"));
    const bool isPlanned = m_flow.step() == RestoreFlow::Step::Planned;
    const bool mayStart = isPlanned && (!m_flow.plan().obstacle || m_takeNewest->isChecked());
    m_restore->setEnabled(mayStart && m_destination->isUsable());
    m_command->show(restoreCommand(m_flow.requestFor(choice()), m_destination->isInPlace()));
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
    choice.output = m_destination->path();
    choice.isInPlace = m_destination->isInPlace();
    choice.check = static_cast<IntegrityCheck>(m_checks->checkedId());
    choice.onBroken =
        m_takeNewest->isChecked() ? BrokenChain::NewestReachable : BrokenChain::Refuse;
    return choice;
}

} // namespace walkeeper::ui
