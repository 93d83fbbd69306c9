#include "tests/support/test_main.h"

int main(int argc, char** argv)
{
    return walkeeper::test::runTests(argc, argv);
}
