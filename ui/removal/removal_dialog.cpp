#include "ui/removal/removal_dialog.h"

#include "ui/removal/removal_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_bar.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStackedWidget>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int indent = 26; ///< of what belongs to a radio button

QVBoxLayout* pageLayout(QWidget* page)
{
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    return layout;
}

QHBoxLayout* buttonRow(std::initializer_list<QPushButton*> buttons)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(space);
    row->addStretch();
    for (QPushButton* each : buttons)
        row->addWidget(each);
    return row;
}

} // namespace

RemovalDialog::RemovalDialog(RemovalFlow& flow, const QTimeZone& zone, QWidget* parent)
    : QDialog(parent),
      m_flow(flow),
      m_zone(zone),
      m_pages(new QStackedWidget(this))
{
    setMinimumWidth(620);
    const RemovalChoice first = flow.choice();
    m_choicePage = makeChoicePage();
    m_progressPage = makeProgressPage();
    m_endPage = makeEndPage();
    for (QWidget* each : {m_choicePage, m_progressPage, m_endPage})
        m_pages->addWidget(each);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->addWidget(m_pages);

    for (const auto& [kind, parts] : m_parts) {
        const int place = parts->findData(
            QVariant::fromValue(kind == RemovalKind::Generation
                                    ? toQt(first.generation.text())
                                    : toQt(Position{first.generation, first.index, 0}.text())));
        if (place >= 0)
            parts->setCurrentIndex(place);
    }
    QAbstractButton* chosen = m_kinds->button(static_cast<int>(first.kind));
    if (!chosen)
        chosen = m_kinds->buttons().front();
    chosen->setChecked(true);
    chosen->setFocus();

    connect(&flow, &RemovalFlow::stepChanged, this, &RemovalDialog::showStep);
    connect(&flow, &RemovalFlow::progressed, this, &RemovalDialog::showProgress);
    connect(m_kinds, &QButtonGroup::idClicked, this, &RemovalDialog::choose);
    choose();
}

QWidget* RemovalDialog::makeChoicePage()
{
    auto* page = new QWidget(this);
    auto* title = new ElidedLabel(page);
    title->setFullText(tr("Remove %1").arg(m_flow.subject().name));
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* cancel = new QPushButton(tr("Cancel"), page);
    cancel->setAutoDefault(false);
    m_remove = new QPushButton(page);
    setRole(m_remove, "primary");
    m_remove->setDefault(true);
    auto* layout = pageLayout(page);
    layout->addWidget(title);
    layout->addSpacing(space);
    layout->addWidget(makeChoices());
    layout->addWidget(makePlan());
    layout->addSpacing(space);
    layout->addWidget(makeConfirmation());
    layout->addStretch();
    layout->addSpacing(space);
    layout->addLayout(buttonRow({cancel, m_remove}));
    connect(cancel, &QPushButton::clicked, this, &RemovalDialog::reject);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (m_remove->isEnabled())
            m_flow.start();
    });
    return page;
}

QWidget* RemovalDialog::makeChoices()
{
    auto* box = new QWidget(this);
    auto* layout = pageLayout(box);
    layout->setSpacing(2);
    m_kinds = new QButtonGroup(box);
    if (m_flow.subject().database) {
        addChoice(layout, RemovalKind::Forget);
        addChoice(layout, RemovalKind::LocalState);
    }
    const auto& contents = m_flow.subject().contents;
    if (!contents || contents->replica.generations.empty())
        return box;
    addChoice(layout, RemovalKind::Replica);
    addChoice(layout, RemovalKind::Generation);
    if (contents->snapshots > 0)
        addChoice(layout, RemovalKind::Snapshot);
    return box;
}

void RemovalDialog::addChoice(QVBoxLayout* layout, RemovalKind kind)
{
    auto* choice = new QRadioButton(RemovalText::kindName(kind), this);
    const QString meaning = RemovalText::meaning(m_flow, kind);
    choice->setAccessibleDescription(meaning);
    m_kinds->addButton(choice, static_cast<int>(kind));
    auto* text = new WrappedLabel(this);
    text->setContentsMargins(indent, 0, 0, 0);
    text->say(meaning);
    setRole(text, "muted");
    layout->addWidget(choice);
    layout->addWidget(text);
    if (kind == RemovalKind::Generation || kind == RemovalKind::Snapshot) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(indent, 2, 0, 0);
        row->addWidget(makeParts(kind));
        layout->addLayout(row);
    }
    layout->addSpacing(space);
}

QComboBox* RemovalDialog::makeParts(RemovalKind kind)
{
    auto* parts = new QComboBox(this);
    parts->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    parts->setMinimumContentsLength(30);
    parts->setAccessibleName(kind == RemovalKind::Generation ? tr("Generation") : tr("Snapshot"));
    const ReplicaContents& contents = *m_flow.subject().contents;
    const auto& generations = contents.replica.generations;
    // The newest first, as in the tree.
    for (std::size_t i = generations.size(); i-- > 0;) {
        const Generation& each = generations[i];
        if (kind == RemovalKind::Generation) {
            parts->addItem(RemovalText::generation(contents, i, m_zone), toQt(each.id.text()));
            continue;
        }
        for (auto one = each.snapshots.rbegin(); one != each.snapshots.rend(); ++one)
            parts->addItem(RemovalText::snapshot(each, *one, m_zone),
                           toQt(Position{each.id, one->index, 0}.text()));
    }
    m_parts[kind] = parts;
    connect(parts, &QComboBox::currentIndexChanged, this, [this, kind] {
        if (m_kinds->checkedId() == static_cast<int>(kind))
            choose();
    });
    return parts;
}

QWidget* RemovalDialog::makePlan()
{
    m_plan = new QFrame(this);
    setRole(m_plan, "card");
    m_goes = new WrappedLabel(m_plan);
    m_stays = new WrappedLabel(m_plan);
    m_labels = new WrappedLabel(m_plan);
    setType(m_goes, TypeSize::Body, QFont::DemiBold);
    setRole(m_labels, "warning");
    auto* layout = new QVBoxLayout(m_plan);
    layout->setContentsMargins(14, 10, 14, 10);
    layout->setSpacing(4);
    for (WrappedLabel* each : {m_goes, m_stays, m_labels})
        layout->addWidget(each);
    return m_plan;
}

QWidget* RemovalDialog::makeConfirmation()
{
    m_confirmation = new QWidget(this);
    m_name = new QLineEdit(m_confirmation);
    auto* label = new WrappedLabel(m_confirmation);
    label->say(
        tr("This cannot be taken back. Type the name “%1” to go on:").arg(m_flow.subject().name));
    label->setBuddy(m_name);
    m_name->setAccessibleName(tr("Name, typed to confirm"));
    auto* layout = pageLayout(m_confirmation);
    layout->addWidget(label);
    layout->addWidget(m_name);
    connect(m_name, &QLineEdit::textChanged, this, &RemovalDialog::examine);
    return m_confirmation;
}

QWidget* RemovalDialog::makeProgressPage()
{
    auto* page = new QWidget(this);
    auto* title = new QLabel(tr("Removing…"), page);
    setType(title, TypeSize::Title, QFont::DemiBold);
    m_stage = new QLabel(page);
    m_bar = new ProgressBar(tr("Progress"), page);
    m_cancel = new QPushButton(tr("Cancel"), page);
    m_cancel->setAutoDefault(false);
    auto* layout = pageLayout(page);
    layout->addWidget(title);
    layout->addStretch(2);
    layout->addWidget(m_stage);
    layout->addWidget(m_bar);
    layout->addStretch(3);
    layout->addLayout(buttonRow({m_cancel}));
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        m_flow.cancel();
    });
    return page;
}

QWidget* RemovalDialog::makeEndPage()
{
    auto* page = new QWidget(this);
    m_endTitle = new QLabel(page);
    setType(m_endTitle, TypeSize::Title, QFont::DemiBold);
    m_endWords = new WrappedLabel(page);
    m_close = new QPushButton(tr("Close"), page);
    setRole(m_close, "primary");
    auto* layout = pageLayout(page);
    layout->addWidget(m_endTitle);
    layout->addSpacing(space);
    layout->addWidget(m_endWords);
    layout->addStretch();
    layout->addLayout(buttonRow({m_close}));
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    return page;
}

void RemovalDialog::reject()
{
    if (m_flow.step() != RemovalFlow::Step::Running)
        return QDialog::reject();
    m_closesAfterwards = true;
    m_cancel->setEnabled(false);
    m_flow.cancel();
}

void RemovalDialog::choose()
{
    RemovalChoice choice{static_cast<RemovalKind>(m_kinds->checkedId()), {}, 0};
    for (const auto& [kind, parts] : m_parts)
        parts->setEnabled(kind == choice.kind);
    const auto parts = m_parts.find(choice.kind);
    if (parts != m_parts.end()) {
        const std::string chosen = fromQt(parts->second->currentData().toString());
        if (const Result<Position> place = Position::parse(chosen)) {
            choice.generation = place->generation;
            choice.index = place->index;
        } else if (const Result<GenerationId> id = GenerationId::parse(chosen)) {
            choice.generation = *id;
        }
    }
    m_flow.choose(choice);
}

void RemovalDialog::showStep()
{
    switch (m_flow.step()) {
    case RemovalFlow::Step::Planning:
    case RemovalFlow::Step::Planned:
    case RemovalFlow::Step::Impossible:
        setWindowTitle(tr("Remove"));
        showPlan();
        m_pages->setCurrentWidget(m_choicePage);
        return;
    case RemovalFlow::Step::Running:
        setWindowTitle(tr("Removing…"));
        m_pages->setCurrentWidget(m_progressPage);
        showProgress();
        return;
    case RemovalFlow::Step::Done:
    case RemovalFlow::Step::Failed: break;
    }
    // The list of databases shows it, and the window says why it failed.
    if (m_flow.choice().kind == RemovalKind::Forget)
        return accept();
    showEnd();
    m_pages->setCurrentWidget(m_endPage);
    m_close->setDefault(true);
    m_close->setFocus();
    if (m_closesAfterwards && m_flow.step() == RemovalFlow::Step::Failed &&
        m_flow.error().code == ErrorCode::Cancelled)
        QDialog::reject();
}

void RemovalDialog::showPlan()
{
    const bool isPlanned = m_flow.step() == RemovalFlow::Step::Planned;
    if (m_flow.step() == RemovalFlow::Step::Impossible) {
        setRole(m_goes, "damage");
        m_goes->say(ErrorText::sentence(m_flow.error()));
    } else {
        setRole(m_goes, "");
        m_goes->say(isPlanned ? RemovalText::goes(m_flow) : tr("Looking at what would go…"));
    }
    m_stays->say(isPlanned ? RemovalText::stays(m_flow, m_zone) : QString());
    m_labels->say(isPlanned ? RemovalText::labels(m_flow) : QString());
    m_stays->setVisible(!m_stays->text().isEmpty());
    m_labels->setVisible(!m_labels->text().isEmpty());
    m_plan->setVisible(m_flow.choice().kind != RemovalKind::Forget);
    m_confirmation->setVisible(m_flow.deletesHistory());
    m_remove->setText(m_flow.choice().kind == RemovalKind::Forget ? tr("Forget it") : tr("Delete"));
    examine();
}

bool RemovalDialog::isNameTyped() const
{
    return m_name->text().trimmed() == m_flow.subject().name.trimmed();
}

void RemovalDialog::examine()
{
    m_remove->setEnabled(m_flow.step() == RemovalFlow::Step::Planned &&
                         (!m_flow.deletesHistory() || isNameTyped()));
}

void RemovalDialog::showProgress()
{
    const Progress& progress = m_flow.progress().progress;
    m_stage->setText(HumanText::stage(progress.stage));
    m_bar->show(progress);
}

void RemovalDialog::showEnd()
{
    const bool isDone = m_flow.step() == RemovalFlow::Step::Done;
    const bool isCancelled = !isDone && m_flow.error().code == ErrorCode::Cancelled;
    m_endTitle->setText(isDone        ? tr("Removed")
                        : isCancelled ? tr("Cancelled")
                                      : tr("Not everything was removed"));
    setWindowTitle(m_endTitle->text());
    QString words = RemovalText::outcome(m_flow);
    if (!isDone && !isCancelled)
        words += u'\n' + ErrorText::advice(m_flow.error().code);
    m_endWords->say(words);
}

} // namespace walkeeper::ui
