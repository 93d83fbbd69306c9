#include "ui/theme/colours.h"

namespace walkeeper::ui {

namespace {

struct Ground {
    QColor window;
    QColor base;
    QColor text;
    QColor accent;
    QColor onAccent;
};

QPalette paletteOf(const Ground& ground)
{
    QPalette palette(ground.window);
    const QColor dim = blend(ground.window, ground.text, 0.42);
    palette.setColor(QPalette::Window, ground.window);
    palette.setColor(QPalette::Base, ground.base);
    palette.setColor(QPalette::AlternateBase, blend(ground.base, ground.text, 0.03));
    palette.setColor(QPalette::Button, blend(ground.window, ground.text, 0.03));
    palette.setColor(QPalette::ToolTipBase, ground.base);
    palette.setColor(QPalette::Mid, blend(ground.window, ground.text, 0.22));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::BrightText})
        palette.setColor(role, ground.text);
    palette.setColor(QPalette::PlaceholderText, blend(ground.window, ground.text, 0.66));
    palette.setColor(QPalette::Highlight, ground.accent);
    palette.setColor(QPalette::HighlightedText, ground.onAccent);
    palette.setColor(QPalette::Link, ground.accent);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, dim);
    return palette;
}

QPalette lightPalette()
{
    return paletteOf(
        {QColor(0xf3f5f8), QColor(0xffffff), QColor(0x1c2733), QColor(0x2466ad), QColor(0xffffff)});
}

QPalette darkPalette()
{
    return paletteOf(
        {QColor(0x1a1f26), QColor(0x222932), QColor(0xe3e8ef), QColor(0x6fb0f0), QColor(0x10202f)});
}

/// What Qt shows where no desktop names any colours.
bool isColourless(const QPalette& palette)
{
    return palette.color(QPalette::Window) == QColor(0xefefef);
}

QColor strongest(const QColor& light, const QColor& dark, bool isDark)
{
    return isDark ? dark : light;
}

} // namespace

QColor blend(const QColor& under, const QColor& over, double share)
{
    const auto mix = [share](float from, float to) {
        return static_cast<float>(from + (to - from) * static_cast<float>(share));
    };
    return QColor::fromRgbF(mix(under.redF(), over.redF()), mix(under.greenF(), over.greenF()),
                            mix(under.blueF(), over.blueF()));
}

QPalette paletteFor(Appearance appearance, const QPalette& system)
{
    switch (appearance) {
    case Appearance::System: return isColourless(system) ? lightPalette() : system;
    case Appearance::Light: return lightPalette();
    case Appearance::Dark: return darkPalette();
    }
    return system;
}

Colours Colours::of(const QPalette& palette)
{
    Colours colours;
    const QColor text = palette.color(QPalette::WindowText);
    colours.window = palette.color(QPalette::Window);
    colours.isDark = colours.window.lightnessF() < 0.5F;
    colours.surface = palette.color(QPalette::Base);
    colours.sunken = blend(colours.surface, colours.window, 0.6);
    colours.text = text;
    colours.border = blend(colours.window, text, 0.14);
    colours.muted = blend(colours.window, text, 0.72);
    colours.faint = blend(colours.window, text, 0.34);
    colours.accent = palette.color(QPalette::Highlight);
    colours.onAccent = palette.color(QPalette::HighlightedText);
    colours.selection = blend(colours.surface, colours.accent, colours.isDark ? 0.19 : 0.14);
    colours.good = strongest(QColor(0x1a6e44), QColor(0x63c795), colours.isDark);
    colours.warning = strongest(QColor(0x875600), QColor(0xe8b455), colours.isDark);
    colours.damage = strongest(QColor(0xb3352b), QColor(0xf59d94), colours.isDark);
    colours.bands = {colours.accent, strongest(QColor(0x1d8a80), QColor(0x5cc4b9), colours.isDark),
                     strongest(QColor(0x7460c8), QColor(0xa999ee), colours.isDark),
                     strongest(QColor(0xb0742a), QColor(0xdba865), colours.isDark)};
    return colours;
}

} // namespace walkeeper::ui
