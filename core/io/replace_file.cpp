#include "core/io/replace_file.h"

#include <span>
#include <system_error>

namespace walkeeper {

namespace fs = std::filesystem;

namespace {

Result<void> writeBeside(const fs::path& target, const fs::path& temporary,
                         std::string_view content, FileSystem& files)
{
    Result<std::unique_ptr<File>> file = files.open(temporary, OpenMode::CreateNew);
    if (!file)
        return std::move(file).error();
    Result<void> done =
        (*file)->writeAt(0, std::as_bytes(std::span(content.data(), content.size())));
    if (done)
        done = (*file)->sync();
    if (!done)
        return done;
    // Who may read it stays as it was.
    std::error_code ignored;
    const fs::file_status before = fs::status(target, ignored);
    if (fs::is_regular_file(before))
        fs::permissions(temporary, before.permissions(), ignored);
    return files.renameOver(temporary, target);
}

} // namespace

Result<void> replaceFile(const fs::path& target, std::string_view content, FileSystem& files)
{
    std::error_code failure;
    const fs::path real = fs::weakly_canonical(target, failure);
    const fs::path& file = failure ? target : real;
    const fs::path temporary = temporaryBeside(file);
    Result<void> done = writeBeside(file, temporary, content, files);
    if (!done)
        static_cast<void>(files.remove(temporary));
    else
        done = files.syncDirectory(file.parent_path());
    return done ? done : std::move(done).error().during("cannot write " + target.string());
}

} // namespace walkeeper
