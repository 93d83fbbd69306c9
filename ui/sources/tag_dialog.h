#pragma once

#include <QDialog>
#include <QStringList>

class QLineEdit;

namespace walkeeper::ui {

/// What was typed with commas between: each once, whatever its case, without blanks around.
QStringList tagsFrom(const QString& typed);

/// Asks for the tags of a replica.
class TagDialog final : public QDialog
{
    Q_OBJECT

public:
    /// replica  its name
    TagDialog(const QString& replica, const QStringList& tags, QWidget* parent = nullptr);

    QStringList tags() const;

private:
    QLineEdit* m_tags;
};

} // namespace walkeeper::ui
