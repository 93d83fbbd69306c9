#include "ui/theme/style_sheet.h"

#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// Colours are written as @name and put in afterwards.
constexpr auto rules = R"(
QToolTip { background: @surface; color: @text; border: 1px solid @border; padding: 5px 7px; }
QMainWindow, QDialog { background: @window; }

QMenuBar { background: @window; padding: 2px 6px; }
QMenuBar::item { padding: 5px 10px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @surface; border: 1px solid @border; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 10px; border-radius: 5px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @border; margin: 5px 8px; }

QToolBar { background: @window; border: none; border-bottom: 1px solid @border;
           padding: 6px 10px; spacing: 4px; }
QToolBar::separator { width: 1px; background: @border; margin: 5px 6px; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 5px 9px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @selection; }
QToolButton:focus { border-color: @accent; }
QToolButton[role="small"] { padding: 4px; }

QPushButton { background: @surface; border: 1px solid @border; border-radius: 6px;
              padding: 6px 14px; min-height: 18px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selection; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @window; }
QPushButton[role="primary"] { background: @accent; color: @onAccent; border-color: @accent;
                              font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="primary"]:disabled { background: @border; border-color: @border; color: @faint; }
QPushButton[role="row"] { background: transparent; border-color: transparent; text-align: left;
                          padding: 5px 8px; }
QPushButton[role="row"]:hover { background: @hover; }
QPushButton[role="row"]:focus { border-color: @accent; }

QPushButton[role="strip"] { padding: 2px 9px; min-height: 16px; }

QLineEdit, QPlainTextEdit { background: @surface; border: 1px solid @border; border-radius: 6px;
            padding: 6px 8px; selection-background-color: @accent;
            selection-color: @onAccent; }
QLineEdit:focus, QPlainTextEdit:focus { border-color: @accent; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: @faint; background: @window; }

QComboBox, QAbstractSpinBox { background: @surface; border: 1px solid @border; border-radius: 6px;
            padding: 5px 8px; min-height: 18px; selection-background-color: @accent;
            selection-color: @onAccent; }
QComboBox:hover { background: @hover; }
QComboBox:focus, QAbstractSpinBox:focus { border-color: @accent; }
QComboBox:disabled, QAbstractSpinBox:disabled { color: @faint; background: @window; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/walkeeper/controls/down.svg); width: 14px; height: 14px; }
QComboBox QAbstractItemView { border: 1px solid @border; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 20px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; }
QAbstractSpinBox::up-arrow { image: url(:/walkeeper/controls/up.svg); width: 11px; height: 11px; }
QAbstractSpinBox::down-arrow { image: url(:/walkeeper/controls/down.svg); width: 11px;
                               height: 11px; }

QRadioButton, QCheckBox { spacing: 8px; padding: 2px 0; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @muted; border-radius: 7px;
                          background: @surface; }
QRadioButton::indicator:hover { border-color: @accent; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accent;
                                  background: @onAccent; }

QProgressBar { background: @border; border: none; border-radius: 3px; max-height: 6px;
               min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }

QTreeView, QListView, QTableView { background: @surface; border: none; outline: none; padding: 4px;
                       selection-background-color: @selection; selection-color: @text;
                       show-decoration-selected: 1; }
QTreeView { border-right: 1px solid @border; }
QListWidget::item { padding: 5px 4px; border: none; }
QListWidget::item:selected { background: @selection; color: @text; }
QTableView { padding: 0; }
QTableView::item { padding: 0 5px; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QHeaderView { background: @surface; }
QHeaderView::section { background: @surface; color: @muted; border: none;
                       border-bottom: 1px solid @border; padding: 6px 8px; }

QTabWidget::pane { background: @surface; border: 1px solid @border; border-radius: 8px; }
QTabWidget::tab-bar { left: 2px; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; border: none; border-bottom: 2px solid transparent;
               color: @muted; padding: 6px 14px; margin-right: 2px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { background: @hover; border-radius: 5px; }

QSplitter::handle { background: transparent; }
QStatusBar { background: @window; border-top: 1px solid @border; color: @muted; }
QStatusBar::item { border: none; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: @scroll; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }

QFrame[role="card"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[role="strip"] { background: @window; border: none; border-top: 1px solid @border; }
QFrame[role="line"] { background: @border; max-height: 1px; min-height: 1px; border: none; }
QFrame[role="note-card"] { background: @noteGround; border: 1px solid @noteEdge; border-radius: 8px; }
QFrame[role="warning-card"] { background: @warningGround; border: 1px solid @warningEdge;
                              border-radius: 8px; }
QFrame[role="damage-card"] { background: @damageGround; border: 1px solid @damageEdge;
                             border-radius: 8px; }
QFrame[role="pane"] { background: @surface; border-right: 1px solid @border; }
QLabel[role="pane-title"] { color: @muted; padding: 7px 9px 5px 9px; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="good"] { color: @good; }
QLabel[role="warning"] { color: @warning; }
QLabel[role="damage"] { color: @damage; }
)";

QString ruleText(const Colours& colours)
{
    const auto tinted = [&colours](const QColor& tint, double share) {
        return blend(colours.surface, tint, share);
    };
    // Longer names first: "@accent" begins "@accentHover".
    const std::pair<QString, QColor> names[] = {
        {u"@accentHover"_s, blend(colours.accent, colours.text, 0.15)},
        {u"@warningGround"_s, tinted(colours.warning, 0.10)},
        {u"@warningEdge"_s, tinted(colours.warning, 0.40)},
        {u"@damageGround"_s, tinted(colours.damage, 0.09)},
        {u"@damageEdge"_s, tinted(colours.damage, 0.40)},
        {u"@noteGround"_s, tinted(colours.accent, 0.07)},
        {u"@noteEdge"_s, tinted(colours.accent, 0.30)},
        {u"@onAccent"_s, colours.onAccent},
        {u"@selection"_s, colours.selection},
        {u"@surface"_s, colours.surface},
        {u"@warning"_s, colours.warning},
        {u"@window"_s, colours.window},
        {u"@border"_s, colours.border},
        {u"@accent"_s, colours.accent},
        {u"@damage"_s, colours.damage},
        {u"@scroll"_s, blend(colours.surface, colours.text, 0.22)},
        {u"@hover"_s, blend(colours.window, colours.text, 0.07)},
        {u"@muted"_s, colours.muted},
        {u"@faint"_s, colours.faint},
        {u"@good"_s, colours.good},
        {u"@text"_s, colours.text},
    };
    QString text = QString::fromLatin1(rules);
    for (const auto& [name, colour] : names)
        text.replace(name, colour.name());
    return text;
}

double factorOf(TypeSize size)
{
    switch (size) {
    case TypeSize::Small: return 0.9;
    case TypeSize::Body: return 1.0;
    case TypeSize::Title: return 1.2;
    case TypeSize::Headline: return 1.75;
    }
    return 1.0;
}

} // namespace

void applyAppearance(QApplication& application, Appearance appearance)
{
    static const QPalette systemPalette = QApplication::palette();
    application.setStyle(QStyleFactory::create(u"Fusion"_s));
    const QPalette palette = paletteFor(appearance, systemPalette);
    application.setPalette(palette);
    application.setStyleSheet(ruleText(Colours::of(palette)));
}

QFont fontOf(TypeSize size, QFont::Weight weight)
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * factorOf(size));
    font.setWeight(weight);
    return font;
}

void setType(QWidget* widget, TypeSize size, QFont::Weight weight)
{
    widget->setFont(fontOf(size, weight));
}

void setRole(QWidget* widget, const char* role)
{
    widget->setProperty("role", QString::fromLatin1(role));
    // The sheet reads properties only when a widget is polished.
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace walkeeper::ui
