#include "core/operations/control_lines.h"

#include <array>

namespace walkeeper {

Result<std::string> LineReader::next(Socket::Deadline deadline)
{
    std::array<char, 16'384> bytes{};
    for (;;) {
        const std::size_t end = m_buffer.find('\n', m_searched);
        if (end != std::string::npos) {
            std::string line = m_buffer.substr(0, end);
            m_buffer.erase(0, end + 1);
            m_searched = 0;
            return line;
        }
        m_searched = m_buffer.size();
        if (m_buffer.size() > m_longest)
            return Error{ErrorCode::InvalidArgument, "a line is too long"};
        const Result<std::size_t> count = m_socket.receive(bytes, deadline);
        if (!count)
            return count.error();
        if (*count == 0)
            return Error{ErrorCode::Unavailable, "the other side has closed the connection"};
        m_buffer.append(bytes.data(), *count);
    }
}

} // namespace walkeeper
