#pragma once

namespace walkeeper::test {

/// While it lives, file permissions count as for an ordinary user, also where the tests run as
/// root (the user and group "nobody" then). For the whole process: only while one thread runs.
class Unprivileged
{
public:
    Unprivileged();
    ~Unprivileged();
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;

private:
    bool m_wasRoot = false;
};

} // namespace walkeeper::test
