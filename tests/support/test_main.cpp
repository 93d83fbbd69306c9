#include "tests/support/test_main.h"

#include <cstdio>
#include <map>
#include <string>
#include <string_view>

#ifdef __SANITIZE_THREAD__
/// Qt Test's own watchdog thread, in a library that is not instrumented. The core has no Qt, so
/// that nothing of ours is hidden: its locks and waits are called from our own code.
extern "C" const char* __tsan_default_suppressions();
const char* __tsan_default_suppressions()
{
    return "called_from_lib:libQt6Test.so\nrace:QWaitCondition\nrace:QThread\n";
}
#endif

namespace walkeeper::test {

namespace {

std::map<std::string, TestRun, std::less<>>& registeredTests()
{
    static std::map<std::string, TestRun, std::less<>> tests;
    return tests;
}

} // namespace

Registration::Registration(const char* name, TestRun run)
{
    registeredTests().emplace(name, std::move(run));
}

int runTests(int argc, char** argv)
{
    auto& tests = registeredTests();
    if (argc > 1 && argv[1][0] != '-') {
        const auto chosen = tests.find(std::string_view(argv[1]));
        if (chosen == tests.end()) {
            std::fprintf(stderr, "no test class is called %s\n", argv[1]);
            return 1;
        }
        argv[1] = argv[0];
        return chosen->second(argc - 1, argv + 1);
    }
    int failures = 0;
    for (const auto& [name, run] : tests)
        failures += run(argc, argv);
    return failures == 0 ? 0 : 1;
}

} // namespace walkeeper::test
