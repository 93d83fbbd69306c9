#include "ui/inspector.h"

#include "ui/labels/labels.h"
#include "ui/objects/object_panel.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

namespace walkeeper::ui {

namespace {

constexpr int leastWidth = 200;

} // namespace

Inspector::Inspector(Engine& engine, ObjectPanel& objects, QWidget* parent)
    : QWidget(parent),
      m_restore(new QPushButton(tr("Restore…"), this)),
      m_label(new QPushButton(tr("Label…"), this)),
      m_facts(new MomentFacts(engine, this)),
      m_pages(new QStackedWidget(this))
{
    setMinimumWidth(leastWidth);
    setRole(m_restore, "primary");
    m_restore->setToolTip(tr("Restore this moment into a new file"));
    m_label->setToolTip(tr("Give this moment a label (Ctrl+L)"));
    m_pages->addWidget(makeMomentPage());
    m_pages->addWidget(&objects);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space);
    column->addWidget(m_restore);
    column->addWidget(m_label);
    column->addSpacing(space);
    column->addWidget(m_pages, 1);
    showIcons();
    connect(m_restore, &QPushButton::clicked, this, &Inspector::restoreWanted);
    connect(m_label, &QPushButton::clicked, this, &Inspector::labelWanted);
}

void Inspector::setMoment(const std::optional<Moment>& moment, const QTimeZone& zone)
{
    m_restore->setEnabled(moment.has_value());
    m_label->setEnabled(moment && placeOf(*moment));
    m_facts->setMoment(moment, zone);
}

void Inspector::showObject(bool isWanted)
{
    m_pages->setCurrentIndex(isWanted ? 1 : 0);
}

void Inspector::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showIcons();
}

QWidget* Inspector::makeMomentPage()
{
    auto* page = new QWidget(this);
    auto* title = new QLabel(tr("This moment"), page);
    setRole(title, "muted");
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space);
    column->addWidget(title);
    column->addWidget(m_facts);
    column->addStretch(1);
    return page;
}

void Inspector::showIcons()
{
    m_restore->setIcon(icon(Icon::Restore, Colours::of(palette()).onAccent));
    m_label->setIcon(icon(Icon::Label));
}

} // namespace walkeeper::ui
