#include "tests/support/test_main.h"

#include <QApplication>

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    return walkeeper::test::runTests(argc, argv);
}
