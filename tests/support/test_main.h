#pragma once

#include <QTest>

#include <functional>

namespace walkeeper::test {

/// Runs one test class; the first word of the command line picks it, none runs them all.
using TestRun = std::function<int(int argc, char** argv)>;

/// Puts a test class on the program's list. Used through WALKEEPER_TEST.
class Registration
{
public:
    Registration(const char* name, TestRun run);
};

int runTests(int argc, char** argv);

} // namespace walkeeper::test

/// Stands once in each test file, before the include of its moc file.
#define WALKEEPER_TEST(TestClass)                                                                  \
    static const walkeeper::test::Registration registrationOf##TestClass(                          \
        #TestClass, [](int argc, char** argv) {                                                    \
            TestClass test;                                                                        \
            return QTest::qExec(&test, argc, argv);                                                \
        });
