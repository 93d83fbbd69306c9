#pragma once

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace walkeeper::app {

/// Lets large blocks of memory go back to the system as soon as they are freed. By itself glibc
/// learns from the first ones to keep the next, in each thread, which doubles what a replicator
/// that packs some megabytes now and then takes up for good.
inline void giveBackLargeBlocks()
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 512 * 1024);
#endif
}

} // namespace walkeeper::app
