#include "ui/labels/labels.h"

#include "ui/text/conversion.h"

#include <algorithm>

namespace walkeeper::ui {

std::optional<MomentPlace> placeOf(const Moment& moment)
{
    const QString replica = toQt(moment.contents->url.shown());
    if (moment.commit)
        return MomentPlace{replica, moment.commit->point.position};
    if (moment.isSnapshot())
        return MomentPlace{replica, startPosition(moment)};
    return std::nullopt;
}

Labels::Labels(Catalogue& catalogue, QObject* parent) : QObject(parent), m_catalogue(catalogue)
{
    connect(&catalogue, &Catalogue::remembered, this,
            [this](const RememberedValues& values) { take(*values); });
}

std::vector<MomentLabel> Labels::ofReplica(const QString& url) const
{
    std::vector<MomentLabel> found;
    std::copy_if(m_labels.begin(), m_labels.end(), std::back_inserter(found),
                 [&url](const MomentLabel& each) { return each.place.replica == url; });
    return found;
}

const MomentLabel* Labels::find(const MomentPlace& place) const
{
    const auto found =
        std::find_if(m_labels.begin(), m_labels.end(),
                     [&place](const MomentLabel& each) { return each.place == place; });
    return found == m_labels.end() ? nullptr : &*found;
}

void Labels::set(MomentLabel label)
{
    label.text = label.text.simplified();
    if (label.text.isEmpty())
        return remove(label.place);
    m_catalogue.keepLabel(label);
    insert(std::move(label));
    emit changed();
}

void Labels::remove(const MomentPlace& place)
{
    if (!find(place))
        return;
    const MomentPlace gone = place; // it may be the label's own
    std::erase_if(m_labels, [&gone](const MomentLabel& each) { return each.place == gone; });
    m_catalogue.removeLabel(gone);
    emit changed();
}

void Labels::take(const Remembered& values)
{
    for (const MomentLabel& each : values.labels) {
        if (!find(each.place))
            insert(each);
    }
    emit changed();
}

void Labels::insert(MomentLabel label)
{
    std::erase_if(m_labels,
                  [&label](const MomentLabel& each) { return each.place == label.place; });
    const auto place = std::upper_bound(
        m_labels.begin(), m_labels.end(), label,
        [](const MomentLabel& a, const MomentLabel& b) { return a.time < b.time; });
    m_labels.insert(place, std::move(label));
}

} // namespace walkeeper::ui
