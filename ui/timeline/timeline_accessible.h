#pragma once

#include "ui/timeline/timeline_slider.h"

#include <QAccessibleWidget>

namespace walkeeper::ui {

/// The timeline for screen readers: a slider whose value is the number of the chosen entry, and
/// whose text is the moment in words.
class TimelineAccessible final : public QAccessibleWidget, public QAccessibleValueInterface
{
public:
    explicit TimelineAccessible(TimelineSlider* slider);

    QString text(QAccessible::Text kind) const override;
    void* interface_cast(QAccessible::InterfaceType type) override;

    QVariant currentValue() const override;
    void setCurrentValue(const QVariant& value) override;
    QVariant maximumValue() const override;
    QVariant minimumValue() const override;
    QVariant minimumStepSize() const override;

private:
    TimelineSlider& slider() const;
};

/// Tells Qt once that timelines have an accessible side.
void makeTimelinesAccessible();

} // namespace walkeeper::ui
