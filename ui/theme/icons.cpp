#include "ui/theme/icons.h"

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

// Must stand outside any namespace.
static void makeResourcesKnown()
{
    Q_INIT_RESOURCE(walkeeper);
}

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QString fileName(Icon name)
{
    switch (name) {
    case Icon::Open: return u"open"_s;
    case Icon::Folder: return u"folder"_s;
    case Icon::Reload: return u"reload"_s;
    case Icon::CheckReplica: return u"check-replica"_s;
    case Icon::Restore: return u"restore"_s;
    case Icon::ZoomIn: return u"zoom-in"_s;
    case Icon::ZoomOut: return u"zoom-out"_s;
    case Icon::ZoomFit: return u"zoom-fit"_s;
    case Icon::First: return u"first"_s;
    case Icon::Previous: return u"previous"_s;
    case Icon::Next: return u"next"_s;
    case Icon::Last: return u"last"_s;
    case Icon::Database: return u"database"_s;
    case Icon::Generation: return u"generation"_s;
    case Icon::Snapshot: return u"snapshot"_s;
    case Icon::Wal: return u"wal"_s;
    case Icon::Segment: return u"segment"_s;
    case Icon::Commit: return u"commit"_s;
    case Icon::Range: return u"range"_s;
    case Icon::Note: return u"note"_s;
    case Icon::Warning: return u"warning"_s;
    case Icon::Damage: return u"damage"_s;
    case Icon::Passed: return u"passed"_s;
    case Icon::Waiting: return u"waiting"_s;
    case Icon::Close: return u"close"_s;
    case Icon::Copy: return u"copy"_s;
    case Icon::Expand: return u"expand"_s;
    case Icon::Collapse: return u"collapse"_s;
    case Icon::Quit: return u"quit"_s;
    case Icon::Protect: return u"protect"_s;
    case Icon::Start: return u"start"_s;
    case Icon::Stop: return u"stop"_s;
    case Icon::Sync: return u"sync"_s;
    case Icon::Paused: return u"paused"_s;
    case Icon::Remove: return u"remove"_s;
    case Icon::Label: return u"label"_s;
    case Icon::Log: return u"log"_s;
    case Icon::Table: return u"table"_s;
    case Icon::View: return u"view"_s;
    case Icon::Query: return u"query"_s;
    case Icon::Export: return u"export"_s;
    case Icon::Raise: return u"raise"_s;
    }
    return {};
}

QByteArray drawing(Icon name)
{
    makeResourcesKnown();
    QFile file(u":/walkeeper/icons/"_s + fileName(name) + u".svg"_s);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(isOpen, "icon", qPrintable(file.fileName()));
    return isOpen ? file.readAll() : QByteArray();
}

/// Paints a drawing in a colour of the moment, so that a change of the palette needs no new icons.
class DrawnIcon final : public QIconEngine
{
public:
    DrawnIcon(Icon name, QColor colour) : m_name(name), m_colour(std::move(colour)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(*painter, rect, m_name, colourFor(mode));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new DrawnIcon(m_name, m_colour); }

private:
    QColor colourFor(QIcon::Mode mode) const
    {
        const QPalette palette = QApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::WindowText);
        return m_colour.isValid() ? m_colour : palette.color(QPalette::WindowText);
    }

    Icon m_name;
    QColor m_colour; ///< not valid: that of text
};

} // namespace

QIcon icon(Icon name)
{
    return QIcon(new DrawnIcon(name, {}));
}

QIcon icon(Icon name, const QColor& colour)
{
    return QIcon(new DrawnIcon(name, colour));
}

void paintIcon(QPainter& painter, const QRectF& where, Icon name, const QColor& colour)
{
    // Parsing a drawing costs more than painting it, and a tree paints the same few all the time.
    static QHash<QString, std::shared_ptr<QSvgRenderer>> renderers;
    const QString key = QString::number(static_cast<int>(name)) + colour.name(QColor::HexArgb);
    std::shared_ptr<QSvgRenderer>& renderer = renderers[key];
    if (!renderer) {
        QByteArray source = drawing(name);
        source.replace("currentColor", colour.name().toLatin1());
        renderer = std::make_shared<QSvgRenderer>(source);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    renderer->render(&painter, where);
    painter.restore();
}

QIcon programIcon()
{
    makeResourcesKnown();
    return QIcon(u":/walkeeper/walkeeper.svg"_s);
}

} // namespace walkeeper::ui
