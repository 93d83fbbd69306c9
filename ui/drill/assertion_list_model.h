#pragma once

#include "core/operations/drill_assertion.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace walkeeper::ui {

/// The questions of a drill as rows that can be edited, with what they came to when tried.
class AssertionListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { SqlColumn, ExpectedColumn, AnswerColumn, columns };

    explicit AssertionListModel(std::vector<DrillAssertion> assertions, QObject* parent = nullptr);

    /// Those that have a text.
    std::vector<DrillAssertion> assertions() const;
    /// A new one at the end, "> 0".
    QModelIndex add();
    void remove(int row);
    /// Of the assertions that were tried, in their order.
    void showResults(const std::vector<AssertionResult>& results);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    /// assertions() is another one.
    void changed();
    /// What was typed is no expectation.
    void refused(const QString& text);

private:
    struct Row {
        DrillAssertion assertion;
        std::optional<AssertionResult> result;
    };
    std::vector<Row> m_rows;
};

} // namespace walkeeper::ui
