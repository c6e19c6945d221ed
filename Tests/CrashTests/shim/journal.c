// Writes down every change of a folder, and what was synchronised when: `durable.py` makes of it what the strictest disk would have kept.
//
// A record is five 64-bit numbers (size of what follows, entry, two numbers, where the log was when the call began) and bytes. A file is known by
// its inode, a folder by its path. A change is written down when it has happened, a synchronisation too, with the place at which it began: it
// covers what was written down before that.

#include "shim.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int log_file = -1;
static const char *root = "";

void journal_begin(void) {
    if (!getenv("TORTURE_SHIM_LOG") || !getenv("TORTURE_SHIM_ROOT")) return;
    root = getenv("TORTURE_SHIM_ROOT");
    log_file = (int)syscall(SYS_openat, AT_FDCWD, getenv("TORTURE_SHIM_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

int journals(void) { return log_file >= 0; }

static int is_ours(const char *path) { return log_file >= 0 && strncmp(path, root, strlen(root)) == 0; }

uint64_t journal_now(void) {
    struct stat status;
    return log_file >= 0 && fstat(log_file, &status) == 0 ? (uint64_t)status.st_size : 0;
}

static void append(enum entry entry, uint64_t first, uint64_t second, uint64_t begun, const void *bytes, size_t size) {
    uint64_t head[5] = {size, entry, first, second, begun};
    struct iovec parts[2] = {{head, sizeof head}, {(void *)bytes, size}};
    // One call, so that records of different threads do not mix.
    if (syscall(SYS_writev, log_file, parts, 2) != (long)(sizeof head + size)) abort();
}

void journal_paths(enum entry entry, const char *from, const char *to) {
    if (!is_ours(from)) return;
    char both[2 * PATH_MAX + 2];
    size_t first = strlen(from), second = strlen(to);
    if (first > PATH_MAX || second > PATH_MAX) return;
    memcpy(both, from, first);
    memcpy(both + first, to, second);
    append(entry, first, second, 0, both, first + second);
}

void journal_open(int descriptor, const char *path) {
    struct stat status;
    if (!is_ours(path) || fstat(descriptor, &status) != 0) return;
    append(ENTRY_OPEN, status.st_ino, 0, 0, path, strlen(path));
}

// Whether a descriptor is of a file or folder of ours, and its inode.
static int inode_of(int descriptor, uint64_t *inode, int *is_folder, char *path) {
    struct stat status;
    if (log_file < 0) return 0;
    path_of(descriptor, path);
    if (!is_ours(path) || fstat(descriptor, &status) != 0) return 0;
    *inode = status.st_ino;
    *is_folder = S_ISDIR(status.st_mode);
    return 1;
}

void journal_write(int descriptor, uint64_t offset, const void *bytes, size_t size) {
    char path[PATH_MAX + 1];
    uint64_t inode;
    int is_folder;
    if (inode_of(descriptor, &inode, &is_folder, path)) append(ENTRY_WRITE, inode, offset, 0, bytes, size);
}

void journal_truncate(int descriptor, uint64_t size) {
    char path[PATH_MAX + 1];
    uint64_t inode;
    int is_folder;
    if (inode_of(descriptor, &inode, &is_folder, path)) append(ENTRY_TRUNCATE, inode, size, 0, "", 0);
}

void journal_sync(int descriptor, uint64_t begun) {
    char path[PATH_MAX + 1];
    uint64_t inode;
    int is_folder;
    if (!inode_of(descriptor, &inode, &is_folder, path)) return;
    if (is_folder) append(ENTRY_SYNC_FOLDER, 0, 0, begun, path, strlen(path));
    else append(ENTRY_SYNC_FILE, inode, 0, begun, "", 0);
}
