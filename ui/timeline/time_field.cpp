#include "ui/timeline/time_field.h"

#include "ui/moment/time_words.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int fieldWidth = 170;
constexpr int answerWidth = 380;

QString dateClockZone(Timestamp time, const QTimeZone& zone)
{
    return u"%1 (%2)"_s.arg(HumanText::dateAndClock(time, zone), HumanText::zoneName(time, zone));
}

} // namespace

TimeAnswer TimeAnswer::of(const ReplicaContents& contents, Timestamp time, const QTimeZone& zone)
{
    const auto& entries = contents.timeline.entries();
    if (entries.empty())
        return {tr("Nothing is stored here"), {}};
    const std::size_t place = contents.timeline.atOrBefore(time);
    const bool isBeforeAll = place == entries.size();
    const TimelineEntry& entry = isBeforeAll ? entries.front() : entries[place];
    TimeAnswer answer;
    answer.state = u"%1, %2 (%3)"_s.arg(HumanText::shortDate(entry.time, zone),
                                        HumanText::clock(entry.time, zone),
                                        HumanText::zoneName(entry.time, zone));
    const QString asked = dateClockZone(time, zone);
    if (isBeforeAll)
        answer.distance = tr("Nothing was stored by %1. This is the oldest state, %2 later.")
                              .arg(asked, HumanText::duration(entry.time - time));
    else if (entry.time == time)
        answer.distance = tr("The state that was stored at exactly this time.");
    else if (place + 1 == entries.size())
        answer.distance = tr("The newest state of all, stored %1 before %2.")
                              .arg(HumanText::duration(time - entry.time), asked);
    else
        answer.distance = tr("The newest state stored by %1: %2 before.")
                              .arg(asked, HumanText::duration(time - entry.time));
    return answer;
}

TimeField::TimeField(const Clock& clock, QWidget* parent)
    : QWidget(parent),
      m_clock(clock),
      m_edit(new QLineEdit(this)),
      m_zoneButton(new QToolButton(this)),
      m_answer(new QFrame(this)),
      m_state(new QLabel(m_answer)),
      m_distance(new QLabel(m_answer)),
      m_remark(new QLabel(m_answer))
{
    m_edit->setPlaceholderText(tr("Go to a time…"));
    m_edit->setAccessibleName(tr("Go to a time"));
    m_edit->setToolTip(tr("Such as 14:00, yesterday 14:00, 2 h ago or 2026-11-22 14:00 (Ctrl+J)"));
    m_edit->setFixedWidth(fieldWidth);
    m_edit->installEventFilter(this);
    setRole(m_zoneButton, "small");
    setRole(m_answer, "card");
    m_answer->setObjectName(u"timeAnswer"_s);
    m_answer->hide();
    setType(m_state, TypeSize::Body, QFont::DemiBold);
    setRole(m_distance, "muted");
    setRole(m_remark, "warning");
    auto* words = new QVBoxLayout(m_answer);
    words->setContentsMargins(14, 10, 14, 11);
    words->setSpacing(4);
    for (QLabel* label : {m_state, m_distance, m_remark}) {
        label->setWordWrap(true);
        words->addWidget(label);
    }
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_edit);
    row->addWidget(m_zoneButton);
    connect(m_edit, &QLineEdit::textChanged, this, &TimeField::showAnswer);
    connect(m_zoneButton, &QToolButton::clicked, this, &TimeField::zoneSwitched);
    showZone();
}

void TimeField::setContents(std::shared_ptr<const ReplicaContents> contents)
{
    m_contents = std::move(contents);
    m_edit->setEnabled(m_contents && !m_contents->timeline.isEmpty());
    if (m_answer->isVisible())
        showAnswer();
}

void TimeField::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    showZone();
    if (m_answer->isVisible())
        showAnswer();
}

void TimeField::setShownTime(std::optional<Timestamp> time)
{
    m_shownTime = time;
    showZone();
}

QString TimeField::answer() const
{
    if (m_answer->isHidden())
        return {};
    QStringList lines;
    for (const QLabel* label : {m_state, m_distance, m_remark}) {
        if (!label->isHidden())
            lines << label->text();
    }
    return lines.join(u'\n');
}

void TimeField::begin()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

bool TimeField::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        hideAnswer();
    if (event->type() == QEvent::FocusIn)
        showAnswer();
    // The window has an Escape and an Enter of its own in places.
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Escape && key != Qt::Key_Return && key != Qt::Key_Enter)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (key == Qt::Key_Escape) {
        m_edit->clear();
        emit left();
    } else {
        choose();
    }
    return true;
}

void TimeField::hideEvent(QHideEvent* event)
{
    hideAnswer();
    QWidget::hideEvent(event);
}

std::optional<Timestamp> TimeField::typedTime(QString* remark) const
{
    if (!m_contents || m_contents->timeline.isEmpty())
        return std::nullopt;
    const TypedTime typed =
        TimeWords::read(m_edit->text(), {m_clock.now(), m_contents->timeline.entries().back().time,
                                         m_zone, QLocale()});
    *remark = typed.remark;
    return typed.time;
}

void TimeField::showAnswer()
{
    QString remark;
    const auto time = typedTime(&remark);
    if ((!time && remark.isEmpty()) || !m_edit->hasFocus())
        return hideAnswer();
    const TimeAnswer answer = time ? TimeAnswer::of(*m_contents, *time, m_zone) : TimeAnswer{};
    m_state->setText(answer.state);
    m_distance->setText(answer.distance);
    m_remark->setText(remark);
    m_state->setVisible(time.has_value());
    m_distance->setVisible(time.has_value());
    m_remark->setVisible(!remark.isEmpty());
    setRole(m_remark, time ? "warning" : "muted");
    placeAnswer();
    m_edit->setAccessibleDescription(this->answer());
}

void TimeField::hideAnswer()
{
    m_answer->hide();
    m_edit->setAccessibleDescription({});
}

/// A child of the window rather than a window of its own, so that the keyboard stays in the field.
void TimeField::placeAnswer()
{
    QWidget* host = window();
    if (m_answer->parentWidget() != host)
        m_answer->setParent(host);
    const int width = std::min(answerWidth, host->width() - 2 * space);
    m_answer->setFixedWidth(width);
    m_answer->ensurePolished();
    m_answer->layout()->activate();
    m_answer->setFixedHeight(m_answer->layout()->heightForWidth(width));
    const QPoint below = m_edit->mapTo(host, QPoint(0, m_edit->height() + 4));
    m_answer->move(std::clamp(below.x(), 0, host->width() - width), below.y());
    m_answer->show();
    m_answer->raise();
}

void TimeField::choose()
{
    QString remark;
    const auto time = typedTime(&remark);
    if (!time)
        return; // what is understood stands below
    m_edit->clear();
    emit timeChosen(*time);
    emit left();
}

void TimeField::showZone()
{
    const Timestamp time = m_shownTime.value_or(m_clock.now());
    const QString name = HumanText::zoneName(time, m_zone);
    const QString id = QString::fromUtf8(m_zone.id());
    m_zoneButton->setText(name);
    m_zoneButton->setAccessibleName(tr("Times are shown in %1").arg(name));
    m_zoneButton->setToolTip(
        (id == name || id.startsWith("UTC"_L1) ? tr("Times are shown in %1.").arg(name)
                                               : tr("Times are shown in %1 (%2).").arg(name, id)) +
        u'\n' +
        (m_zone == QTimeZone::utc() ? tr("A click shows local time.") : tr("A click shows UTC.")));
}

} // namespace walkeeper::ui
