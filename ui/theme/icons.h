#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

class QPainter;
class QRectF;

namespace walkeeper::ui {

/// Our own drawings; each is a file in resources/icons.
enum class Icon {
    Open,
    Folder,
    Reload,
    CheckReplica,
    Restore,
    ZoomIn,
    ZoomOut,
    ZoomFit,
    First,
    Previous,
    Next,
    Last,
    Database,
    Generation,
    Snapshot,
    Wal,
    Segment,
    Commit,
    Range,
    Note,
    Warning,
    Damage,
    Passed,
    Waiting,
    Close,
    Copy,
    Expand,
    Collapse,
    Quit,
    Protect,
    Start,
    Stop,
    Sync,
    Paused,
    Remove,
    Label,
    Log,
    Raise,
    Table,
    View,
    Query,
    Export,
};

/// An icon in the colour of the palette's text, dimmer where it is disabled, sharp at any scale.
QIcon icon(Icon name);
/// The same in one colour.
QIcon icon(Icon name, const QColor& colour);

void paintIcon(QPainter& painter, const QRectF& where, Icon name, const QColor& colour);

/// The program's own icon.
QIcon programIcon();

} // namespace walkeeper::ui
