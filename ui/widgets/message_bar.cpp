#include "ui/widgets/message_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

#include <QAction>
#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace walkeeper::ui {

namespace {

QLabel* wrappedLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

const char* roleOf(Severity severity)
{
    switch (severity) {
    case Severity::Note: return "note-card";
    case Severity::Warning: return "warning-card";
    case Severity::Damage: return "damage-card";
    }
    return "note-card";
}

QIcon iconOf(Severity severity, const Colours& colours)
{
    switch (severity) {
    case Severity::Note: return icon(Icon::Note, colours.accent);
    case Severity::Warning: return icon(Icon::Warning, colours.warning);
    case Severity::Damage: return icon(Icon::Damage, colours.damage);
    }
    return {};
}

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent),
      m_frame(new QFrame(this)),
      m_icon(new QLabel(m_frame)),
      m_sentence(wrappedLabel(m_frame)),
      m_advice(wrappedLabel(m_frame)),
      m_button(new QPushButton(m_frame))
{
    setAccessibleName(tr("Message"));
    setRole(m_advice, "muted");
    auto* close = new QToolButton(m_frame);
    close->setIcon(icon(Icon::Close));
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss"));
    setRole(close, "small");
    connect(close, &QToolButton::clicked, this, &MessageBar::clear);

    connect(m_button, &QPushButton::clicked, this, [this] {
        const QPointer<QAction> offer = m_offer;
        clear();
        if (offer)
            offer->trigger();
    });

    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_sentence);
    words->addWidget(m_advice);
    auto* row = new QHBoxLayout(m_frame);
    row->setContentsMargins(12, 9, 8, 9);
    row->setSpacing(10);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    row->addWidget(m_button, 0, Qt::AlignVCenter);
    row->addWidget(close, 0, Qt::AlignTop);
    auto* around = new QVBoxLayout(this);
    around->setContentsMargins(12, 12, 12, 4);
    around->addWidget(m_frame);
    hide();
}

void MessageBar::show(Severity severity, const QString& sentence, const QString& advice,
                      QAction* offer)
{
    setRole(m_frame, roleOf(severity));
    m_icon->setPixmap(
        iconOf(severity, Colours::of(palette())).pixmap(QSize(18, 18), devicePixelRatioF()));
    m_sentence->setText(sentence);
    m_advice->setText(advice);
    m_advice->setVisible(!advice.isEmpty());
    m_offer = offer;
    m_button->setVisible(offer);
    if (offer)
        m_button->setText(offer->text());
    setVisible(true);
}

void MessageBar::clear()
{
    m_sentence->clear();
    hide();
}

QString MessageBar::sentence() const
{
    return m_sentence->text();
}

} // namespace walkeeper::ui
