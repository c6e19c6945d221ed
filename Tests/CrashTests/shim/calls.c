// The calls that are taken over. The verbs of points are: open, write, date, truncate, fsync, folder, place, unlink.

#include "shim.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_here(int folder, const char *path) { return folder == AT_FDCWD || path[0] == '/'; }

// Opening

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    int is_made = (flags & O_CREAT) && is_here(folder, path);
    int arrived = is_made && arrives("open", place_of_path(path));
    int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (is_made && descriptor >= 0) journal_open(descriptor, path);
    leaves(arrived);
    return descriptor;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_at(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_at(folder, path, flags | O_LARGEFILE, mode); }

int mkdir(const char *path, mode_t mode) {
    int arrived = arrives("folder", place_of_path(path));
    int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (result == 0) journal_paths(ENTRY_FOLDER, path, "");
    leaves(arrived);
    return result;
}

// Writing

// One write. `offset` is -1 for the place where the descriptor stands.
static ssize_t write_at(int descriptor, const void *bytes, size_t size, off64_t offset) {
    enum place place = mode_is("point") || mode_is("short-write") ? place_of(descriptor) : ELSEWHERE;
    int arrived = arrives("write", place);
    if (arrived && is_half()) size = (size + 1) / 2;
    size_t written = size;
    if (mode_is("short-write") && place == STAGED && size > 0 && broken()) written--;
    ssize_t result = offset < 0 ? syscall(SYS_write, descriptor, bytes, written) : syscall(SYS_pwrite64, descriptor, bytes, written, offset);
    if (result > 0 && journals()) {
        off64_t start = offset < 0 ? lseek64(descriptor, 0, SEEK_CUR) - result : offset;
        if (start >= 0) journal_write(descriptor, (uint64_t)start, bytes, (size_t)result);
    }
    leaves(arrived);
    return result == (ssize_t)written ? (ssize_t)size : result;
}

ssize_t write(int descriptor, const void *bytes, size_t size) { return write_at(descriptor, bytes, size, -1); }
ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset) { return write_at(descriptor, bytes, size, offset); }
ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t offset) { return write_at(descriptor, bytes, size, offset); }

// Several pieces of a file go as one, so that there is one place that writes.
static ssize_t gather(int descriptor, const struct iovec *pieces, int count, off64_t offset) {
    size_t size = 0, filled = 0;
    for (int index = 0; index < count; index++) size += pieces[index].iov_len;
    char *whole = malloc(size ? size : 1);
    if (!whole) abort();
    for (int index = 0; index < count; index++) {
        memcpy(whole + filled, pieces[index].iov_base, pieces[index].iov_len);
        filled += pieces[index].iov_len;
    }
    ssize_t result = write_at(descriptor, whole, size, offset);
    free(whole);
    return result;
}

ssize_t writev(int descriptor, const struct iovec *pieces, int count) {
    enum place place = place_of(descriptor);
    if (place != SOCKET && place != ELSEWHERE) return gather(descriptor, pieces, count, -1);
    int arrived = arrives("write", place);
    ssize_t result = arrived && is_half() ? syscall(SYS_write, descriptor, pieces[0].iov_base, (pieces[0].iov_len + 1) / 2)
                                          : syscall(SYS_writev, descriptor, pieces, count);
    leaves(arrived);
    return result;
}

ssize_t pwritev(int descriptor, const struct iovec *pieces, int count, off_t offset) { return gather(descriptor, pieces, count, offset); }
ssize_t pwritev64(int descriptor, const struct iovec *pieces, int count, off64_t offset) { return gather(descriptor, pieces, count, offset); }

ssize_t send(int descriptor, const void *bytes, size_t size, int flags) {
    int arrived = arrives("write", SOCKET);
    ssize_t result = syscall(SYS_sendto, descriptor, bytes, arrived && is_half() ? (size + 1) / 2 : size, flags, NULL, 0);
    leaves(arrived);
    return result;
}

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
    int arrived = arrives("write", SOCKET);
    ssize_t result = syscall(SYS_sendmsg, descriptor, message, flags);
    leaves(arrived);
    return result;
}

static int truncate_to(int descriptor, off64_t size) {
    int arrived = mode_is("point") && arrives("truncate", place_of(descriptor));
    int result = (int)syscall(SYS_ftruncate, descriptor, size);
    if (result == 0) journal_truncate(descriptor, (uint64_t)size);
    leaves(arrived);
    return result;
}

int ftruncate(int descriptor, off_t size) { return truncate_to(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return truncate_to(descriptor, size); }

int futimens(int descriptor, const struct timespec moments[2]) {
    int arrived = mode_is("point") && arrives("date", place_of(descriptor));
    int result = (int)syscall(SYS_utimensat, descriptor, NULL, moments, 0);
    leaves(arrived);
    return result;
}

// Synchronising

static int synchronize(int descriptor, long call) {
    enum place place = place_of(descriptor);
    int arrived = arrives("fsync", place);
    int result = 0;
    if (!swallows(descriptor, place)) {
        uint64_t begun = journal_now();
        result = (int)syscall(call, descriptor);
        if (result == 0) journal_sync(descriptor, begun);
    }
    leaves(arrived);
    return result;
}

int fsync(int descriptor) { return synchronize(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return synchronize(descriptor, SYS_fdatasync); }
int syncfs(int descriptor) { return mode_is("nofsync") ? 0 : (int)syscall(SYS_syncfs, descriptor); }
void sync(void) { if (!mode_is("nofsync")) syscall(SYS_sync); }

// Starts writing and promises nothing: the strictest disk has kept nothing after it.
int sync_file_range(int descriptor, off64_t offset, off64_t length, unsigned int flags) {
    return swallows(descriptor, place_of(descriptor)) ? 0 : (int)syscall(SYS_sync_file_range, descriptor, offset, length, flags);
}

// Names

static int place(enum call call, const char *from, const char *to) {
    enum place place = place_of_path(to);
    if (mode_is("late-place") && place == BLOB) return call_later(call, from, to);
    int arrived = arrives("place", place);
    int result = call_now(call, from, to);
    if (result == 0) journal_paths(call == LINK ? ENTRY_LINK : ENTRY_RENAME, from, to);
    leaves(arrived);
    return result;
}

int link(const char *from, const char *to) { return place(LINK, from, to); }
int rename(const char *from, const char *to) { return place(RENAME, from, to); }

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (is_here(from_folder, from) && is_here(to_folder, to) && flags == 0) return place(LINK, from, to);
    return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    if (is_here(from_folder, from) && is_here(to_folder, to)) return place(RENAME, from, to);
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    // Without replacing it comes to the same, since names are used once.
    if (is_here(from_folder, from) && is_here(to_folder, to) && (flags == 0 || flags == 1)) return place(RENAME, from, to);
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int unlink(const char *path) {
    enum place place = place_of_path(path);
    if (mode_is("late-place") && waits(path)) return call_later(UNLINK, path, "");
    if (((mode_is("nounlink") && place == BLOB) || (mode_is("nounstage") && place == STAGED)) && broken()) return 0;
    int arrived = arrives("unlink", place);
    int result = call_now(UNLINK, path, "");
    if (result == 0) journal_paths(ENTRY_UNLINK, path, "");
    leaves(arrived);
    return result;
}

int unlinkat(int folder, const char *path, int flags) {
    return is_here(folder, path) && flags == 0 ? unlink(path) : (int)syscall(SYS_unlinkat, folder, path, flags);
}
