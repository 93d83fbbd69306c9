#pragma once

#include <QFrame>

#include <vector>

class QLabel;

namespace walkeeper::ui {

class ElidedLabel;

/// A card of facts: a small label over each value, some columns wide.
class FactGrid final : public QFrame
{
    Q_OBJECT

public:
    FactGrid(const QStringList& labels, int columns, QWidget* parent = nullptr);

    /// Without frame and margin, for a place that has them.
    void makeFlat();
    /// more  for the tool tip
    void setFact(int place, const QString& value, const QString& more = {});
    QString fact(int place) const;

private:
    std::vector<ElidedLabel*> m_values;
};

} // namespace walkeeper::ui
