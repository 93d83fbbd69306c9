#pragma once

#include <QLabel>

namespace walkeeper::ui {

/// Text of several lines that is never cut off: it asks for the height that its width needs, also
/// inside pages, where Qt's layouts do not pass that on. Can be selected and copied.
class WrappedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit WrappedLabel(QWidget* parent = nullptr);

    void say(const QString& text);

    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void claimHeight();

    int m_laidOutWidth; ///< pixels; before there is a layout, what a dialog's column usually gives
};

} // namespace walkeeper::ui
