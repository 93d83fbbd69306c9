#pragma once

#include "core/engine/engine.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStandardItemModel;

namespace walkeeper::ui {

class PlainTable;
class RowListModel;

/// One row of a moment: every column, and the chosen value as it is. Goes to the rows around it.
class RowDialog final : public QDialog
{
    Q_OBJECT

public:
    /// engine, model  outlive it; the model shows the row's table
    RowDialog(Engine& engine, const RowListModel& model, int row, QWidget* parent = nullptr);
    ~RowDialog() override;

    PlainTable& columns() { return *m_columns; }
    QString value() const;
    QString status() const;
    QPushButton& next() { return *m_next; }

private:
    void ask(int row);
    void take(JobId job, const RowsAnswer& answer);
    void showValue();
    void copyValue();

    Engine& m_engine;
    const RowListModel& m_model;
    int m_row = 0;
    JobId m_question;
    std::vector<Cell> m_cells;
    QLabel* m_title;
    QStandardItemModel* m_values;
    PlainTable* m_columns;
    QPlainTextEdit* m_value;
    QLabel* m_status;
    QPushButton* m_previous;
    QPushButton* m_next;
    QPushButton* m_copy;
};

} // namespace walkeeper::ui
