#pragma once

#include "core/engine/engine.h"

#include <QItemSelection>
#include <QObject>

#include <vector>

namespace walkeeper::ui {

class RowListModel;

/// Copies rows of a moment to the clipboard: their whole values, with tabs between them, under a
/// line of names. One copy at a time; a new one replaces what is not done yet.
class RowCopy final : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostRows = 10'000;

    /// engine  outlives it
    explicit RowCopy(Engine& engine, QObject* parent = nullptr);
    ~RowCopy() override;

    void start(const RowListModel& model, const QItemSelection& rows);

signals:
    void done(int rows);
    void failed(const QString& why);

private:
    struct Range {
        std::uint64_t first = 0;
        std::uint64_t count = 0;
    };

    void askNext();
    void take(JobId job, const RowsAnswer& answer);
    void fail(const QString& why);

    Engine& m_engine;
    JobId m_view;
    std::variant<RowSelection, std::string> m_of;
    std::vector<Range> m_left; ///< the last one is next
    JobId m_question;
    std::string m_text;
    int m_rows = 0;
};

} // namespace walkeeper::ui
