#pragma once

#include "ui/restore/destination_box.h"
#include "ui/restore/restore_flow.h"

#include <QTimeZone>
#include <QWidget>

class QButtonGroup;
class QCheckBox;
class QPushButton;

namespace walkeeper::ui {

class CommandBox;
class FactGrid;

/// The plan in words, and what is to be decided: where to, and how to check.
class RestorePlanPage final : public QWidget
{
    Q_OBJECT

public:
    struct Source {
        QString name;                ///< of the replica
        std::optional<double> speed; ///< as speedOf() gives it
    };
    /// flow  outlives it
    RestorePlanPage(RestoreFlow& flow, const ProposedPlaces& places, const Source& source,
                    const QTimeZone& zone, QWidget* parent = nullptr);

    /// The keyboard goes to the place for the database. Once it is where it belongs: a page that
    /// is put into another widget forgets.
    void begin();
    /// How much has to be read, as it is shown.
    QString toRead() const;
    /// Shows the flow as it is now.
    void update();

signals:
    void restoreWanted(const walkeeper::ui::RestoreChoice& choice);
    void closeWanted();

private:
    enum Fact { From, ToRead, ToWrite, Free };

    QWidget* makeObstacle();
    QWidget* makeShortage();
    QWidget* makeChecks();
    QLayout* makeButtons();
    void examine();
    void takeFacts(const DestinationAnswer& answer);
    void showDestination();
    void enable();
    void showPlan(const RestorePlan& plan);
    void showObstacle(const QString& sentence, const QString& offer);
    std::optional<std::uint64_t> databaseBytes() const;
    RestoreChoice choice() const;

    RestoreFlow& m_flow;
    const QTimeZone m_zone;
    const std::optional<double> m_speed;
    WrappedLabel* m_plan;
    FactGrid* m_facts;
    QWidget* m_obstacle = nullptr;
    WrappedLabel* m_obstacleText = nullptr;
    QCheckBox* m_takeNewest = nullptr;
    QWidget* m_shortage = nullptr;
    WrappedLabel* m_shortageText = nullptr;
    DestinationBox* m_destination;
    std::optional<DestinationFacts> m_found; ///< of the destination that is chosen now
    QButtonGroup* m_checks = nullptr;
    CommandBox* m_command;
    QPushButton* m_restore = nullptr;
};

} // namespace walkeeper::ui
