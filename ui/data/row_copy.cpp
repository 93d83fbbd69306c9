#include "ui/data/row_copy.h"

#include "ui/data/row_list_model.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>
#include <utility>

namespace walkeeper::ui {

namespace {

constexpr std::uint64_t rowsAtOnce = 200;
constexpr std::uint64_t mostBytes = 1'000'000;    ///< of a value
constexpr std::size_t mostTextBytes = 16'000'000; ///< of all that is copied
constexpr char separator = '\t';

} // namespace

RowCopy::RowCopy(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine)
{
    connect(&engine, &Engine::rowsRead, this, &RowCopy::take);
}

RowCopy::~RowCopy()
{
    m_engine.cancel(m_question);
}

void RowCopy::start(const RowListModel& model, const QItemSelection& rows)
{
    m_engine.cancel(std::exchange(m_question, {}));
    m_view = model.view();
    m_of = model.shown();
    m_left.clear();
    m_text.clear();
    m_rows = 0;
    std::uint64_t count = 0;
    for (const QItemSelectionRange& each : rows) {
        m_left.push_back(
            {static_cast<std::uint64_t>(each.top()), static_cast<std::uint64_t>(each.height())});
        count += m_left.back().count;
    }
    if (count == 0 || !m_view.isValid())
        return;
    if (count > mostRows)
        return fail(tr("%1 rows are too many to copy. An export writes them into a file.")
                        .arg(HumanText::number(count)));
    std::ranges::sort(m_left, std::greater(), &Range::first);
    askNext();
}

void RowCopy::askNext()
{
    if (m_left.empty()) {
        QGuiApplication::clipboard()->setText(QString::fromStdString(std::exchange(m_text, {})));
        emit done(m_rows);
        return;
    }
    const Range& next = m_left.back();
    m_question = m_engine.readRows(
        {m_view, m_of, {next.first, std::min(next.count, rowsAtOnce), mostBytes}});
}

void RowCopy::take(JobId job, const RowsAnswer& answer)
{
    if (job != m_question)
        return;
    m_question = {};
    if (!*answer)
        return fail(ErrorText::sentence(answer->error()));
    const Rows& rows = **answer;
    if (m_text.empty())
        m_text = separatedLine(rows.columns, separator) + '\n';
    for (const std::vector<Cell>& row : rows.rows) {
        if (std::ranges::any_of(row, &Cell::isCut))
            return fail(tr("A value of %1 is too large to copy. An export writes it into a file.")
                            .arg(HumanText::bytes(std::ranges::max(row, {}, &Cell::size).size)));
        m_text += separatedLine(row, separator) + '\n';
        ++m_rows;
    }
    if (m_text.size() > mostTextBytes)
        return fail(tr("These rows are too large to copy. An export writes them into a file."));
    Range& range = m_left.back();
    const std::uint64_t asked = std::min(range.count, rowsAtOnce);
    range.first += asked;
    range.count -= asked;
    if (range.count == 0)
        m_left.pop_back();
    askNext();
}

void RowCopy::fail(const QString& why)
{
    m_left.clear();
    m_text.clear();
    emit failed(why);
}

} // namespace walkeeper::ui
