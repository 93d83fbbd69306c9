#pragma once

#include <QColor>
#include <QStringList>
#include <QWidget>

namespace walkeeper::ui {

// What is wrong with a window for those who do not see it, do not see it well, or use no mouse;
// one line a complaint, none if all is well. Only what is visible is looked at.

/// Widgets that take the keyboard and have no name or no role for a screen reader.
QStringList namelessWidgets(const QWidget& window);

/// Presses Tab all the way round. Widgets that can be used with the mouse and are never reached,
/// and those after which the focus jumps back within the same parent. The window has to be active.
QStringList unreachedWidgets(QWidget& window);

/// Texts of labels, buttons, fields, and rows that stand out less from their ground than WCAG AA
/// asks for: 4.5, and 3 for large ones. Measured in a picture of the window.
QStringList paleTexts(QWidget& window);

/// Of WCAG: 1 for equal colours, 21 for black on white.
double contrast(const QColor& one, const QColor& other);

} // namespace walkeeper::ui
