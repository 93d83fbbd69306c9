#include "ui/go_to/go_to_items.h"

#include "ui/moment/time_words.h"
#include "ui/sources/source_facts.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"
#include "ui/timeline/time_field.h"
#include "ui/window_actions.h"
#include "ui/workbench.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// "Quit" of "&Quit".
QString withoutMnemonic(const QString& text)
{
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == u'&' && i + 1 < text.size())
            ++i;
        plain += text.at(i);
    }
    return plain;
}

QString withTags(const QString& detail, const QStringList& tags)
{
    return tags.isEmpty() ? detail : u"%1 · %2"_s.arg(detail, tags.join(u", "_s));
}

} // namespace

GoToItems::GoToItems(Workbench& workbench, const QTimeZone& zone)
    : m_workbench(workbench),
      m_zone(zone)
{
}

std::vector<GoToItem> GoToItems::all(const QMenuBar& menus) const
{
    std::vector<GoToItem> items;
    addDatabases(items);
    addReplicas(items);
    addLabels(items);
    for (const QAction* each : menus.actions()) {
        if (const QMenu* menu = each->menu())
            addActions(items, *menu, withoutMnemonic(each->text()));
    }
    return items;
}

std::optional<GoToItem> GoToItems::moment(const QString& typed) const
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica || !replica->contents || replica->contents->timeline.isEmpty())
        return std::nullopt;
    const ReplicaContents& contents = *replica->contents;
    const TypedTime time =
        TimeWords::read(typed, {m_workbench.clock().now(), contents.timeline.entries().back().time,
                                m_zone, QLocale()});
    if (!time.time)
        return std::nullopt;
    const TimeAnswer answer = TimeAnswer::of(contents, *time.time, m_zone);
    GoToItem item;
    item.kind = GoToKind::Moment;
    item.icon = Icon::Commit;
    item.text = answer.state;
    item.detail = time.remark.isEmpty() ? answer.distance : time.remark + u' ' + answer.distance;
    item.go = [this, time = *time.time] { m_workbench.selection().chooseTime(time); };
    return item;
}

void GoToItems::addDatabases(std::vector<GoToItem>& items) const
{
    for (const WatchedDatabase& each : m_workbench.watched().all()) {
        GoToItem item;
        item.kind = GoToKind::Database;
        item.icon = Icon::Database;
        item.text = each.name;
        const QString path = toQt(each.config.path);
        const QStringList tags = tagsOf(m_workbench.recent(), each);
        item.detail = withTags(path, tags);
        item.words = QStringList{path} + tags;
        item.go = [this, id = each.id] { m_workbench.showWatched(id); };
        items.push_back(std::move(item));
    }
}

void GoToItems::addReplicas(std::vector<GoToItem>& items) const
{
    const RecentReplicas& recent = m_workbench.recent();
    QStringList open;
    for (const OpenedReplica& each : m_workbench.replicas().all()) {
        open << toQt(each.url.shown());
        items.push_back(replicaItem(each.name, each.address, recent.tagsOf(open.back())));
        items.back().go = [this, id = each.id] { m_workbench.show(id); };
    }
    for (const KnownReplica& each : recent.all()) {
        if (open.contains(each.url))
            continue;
        items.push_back(replicaItem(each.name, each.address, each.tags));
        items.back().go = [this, address = each.address] { m_workbench.openAddress(address); };
    }
}

GoToItem GoToItems::replicaItem(const QString& name, const QString& address,
                                const QStringList& tags)
{
    GoToItem item;
    item.kind = GoToKind::Replica;
    item.icon = Icon::Folder;
    item.text = name;
    item.detail = withTags(address, tags);
    item.words = QStringList{address} + tags;
    return item;
}

void GoToItems::addLabels(std::vector<GoToItem>& items) const
{
    const std::vector<MomentLabel>& labels = m_workbench.labels().all();
    for (auto each = labels.rbegin(); each != labels.rend(); ++each) {
        GoToItem item;
        item.kind = GoToKind::Label;
        item.icon = Icon::Label;
        item.text = each->text;
        item.detail =
            tr("%1 in %2")
                .arg(HumanText::dateAndClock(each->time, m_zone),
                     each->place.replica.section(u'/', -1, -1, QString::SectionSkipEmpty));
        item.words = {item.detail};
        item.go = [this, place = each->place] { m_workbench.showPlace(place); };
        items.push_back(std::move(item));
    }
}

void GoToItems::addActions(std::vector<GoToItem>& items, const QMenu& menu, const QString& path)
{
    for (QAction* each : menu.actions()) {
        const QString text = withoutMnemonic(each->text());
        if (const QMenu* below = each->menu()) {
            if (below->objectName() != WindowActions::recentMenu)
                addActions(items, *below, tr("%1 › %2").arg(path, text));
            continue;
        }
        if (each->isSeparator() || !each->isVisible() ||
            each->objectName() == WindowActions::goToAction)
            continue;
        GoToItem item;
        item.icon = Icon::Next;
        item.text = text;
        item.detail = each->isEnabled() ? path : tr("%1 · cannot be used now").arg(path);
        item.keys = each->shortcut().toString(QKeySequence::NativeText);
        item.words = {path};
        item.isEnabled = each->isEnabled();
        item.go = [action = QPointer(each)] {
            if (action)
                action->trigger();
        };
        items.push_back(std::move(item));
    }
}

} // namespace walkeeper::ui
