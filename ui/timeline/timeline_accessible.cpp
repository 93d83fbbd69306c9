#include "ui/timeline/timeline_accessible.h"

#include "ui/timeline/timeline_words.h"

namespace walkeeper::ui {

namespace {

QAccessibleInterface* makeAccessible(const QString& className, QObject* object)
{
    if (className == QLatin1String(TimelineSlider::staticMetaObject.className()))
        return new TimelineAccessible(qobject_cast<TimelineSlider*>(object));
    return nullptr;
}

} // namespace

TimelineAccessible::TimelineAccessible(TimelineSlider* slider)
    : QAccessibleWidget(slider, QAccessible::Slider)
{
}

QString TimelineAccessible::text(QAccessible::Text kind) const
{
    const TimelinePicture& picture = slider().picture();
    if (kind != QAccessible::Value || !picture.moment)
        return QAccessibleWidget::text(kind);
    return TimelineWords(picture).moment();
}

void* TimelineAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::ValueInterface)
        return static_cast<QAccessibleValueInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

QVariant TimelineAccessible::currentValue() const
{
    const TimelinePicture& picture = slider().picture();
    return picture.moment ? picture.moment->entry : 0U;
}

void TimelineAccessible::setCurrentValue(const QVariant& value)
{
    const uint entry = value.toUInt();
    if (entry <= maximumValue().toUInt() && slider().picture().contents)
        emit slider().entryChosen(entry);
}

QVariant TimelineAccessible::maximumValue() const
{
    const TimelinePicture& picture = slider().picture();
    if (!picture.contents || picture.contents->timeline.isEmpty())
        return 0U;
    return static_cast<uint>(picture.contents->timeline.entries().size() - 1);
}

QVariant TimelineAccessible::minimumValue() const
{
    return 0U;
}

QVariant TimelineAccessible::minimumStepSize() const
{
    return 1U;
}

TimelineSlider& TimelineAccessible::slider() const
{
    return *static_cast<TimelineSlider*>(widget());
}

void makeTimelinesAccessible()
{
    static bool isInstalled = false;
    if (isInstalled)
        return;
    isInstalled = true;
    QAccessible::installFactory(makeAccessible);
}

} // namespace walkeeper::ui
