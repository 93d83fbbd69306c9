#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace walkeeper {

/// What the caller can do about a failure; the message says the rest to people.
/// Busy and Unavailable are the only codes worth retrying. Cancelled is not a failure.
enum class ErrorCode : std::uint8_t {
    NotFound,
    AlreadyExists,
    InvalidArgument,
    Unsupported,
    Corrupt,
    Unauthenticated,
    PermissionDenied,
    Busy,
    Unavailable,
    NoSpace,
    Cancelled,
    Internal,
};

/// The stable lower-case word of a code, for JSON and logs, such as "not-found".
std::string_view errorCodeName(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message; ///< one English line: what, where, what to do

    /// Puts what was being done before the message; the code stays.
    Error during(std::string_view doing) &&
    {
        message.insert(0, ": ");
        message.insert(0, doing);
        return std::move(*this);
    }

    bool operator==(const Error&) const = default;
};

/// A T, or the reason why there is none.
template <class T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return m_state.index() == 0; }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(value()); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const&
    {
        assert(m_state.index() == 1);
        return *std::get_if<1>(&m_state);
    }
    Error&& error() &&
    {
        assert(m_state.index() == 1);
        return std::move(*std::get_if<1>(&m_state));
    }

private:
    T& value()
    {
        assert(m_state.index() == 0);
        return *std::get_if<0>(&m_state);
    }
    const T& value() const
    {
        assert(m_state.index() == 0);
        return *std::get_if<0>(&m_state);
    }

    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() : m_error{ErrorCode::Internal, {}}, m_failed(false) {}
    Result(Error error) : m_error(std::move(error)), m_failed(true) {}

    explicit operator bool() const { return !m_failed; }

    const Error& error() const&
    {
        assert(m_failed);
        return m_error;
    }
    Error&& error() &&
    {
        assert(m_failed);
        return std::move(m_error);
    }

private:
    Error m_error;
    bool m_failed;
};

} // namespace walkeeper
