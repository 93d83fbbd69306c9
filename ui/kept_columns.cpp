#include "ui/kept_columns.h"

#include <QHeaderView>
#include <QTimer>

namespace walkeeper::ui {

namespace {

constexpr std::chrono::milliseconds rest(300); ///< while somebody drags

} // namespace

void keepColumns(QHeaderView& header, const QString& table, AppServices& services)
{
    // What a version with other columns kept does not fit.
    const int columns = header.count();
    const QByteArray before = header.saveState();
    const QByteArray kept = services.columns(table);
    if (!kept.isEmpty() && (!header.restoreState(kept) || header.count() != columns))
        header.restoreState(before);
    auto* timer = new QTimer(&header);
    timer->setSingleShot(true);
    timer->setInterval(rest);
    QObject::connect(timer, &QTimer::timeout, &header, [&header, table, &services] {
        services.keepColumns(table, header.saveState());
    });
    QObject::connect(&header, &QHeaderView::sectionResized, timer, qOverload<>(&QTimer::start));
    QObject::connect(&header, &QHeaderView::sortIndicatorChanged, timer,
                     qOverload<>(&QTimer::start));
}

} // namespace walkeeper::ui
