#include "tests/support/give_up.h"

#include <cstdio>
#include <cstdlib>

namespace walkeeper::test {

void giveUp(std::string_view message)
{
    std::fprintf(stderr, "FAIL!  : %.*s\n", static_cast<int>(message.size()), message.data());
    std::fflush(nullptr);
    std::_Exit(1);
}

} // namespace walkeeper::test
