#pragma once

#include "ui/app_services.h"
#include "ui/restore/restore_messages.h"
#include "ui/sources/source_facts.h"
#include "ui/widgets/message_bar.h"
#include "ui/workbench.h"

#include <QObject>
#include <QTimeZone>

class QMainWindow;
class QTreeView;

namespace walkeeper::ui {

class ReportSaver;

/// The dialogs that the main window opens about what it shows, and what follows from their answers.
class WindowDialogs final : public QObject
{
    Q_OBJECT

public:
    /// Where the window says what has happened.
    struct Voices {
        MessageBar& messages;
        RestoreMessages& restores;
        ReportSaver& reports;
    };

    /// All of them outlive it.
    /// tree  whose current node is what is meant to go
    WindowDialogs(Workbench& workbench, AppServices& services, const SourceFacts& facts,
                  Voices voices, const QTreeView& tree, QMainWindow& window);

    void setTimeZone(const QTimeZone& zone) { m_zone = zone; }

public slots:
    void askWhatToOpen();
    void askWhatToProtect();
    void askToRestore();
    void showSafetyCopies();
    void askToCheck();
    void showDrills();
    void showOverview();
    void askToRemove();
    void askToRemoveStored();
    void askForRetention();
    void askForLabel();
    void showLabels();
    void goTo();
    void askForTags();
    void showSettings();
    void showAbout();

signals:
    void openWanted(const QString& address);
    void momentLimitsChanged();

private:
    std::filesystem::path currentDatabase() const;

    Workbench& m_workbench;
    AppServices& m_services;
    const SourceFacts& m_facts;
    MessageBar& m_messages;
    RestoreMessages& m_restoreMessages;
    ReportSaver& m_reports;
    const QTreeView& m_tree;
    QMainWindow& m_window;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
};

} // namespace walkeeper::ui
