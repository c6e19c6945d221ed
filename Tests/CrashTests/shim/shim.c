// A preloaded library between the server and the system. It breaks one promise of the system, kills the server at a named call, or writes down
// what becomes durable. Linux only; shim.h has what the parts share.
//
// TORTURE_SHIM names what is broken, so that the checks can show that they notice:
//   nofsync     fsync, fdatasync, sync_file_range, syncfs and sync report success and do nothing
//   nofile      the same, for files in staging/ only
//   nocommit    the same, for the catalogue's log only, which is what SQLite's synchronous = NORMAL comes to
//   nofolder    the same, for the folders in blobs/ only
//   noshards    the same, for blobs/ itself only
//   noroot      the same, for the data folder itself only
//   late-place  rename and link into blobs/ report success and happen TORTURE_SHIM_DELAY_MS later, so that rows are committed before their
//               bytes are in place; the removal of such a staged name waits in the same queue
//   short-write the last byte of every write to a file in staging/ is not written, and reported as written
//   nounlink    the removal of blobs reports success and does nothing
//   nounstage   the same, for files in staging/
// TORTURE_SHIM=point kills the server at a call: TORTURE_SHIM_POINT is a verb and a place ("fsync shard", see calls.c and places.c), and
// TORTURE_SHIM_WHEN is before, half (of a write) or after.
// TORTURE_SHIM_PAGE names a file of three 64-bit numbers: how many calls were broken or could have been the point, how many more calls until the
// point kills (0: never), and whether it has.
// TORTURE_SHIM_LOG names a file to which every change of the folder TORTURE_SHIM_ROOT is appended, see journal.c.

#include "shim.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct page {  // shim.py knows it too
    _Atomic uint64_t count, countdown, fired;
};

static struct page nowhere;
static struct page *page = &nowhere;
static const char *mode = "", *point = "", *when = "";

__attribute__((constructor)) static void begin(void) {
    if (getenv("TORTURE_SHIM")) mode = getenv("TORTURE_SHIM");
    if (getenv("TORTURE_SHIM_POINT")) point = getenv("TORTURE_SHIM_POINT");
    if (getenv("TORTURE_SHIM_WHEN")) when = getenv("TORTURE_SHIM_WHEN");
    journal_begin();
    int file = getenv("TORTURE_SHIM_PAGE") ? open(getenv("TORTURE_SHIM_PAGE"), O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) page = mapped;
    close(file);
}

int mode_is(const char *name) { return strcmp(mode, name) == 0; }

int broken(void) {
    atomic_fetch_add(&page->count, 1);
    return 1;
}

int swallows(int descriptor, enum place place) {
    int swallowed = mode_is("nofsync") || (mode_is("nofile") && place == STAGED) || (mode_is("nocommit") && place == ROWS_LOG) ||
                    (mode_is("nofolder") && place == SHARD) || (mode_is("noshards") && place == SHARDS) || (mode_is("noroot") && place == ROOT);
    (void)descriptor;
    return swallowed && broken();
}

static void die(void) {
    atomic_store(&page->fired, 1);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

int arrives(const char *verb, enum place place) {
    if (!mode_is("point")) return 0;
    size_t length = strlen(verb);
    if (strncmp(point, verb, length) || point[length] != ' ' || strcmp(point + length + 1, place_names[place])) return 0;
    atomic_fetch_add(&page->count, 1);
    uint64_t left = atomic_load(&page->countdown);
    while (left && !atomic_compare_exchange_weak(&page->countdown, &left, left - 1)) continue;
    if (left != 1) return 0;
    if (strcmp(when, "before") == 0) die();
    return 1;
}

int is_half(void) { return strcmp(when, "half") == 0; }

void leaves(int arrived) {
    if (arrived) die();
}
