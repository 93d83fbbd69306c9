#pragma once

#include "core/engine/engine_messages.h"

#include <QDialog>

#include <vector>

class QListWidget;
class QPushButton;

namespace walkeeper::ui {

class WrappedLabel;

/// Shows the databases of somebody else's litestream.yml and asks which of them are to be taken
/// over.
class ImportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// file           whose plan it is
    /// configuration  ours, for the text
    ImportDialog(std::filesystem::path file, ImportAnswer plan,
                 const std::filesystem::path& configuration, QWidget* parent = nullptr);

    QListWidget& list() { return *m_list; }
    /// What was chosen.
    std::vector<ImportCandidate> chosen() const;

private:
    void fillList();
    QString remarks() const;
    void enable();

    const std::filesystem::path m_file;
    const ImportAnswer m_plan;
    QListWidget* m_list;
    QPushButton* m_import;
};

} // namespace walkeeper::ui
