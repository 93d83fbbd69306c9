#include "core/storage/object_store.h"

#include <algorithm>
#include <cassert>

namespace walkeeper {

namespace {

bool isComponent(std::string_view name)
{
    return !name.empty() && name != "." && name != ".." &&
           name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

} // namespace

Result<ObjectKey> ObjectKey::parse(std::string_view text)
{
    ObjectKey key;
    if (text.empty())
        return key;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find('/', begin), text.size());
        if (!isComponent(text.substr(begin, end - begin)))
            return Error{ErrorCode::InvalidArgument,
                         "\"" + std::string(text) + "\" is not the name of an object"};
        begin = end + 1;
    }
    key.m_text = text;
    return key;
}

std::string_view ObjectKey::name() const
{
    const std::string_view text = m_text;
    return text.substr(text.rfind('/') + 1); // npos + 1 is 0
}

ObjectKey ObjectKey::child(std::string_view name) const
{
    assert(isComponent(name));
    ObjectKey key;
    key.m_text.reserve(m_text.size() + 1 + name.size());
    key.m_text = m_text;
    if (!isRoot())
        key.m_text += '/';
    key.m_text += name;
    return key;
}

Error cancelledError()
{
    return {ErrorCode::Cancelled, "cancelled"};
}

} // namespace walkeeper
