#include "core/timetravel/moment_vfs.h"

#include "core/timetravel/moment_index.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace walkeeper {

namespace {

constexpr std::size_t versionBytes = 18;         ///< write and read version of the file format
constexpr std::byte rollbackMode = std::byte{1}; ///< instead of 2, WAL

/// What SQLite has open: the moment, or a temporary file.
struct OpenFile {
    sqlite3_file base; ///< first, as SQLite wants it
    MomentVfs* vfs;
    ScratchBytes* temporary; ///< null for the moment
};

OpenFile& openFile(sqlite3_file* file)
{
    return *reinterpret_cast<OpenFile*>(file);
}

/// The mode bytes, if they are among `bytes`.
void hideWalMode(std::uint64_t offset, ByteSpan bytes)
{
    for (std::size_t place = versionBytes; place < versionBytes + 2; ++place) {
        if (place >= offset && place - offset < bytes.size())
            bytes[static_cast<std::size_t>(place - offset)] = rollbackMode;
    }
}

} // namespace

/// The functions that SQLite calls; friends of what they belong to.
struct VfsCalls {
    static MomentVfs& self(sqlite3_vfs* vfs) { return *static_cast<MomentVfs*>(vfs->pAppData); }
    static sqlite3_vfs* system() { return sqlite3_vfs_find(nullptr); }

    static int fail(MomentVfs& vfs, Error error, int code)
    {
        // SQLite turns a read that was interrupted into an error of the disk.
        vfs.m_error = std::move(error);
        return vfs.m_error->code == ErrorCode::NoSpace ? SQLITE_FULL : code;
    }

    // File.

    static int close(sqlite3_file* file)
    {
        delete openFile(file).temporary;
        return SQLITE_OK;
    }

    static Result<std::size_t> readInto(OpenFile& file, std::uint64_t offset, ByteSpan into)
    {
        if (!file.temporary)
            return file.vfs->m_moment->read(offset, into, file.vfs->m_token);
        const std::uint64_t size = file.temporary->size();
        const std::uint64_t left = size > offset ? size - offset : 0;
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, into.size()));
        if (Result<void> read = file.temporary->readAt(offset, into.first(count)); !read)
            return std::move(read).error();
        return count;
    }

    static int read(sqlite3_file* raw, void* into, int count, sqlite3_int64 offset)
    {
        OpenFile& file = openFile(raw);
        const ByteSpan bytes(static_cast<std::byte*>(into), static_cast<std::size_t>(count));
        Result<std::size_t> size = readInto(file, static_cast<std::uint64_t>(offset), bytes);
        if (!size)
            return fail(*file.vfs, std::move(size).error(), SQLITE_IOERR_READ);
        if (!file.temporary)
            hideWalMode(static_cast<std::uint64_t>(offset), bytes.first(*size));
        std::ranges::fill(bytes.subspan(*size), std::byte{});
        return *size == bytes.size() ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    }

    static int write(sqlite3_file* raw, const void* from, int count, sqlite3_int64 offset)
    {
        OpenFile& file = openFile(raw);
        if (!file.temporary)
            return SQLITE_READONLY;
        Result<void> written = file.temporary->writeAt(
            static_cast<std::uint64_t>(offset),
            {static_cast<const std::byte*>(from), static_cast<std::size_t>(count)});
        return written ? SQLITE_OK
                       : fail(*file.vfs, std::move(written).error(), SQLITE_IOERR_WRITE);
    }

    static int truncate(sqlite3_file* raw, sqlite3_int64 size)
    {
        OpenFile& file = openFile(raw);
        if (!file.temporary)
            return SQLITE_READONLY;
        file.temporary->cut(static_cast<std::uint64_t>(size));
        return SQLITE_OK;
    }

    static int sync(sqlite3_file*, int) { return SQLITE_OK; }

    static int fileSize(sqlite3_file* raw, sqlite3_int64* size)
    {
        const OpenFile& file = openFile(raw);
        *size = static_cast<sqlite3_int64>(
            file.temporary ? file.temporary->size() : file.vfs->m_moment->facts().databaseBytes);
        return SQLITE_OK;
    }

    static int lock(sqlite3_file*, int) { return SQLITE_OK; }

    static int checkReservedLock(sqlite3_file*, int* isReserved)
    {
        *isReserved = 0;
        return SQLITE_OK;
    }

    static int fileControl(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sectorSize(sqlite3_file*) { return 4096; }

    static int deviceCharacteristics(sqlite3_file* file)
    {
        return openFile(file).temporary ? 0 : SQLITE_IOCAP_IMMUTABLE;
    }

    static const sqlite3_io_methods* fileMethods()
    {
        static const sqlite3_io_methods methods = {
            .iVersion = 1,
            .xClose = close,
            .xRead = read,
            .xWrite = write,
            .xTruncate = truncate,
            .xSync = sync,
            .xFileSize = fileSize,
            .xLock = lock,
            .xUnlock = lock,
            .xCheckReservedLock = checkReservedLock,
            .xFileControl = fileControl,
            .xSectorSize = sectorSize,
            .xDeviceCharacteristics = deviceCharacteristics,
        };
        return &methods;
    }

    // VFS.

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* raw, int flags, int* outFlags)
    {
        constexpr int temporary = SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB |
                                  SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_SUBJOURNAL;
        OpenFile& file = openFile(raw);
        file = {};
        const bool isMoment = (flags & SQLITE_OPEN_MAIN_DB) != 0 && name &&
                              std::string_view(name) == MomentVfs::fileName;
        if (!isMoment && (flags & temporary) == 0)
            return SQLITE_CANTOPEN;
        file.vfs = &self(vfs);
        if (!isMoment)
            file.temporary = new ScratchBytes(file.vfs->m_moment->scratch());
        file.base.pMethods = fileMethods();
        if (outFlags)
            *outFlags = isMoment ? SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB : flags;
        return SQLITE_OK;
    }

    static int remove(sqlite3_vfs*, const char*, int) { return SQLITE_IOERR_DELETE_NOENT; }

    static int access(sqlite3_vfs*, const char*, int, int* outcome)
    {
        *outcome = 0; // there is nothing beside the moment
        return SQLITE_OK;
    }

    static int fullPathname(sqlite3_vfs*, const char* name, int size, char* out)
    {
        std::snprintf(out, static_cast<std::size_t>(size), "%s", name);
        return SQLITE_OK;
    }

    static void* refuseCode(sqlite3_vfs*, const char*) { return nullptr; }
    static void refuseCodeError(sqlite3_vfs*, int size, char* message)
    {
        std::snprintf(message, static_cast<std::size_t>(size), "no code is loaded from a moment");
    }

    static int randomness(sqlite3_vfs*, int size, char* out)
    {
        return system()->xRandomness(system(), size, out);
    }
    static int sleep(sqlite3_vfs*, int microseconds)
    {
        return system()->xSleep(system(), microseconds);
    }
    static int currentTime(sqlite3_vfs*, double* out)
    {
        return system()->xCurrentTime(system(), out);
    }
    static int lastError(sqlite3_vfs*, int, char*) { return 0; }
};

struct MomentVfs::Registration {
    explicit Registration(MomentVfs& owner)
        : vfs{.iVersion = 1,
              .szOsFile = sizeof(OpenFile),
              .mxPathname = 512,
              .zName = owner.m_name.c_str(),
              .pAppData = &owner,
              .xOpen = VfsCalls::open,
              .xDelete = VfsCalls::remove,
              .xAccess = VfsCalls::access,
              .xFullPathname = VfsCalls::fullPathname,
              .xDlOpen = VfsCalls::refuseCode,
              .xDlError = VfsCalls::refuseCodeError,
              .xRandomness = VfsCalls::randomness,
              .xSleep = VfsCalls::sleep,
              .xCurrentTime = VfsCalls::currentTime,
              .xGetLastError = VfsCalls::lastError}
    {
    }
    ~Registration() { sqlite3_vfs_unregister(&vfs); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

    sqlite3_vfs vfs;
};

Result<std::unique_ptr<MomentVfs>> MomentVfs::mount(std::unique_ptr<Moment> moment)
{
    std::unique_ptr<MomentVfs> mounted(new MomentVfs(std::move(moment)));
    mounted->m_registration = std::make_unique<Registration>(*mounted);
    if (sqlite3_vfs_register(&mounted->m_registration->vfs, 0) != SQLITE_OK)
        return Error{ErrorCode::Internal, "SQLite does not take a moment as a place for files"};
    return mounted;
}

MomentVfs::MomentVfs(std::unique_ptr<Moment> moment) : m_moment(std::move(moment))
{
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "walkeeper-moment-%p", static_cast<void*>(this));
    m_name = text.data();
}

MomentVfs::~MomentVfs() = default;

std::optional<Error> MomentVfs::takeError()
{
    return std::exchange(m_error, std::nullopt);
}

} // namespace walkeeper
