#pragma once

#include "ui/go_to/go_to_items.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListView;

namespace walkeeper::ui {

class GoToModel;

/// Goes to a database, a replica, a moment, a label or an action by what somebody types of it.
/// The arrow keys choose while the keyboard stays in the field, Enter goes, Escape leaves; so does
/// looking elsewhere.
class GoToDialog final : public QDialog
{
    Q_OBJECT

public:
    /// All of them outlive it.
    GoToDialog(Workbench& workbench, const QMenuBar& menus, const QTimeZone& zone,
               QWidget* parent = nullptr);

    QLineEdit& edit() { return *m_edit; }
    QListView& list() { return *m_list; }

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();
    void find();
    void step(int rows);
    void tellCurrent();
    void go(const QModelIndex& row);

    const GoToItems m_items;
    const std::vector<GoToItem> m_all;
    GoToModel* m_model;
    QLineEdit* m_edit;
    QListView* m_list;
    QLabel* m_notice;
};

} // namespace walkeeper::ui
