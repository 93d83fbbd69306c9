#pragma once

#include "core/engine/engine.h"
#include "ui/labels/labels.h"
#include "ui/replication/watched_databases.h"

#include <QDialog>
#include <QTimeZone>
#include <QTimer>

#include <array>

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace walkeeper::ui {

class WrappedLabel;

/// What the dialog is about.
struct RetentionSubject {
    QString name;
    DatabaseConfig database;
    std::size_t replica = 0; ///< its place in the database's
    /// What the replica holds; null: it is not known, so nothing is forecast.
    std::shared_ptr<const ReplicaContents> contents;
};

/// How long the history of a replica is kept, and what that will mean tomorrow and in a week.
class RetentionDialog final : public QDialog
{
    Q_OBJECT

public:
    /// engine, labels, clock  outlive it
    RetentionDialog(Engine& engine, const Labels& labels, const Clock& clock,
                    RetentionSubject subject, const QTimeZone& zone, QWidget* parent = nullptr);
    ~RetentionDialog() override;

    const RetentionSubject& subject() const { return m_subject; }
    /// As it was typed; only after it was accepted.
    ReplicaChange change() const;
    bool isForecast() const { return m_answer && !m_question.isValid() && !m_soon.isActive(); }

private:
    enum Field { Retention, CheckInterval, SnapshotInterval, fields };
    enum When { Tomorrow, Week, whens };
    enum Settings { Present, Typed, bothSettings };

    QWidget* makeForm();
    QWidget* makeForecast();
    std::optional<RetentionSettings> typed() const;
    RetentionSettings present() const;
    QString problem() const;
    void examine();
    void ask();
    void forgetTyped();
    void show(const ForecastAnswer& answer);
    QString words(const ReplicaForecast& forecast) const;
    QString lostLabels() const;

    Engine& m_engine;
    const Labels& m_labels;
    const Clock& m_clock;
    const RetentionSubject m_subject;
    const QTimeZone m_zone;
    std::array<QLineEdit*, fields> m_fields{};
    std::array<std::array<WrappedLabel*, bothSettings>, whens> m_cells{};
    WrappedLabel* m_hint = nullptr;
    WrappedLabel* m_lost = nullptr;
    QPushButton* m_save = nullptr;
    QTimer m_soon; ///< typing has paused
    JobId m_question;
    ForecastAnswer m_answer;
};

} // namespace walkeeper::ui
