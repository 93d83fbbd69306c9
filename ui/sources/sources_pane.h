#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace walkeeper::ui {

class ReplicaTreePane;
class WatchPane;

/// Databases over replicas, and above them a field that leaves only those that match what is typed
/// by name, path, tag or state.
class SourcesPane final : public QWidget
{
    Q_OBJECT

public:
    /// Takes them in.
    SourcesPane(WatchPane& databases, ReplicaTreePane& replicas, QWidget* parent = nullptr);

    QLineEdit& field() { return *m_field; }

public slots:
    /// Waits for something to be typed.
    void begin();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter();
    void showNotice();
    void leave();

    WatchPane& m_databases;
    ReplicaTreePane& m_replicas;
    QLineEdit* m_field;
    QWidget* m_empty;
    QLabel* m_notice;
};

} // namespace walkeeper::ui
