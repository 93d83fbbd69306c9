#include "tests/support/faulty_vfs.h"

#include "tests/support/give_up.h"

#include <sqlite3.h>

#include <new>

namespace walkeeper::test {

/// What SQLite takes for its file: ours, with the real one right behind it.
struct FaultyVfs::OpenFile {
    sqlite3_file base;
    FaultyVfs* vfs;

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

struct FaultyVfs::Methods {
    static OpenFile& of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
    static sqlite3_file* real(sqlite3_file* file) { return of(file).real(); }
    static bool fails(sqlite3_file* file, SqliteCall call) { return of(file).vfs->fails(call); }
    static FaultyVfs& of(sqlite3_vfs* vfs) { return *static_cast<FaultyVfs*>(vfs->pAppData); }

    static int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
    static int read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset)
    {
        if (fails(file, SqliteCall::Read))
            return SQLITE_IOERR_READ;
        const int code = real(file)->pMethods->xRead(real(file), into, size, offset);
        const FaultyVfs& vfs = *of(file).vfs;
        if (vfs.m_isArmed && vfs.m_readObserver)
            vfs.m_readObserver(size);
        return code;
    }
    static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset)
    {
        if (!fails(file, SqliteCall::Write))
            return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
        const SqliteFault& fault = of(file).vfs->m_fault;
        if (fault.writeHalf)
            real(file)->pMethods->xWrite(real(file), bytes, size / 2, offset);
        return fault.noSpace ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    static int truncate(sqlite3_file* file, sqlite3_int64 size)
    {
        if (fails(file, SqliteCall::Truncate))
            return SQLITE_IOERR_TRUNCATE;
        return real(file)->pMethods->xTruncate(real(file), size);
    }
    static int sync(sqlite3_file* file, int flags)
    {
        if (fails(file, SqliteCall::Sync))
            return SQLITE_IOERR_FSYNC;
        if (!of(file).vfs->m_fault.syncs)
            return SQLITE_OK;
        return real(file)->pMethods->xSync(real(file), flags);
    }
    static int fileSize(sqlite3_file* file, sqlite3_int64* size)
    {
        if (fails(file, SqliteCall::FileSize))
            return SQLITE_IOERR_FSTAT;
        return real(file)->pMethods->xFileSize(real(file), size);
    }
    static int lock(sqlite3_file* file, int level)
    {
        if (fails(file, SqliteCall::Lock))
            return SQLITE_IOERR_LOCK;
        return real(file)->pMethods->xLock(real(file), level);
    }
    static int unlock(sqlite3_file* file, int level)
    {
        return real(file)->pMethods->xUnlock(real(file), level);
    }
    static int checkReservedLock(sqlite3_file* file, int* isReserved)
    {
        return real(file)->pMethods->xCheckReservedLock(real(file), isReserved);
    }
    static int fileControl(sqlite3_file* file, int operation, void* argument)
    {
        return real(file)->pMethods->xFileControl(real(file), operation, argument);
    }
    static int sectorSize(sqlite3_file* file)
    {
        return real(file)->pMethods->xSectorSize(real(file));
    }
    static int deviceCharacteristics(sqlite3_file* file)
    {
        return real(file)->pMethods->xDeviceCharacteristics(real(file));
    }
    static int shmMap(sqlite3_file* file, int page, int pageSize, int extend,
                      void volatile** mapped)
    {
        if (fails(file, SqliteCall::ShmMap))
            return SQLITE_IOERR_SHMMAP;
        return real(file)->pMethods->xShmMap(real(file), page, pageSize, extend, mapped);
    }
    static int shmLock(sqlite3_file* file, int slot, int count, int flags)
    {
        if ((flags & SQLITE_SHM_LOCK) != 0 && fails(file, SqliteCall::ShmLock))
            return SQLITE_IOERR_SHMLOCK;
        return real(file)->pMethods->xShmLock(real(file), slot, count, flags);
    }
    static void shmBarrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
    static int shmUnmap(sqlite3_file* file, int deletes)
    {
        return real(file)->pMethods->xShmUnmap(real(file), deletes);
    }

    // Version 2: nothing of a file is mapped, so that every read comes by here.
    static constexpr sqlite3_io_methods table = {2,
                                                 close,
                                                 read,
                                                 write,
                                                 truncate,
                                                 sync,
                                                 fileSize,
                                                 lock,
                                                 unlock,
                                                 checkReservedLock,
                                                 fileControl,
                                                 sectorSize,
                                                 deviceCharacteristics,
                                                 shmMap,
                                                 shmLock,
                                                 shmBarrier,
                                                 shmUnmap,
                                                 nullptr,
                                                 nullptr};

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                    int* outFlags)
    {
        FaultyVfs& self = of(vfs);
        OpenFile& opened = *new (file) OpenFile{{nullptr}, &self};
        if (self.fails(SqliteCall::Open))
            return SQLITE_CANTOPEN;
        opened.real()->pMethods = nullptr;
        const int code = self.m_real->xOpen(self.m_real, name, opened.real(), flags, outFlags);
        if (code == SQLITE_OK)
            opened.base.pMethods = &table;
        else if (opened.real()->pMethods)
            close(file);
        return code;
    }
    static int remove(sqlite3_vfs* vfs, const char* name, int syncs)
    {
        return of(vfs).m_real->xDelete(of(vfs).m_real, name, syncs);
    }
    static int access(sqlite3_vfs* vfs, const char* name, int flags, int* result)
    {
        FaultyVfs& self = of(vfs);
        if (self.fails(SqliteCall::Access))
            return SQLITE_IOERR_ACCESS;
        return self.m_real->xAccess(self.m_real, name, flags, result);
    }
    static int fullPathname(sqlite3_vfs* vfs, const char* name, int size, char* out)
    {
        return of(vfs).m_real->xFullPathname(of(vfs).m_real, name, size, out);
    }
    static int randomness(sqlite3_vfs* vfs, int size, char* out)
    {
        return of(vfs).m_real->xRandomness(of(vfs).m_real, size, out);
    }
    static int sleep(sqlite3_vfs* vfs, int microseconds)
    {
        return of(vfs).m_real->xSleep(of(vfs).m_real, microseconds);
    }
    static int currentTime(sqlite3_vfs* vfs, double* now)
    {
        return of(vfs).m_real->xCurrentTime(of(vfs).m_real, now);
    }
    static int lastError(sqlite3_vfs* vfs, int size, char* out)
    {
        return of(vfs).m_real->xGetLastError(of(vfs).m_real, size, out);
    }
    static int currentTimeInt64(sqlite3_vfs* vfs, sqlite3_int64* now)
    {
        return of(vfs).m_real->xCurrentTimeInt64(of(vfs).m_real, now);
    }
};

FaultyVfs::FaultyVfs(SqliteFault fault)
    : m_fault(fault),
      m_real(sqlite3_vfs_find(nullptr)),
      m_vfs(std::make_unique<sqlite3_vfs>())
{
    m_vfs->iVersion = 2;
    m_vfs->szOsFile = static_cast<int>(sizeof(OpenFile)) + m_real->szOsFile;
    m_vfs->mxPathname = m_real->mxPathname;
    m_vfs->zName = "walkeeper-faulty";
    m_vfs->pAppData = this;
    m_vfs->xOpen = &Methods::open;
    m_vfs->xDelete = &Methods::remove;
    m_vfs->xAccess = &Methods::access;
    m_vfs->xFullPathname = &Methods::fullPathname;
    m_vfs->xRandomness = &Methods::randomness;
    m_vfs->xSleep = &Methods::sleep;
    m_vfs->xCurrentTime = &Methods::currentTime;
    m_vfs->xGetLastError = &Methods::lastError;
    m_vfs->xCurrentTimeInt64 = &Methods::currentTimeInt64;
    if (sqlite3_vfs_register(m_vfs.get(), 1) != SQLITE_OK)
        giveUp("cannot register a VFS");
}

FaultyVfs::~FaultyVfs()
{
    sqlite3_vfs_unregister(m_vfs.get());
    sqlite3_vfs_register(m_real, 1);
}

bool FaultyVfs::fails(SqliteCall call)
{
    if (!m_isArmed)
        return false;
    const int number = ++m_calls[static_cast<std::size_t>(call)];
    if (m_fault.nth == 0 || call != m_fault.call || number != m_fault.nth)
        return false;
    m_hasFailed = true;
    return true;
}

} // namespace walkeeper::test
