#pragma once

#include <QObject>
#include <QPoint>
#include <QProcess>
#include <QTemporaryDir>

#include <functional>

namespace walkeeper::test {

/// Looks again and again until `holds`, at most `limit` milliseconds. Events are processed
/// meanwhile.
bool waitUntil(const std::function<bool()>& holds, int limit = 60'000);

/// A screen in memory with a window manager, and hands that press its keys and buttons: Xvfb,
/// openbox and xdotool. All of it is gone when it is destroyed.
class VirtualDisplay
{
public:
    VirtualDisplay();
    ~VirtualDisplay();
    VirtualDisplay(const VirtualDisplay&) = delete;
    VirtualDisplay& operator=(const VirtualDisplay&) = delete;

    /// Empty, or why it could not be started.
    QString start();

    /// What a program on this screen is started with; its settings are its own.
    QProcessEnvironment environment() const;

    /// The window whose title matches, or empty. pattern  a POSIX extended regular expression
    QString findWindow(const QString& pattern) const;
    QString waitForWindow(const QString& pattern) const;
    /// Likewise, and keys go to it.
    QString waitForActive(const QString& pattern) const;
    QString titleOf(const QString& window) const;

    void press(const QString& keys) const; ///< such as "ctrl+r"
    void type(const QString& text) const;
    /// Presses the left button at one place of a window, moves to another in steps, lets go.
    void drag(const QString& window, QPoint from, QPoint to) const;

private:
    QString run(const QStringList& arguments) const;

    QTemporaryDir m_folder;
    QProcess m_server;
    QProcess m_manager;
    QString m_name; ///< such as ":99"
};

} // namespace walkeeper::test
