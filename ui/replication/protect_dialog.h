#pragma once

#include "core/config/replication_config.h"

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
    /// configuration  the file that gets an entry for it, for the text
    ProtectDialog(const std::filesystem::path& configuration, QWidget* parent = nullptr);

    /// As it was chosen, at its defaults otherwise.
    DatabaseConfig database() const;

    void setDatabase(const QString& path);
    void setReplica(const QString& folder);

private:
    QWidget* makeForm();
    void browseDatabase();
    void browseReplica();
    void suggestReplica();
    void examine();
    /// Empty if there is nothing in the way.
    QString problem() const;
    QWidget* makeExplanation();
    void explain();

    const QString m_configuration;
    QLineEdit* m_database;
    QLineEdit* m_replica;
    WrappedLabel* m_hint;
    QPushButton* m_start;
    static constexpr int steps = 4;
    std::array<WrappedLabel*, steps> m_explanation{};
    bool m_isReplicaOwn = false; ///< typed or chosen, not suggested
};

} // namespace walkeeper::ui
