#include "ui/drill/assertion_list_model.h"

#include "ui/drill/drill_text.h"
#include "ui/text/conversion.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace walkeeper::ui {

namespace {

DrillOutcome outcomeOf(const AssertionResult& result)
{
    if (result.hasFailed())
        return DrillOutcome::Failed;
    return result.verdict == AssertionVerdict::Held ? DrillOutcome::Passed
                                                    : DrillOutcome::Inconclusive;
}

} // namespace

AssertionListModel::AssertionListModel(std::vector<DrillAssertion> assertions, QObject* parent)
    : QAbstractTableModel(parent)
{
    for (DrillAssertion& each : assertions)
        m_rows.push_back({std::move(each), {}});
}

std::vector<DrillAssertion> AssertionListModel::assertions() const
{
    std::vector<DrillAssertion> all;
    for (const Row& each : m_rows) {
        if (!each.assertion.sql.empty())
            all.push_back(each.assertion);
    }
    return all;
}

QModelIndex AssertionListModel::add()
{
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_rows.emplace_back();
    endInsertRows();
    return index(row, SqlColumn);
}

void AssertionListModel::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    emit changed();
}

void AssertionListModel::showResults(const std::vector<AssertionResult>& results)
{
    for (Row& row : m_rows) {
        const auto found = std::ranges::find(results, row.assertion, &AssertionResult::assertion);
        row.result = found == results.end() ? std::nullopt : std::optional(*found);
    }
    if (!m_rows.empty())
        emit dataChanged(index(0, AnswerColumn), index(rowCount() - 1, AnswerColumn));
}

int AssertionListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int AssertionListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant AssertionListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DecorationRole && index.column() == AnswerColumn && row.result) {
        const DrillOutcome outcome = outcomeOf(*row.result);
        return icon(DrillText::icon(outcome),
                    DrillText::colour(outcome, Colours::of(QGuiApplication::palette())));
    }
    if (role != Qt::DisplayRole && role != Qt::EditRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case SqlColumn: return toQt(row.assertion.sql);
    case ExpectedColumn: return toQt(expectationText(row.assertion.expectation));
    case AnswerColumn: return row.result ? DrillText::verdict(*row.result) : tr("not tried");
    default: return {};
    }
}

bool AssertionListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || role != Qt::EditRole || index.column() == AnswerColumn)
        return false;
    Row& row = m_rows[static_cast<std::size_t>(index.row())];
    DrillAssertion assertion = row.assertion;
    const QString text = value.toString().trimmed();
    if (index.column() == SqlColumn) {
        assertion.sql = fromQt(text);
    } else {
        const Result<Expectation> expectation = parseExpectation(fromQt(text));
        if (!expectation) {
            emit refused(text);
            return false;
        }
        assertion.expectation = *expectation;
    }
    if (assertion == row.assertion)
        return true;
    row = {std::move(assertion), {}};
    emit dataChanged(this->index(index.row(), SqlColumn), this->index(index.row(), AnswerColumn));
    emit changed();
    return true;
}

Qt::ItemFlags AssertionListModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() != AnswerColumn ? flags | Qt::ItemIsEditable : flags;
}

QVariant AssertionListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SqlColumn: return tr("Question (SQL)");
    case ExpectedColumn: return tr("Expected");
    case AnswerColumn: return tr("Answer");
    default: return {};
    }
}

} // namespace walkeeper::ui
