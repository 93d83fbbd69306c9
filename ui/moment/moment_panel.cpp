#include "ui/moment/moment_panel.h"

#include "ui/moment/moment_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/fact_grid.h"

#include <QBoxLayout>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

MomentHeading::MomentHeading(QWidget* parent)
    : QWidget(parent),
      m_clock(new QLabel(this)),
      m_date(new ElidedLabel(this)),
      m_zones(new ElidedLabel(this)),
      m_exactness(new QLabel(this)),
      m_labelRow(new QWidget(this)),
      m_labelIcon(new QLabel(m_labelRow)),
      m_label(new ElidedLabel(m_labelRow))
{
    setType(m_clock, TypeSize::Headline, QFont::DemiBold);
    setType(m_date, TypeSize::Title);
    setRole(m_zones, "muted");
    setRole(m_exactness, "muted");
    m_clock->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_clock->setAccessibleName(tr("Chosen moment"));
    m_exactness->setWordWrap(true);

    auto* words = new QVBoxLayout(this);
    words->setContentsMargins(0, 0, 0, 0);
    words->setSpacing(3);
    auto* line = new QHBoxLayout;
    line->setSpacing(14);
    line->addWidget(m_clock, 0, Qt::AlignBaseline);
    line->addWidget(m_date, 1, Qt::AlignBaseline);
    words->addLayout(line);
    setType(m_label, TypeSize::Body, QFont::DemiBold);
    m_label->setAccessibleName(tr("Label of the moment"));
    auto* label = new QHBoxLayout(m_labelRow);
    label->setContentsMargins(0, 0, 0, 0);
    label->setSpacing(6);
    label->addWidget(m_labelIcon);
    label->addWidget(m_label, 1);
    words->addWidget(m_labelRow);
    m_labelRow->hide();
    words->addWidget(m_zones);
    words->addWidget(m_exactness);
}

void MomentHeading::setMoment(const std::optional<Moment>& moment, const QTimeZone& zone,
                              const QString& problem)
{
    if (!moment) {
        m_clock->setText(tr("No moment"));
        m_date->setFullText({});
        m_zones->hide();
        m_exactness->setText(tr("This replica holds nothing that could be restored."));
        return;
    }
    const MomentText text(*moment, zone);
    m_clock->setText(text.clock());
    const bool isUtc = text.zones() == "UTC"_L1;
    m_date->setFullText(isUtc ? text.date() + u"   ·   UTC"_s : text.date());
    m_zones->setFullText(text.zones());
    m_zones->setVisible(!isUtc);
    setRole(m_exactness, problem.isEmpty() ? "muted" : "damage");
    m_exactness->setText(problem.isEmpty() ? text.exactness() : problem);
}

void MomentHeading::setLabel(const QString& text)
{
    m_labelIcon->setPixmap(icon(Icon::Label, Colours::of(palette()).accent)
                               .pixmap(QSize(16, 16), devicePixelRatioF()));
    m_label->setFullText(text);
    m_labelRow->setVisible(!text.isEmpty());
}

QString MomentHeading::labelText() const
{
    return m_label->text();
}

MomentFacts::MomentFacts(Engine& engine, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_grid(new FactGrid({tr("Position"), tr("Commit"), tr("Database then"), tr("A restore reads"),
                           tr("Generation"), tr("Stored as")},
                          1, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_grid);
    connect(&engine, &Engine::restorePlanned, this, &MomentFacts::takePlan);
}

void MomentFacts::setMoment(const std::optional<Moment>& moment, const QTimeZone& zone)
{
    m_engine.cancel(m_question);
    m_question = {};
    if (!moment) {
        for (const Fact each : {Position, Commit, Database, Reading, Generation, Object})
            m_grid->setFact(each, u"–"_s);
        return;
    }
    const MomentText text(*moment, zone);
    m_grid->setFact(Position, text.position(),
                    tr("WAL file (hexadecimal) and byte offset in it: %1").arg(text.position()));
    m_grid->setFact(Commit, text.commit());
    m_grid->setFact(Database, text.database());
    m_grid->setFact(Generation, toQt(moment->generation().id.text()));
    m_grid->setFact(Object, text.object());
    m_question = m_engine.planRestore({moment->contents, restoreTarget(*moment)});
}

QString MomentFacts::fact(Fact fact) const
{
    return m_grid->fact(fact);
}

void MomentFacts::takePlan(JobId job, const PlanAnswer& answer)
{
    if (job != m_question)
        return; // the handle has moved since
    m_question = {};
    if (!*answer)
        m_grid->setFact(Reading, tr("cannot be restored"), ErrorText::sentence(answer->error()));
    else if ((*answer)->obstacle)
        m_grid->setFact(Reading, tr("cannot be reached: the chain is broken"),
                        ErrorText::sentence(obstacleError(*(*answer)->obstacle)));
    else
        m_grid->setFact(Reading, MomentText::reading(**answer), MomentText::objects(**answer));
    emit planKnown();
}

} // namespace walkeeper::ui
