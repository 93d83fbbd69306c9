#pragma once

#include <QLabel>

namespace walkeeper::ui {

/// One line of text that gives way: what does not fit is elided, and the tool tip has it in full.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr, Qt::TextElideMode mode = Qt::ElideRight);

    /// more  shown in the tool tip instead of the text itself
    void setFullText(const QString& text, const QString& more = {});

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateToolTip();

    Qt::TextElideMode m_mode;
    QString m_more;
};

} // namespace walkeeper::ui
