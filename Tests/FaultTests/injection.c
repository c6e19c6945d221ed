// A preloaded library that lets system calls on one folder fail, as a control block in a shared file says. Linux only.
//
// FAULT_CONTROL names the file with the control block, FAULT_ROOT the folder. Calls on paths elsewhere are not touched and not counted.
// While the block is armed, the calls of the kinds in `calls` on paths that contain `part` are numbered from 1; those from `first` to `last`
// get what `mode` says. Descriptors are looked up in /proc/self/fd.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// The order is that of CALLS in faults/injection.py.
enum call { OPEN, CREATE, WRITE, PWRITE, READ, FSYNC, FDATASYNC, RENAME, LINK, UNLINK, TRUNCATE, MKDIR, CALLS };
// FAIL: the call does nothing and reports `error`. SHORT: it writes half. TORN: the first writes half, those after it fail.
enum mode { FAIL, SHORT, TORN };
enum outcome { PASS, HALF, BROKEN };

struct control {
    _Atomic uint32_t armed;
    uint32_t calls, error, mode;
    uint64_t first, last;
    _Atomic uint64_t seen, injected;
    _Atomic uint64_t counts[CALLS];
    char part[64];
    char path[256];
};

static struct control nothing, *control = &nothing;
static char root[PATH_MAX];
static size_t root_size;

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("FAULT_ROOT"), *name = getenv("FAULT_CONTROL");
    if (!folder || !name || !realpath(folder, root)) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC, 0);
    if (file < 0) return;
    void *page = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page == MAP_FAILED) return;
    control = page;
    root_size = strlen(root);
}

static enum outcome judge(enum call call, const char *path) {
    if (root_size == 0 || strncmp(path, root, root_size) != 0 || (path[root_size] != '/' && path[root_size] != 0)) return PASS;
    if (!strstr(path + root_size, control->part)) return PASS;
    atomic_fetch_add(&control->counts[call], 1);
    if (!control->armed || !(control->calls >> call & 1)) return PASS;
    uint64_t number = atomic_fetch_add(&control->seen, 1) + 1;
    if (number < control->first || number > control->last) return PASS;
    atomic_fetch_add(&control->injected, 1);
    strncpy(control->path, path + root_size, sizeof control->path - 1);
    if (control->mode == SHORT || (control->mode == TORN && number == control->first)) return HALF;
    errno = (int)control->error;
    return BROKEN;
}

static enum outcome judge_descriptor(enum call call, int descriptor) {
    if (root_size == 0) return PASS;
    int before = errno;
    char link[64], path[PATH_MAX + 1];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, PATH_MAX);
    errno = before;
    if (size < 0) return PASS;
    path[size] = 0;
    return judge(call, path);
}

// Paths below a descriptor are looked at when they are absolute or begin in the working folder; the server uses no others.
static enum outcome judge_at(enum call call, int folder, const char *path) {
    if (path[0] == '/') return judge(call, path);
    char whole[2 * PATH_MAX], base[PATH_MAX + 1];
    char link[64] = "/proc/self/cwd";
    if (folder != AT_FDCWD) snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t size = readlink(link, base, PATH_MAX);
    if (size < 0) return PASS;
    base[size] = 0;
    snprintf(whole, sizeof whole, "%s/%s", base, path);
    return judge(call, whole);
}

// Opening

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    if (judge_at(flags & O_CREAT ? CREATE : OPEN, folder, path) == BROKEN) return -1;
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define WITH_MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }

int open(const char *path, int flags, ...) { WITH_MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { WITH_MODE(flags) return open_at(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { WITH_MODE(flags) return open_at(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { WITH_MODE(flags) return open_at(folder, path, flags | O_LARGEFILE, mode); }
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags | O_LARGEFILE, 0); }

// Writing and reading

static size_t half(size_t count) { return count > 1 ? count / 2 : count; }

ssize_t write(int descriptor, const void *bytes, size_t count) {
    switch (judge_descriptor(WRITE, descriptor)) {
    case BROKEN: return -1;
    case HALF: return syscall(SYS_write, descriptor, bytes, half(count));
    default: return syscall(SYS_write, descriptor, bytes, count);
    }
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    switch (judge_descriptor(WRITE, descriptor)) {
    case BROKEN: return -1;
    case HALF: return syscall(SYS_write, descriptor, parts[0].iov_base, half(parts[0].iov_len));
    default: return syscall(SYS_writev, descriptor, parts, count);
    }
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    switch (judge_descriptor(PWRITE, descriptor)) {
    case BROKEN: return -1;
    case HALF: return syscall(SYS_pwrite64, descriptor, bytes, half(count), offset);
    default: return syscall(SYS_pwrite64, descriptor, bytes, count, offset);
    }
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) { return pwrite64(descriptor, bytes, count, offset); }

ssize_t pread64(int descriptor, void *bytes, size_t count, off64_t offset) {
    switch (judge_descriptor(READ, descriptor)) {
    case BROKEN: return -1;
    case HALF: return syscall(SYS_pread64, descriptor, bytes, half(count), offset);
    default: return syscall(SYS_pread64, descriptor, bytes, count, offset);
    }
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) { return pread64(descriptor, bytes, count, offset); }

int ftruncate64(int descriptor, off64_t size) {
    return judge_descriptor(TRUNCATE, descriptor) == BROKEN ? -1 : (int)syscall(SYS_ftruncate, descriptor, size);
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

// Synchronising

int fsync(int descriptor) { return judge_descriptor(FSYNC, descriptor) == BROKEN ? -1 : (int)syscall(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return judge_descriptor(FDATASYNC, descriptor) == BROKEN ? -1 : (int)syscall(SYS_fdatasync, descriptor); }

// Names

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    if (judge_at(RENAME, to_folder, to) == BROKEN) return -1;
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) { return renameat2(from_folder, from, to_folder, to, 0); }
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (judge_at(LINK, to_folder, to) == BROKEN) return -1;
    return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int folder, const char *path, int flags) {
    return judge_at(UNLINK, folder, path) == BROKEN ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int mkdirat(int folder, const char *path, mode_t mode) {
    return judge_at(MKDIR, folder, path) == BROKEN ? -1 : (int)syscall(SYS_mkdirat, folder, path, mode);
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
