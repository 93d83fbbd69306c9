#pragma once

#include "core/engine/replica_contents.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QTimeZone>
#include <QWidget>

#include <memory>
#include <optional>

class QFrame;
class QLabel;
class QToolButton;

namespace walkeeper::ui {

class WrappedLabel;

/// Which state a time leads to, in words.
struct TimeAnswer {
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::TimeAnswer)

public:
    QString state;    ///< the one that would be chosen
    QString distance; ///< how far it is from what was asked for

    static TimeAnswer of(const ReplicaContents& contents, Timestamp time, const QTimeZone& zone);
};

/// A field to type a time into, and the zone that times are shown in. While somebody types, it
/// tells below which state that would choose. Enter chooses it, Escape goes back.
class TimeField final : public QWidget
{
    Q_OBJECT

public:
    /// clock  outlives it
    explicit TimeField(const Clock& clock, QWidget* parent = nullptr);

    /// What times are looked up in. Null: nothing can be typed.
    void setContents(std::shared_ptr<const ReplicaContents> contents);
    void setTimeZone(const QTimeZone& zone);
    /// The zone's name is that of this time, in summer another one than in winter.
    void setShownTime(std::optional<Timestamp> time);

    /// All that stands below the field while it does; empty otherwise.
    QString answer() const;
    QLineEdit& edit() { return *m_edit; }
    QToolButton& zoneButton() { return *m_zoneButton; }

public slots:
    /// Waits for a time to be typed.
    void begin();

signals:
    void timeChosen(walkeeper::Timestamp time);
    /// Nothing more is typed; the keyboard belongs elsewhere.
    void left();
    /// The other zone is wanted, of local time and UTC.
    void zoneSwitched();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    std::optional<Timestamp> typedTime(QString* remark) const;
    void showAnswer();
    void hideAnswer();
    void placeAnswer();
    void choose();
    void showZone();

    const Clock& m_clock;
    std::shared_ptr<const ReplicaContents> m_contents;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    std::optional<Timestamp> m_shownTime;
    QLineEdit* m_edit;
    QToolButton* m_zoneButton;
    QFrame* m_answer; ///< over what is below the field
    QLabel* m_state;
    QLabel* m_distance;
    QLabel* m_remark;
};

} // namespace walkeeper::ui
