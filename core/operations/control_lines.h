#pragma once

#include "core/io/socket.h"

#include <string>

namespace walkeeper {

/// Takes lines from a connection. For one thread.
class LineReader
{
public:
    LineReader(Socket& socket, std::size_t longest) : m_socket(socket), m_longest(longest) {}

    /// The next line without its end.
    /// errors  Busy: none came in time, ask again; Unavailable: the other side is gone;
    ///         InvalidArgument: a longer line than allowed
    Result<std::string> next(Socket::Deadline deadline);

private:
    Socket& m_socket;
    std::size_t m_longest;
    std::string m_buffer;
    std::size_t m_searched = 0; ///< bytes of the buffer without a line's end
};

} // namespace walkeeper
