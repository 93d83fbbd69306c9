#pragma once

#include "ui/restore/restore_flow.h"
#include "ui/theme/icons.h"

#include <QTimeZone>
#include <QWidget>

class QLabel;
class QPushButton;

namespace walkeeper::ui {

class ElidedLabel;
class FactGrid;
class WrappedLabel;

/// How it ended, and what can be done next.
class RestoreEndPage final : public QWidget
{
    Q_OBJECT

public:
    RestoreEndPage(const RestoreFlow& flow, const QTimeZone& zone, QWidget* parent = nullptr);

    void update();

signals:
    void closeWanted();
    void backWanted();     ///< to the plan
    void tryAgainWanted(); ///< the same once more
    void newestReachableWanted();
    void bringBackWanted();

private:
    enum Fact { Moment, Database, Read, Took, Checked, At };

    void showReport();
    QString reportWords() const;
    QString errorWords() const;
    void showEnd(Icon drawing, const QColor& colour, const QString& title, const QString& words);
    void showButtons();

    const RestoreFlow& m_flow;
    QTimeZone m_zone;
    QLabel* m_icon;
    QLabel* m_title;
    ElidedLabel* m_path;
    FactGrid* m_facts; ///< of what was restored
    WrappedLabel* m_words;
    QPushButton* m_openFolder;
    QPushButton* m_openFile;
    QPushButton* m_bringBack;
    QPushButton* m_newest;
    QPushButton* m_back;
    QPushButton* m_tryAgain;
    QPushButton* m_close;
};

} // namespace walkeeper::ui
