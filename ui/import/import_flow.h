#pragma once

#include "core/engine/engine.h"

#include <QObject>

#include <filesystem>
#include <map>

class QWidget;

namespace walkeeper::ui {

class Workbench;

/// Looks at a litestream.yml, asks which of its databases are wanted, and enters them. Recognises
/// it by what is in it.
class ImportFlow final : public QObject
{
    Q_OBJECT

public:
    /// workbench  outlives it
    /// parent     the window that asks
    ImportFlow(Workbench& workbench, QWidget* parent);

    /// Asks for the file first.
    void askForFile();
    void look(const std::filesystem::path& file);
    /// The same for something that was dropped; notMeant() if it is something else.
    void lookAtDropped(const std::filesystem::path& file);

signals:
    /// What was dropped is no configuration.
    void notMeant(const QString& path);
    /// Why it cannot be imported.
    void failed(const walkeeper::Error& error);

private:
    struct Asked {
        std::filesystem::path file;
        bool isDropped = false;
    };

    void ask(const Asked& asked);
    void take(JobId job, const ImportAnswer& answer);

    Workbench& m_workbench;
    QWidget* m_window;
    std::map<JobId, Asked> m_asked;
};

} // namespace walkeeper::ui
