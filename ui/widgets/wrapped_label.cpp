#include "ui/widgets/wrapped_label.h"

#include <QEvent>

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr int usualWidth = 500;

} // namespace

WrappedLabel::WrappedLabel(QWidget* parent) : QLabel(parent), m_laidOutWidth(usualWidth)
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

QSize WrappedLabel::sizeHint() const
{
    return {m_laidOutWidth, heightForWidth(m_laidOutWidth)};
}

void WrappedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    m_laidOutWidth = width();
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
    const int height = std::max(0, heightForWidth(m_laidOutWidth));
    setMinimumHeight(height);
    setMaximumHeight(height);
}

} // namespace walkeeper::ui
