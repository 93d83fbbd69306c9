#pragma once

#include "core/base/result.h"
#include "core/operations/restore_destination.h"

#include <QWidget>

#include <filesystem>
#include <optional>

class QLineEdit;
class QPushButton;
class QRadioButton;

namespace walkeeper::ui {

class WrappedLabel;

/// What a dialog proposes for a restored database.
struct ProposedPlaces {
    QString folder;                 ///< for a new file
    QString name;                   ///< of a new file, without folder and ending
    std::filesystem::path database; ///< that is to be restored over; empty: not known
};

/// Asks where a restored database goes: into a new file, or over a database that is there.
class DestinationBox final : public QWidget
{
    Q_OBJECT

public:
    explicit DestinationBox(const ProposedPlaces& places, QWidget* parent = nullptr);

    /// Absolute; empty while nothing is typed.
    std::filesystem::path path() const;
    bool isInPlace() const;
    void chooseInPlace();
    /// Whether nothing is known against it.
    bool isUsable() const { return m_isUsable; }

    /// What was found out about a path; left alone if it is not the one that stands here now.
    void take(const Result<DestinationFacts>& facts);

    /// The keyboard goes to the path, all of it selected.
    void begin();

signals:
    /// Another place is chosen: take() is waited for.
    void changed();

private:
    void showKind();
    void browse();
    void examine();
    void say(const QString& problem);
    QString proposal() const;
    bool isFixed() const;

    const ProposedPlaces m_places;
    QRadioButton* m_newFile;
    QRadioButton* m_inPlace;
    WrappedLabel* m_explanation;
    QLineEdit* m_path;
    QPushButton* m_browse;
    WrappedLabel* m_hint;
    QString m_otherPath; ///< of the choice that is not made now
    int m_attempt = 1;   ///< at a name that is not taken
    bool m_isUsable = false;
};

} // namespace walkeeper::ui
