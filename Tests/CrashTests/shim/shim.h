// What the parts of the preloaded library share.

#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

// Only the calls that are taken over are seen from outside.
#pragma GCC visibility push(hidden)

// places.c: what a path or a descriptor is of a data folder.
enum place { ELSEWHERE, ROOT, STAGING, STAGED, SHARDS, SHARD, BLOB, ROWS, ROWS_LOG, SOCKET };
extern const char *const place_names[];
enum place place_of_path(const char *path);
enum place place_of(int descriptor);
// The path of a descriptor, or an empty one. `path` has room for PATH_MAX + 1.
void path_of(int descriptor, char *path);

// shim.c: what is broken, and the call that kills.
int mode_is(const char *name);
int broken(void);
int swallows(int descriptor, enum place place);
// Whether this call is the point. Before it, the server dies inside of this.
int arrives(const char *verb, enum place place);
int is_half(void);
// After the point the server dies inside of this.
void leaves(int arrived);

// late.c: placing later.
enum call { LINK, RENAME, UNLINK };
int call_now(enum call call, const char *from, const char *to);
int call_later(enum call call, const char *from, const char *to);
int waits(const char *path);

// journal.c: what is written down. `begun` is from `journal_now`, before the call.
enum entry { ENTRY_OPEN, ENTRY_FOLDER, ENTRY_LINK, ENTRY_RENAME, ENTRY_UNLINK, ENTRY_WRITE, ENTRY_TRUNCATE, ENTRY_SYNC_FILE, ENTRY_SYNC_FOLDER };
void journal_begin(void);
int journals(void);
uint64_t journal_now(void);
void journal_paths(enum entry entry, const char *from, const char *to);
void journal_open(int descriptor, const char *path);
void journal_write(int descriptor, uint64_t offset, const void *bytes, size_t size);
void journal_truncate(int descriptor, uint64_t size);
void journal_sync(int descriptor, uint64_t begun);

#pragma GCC visibility pop
