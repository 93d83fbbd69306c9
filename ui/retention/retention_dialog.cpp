#include "ui/retention/retention_dialog.h"

#include "ui/retention/duration_words.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;
using std::chrono::hours;
using std::chrono::nanoseconds;

namespace {

constexpr int typingPause = 250; ///< milliseconds
constexpr int fieldWidth = 150;

} // namespace

RetentionDialog::RetentionDialog(Engine& engine, const Labels& labels, const Clock& clock,
                                 RetentionSubject subject, const QTimeZone& zone, QWidget* parent)
    : QDialog(parent),
      m_engine(engine),
      m_labels(labels),
      m_clock(clock),
      m_subject(std::move(subject)),
      m_zone(zone)
{
    setWindowTitle(tr("Retention"));
    setMinimumWidth(680);
    auto* title = new ElidedLabel(this);
    title->setFullText(tr("How long the history of %1 is kept").arg(m_subject.name));
    setType(title, TypeSize::Title, QFont::DemiBold);
    m_hint = new WrappedLabel(this);
    m_lost = new WrappedLabel(this);
    setRole(m_hint, "damage");
    setRole(m_lost, "warning");
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_save = new QPushButton(tr("Save"), this);
    setRole(m_save, "primary");
    m_save->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(6);
    layout->addWidget(title);
    layout->addSpacing(space);
    layout->addWidget(makeForm());
    layout->addWidget(m_hint);
    layout->addSpacing(space);
    layout->addWidget(makeForecast());
    layout->addWidget(m_lost);
    layout->addStretch();
    layout->addSpacing(space);
    layout->addLayout(buttons);

    m_soon.setSingleShot(true);
    m_soon.setInterval(typingPause);
    connect(&m_soon, &QTimer::timeout, this, &RetentionDialog::ask);
    connect(&engine, &Engine::retentionForecast, this,
            [this](JobId job, const ForecastAnswer& answer) {
                if (job != m_question)
                    return;
                m_question = {};
                show(answer);
            });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &QDialog::accept);
    m_fields[Retention]->setFocus();
    m_fields[Retention]->selectAll();
    examine();
    ask();
}

RetentionDialog::~RetentionDialog()
{
    m_engine.cancel(m_question);
}

QWidget* RetentionDialog::makeForm()
{
    auto* form = new QWidget(this);
    auto* grid = new QGridLayout(form);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(2 * space);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(2, 1);
    const RetentionSettings now = present();
    const auto addRow = [&](Field field, const QString& name, nanoseconds value,
                            const QString& meaning) {
        auto* label = new QLabel(name, form);
        auto* line = new QLineEdit(DurationWords::of(value), form);
        line->setFixedWidth(fieldWidth);
        line->setAccessibleDescription(meaning);
        label->setBuddy(line);
        auto* words = new WrappedLabel(form);
        words->say(meaning);
        setRole(words, "muted");
        grid->addWidget(label, field, 0);
        grid->addWidget(line, field, 1);
        grid->addWidget(words, field, 2);
        m_fields[field] = line;
        connect(line, &QLineEdit::textChanged, this, &RetentionDialog::examine);
    };
    addRow(Retention, tr("&Keep"), now.retention,
           tr("Every moment of this time can be restored. 0: for ever"));
    addRow(CheckInterval, tr("&Clean up every"), now.checkInterval,
           tr("How often what is too old is deleted"));
    addRow(SnapshotInterval, tr("&Snapshot every"), now.snapshotInterval,
           tr("More of them restore faster and take more room. 0: only when one is needed"));
    return form;
}

QWidget* RetentionDialog::makeForecast()
{
    auto* card = new QFrame(this);
    setRole(card, "card");
    auto* grid = new QGridLayout(card);
    grid->setContentsMargins(14, 10, 14, 10);
    grid->setHorizontalSpacing(2 * space);
    grid->setVerticalSpacing(space);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    const auto addHead = [&](const QString& text, int row, int column) {
        auto* label = new QLabel(text, card);
        setType(label, TypeSize::Body, QFont::DemiBold);
        grid->addWidget(label, row, column, Qt::AlignTop);
        return text;
    };
    const std::array columns = {addHead(tr("As it is set now"), 0, 1),
                                addHead(tr("As it is typed above"), 0, 2)};
    const std::array rows = {addHead(tr("Tomorrow"), 1, 0), addHead(tr("In a week"), 2, 0)};
    for (int when = 0; when < whens; ++when) {
        for (int column = 0; column < bothSettings; ++column) {
            auto* cell = new WrappedLabel(card);
            cell->setAccessibleName(u"%1, %2"_s.arg(rows[static_cast<std::size_t>(when)],
                                                    columns[static_cast<std::size_t>(column)]));
            grid->addWidget(cell, when + 1, column + 1, Qt::AlignTop);
            m_cells[static_cast<std::size_t>(when)][static_cast<std::size_t>(column)] = cell;
        }
    }
    auto* basis = new WrappedLabel(card);
    basis->say(m_subject.contents ? tr("If the database goes on changing as much as in the last "
                                       "day, and is replicated all the time.")
                                  : tr("Nothing is known of the replica yet, so nothing can be "
                                       "said about what will be in it."));
    setRole(basis, "muted");
    grid->addWidget(basis, whens + 1, 0, 1, 3);
    return card;
}

RetentionSettings RetentionDialog::present() const
{
    const ReplicaConfig& replica = m_subject.database.replicas[m_subject.replica];
    return {replica.retention, replica.retentionCheckInterval, replica.snapshotInterval};
}

std::optional<RetentionSettings> RetentionDialog::typed() const
{
    const auto retention = DurationWords::read(m_fields[Retention]->text());
    const auto check = DurationWords::read(m_fields[CheckInterval]->text());
    const auto snapshot = DurationWords::read(m_fields[SnapshotInterval]->text());
    if (!retention || !check || !snapshot || *check <= nanoseconds::zero())
        return std::nullopt;
    return RetentionSettings{*retention, *check, *snapshot};
}

ReplicaChange RetentionDialog::change() const
{
    ReplicaChange change;
    change.database = m_subject.database.path;
    change.replica = m_subject.replica;
    if (const auto wanted = typed()) {
        const RetentionSettings now = present();
        // What was not touched keeps its value to the nanosecond.
        const auto take = [](std::optional<nanoseconds>& into, nanoseconds value,
                             nanoseconds before) {
            if (DurationWords::of(value) != DurationWords::of(before))
                into = value;
        };
        take(change.retention, wanted->retention, now.retention);
        take(change.retentionCheckInterval, wanted->checkInterval, now.checkInterval);
        take(change.snapshotInterval, wanted->snapshotInterval, now.snapshotInterval);
    }
    return change;
}

QString RetentionDialog::problem() const
{
    for (const QLineEdit* each : m_fields) {
        if (!DurationWords::read(each->text()))
            return tr("“%1” is no length of time. Write a number and a unit, such as 36 h, 7 days "
                      "or 2 weeks.")
                .arg(each->text());
    }
    if (!typed())
        return tr("Cleaning up needs an interval longer than 0.");
    return {};
}

void RetentionDialog::examine()
{
    const QString reason = problem();
    m_hint->say(reason);
    m_hint->setVisible(!reason.isEmpty());
    if (!reason.isEmpty() && m_subject.contents)
        forgetTyped();
    const ReplicaChange wanted = change();
    m_save->setEnabled(reason.isEmpty() && (wanted.retention || wanted.retentionCheckInterval ||
                                            wanted.snapshotInterval));
    if (m_subject.contents)
        m_soon.start();
}

void RetentionDialog::ask()
{
    m_soon.stop();
    const auto wanted = typed();
    if (!m_subject.contents || !wanted)
        return;
    m_engine.cancel(m_question);
    ForecastQuestion question{m_subject.contents, m_clock.now(), {present(), *wanted}, {}, {}};
    question.ahead = {hours(24), hours(24 * 7)};
    for (const MomentLabel& each : m_labels.ofReplica(toQt(m_subject.contents->url.shown())))
        question.moments.push_back(each.place.position);
    m_question = m_engine.forecastRetention(std::move(question));
}

/// What was foreseen is not what is typed now.
void RetentionDialog::forgetTyped()
{
    m_engine.cancel(std::exchange(m_question, {}));
    for (const auto& cells : m_cells)
        cells[Typed]->say(u"–"_s);
    m_lost->hide();
}

void RetentionDialog::show(const ForecastAnswer& answer)
{
    if (!*answer)
        return;
    m_answer = answer;
    for (std::size_t settings = 0; settings < bothSettings; ++settings) {
        for (std::size_t when = 0; when < whens; ++when)
            m_cells[when][settings]->say(words((**answer)[settings][when]));
    }
    const QString lost = lostLabels();
    m_lost->say(lost);
    m_lost->setVisible(!lost.isEmpty());
}

QString RetentionDialog::words(const ReplicaForecast& forecast) const
{
    const QString held =
        tr("%1, %2 in all")
            .arg(tr("%Ln snapshot(s)", nullptr, static_cast<int>(forecast.snapshots)),
                 HumanText::bytes(forecast.bytes));
    return forecast.oldest
               ? tr("Back to %1\n%2").arg(HumanText::dateAndClock(*forecast.oldest, m_zone), held)
               : tr("Nothing to restore\n%1").arg(held);
}

QString RetentionDialog::lostLabels() const
{
    const std::vector<Position>& lost = (**m_answer)[Typed][Week].lost;
    const std::vector<Position>& lostAnyway = (**m_answer)[Present][Week].lost;
    QStringList names;
    bool isNew = false;
    for (const MomentLabel& each : m_labels.ofReplica(toQt(m_subject.contents->url.shown()))) {
        if (std::ranges::find(lost, each.place.position) == lost.end())
            continue;
        names << tr("“%1”").arg(each.text);
        isNew = isNew || std::ranges::find(lostAnyway, each.place.position) == lostAnyway.end();
    }
    if (names.isEmpty())
        return {};
    return (isNew ? tr("Within a week these labelled moments go, some of them because of the "
                       "change: %1.")
                  : tr("Within a week these labelled moments go, with or without the change: %1."))
        .arg(names.join(u", "_s));
}

} // namespace walkeeper::ui
