// Restores in place, or brings back, and is killed right before its n-th call of the file system.

#include "core/operations/restore_in_place.h"
#include "tests/support/faulty_file_system.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace walkeeper;

/// N restore DATABASE REPLICA, or N bring-back SAFETY_COPY
int main(int count, char** arguments)
{
    if (count < 4)
        return 2;
    test::FaultyFileSystem files({.nth = 0});
    int left = std::atoi(arguments[1]);
    files.setObserver([&left](test::FileCall) {
        if (--left == 0)
            std::raise(SIGKILL);
    });
    const SystemClock clock;
    const StoreRegistry stores = standardRegistry();
    const OperationContext context{files, clock, stores};
    Error error;
    if (count == 5) {
        RestoreRequest request;
        request.output = arguments[3];
        request.source = *parseStoreUrl(arguments[4]);
        request.target.what = RestoreTarget::AtIndex{0};
        request.target.generation = GenerationId(0x0e5f1a2b3c4d5e6f);
        request.parallelism = 1;
        NoProgress silent;
        const auto restored = restoreInPlace(request, context, {}, silent);
        if (restored)
            return 0;
        error = restored.error();
    } else {
        const auto back = bringBack(arguments[3], context, {});
        if (back)
            return 0;
        error = back.error();
    }
    std::fprintf(stderr, "%s\n", error.message.c_str());
    return 1;
}
