#pragma once

#include "ui/moment/moment_panel.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;

namespace walkeeper::ui {

class ObjectPanel;

/// Beside the timeline and its tabs: what can be done with the chosen moment, and facts about it,
/// or about the chosen object.
class Inspector final : public QWidget
{
    Q_OBJECT

public:
    /// objects  shown in it from now on
    Inspector(Engine& engine, ObjectPanel& objects, QWidget* parent = nullptr);

    MomentFacts& facts() { return *m_facts; }
    void setMoment(const std::optional<Moment>& moment, const QTimeZone& zone);
    /// Shows the chosen object instead of the moment.
    void showObject(bool isWanted);

signals:
    void restoreWanted();
    void labelWanted();

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeMomentPage();
    void showIcons();

    QPushButton* m_restore;
    QPushButton* m_label;
    MomentFacts* m_facts;
    QStackedWidget* m_pages;
};

} // namespace walkeeper::ui
