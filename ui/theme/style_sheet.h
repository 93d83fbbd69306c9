#pragma once

#include "ui/theme/colours.h"

#include <QApplication>
#include <QFont>
#include <QString>

class QWidget;

namespace walkeeper::ui {

/// Dresses the whole program: style, palette, and what a palette cannot say.
void applyAppearance(QApplication& application, Appearance appearance);

/// Steps of the type scale, as multiples of the system's own size.
enum class TypeSize { Small, Body, Title, Headline };
QFont fontOf(TypeSize size, QFont::Weight weight = QFont::Normal);
void setType(QWidget* widget, TypeSize size, QFont::Weight weight = QFont::Normal);

/// Marks a widget for the style sheet, such as "card", "primary", "muted".
void setRole(QWidget* widget, const char* role);

/// One unit of spacing, in device independent pixels; gaps are multiples of it.
inline constexpr int space = 8;

} // namespace walkeeper::ui
