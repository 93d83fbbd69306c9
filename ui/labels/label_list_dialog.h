#pragma once

#include "ui/labels/label_list_model.h"
#include "ui/workbench.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace walkeeper::ui {

class PlainTable;

/// All labelled moments: goes to one, changes its label, removes it.
class LabelListDialog final : public QDialog
{
    Q_OBJECT

public:
    /// workbench  outlives it
    LabelListDialog(Workbench& workbench, const QTimeZone& zone, QWidget* parent = nullptr);

    PlainTable& list() { return *m_list; }

private:
    void show(const QModelIndex& row);
    void change(const QModelIndex& row);
    void remove(const QModelIndex& row);
    void enable();

    Workbench& m_workbench;
    const QTimeZone m_zone;
    LabelListModel* m_labels;
    PlainTable* m_list;
    QLabel* m_notice;
    QPushButton* m_show;
    QPushButton* m_change;
    QPushButton* m_remove;
};

} // namespace walkeeper::ui
