#pragma once

#include "core/config/replication_config.h"
#include "core/engine/engine.h"

#include <QDialog>

#include <array>
#include <filesystem>

class QLineEdit;
class QPushButton;

namespace walkeeper::ui {

class WrappedLabel;

/// Asks which database is to be replicated and where to, and says what that will do.
class ProtectDialog final : public QDialog
{
    Q_OBJECT

public:
    /// engine         outlives it
    /// configuration  the file that gets an entry for it, for the text
    ProtectDialog(Engine& engine, const std::filesystem::path& configuration,
                  QWidget* parent = nullptr);

    /// As it was chosen, at its defaults otherwise.
    DatabaseConfig database() const;

    /// What was chosen is known to be fit for it.
    bool canStart() const;

    void setDatabase(const QString& path);
    void setReplica(const QString& folder);

private:
    QWidget* makeForm();
    void browseDatabase();
    void browseReplica();
    void suggestReplica();
    void askAboutDatabase();
    void takeAnswer(JobId job, const DatabaseAnswer& answer);
    void examine();
    /// Empty if there is nothing in the way.
    QString problem() const;
    QWidget* makeExplanation();
    void explain();

    Engine& m_engine;
    const QString m_configuration;
    JobId m_question;            ///< the newest one
    DatabaseAnswer m_isDatabase; ///< null: not known yet
    QLineEdit* m_database;
    QLineEdit* m_replica;
    WrappedLabel* m_hint;
    QPushButton* m_start;
    static constexpr int steps = 4;
    std::array<WrappedLabel*, steps> m_explanation{};
    bool m_isReplicaOwn = false; ///< typed or chosen, not suggested
};

} // namespace walkeeper::ui
