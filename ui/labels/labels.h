#pragma once

#include "ui/catalogue.h"
#include "ui/moment/moment.h"

#include <QObject>

namespace walkeeper::ui {

/// Where a moment is for good. Nothing while the commit of a segment is not known: it is read in
/// an instant, and a segment without any is no moment of its own.
std::optional<MomentPlace> placeOf(const Moment& moment);

/// The labels of moments; each change is kept in the catalogue.
class Labels final : public QObject
{
    Q_OBJECT

public:
    /// catalogue  outlives it
    explicit Labels(Catalogue& catalogue, QObject* parent = nullptr);

    /// By time.
    const std::vector<MomentLabel>& all() const { return m_labels; }
    std::vector<MomentLabel> ofReplica(const QString& url) const;
    /// Null if it has none. Valid until the next change.
    const MomentLabel* find(const MomentPlace& place) const;

    /// Replaces the one of the same place. An empty text removes it.
    void set(MomentLabel label);
    void remove(const MomentPlace& place);

signals:
    void changed();

private:
    void take(const Remembered& values);
    void insert(MomentLabel label);

    Catalogue& m_catalogue;
    std::vector<MomentLabel> m_labels;
};

} // namespace walkeeper::ui
