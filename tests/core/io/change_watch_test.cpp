#include "core/io/change_watch.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <condition_variable>
#include <fstream>

using namespace walkeeper;
using namespace walkeeper::test;

class ChangeWatchTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsOfWrites();
    void watchesTheNewFileInPlaceOfTheOld();
    void tellsNothingOfWhatIsForgotten();
    void aMissingFileIsAnError();

private:
    /// Notes what the watch tells.
    struct Notes {
        ChangeWatch::Callback callback()
        {
            return [this](std::uint64_t id) {
                const std::lock_guard lock(mutex);
                last = id;
                changed.notify_all();
            };
        }
        bool hears(std::uint64_t id)
        {
            std::unique_lock lock(mutex);
            const bool heard =
                changed.wait_for(lock, std::chrono::seconds(30), [&] { return last == id; });
            last = 0;
            return heard;
        }
        std::mutex mutex;
        std::condition_variable changed;
        std::uint64_t last = 0;
    };
    static void append(const std::filesystem::path& path)
    {
        std::ofstream(path, std::ios::app) << "x" << std::flush;
    }
};

void ChangeWatchTest::tellsOfWrites()
{
    const TestFolder folder;
    const auto a = folder.write("a", "");
    const auto b = folder.write("b", "");
    Notes notes;
    ChangeWatch watch(notes.callback());
    QVERIFY(watch.watch(1, a));
    QVERIFY(watch.watch(2, b));

    append(b);
    QVERIFY(notes.hears(2));
    append(a);
    QVERIFY(notes.hears(1));
}

void ChangeWatchTest::watchesTheNewFileInPlaceOfTheOld()
{
    const TestFolder folder;
    const auto path = folder.write("a", "");
    Notes notes;
    ChangeWatch watch(notes.callback());
    QVERIFY(watch.watch(1, path));
    std::filesystem::remove(path);
    folder.write("a", "new");

    QVERIFY(watch.watch(1, path));
    append(path);
    QVERIFY(notes.hears(1));
}

void ChangeWatchTest::tellsNothingOfWhatIsForgotten()
{
    const TestFolder folder;
    const auto a = folder.write("a", "");
    const auto b = folder.write("b", "");
    Notes notes;
    ChangeWatch watch(notes.callback());
    QVERIFY(watch.watch(1, a));
    QVERIFY(watch.watch(2, b));
    watch.forget(1);

    append(a);
    append(b); // events come in order
    QVERIFY(notes.hears(2));
}

void ChangeWatchTest::aMissingFileIsAnError()
{
    const TestFolder folder;
    ChangeWatch watch([](std::uint64_t) {});
    QCOMPARE(watch.watch(1, folder / "missing").error().code, ErrorCode::NotFound);
    watch.forget(1);
}

WALKEEPER_TEST(ChangeWatchTest)
#include "change_watch_test.moc"
