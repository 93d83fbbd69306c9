#include "tests/support/unprivileged.h"

#include "tests/support/give_up.h"

#include <unistd.h>

namespace walkeeper::test {

namespace {

constexpr unsigned nobody = 65534;

void require(int result, const char* doing)
{
    if (result == 0)
        return;
    giveUp(doing);
}

} // namespace

Unprivileged::Unprivileged() : m_wasRoot(::geteuid() == 0)
{
    if (!m_wasRoot)
        return;
    require(::setegid(nobody), "setegid");
    require(::seteuid(nobody), "seteuid");
}

Unprivileged::~Unprivileged()
{
    if (!m_wasRoot)
        return;
    require(::seteuid(0), "seteuid");
    require(::setegid(0), "setegid");
}

} // namespace walkeeper::test
