#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace walkeeper {

/// Text that must not be seen: it cannot be streamed or converted to a string by accident, and its
/// memory is wiped when it is destroyed.
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string text) : m_text(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret& operator=(const Secret& other)
    {
        if (this != &other) {
            wipe();
            m_text = other.m_text;
        }
        return *this;
    }
    Secret(Secret&& other) noexcept : m_text(std::move(other.m_text)) { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            wipe();
            m_text = std::move(other.m_text);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    bool isEmpty() const { return m_text.empty(); }
    /// For the one place that needs the text itself: never for messages or logs.
    std::string_view reveal() const { return m_text; }

    bool operator==(const Secret&) const = default;

private:
    void wipe()
    {
        // Through a volatile pointer, or the compiler drops writes to memory that is about to go.
        m_text.resize(m_text.capacity());
        volatile char* byte = m_text.data();
        for (std::size_t left = m_text.size(); left > 0; --left)
            *byte++ = '\0';
        m_text.clear();
    }

    std::string m_text;
};

} // namespace walkeeper
