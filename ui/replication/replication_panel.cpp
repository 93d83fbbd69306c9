#include "ui/replication/replication_panel.h"

#include "ui/replication/replication_text.h"
#include "ui/text/conversion.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/wrapped_label.h"

#include <QAction>
#include <QBoxLayout>
#include <QToolButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

ReplicationPanel::ReplicationPanel(const Clock& clock, const QTimeZone& zone, QWidget* parent)
    : QFrame(parent),
      m_clock(clock),
      m_zone(zone),
      m_icon(new QLabel(this)),
      m_title(new ElidedLabel(this)),
      m_figures(new ElidedLabel(this)),
      m_generations(new ElidedLabel(this)),
      m_keeper(new WrappedLabel(this)),
      m_problem(new WrappedLabel(this))
{
    setRole(this, "card");
    setAccessibleName(tr("Replication"));
    setType(m_title, TypeSize::Body, QFont::DemiBold);
    setRole(m_figures, "muted");
    setRole(m_generations, "muted");
    setRole(m_keeper, "muted");
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_figures);
    words->addWidget(m_generations);
    words->addWidget(m_keeper);
    words->addWidget(m_problem);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2 * space, 12, 12, 12);
    row->setSpacing(12);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(words, 1);
}

void ReplicationPanel::setActions(const QList<QAction*>& actions)
{
    auto* row = static_cast<QHBoxLayout*>(layout());
    for (QAction* action : actions) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setIconSize({18, 18});
        button->setAccessibleName(action->text().remove(u'&'));
        setRole(button, "small");
        row->addWidget(button, 0, Qt::AlignTop);
    }
    row->setSpacing(space);
}

void ReplicationPanel::show(const WatchedDatabase& database)
{
    const ReplicationText text(database, m_clock.now(), m_zone);
    const Colours colours = Colours::of(palette());
    m_icon->setPixmap(icon(text.icon(), colourOf(text.state(), colours))
                          .pixmap(QSize(20, 20), devicePixelRatioF()));
    m_icon->setAccessibleName(text.word());
    m_title->setFullText(
        tr("%1 · %2").arg(text.word().replace(0, 1, text.word().at(0).toUpper()), text.lag()));
    const QStringList figures = text.figures();
    m_figures->setFullText(figures.isEmpty() ? text.places() : figures.join(u"  ·  "_s),
                           QStringList{toQt(database.config.path), text.places()}.join(u'\n'));
    QStringList history{text.generations(), text.nextSnapshot()};
    history.removeAll({});
    m_generations->setFullText(history.join(u"  ·  "_s));
    m_generations->setVisible(!history.isEmpty());
    m_keeper->say(text.keeper());
    m_keeper->setVisible(!text.keeper().isEmpty());
    const QStringList problems = text.problems();
    const bool isBad = text.state() == WatchState::Failing;
    setRole(m_problem, isBad ? "damage" : "warning");
    m_problem->say(problems.join(u'\n'));
    m_problem->setVisible(!problems.isEmpty());
}

QString ReplicationPanel::title() const
{
    return m_title->text();
}

QString ReplicationPanel::keeper() const
{
    return m_keeper->isVisibleTo(this) ? m_keeper->text() : QString();
}

QString ReplicationPanel::problem() const
{
    return m_problem->isVisibleTo(this) ? m_problem->text() : QString();
}

} // namespace walkeeper::ui
