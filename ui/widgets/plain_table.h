#pragma once

#include <QTableView>

namespace walkeeper::ui {

/// A table of whole rows: no grid, no row numbers, one row chosen at a time, Tab leaves it.
/// Fit for a million rows.
class PlainTable final : public QTableView
{
    Q_OBJECT

public:
    /// name  for screen readers
    explicit PlainTable(const QString& name, QWidget* parent = nullptr);

    /// For Qt::TextAlignmentRole of cells and headers: numbers stand at the right.
    static int alignment(bool isNumber);

    /// Widths of the first columns, in characters; the last column takes what is left.
    void setColumns(std::initializer_list<int> characters);
    /// The rows that can be seen; first > last if there are none.
    struct Rows {
        int first = 0;
        int last = -1;
    };
    Rows visibleRows() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void fitRows();
};

} // namespace walkeeper::ui
