#pragma once

#include <QColor>
#include <QPalette>

#include <array>

namespace walkeeper::ui {

enum class Appearance { System, Light, Dark };

/// Every colour that the window uses, derived from one palette. Nothing else names a colour.
struct Colours {
    bool isDark = false;
    QColor window;  ///< behind everything
    QColor surface; ///< panes and cards
    QColor sunken;  ///< fields and the timeline's ground
    QColor border;
    QColor text;
    QColor muted;  ///< labels, secondary text
    QColor faint;  ///< ticks, grid
    QColor accent; ///< the chosen thing, the main button
    QColor onAccent;
    QColor selection; ///< behind a chosen row
    QColor good;
    QColor warning;
    QColor damage;
    std::array<QColor, 4> bands; ///< generations, in turn

    static Colours of(const QPalette& palette);
};

/// The palette for an appearance. System keeps the desktop's own; where there is no desktop that
/// has one, it is our light one.
QPalette paletteFor(Appearance appearance, const QPalette& system);

/// `share` of `over` (0 to 1) on `under`.
QColor blend(const QColor& under, const QColor& over, double share);

} // namespace walkeeper::ui
