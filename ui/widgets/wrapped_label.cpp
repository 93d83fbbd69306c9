#include "ui/widgets/wrapped_label.h"

#include <QEvent>

namespace walkeeper::ui {

WrappedLabel::WrappedLabel(QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void WrappedLabel::say(const QString& text)
{
    setText(text);
    claimHeight();
}

void WrappedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    claimHeight();
}

void WrappedLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        claimHeight();
}

void WrappedLabel::claimHeight()
{
    const int height = heightForWidth(width());
    setMinimumHeight(height);
    setMaximumHeight(height);
}

} // namespace walkeeper::ui
