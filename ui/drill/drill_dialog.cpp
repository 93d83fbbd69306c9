#include "ui/drill/drill_dialog.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/progress_bar.h"
#include "ui/widgets/table_card.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int day = 24; ///< hours

/// A title with buttons at its right.
QHBoxLayout* headed(const QString& title, const std::vector<QPushButton*>& buttons, QWidget* parent)
{
    auto* label = new QLabel(title, parent);
    setType(label, TypeSize::Body, QFont::DemiBold);
    auto* row = new QHBoxLayout;
    row->setSpacing(space);
    row->addWidget(label);
    row->addStretch();
    for (QPushButton* each : buttons) {
        each->setAutoDefault(false);
        row->addWidget(each);
    }
    return row;
}

QWidget* columnOf(QLayout* head, QWidget* content, QWidget* parent)
{
    auto* column = new QWidget(parent);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space);
    layout->addLayout(head);
    layout->addWidget(content, 1);
    return column;
}

} // namespace

DrillDialog::DrillDialog(Engine& engine, DrillBook& book, DrillQueue& queue, const Clock& clock,
                         const StoreUrl& url, const QString& name, const QTimeZone& zone,
                         QWidget* parent)
    : QDialog(parent),
      m_engine(engine),
      m_book(book),
      m_queue(queue),
      m_clock(clock),
      m_url(url),
      m_replica(toQt(url.shown())),
      m_name(name),
      m_zone(zone),
      m_questions(new AssertionListModel(setting().assertions, this)),
      m_history(new DrillHistoryModel(book, m_replica, zone, this))
{
    setWindowTitle(tr("Restore drills"));
    resize(860, 640);
    auto* title = new ElidedLabel(this);
    title->setFullText(tr("Restore drills of %1").arg(name));
    setType(title, TypeSize::Title, QFont::DemiBold);
    auto* meaning = new WrappedLabel(this);
    meaning->say(tr("A drill restores the newest state for real into a scratch folder, lets SQLite "
                    "check all of it, and asks your questions. Nothing of it stays."));
    setRole(meaning, "muted");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addWidget(meaning);
    layout->addWidget(makeSchedule());
    layout->addWidget(makeQuestions(), 2);
    layout->addWidget(makeHistory(), 3);
    layout->addWidget(makeFoot());

    connectQuestions();
    connect(&engine, &Engine::assertionsTried, this, &DrillDialog::takeAnswers);
    connect(&queue, &DrillQueue::changed, this, &DrillDialog::showRunning);
    connect(m_history, &QAbstractItemModel::modelReset, this, [this] {
        showHistory();
        showSchedule();
    });
    showSchedule();
    showQuestions();
    showHistory();
    showRunning();
    m_run->setFocus();
}

QWidget* DrillDialog::makeSchedule()
{
    auto* row = new QWidget(this);
    auto* label = new QLabel(tr("&Repeat"), row);
    m_interval = new QComboBox(row);
    m_interval->addItem(tr("Only when asked for"), 0);
    m_interval->addItem(tr("Every day"), day);
    m_interval->addItem(tr("Every week"), 7 * day);
    m_interval->addItem(tr("Every month"), 30 * day);
    const int hours = static_cast<int>(setting().interval.count());
    if (m_interval->findData(hours) < 0)
        m_interval->addItem(tr("Every %1").arg(HumanText::duration(std::chrono::hours(hours))),
                            hours);
    m_interval->setCurrentIndex(m_interval->findData(hours));
    label->setBuddy(m_interval);
    m_next = new QLabel(row);
    setRole(m_next, "muted");
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space);
    layout->addWidget(label);
    layout->addWidget(m_interval);
    layout->addSpacing(space);
    layout->addWidget(m_next, 1);
    connect(m_interval, &QComboBox::currentIndexChanged, this, &DrillDialog::keep);
    return row;
}

QWidget* DrillDialog::makeQuestions()
{
    auto* add = new QPushButton(tr("Add a &question"), this);
    m_remove = new QPushButton(tr("Re&move"), this);
    m_try = new QPushButton(tr("&Try now"), this);
    m_questionTable = new PlainTable(tr("Your questions"), this);
    m_questionTable->setModel(m_questions);
    m_questionTable->setColumns({48, 12});
    m_questionTable->setEditTriggers(QAbstractItemView::DoubleClicked |
                                     QAbstractItemView::EditKeyPressed |
                                     QAbstractItemView::AnyKeyPressed);
    m_questionNotice = new WrappedLabel(this);
    connect(add, &QPushButton::clicked, this, &DrillDialog::addQuestion);
    connect(m_remove, &QPushButton::clicked, this, &DrillDialog::removeQuestion);
    connect(m_try, &QPushButton::clicked, this, &DrillDialog::tryQuestions);
    auto* removeKey = new QShortcut(QKeySequence::Delete, m_questionTable);
    removeKey->setContext(Qt::WidgetShortcut);
    connect(removeKey, &QShortcut::activated, this, &DrillDialog::removeQuestion);
    return columnOf(headed(tr("Your questions"), {add, m_remove, m_try}, this),
                    tableCard(m_questionTable, m_questionNotice, this), this);
}

QWidget* DrillDialog::makeHistory()
{
    m_save = new QPushButton(tr("Save a &report…"), this);
    connect(m_save, &QPushButton::clicked, this, &DrillDialog::reportWanted);
    m_historyTable = new PlainTable(tr("Drills so far"), this);
    m_historyTable->setModel(m_history);
    m_historyTable->setColumns({12, 20, 20, 7});
    m_found = new WrappedLabel(this);
    connect(m_historyTable->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& row) {
                m_found->say(
                    row.siblingAtColumn(DrillHistoryModel::SummaryColumn).data().toString());
            });
    m_historyNotice =
        new QLabel(tr("Never drilled. Run one now to know that this replica restores."), this);
    QWidget* column = columnOf(headed(tr("Drills so far"), {m_save}, this),
                               tableCard(m_historyTable, m_historyNotice, this), this);
    column->layout()->addWidget(m_found);
    return column;
}

QWidget* DrillDialog::makeFoot()
{
    auto* foot = new QWidget(this);
    m_stage = new WrappedLabel(foot);
    m_bar = new ProgressBar(tr("Progress of the drill"), foot);
    m_bar->setFixedWidth(160);
    m_cancel = new QPushButton(tr("&Cancel the drill"), foot);
    m_run = new QPushButton(tr("Run &now"), foot);
    auto* close = new QPushButton(tr("Close"), foot);
    for (QPushButton* each : {m_cancel, close})
        each->setAutoDefault(false);
    setRole(m_run, "primary");
    m_run->setDefault(true);
    auto* layout = new QHBoxLayout(foot);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space);
    layout->addWidget(m_bar);
    layout->addWidget(m_stage, 1);
    layout->addWidget(m_cancel);
    layout->addWidget(close);
    layout->addWidget(m_run);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_queue.cancel(m_replica); });
    connect(m_run, &QPushButton::clicked, this, [this] { m_queue.start(m_url, m_name); });
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    return foot;
}

void DrillDialog::connectQuestions()
{
    connect(m_questions, &AssertionListModel::changed, this, &DrillDialog::keep);
    connect(m_questions, &AssertionListModel::refused, this, [this](const QString& text) {
        m_questionNotice->say(
            tr("“%1” is no expectation. Write = 5, > 0, != '', no rows or some rows.").arg(text));
        m_questionNotice->show();
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_questions, signal, this, &DrillDialog::showQuestions);
    connect(m_questions, &QAbstractItemModel::dataChanged, this, &DrillDialog::showQuestions);
    connect(m_questionTable->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &DrillDialog::showQuestions);
}

DrillSetting DrillDialog::setting() const
{
    if (const DrillSetting* known = m_book.find(m_replica))
        return *known;
    DrillSetting setting;
    setting.replica = m_replica;
    setting.address = m_replica;
    setting.name = m_name;
    return setting;
}

void DrillDialog::keep()
{
    DrillSetting changed = setting();
    const std::chrono::hours interval(m_interval->currentData().toInt());
    if (interval != changed.interval)
        changed.since = m_clock.now();
    changed.interval = interval;
    changed.assertions = m_questions->assertions();
    m_book.set(changed);
    showSchedule();
}

void DrillDialog::addQuestion()
{
    const QModelIndex row = m_questions->add();
    m_questionTable->setCurrentIndex(row);
    m_questionTable->setFocus();
    m_questionTable->edit(row);
}

void DrillDialog::removeQuestion()
{
    if (m_questionTable->currentIndex().isValid())
        m_questions->remove(m_questionTable->currentIndex().row());
}

void DrillDialog::tryQuestions()
{
    m_trial = m_engine.tryAssertions({m_url, m_questions->assertions()});
    showQuestions();
}

void DrillDialog::takeAnswers(JobId job, const AssertionsAnswer& answer)
{
    if (job != m_trial)
        return;
    m_trial = {};
    if (*answer)
        m_questions->showResults(**answer);
    showQuestions();
    if (!*answer) {
        m_questionNotice->say(
            tr("The questions could not be asked. %1").arg(ErrorText::sentence(answer->error())));
        m_questionNotice->show();
    }
}

void DrillDialog::showSchedule()
{
    const auto next = m_queue.next(m_replica);
    m_next->setText(!next ? tr("It is not repeated by itself.")
                    : *next <= m_clock.now()
                        ? tr("The next one begins within a minute.")
                        : tr("Next: %1").arg(HumanText::dateAndClock(*next, m_zone)));
}

void DrillDialog::showQuestions()
{
    const bool hasRows = m_questions->rowCount() > 0;
    m_questionTable->setVisible(hasRows);
    m_questionNotice->setVisible(!hasRows);
    if (!hasRows)
        m_questionNotice->say(
            tr("Without a question a drill proves that the database restores and is sound.\nA "
               "question such as “SELECT count(*) FROM orders”, expected “> 0”, proves what is in "
               "it."));
    m_remove->setEnabled(hasRows && m_questionTable->currentIndex().isValid());
    m_try->setEnabled(!m_questions->assertions().empty() && !m_trial.isValid());
    m_try->setText(m_trial.isValid() ? tr("Asking…") : tr("&Try now"));
}

void DrillDialog::say(const QString& sentence, bool hasFailed)
{
    setRole(m_stage, hasFailed ? "damage" : "muted");
    m_stage->say(sentence);
}

void DrillDialog::showRunning()
{
    const DrillQueue::Drill* drill = m_queue.find(m_replica);
    const bool isRunning = drill && drill->job.isValid();
    m_bar->setVisible(isRunning);
    m_cancel->setVisible(drill);
    m_run->setEnabled(!drill);
    if (!drill)
        return say({}, false);
    if (!isRunning)
        return say(tr("Waits until another drill has ended"), false);
    const Progress& progress = drill->progress.progress;
    m_bar->show(progress);
    say(HumanText::stage(progress.stage), false);
}

void DrillDialog::showHistory()
{
    const bool hasRows = m_history->rowCount() > 0;
    m_historyTable->setVisible(hasRows);
    m_historyNotice->setVisible(!hasRows);
    m_found->setVisible(hasRows);
    m_save->setEnabled(hasRows);
    if (hasRows)
        m_historyTable->setCurrentIndex(m_history->index(0, 0));
}

} // namespace walkeeper::ui
