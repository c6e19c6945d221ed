// A preloaded library that breaks one promise of the system, so that the checks can show that they notice. Linux only.
//
// TORTURE_SHIM names what is broken:
//   nofsync     fsync, fdatasync, sync_file_range, syncfs and sync report success and do nothing
//   nofile      the same, for files in staging/ only
//   nocommit    the same, for the catalogue's log only, which is what SQLite's synchronous = NORMAL comes to
//   nofolder    the same, for folders only
//   late-place  rename and link into blobs/ report success and happen TORTURE_SHIM_DELAY_MS later, so that rows are committed before their
//               bytes are in place; the removal of such a staged name waits in the same queue
// TORTURE_SHIM_COUNT names a file of 8 bytes in which the broken calls are counted.

#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static _Atomic uint64_t nowhere;
static _Atomic uint64_t *count = &nowhere;
static const char *mode = "";
static long delay_ms = 100;

__attribute__((constructor)) static void begin(void) {
    if (getenv("TORTURE_SHIM")) mode = getenv("TORTURE_SHIM");
    if (getenv("TORTURE_SHIM_DELAY_MS")) delay_ms = atol(getenv("TORTURE_SHIM_DELAY_MS"));
    int file = getenv("TORTURE_SHIM_COUNT") ? open(getenv("TORTURE_SHIM_COUNT"), O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) count = page;
    close(file);
}

static int is(const char *name) { return strcmp(mode, name) == 0; }

// Synchronisation

static int path_contains(int descriptor, const char *part) {
    char link[64], path[PATH_MAX + 1];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, PATH_MAX);
    if (size < 0) return 0;
    path[size] = 0;
    return strstr(path, part) != NULL;
}

static int is_folder(int descriptor) {
    struct stat status;
    return fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

static int swallows(int descriptor) {
    int swallowed = is("nofsync") || (is("nofile") && path_contains(descriptor, "/staging/")) ||
                    (is("nocommit") && path_contains(descriptor, "/catalogue.sqlite-wal")) || (is("nofolder") && is_folder(descriptor));
    if (swallowed) atomic_fetch_add(count, 1);
    return swallowed;
}

int fsync(int descriptor) { return swallows(descriptor) ? 0 : (int)syscall(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return swallows(descriptor) ? 0 : (int)syscall(SYS_fdatasync, descriptor); }
int syncfs(int descriptor) { return is("nofsync") ? 0 : (int)syscall(SYS_syncfs, descriptor); }
void sync(void) { if (!is("nofsync")) syscall(SYS_sync); }

int sync_file_range(int descriptor, off64_t offset, off64_t length, unsigned int flags) {
    return swallows(descriptor) ? 0 : (int)syscall(SYS_sync_file_range, descriptor, offset, length, flags);
}

// Placing. The calls wait in the order in which they came.

enum call { LINK, RENAME, UNLINK };

struct waiting {
    struct waiting *next;
    enum call call;
    struct timespec due;
    char from[PATH_MAX], to[PATH_MAX];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct waiting *first, **last = &first;  // The first stays in the queue while it is worked on.

static int call_now(enum call call, const char *from, const char *to) {
    switch (call) {
    case LINK: return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
    case RENAME: return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    default: return (int)syscall(SYS_unlinkat, AT_FDCWD, from, 0);
    }
}

static void *work(void *nothing) {
    for (;;) {
        pthread_mutex_lock(&lock);
        while (!first) pthread_cond_wait(&arrived, &lock);
        struct waiting *taken = first;
        pthread_mutex_unlock(&lock);
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &taken->due, NULL);
        pthread_mutex_lock(&lock);
        call_now(taken->call, taken->from, taken->to);
        first = taken->next;
        if (!first) last = &first;
        pthread_mutex_unlock(&lock);
        free(taken);
    }
    return nothing;
}

static void start_worker(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, NULL) == 0) pthread_detach(thread);
}

static int call_later(enum call call, const char *from, const char *to) {
    struct waiting *added = calloc(1, sizeof *added);
    if (!added) return call_now(call, from, to);
    added->call = call;
    strncpy(added->from, from, PATH_MAX - 1);
    strncpy(added->to, to, PATH_MAX - 1);
    clock_gettime(CLOCK_MONOTONIC, &added->due);
    added->due.tv_nsec += delay_ms % 1000 * 1000000;
    added->due.tv_sec += delay_ms / 1000 + added->due.tv_nsec / 1000000000;
    added->due.tv_nsec %= 1000000000;
    pthread_once(&once, start_worker);
    pthread_mutex_lock(&lock);
    *last = added;
    last = &added->next;
    pthread_cond_signal(&arrived);
    pthread_mutex_unlock(&lock);
    if (call != UNLINK) atomic_fetch_add(count, 1);
    return 0;
}

// Whether the file that has this name waits to be placed.
static int waits(const char *path) {
    int found = 0;
    pthread_mutex_lock(&lock);
    for (struct waiting *one = first; one && !found; one = one->next) found = strcmp(one->from, path) == 0;
    pthread_mutex_unlock(&lock);
    return found;
}

static int place(enum call call, const char *from, const char *to) {
    return is("late-place") && strstr(to, "/blobs/") ? call_later(call, from, to) : call_now(call, from, to);
}

static int is_here(int folder, const char *path) { return folder == AT_FDCWD || path[0] == '/'; }

int link(const char *from, const char *to) { return place(LINK, from, to); }
int rename(const char *from, const char *to) { return place(RENAME, from, to); }

int unlink(const char *path) {
    return is("late-place") && waits(path) ? call_later(UNLINK, path, "") : call_now(UNLINK, path, "");
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (is_here(from_folder, from) && is_here(to_folder, to) && flags == 0) return place(LINK, from, to);
    return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    if (is_here(from_folder, from) && is_here(to_folder, to)) return place(RENAME, from, to);
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
}
