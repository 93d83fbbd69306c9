#pragma once

#include "ui/app_services.h"
#include "ui/replica_page.h"
#include "ui/theme/icons.h"

#include <QObject>

#include <array>

class QAction;
class QMainWindow;
class QMenu;

namespace walkeeper::ui {

/// The window's actions: names, keys, where they stand in menus and tool bar, and whether they can
/// be used now. What they do is up to the window, but for what the workbench does by itself.
class WindowActions final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    WindowActions(QMainWindow& window, Workbench& workbench);

    /// The name of the menu whose entries are no actions but replicas.
    static constexpr QLatin1String recentMenu{"recentReplicas"};
    static constexpr QLatin1String goToAction{"goTo"}; ///< that leads to all the others

    void addMenus(Appearance chosen);
    void addToolBar();

    QAction* const protect;
    QAction* const open;
    QAction* const close;
    QAction* const settings;
    QAction* const quit;

    QAction* const start;
    QAction* const stop;
    QAction* const snapshot;
    QAction* const sync;
    QAction* const retention;
    QAction* const importFile;
    QAction* const remove; ///< its key works only where it is added
    QAction* const removeStored;
    QAction* const takeOver; ///< what a process that has ended left; in no menu

    QAction* const restore;
    QAction* const check;
    QAction* const saveReport;
    QAction* const drills;
    QAction* const label;
    QAction* const labels;
    QAction* const safetyCopies;
    QAction* const tag;
    QAction* const exportRows;
    QAction* const reload;

    QAction* const goTo;
    QAction* const overview;
    QAction* const filter;
    QAction* const zoomIn;
    QAction* const zoomOut;
    QAction* const zoomFit;
    QAction* const timeline;
    QAction* const typeTime;
    QAction* const utc;                                     ///< checked: not local time
    std::array<QAction*, ReplicaPage::tabCount> const tabs; ///< by ReplicaPage::Tab
    QAction* const inspector;
    QAction* const activity;
    QAction* const markSeen;

    QAction* const about;

signals:
    void reopenWanted(const QString& address);
    void appearanceChosen(walkeeper::ui::Appearance appearance);

public slots:
    /// What can be done with what is shown now.
    void enable();

private:
    QAction* make(const QString& text, const QKeySequence& keys = {});
    QAction* make(Icon drawing, const QString& text, const QKeySequence& keys, const QString& tip);
    void connectWorkbench();
    void fillViewMenu(QMenu* view, Appearance chosen);
    void fillAppearanceMenu(QMenu* menu, Appearance chosen);
    void fillRecentMenu(QMenu* menu);

    QMainWindow& m_window;
    Workbench& m_workbench;
};

} // namespace walkeeper::ui
