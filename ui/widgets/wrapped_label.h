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

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void claimHeight();
};

} // namespace walkeeper::ui
