#include "tests/system/virtual_display.h"

#include <QDir>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTest>

namespace walkeeper::test {

using namespace Qt::StringLiterals;

namespace {

void end(QProcess& process)
{
    if (process.state() == QProcess::NotRunning)
        return;
    process.terminate();
    if (!process.waitForFinished(5000)) {
        process.kill();
        process.waitForFinished();
    }
}

} // namespace

bool waitUntil(const std::function<bool()>& holds, int limit)
{
    QElapsedTimer timer;
    timer.start();
    while (!holds()) {
        if (timer.elapsed() > limit)
            return false;
        QTest::qWait(20);
    }
    return true;
}

VirtualDisplay::VirtualDisplay() = default;

VirtualDisplay::~VirtualDisplay()
{
    end(m_manager);
    end(m_server);
}

QString VirtualDisplay::start()
{
    for (const QString& program : {u"Xvfb"_s, u"openbox"_s, u"xdotool"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return u"%1 is not installed"_s.arg(program);
    }
    // The server chooses a free number itself and says which. It would throw out everybody whenever
    // the last client leaves, and xdotool leaves after each call.
    m_server.start(u"Xvfb"_s, {u"-noreset"_s, u"-displayfd"_s, u"1"_s, u"-screen"_s, u"0"_s,
                               u"1400x1000x24"_s, u"-dpi"_s, u"96"_s, u"-nolisten"_s, u"tcp"_s});
    QByteArray number;
    const bool isUp = waitUntil([&] {
        m_server.waitForReadyRead(10);
        number += m_server.readAllStandardOutput();
        return number.endsWith('\n') || m_server.state() == QProcess::NotRunning;
    });
    if (!isUp || !number.endsWith('\n'))
        return u"Xvfb does not start: "_s + QString::fromLocal8Bit(m_server.readAllStandardError());
    m_name = u':' + QString::fromLatin1(number.trimmed());
    QDir(m_folder.path()).mkpath(u"run"_s);
    QFile::setPermissions(m_folder.filePath(u"run"_s),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_manager.setProcessEnvironment(environment());
    const auto isManaged = [this] {
        if (m_manager.state() == QProcess::NotRunning)
            m_manager.start(u"openbox"_s, QStringList{});
        return !run({u"get_num_desktops"_s}).isEmpty();
    };
    if (!waitUntil(isManaged))
        return u"openbox does not start: "_s +
               QString::fromLocal8Bit(m_manager.readAllStandardError());
    return {};
}

QProcessEnvironment VirtualDisplay::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"DISPLAY"_s, m_name);
    environment.insert(u"QT_QPA_PLATFORM"_s, u"xcb"_s);
    environment.insert(u"HOME"_s, m_folder.path());
    environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"config"_s));
    environment.insert(u"XDG_CACHE_HOME"_s, m_folder.filePath(u"cache"_s));
    environment.insert(u"XDG_DATA_HOME"_s, m_folder.filePath(u"data"_s));
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_folder.filePath(u"run"_s));
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    environment.insert(u"TZ"_s, u"UTC"_s);
    environment.remove(u"WAYLAND_DISPLAY"_s);
    environment.remove(u"XAUTHORITY"_s);
    environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
    return environment;
}

QString VirtualDisplay::findWindow(const QString& pattern) const
{
    const QString found = run({u"search"_s, u"--onlyvisible"_s, u"--name"_s, pattern});
    return found.section(u'\n', 0, 0);
}

QString VirtualDisplay::waitForWindow(const QString& pattern) const
{
    QString window;
    waitUntil([&] {
        window = findWindow(pattern);
        return !window.isEmpty();
    });
    return window;
}

QString VirtualDisplay::waitForActive(const QString& pattern) const
{
    QString window;
    waitUntil([&] {
        window = findWindow(pattern);
        return !window.isEmpty() && run({u"getactivewindow"_s}) == window;
    });
    return window;
}

QString VirtualDisplay::titleOf(const QString& window) const
{
    return run({u"getwindowname"_s, window});
}

void VirtualDisplay::press(const QString& keys) const
{
    run({u"key"_s, u"--clearmodifiers"_s, keys});
}

void VirtualDisplay::type(const QString& text) const
{
    run({u"type"_s, u"--delay"_s, u"1"_s, text});
}

void VirtualDisplay::drag(const QString& window, QPoint from, QPoint to) const
{
    const auto move = [&](QPoint place) {
        run({u"mousemove"_s, u"--sync"_s, u"--window"_s, window, QString::number(place.x()),
             QString::number(place.y())});
    };
    constexpr int steps = 12;
    // Not --sync for the first: the pointer may be there already.
    run({u"mousemove"_s, u"--window"_s, window, QString::number(from.x()),
         QString::number(from.y())});
    run({u"mousedown"_s, u"1"_s});
    for (int i = 1; i <= steps; ++i)
        move(from + (to - from) * i / steps);
    run({u"mouseup"_s, u"1"_s});
}

QString VirtualDisplay::run(const QStringList& arguments) const
{
    QProcess tool;
    tool.setProcessEnvironment(environment());
    tool.start(u"xdotool"_s, arguments);
    if (!tool.waitForFinished(20'000) || tool.exitCode() != 0) {
        end(tool);
        return {};
    }
    return QString::fromUtf8(tool.readAllStandardOutput()).trimmed();
}

} // namespace walkeeper::test
