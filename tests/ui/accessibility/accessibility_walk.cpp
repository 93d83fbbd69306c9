#include "tests/ui/accessibility/accessibility_walk.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QGroupBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QRadioButton>
#include <QScrollBar>
#include <QSplitter>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostTabs = 400;
constexpr double scale = 3; ///< of the picture: letters have a core in their own colour
constexpr double leastContrast = 4.5;
constexpr double leastOfLarge = 3;
constexpr double largePoints = 18;
constexpr double largeBoldPoints = 14;
constexpr int fewPixels = 12; ///< of a colour that is no accident of smoothing
constexpr int mostRows = 12;

QString describe(const QWidget& widget)
{
    const auto* button = qobject_cast<const QAbstractButton*>(&widget);
    const auto* label = qobject_cast<const QLabel*>(&widget);
    const QString text = button  ? button->text()
                         : label ? label->text().left(40)
                                 : widget.accessibleName();
    return u"%1 “%2” in %3"_s.arg(
        QString::fromLatin1(widget.metaObject()->className()), text,
        widget.parentWidget()
            ? QString::fromLatin1(widget.parentWidget()->metaObject()->className())
            : u"nothing"_s);
}

/// Widgets that Qt makes inside of others.
bool isInner(const QWidget& widget)
{
    const QWidget* parent = widget.parentWidget();
    return widget.objectName().startsWith("qt_"_L1) || qobject_cast<const QScrollBar*>(&widget) ||
           qobject_cast<const QLineEdit*>(parent) || qobject_cast<const QComboBox*>(parent) ||
           qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QTabBar*>(parent) ||
           widget.inherits("QComboBoxListView") || widget.inherits("QToolBarExtension") ||
           widget.inherits("QHeaderView") || widget.inherits("QTableCornerButton");
}

std::vector<QWidget*> visibleWidgets(const QWidget& window)
{
    std::vector<QWidget*> found;
    for (QWidget* each : window.findChildren<QWidget*>()) {
        if (each->isVisible() && each->window() == &window && !isInner(*each) &&
            !each->visibleRegion().isEmpty())
            found.push_back(each);
    }
    return found;
}

bool isInMenu(const QMenu& menu, const QAction& action)
{
    for (const QAction* each : menu.actions()) {
        if (each == &action || (each->menu() && isInMenu(*each->menu(), action)))
            return true;
    }
    return false;
}

/// Whether the keyboard does the same elsewhere.
bool hasMenuEntry(const QWidget& widget)
{
    const auto* tool = qobject_cast<const QToolButton*>(&widget);
    const QAction* action = tool ? tool->defaultAction() : nullptr;
    if (!action)
        return false;
    const auto bars = widget.window()->findChildren<QMenuBar*>();
    return std::ranges::any_of(bars, [action](const QMenuBar* bar) {
        return std::ranges::any_of(bar->actions(), [action](const QAction* each) {
            return each->menu() && isInMenu(*each->menu(), *action);
        });
    });
}

bool isForUse(const QWidget& widget)
{
    const bool isMade =
        qobject_cast<const QAbstractButton*>(&widget) || qobject_cast<const QLineEdit*>(&widget) ||
        qobject_cast<const QAbstractItemView*>(&widget) ||
        qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QAbstractSpinBox*>(&widget) ||
        qobject_cast<const QTabBar*>(&widget);
    // What passes the focus on is used through the widget that gets it; words can be read as they
    // are.
    return widget.isEnabled() && (isMade || widget.focusPolicy() != Qt::NoFocus) &&
           !widget.focusProxy() && !qobject_cast<const QSplitter*>(&widget) &&
           !qobject_cast<const QLabel*>(&widget);
}

/// Of exclusive radio buttons, Tab reaches one and the arrow keys the others.
bool isReachedByArrows(const QWidget& widget, const std::vector<QWidget*>& reached)
{
    const auto* radio = qobject_cast<const QRadioButton*>(&widget);
    if (!radio)
        return false;
    return std::ranges::any_of(reached, [radio](const QWidget* each) {
        const auto* other = qobject_cast<const QRadioButton*>(each);
        return other && (radio->group() ? other->group() == radio->group()
                                        : other->parentWidget() == radio->parentWidget());
    });
}

/// Every widget that Tab comes to, in that order.
std::vector<QWidget*> tabRound(QWidget& window)
{
    std::vector<QWidget*> reached;
    if (!window.focusWidget())
        QTest::keyClick(&window, Qt::Key_Tab);
    for (int i = 0; i < mostTabs && window.focusWidget(); ++i) {
        QWidget* focused = window.focusWidget();
        if (std::ranges::find(reached, focused) != reached.end())
            break;
        reached.push_back(focused);
        QTest::keyClick(focused, Qt::Key_Tab);
    }
    return reached;
}

/// Whether one stands before the other as people read: rows from above, in a row from the left.
bool isReadBefore(const QWidget& one, const QWidget& other)
{
    const QRect a = one.geometry();
    const QRect b = other.geometry();
    const bool isSameRow = a.top() <= b.center().y() && b.top() <= a.center().y();
    return isSameRow ? a.left() < b.left() : a.top() < b.top();
}

/// Of widgets in the order of the focus, which goes round: once it has to go back to the first.
QStringList jumpsBack(const std::vector<QWidget*>& round)
{
    QStringList jumps;
    for (std::size_t i = 0; i < round.size(); ++i) {
        const QWidget& next = *round[(i + 1) % round.size()];
        if (isReadBefore(next, *round[i]))
            jumps << u"%1 comes after %2"_s.arg(describe(next), describe(*round[i]));
    }
    return jumps.size() > 1 ? jumps : QStringList();
}

double channel(float value)
{
    return value <= 0.04045F ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour)
{
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) +
           0.0722 * channel(colour.blueF());
}

/// How much what stands in a part of a picture differs from its ground; nothing if it is empty.
std::optional<double> contrastIn(const QImage& picture, const QRect& where)
{
    std::map<QRgb, int> pixels;
    const QRect inside = where.intersected(picture.rect());
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        for (int x = inside.left(); x <= inside.right(); ++x)
            ++pixels[picture.pixel(x, y)];
    }
    if (pixels.size() < 2)
        return std::nullopt;
    const auto ground =
        std::ranges::max_element(pixels, {}, [](const auto& each) { return each.second; });
    double most = 1;
    for (const auto& [colour, count] : pixels) {
        if (count >= fewPixels)
            most = std::max(most, contrast(QColor(colour), QColor(ground->first)));
    }
    return most;
}

QRect scaled(const QRect& rect)
{
    return QRectF(rect.x() * scale, rect.y() * scale, rect.width() * scale, rect.height() * scale)
        .toAlignedRect();
}

double wantedContrast(const QFont& font)
{
    const bool isBold = font.weight() >= QFont::DemiBold;
    return font.pointSizeF() >= (isBold ? largeBoldPoints : largePoints) ? leastOfLarge
                                                                         : leastContrast;
}

/// The places of texts in a widget, in its own coordinates.
std::vector<QRect> textsOf(const QWidget& widget)
{
    const auto* label = qobject_cast<const QLabel*>(&widget);
    const auto* button = qobject_cast<const QAbstractButton*>(&widget);
    const auto* field = qobject_cast<const QLineEdit*>(&widget);
    const bool hasText = (label && !label->text().trimmed().isEmpty()) ||
                         (button && !button->text().isEmpty() && !widget.inherits("QToolButton")) ||
                         field;
    // Without its border, which may be paler or stronger than the words.
    if (hasText)
        return {widget.rect().adjusted(3, 3, -3, -3)};
    std::vector<QRect> places;
    if (const auto* bar = qobject_cast<const QTabBar*>(&widget)) {
        for (int i = 0; i < bar->count(); ++i)
            places.push_back(bar->tabRect(i).adjusted(2, 2, -2, -4));
    }
    if (const auto* view = qobject_cast<const QAbstractItemView*>(&widget)) {
        const QAbstractItemModel* model = view->model();
        const QPoint corner = view->viewport()->pos();
        for (int row = 0; model && row < std::min(model->rowCount(view->rootIndex()), mostRows);
             ++row) {
            for (int column = 0; column < model->columnCount(view->rootIndex()); ++column) {
                const QModelIndex index = model->index(row, column, view->rootIndex());
                const QRect place = view->visualRect(index);
                if (!index.data().toString().isEmpty() && index.flags() & Qt::ItemIsEnabled &&
                    view->viewport()->rect().contains(place))
                    places.push_back(place.translated(corner).adjusted(1, 1, -1, -2));
            }
        }
    }
    return places;
}

} // namespace

double contrast(const QColor& one, const QColor& other)
{
    const double a = luminance(one) + 0.05;
    const double b = luminance(other) + 0.05;
    return std::max(a, b) / std::min(a, b);
}

QStringList namelessWidgets(const QWidget& window)
{
    QStringList complaints;
    for (QWidget* each : visibleWidgets(window)) {
        if (!isForUse(*each))
            continue;
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(each);
        if (!accessible || accessible->role() == QAccessible::NoRole ||
            accessible->role() == QAccessible::Client)
            complaints << u"no role: "_s + describe(*each);
        // A bar's name is that of its tabs.
        else if (accessible->text(QAccessible::Name).isEmpty() && !qobject_cast<QTabBar*>(each))
            complaints << u"no name: "_s + describe(*each);
    }
    return complaints;
}

QStringList unreachedWidgets(QWidget& window)
{
    const std::vector<QWidget*> reached = tabRound(window);
    QStringList complaints;
    for (QWidget* each : visibleWidgets(window)) {
        if (!isForUse(*each) || hasMenuEntry(*each) || isReachedByArrows(*each, reached))
            continue;
        const bool isReached = std::ranges::any_of(reached, [each](const QWidget* other) {
            return other == each || other->focusProxy() == each || each->focusProxy() == other;
        });
        if (!isReached)
            complaints << u"not reached with Tab: "_s + describe(*each);
    }
    std::map<const QWidget*, std::vector<QWidget*>> families; // by parent
    for (QWidget* each : reached)
        families[each->parentWidget()].push_back(each);
    for (const auto& [parent, round] : families)
        complaints += jumpsBack(round);
    return complaints;
}

QStringList paleTexts(QWidget& window)
{
    QImage picture(window.size() * scale, QImage::Format_RGB32);
    picture.setDevicePixelRatio(scale);
    window.render(&picture);
    picture.setDevicePixelRatio(1);
    QStringList complaints;
    for (QWidget* each : visibleWidgets(window)) {
        if (!each->isEnabled())
            continue;
        const QRect visible = each->visibleRegion().boundingRect();
        for (const QRect& place : textsOf(*each)) {
            const QRect part = place.intersected(visible);
            const auto found = contrastIn(
                picture, scaled(QRect(each->mapTo(&window, part.topLeft()), part.size())));
            if (found && *found < wantedContrast(each->font()))
                complaints << u"contrast %1: %2"_s.arg(*found, 0, 'f', 2).arg(describe(*each));
        }
    }
    return complaints;
}

} // namespace walkeeper::ui
