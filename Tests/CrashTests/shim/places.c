// What a path or a descriptor is of a data folder: known by its name.

#include "shim.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const place_names[] = {"elsewhere", "root", "staging", "staged", "shards", "shard", "blob", "rows", "log", "socket"};

static int ends_with(const char *path, const char *end) {
    size_t length = strlen(path), wanted = strlen(end);
    return length >= wanted && strcmp(path + length - wanted, end) == 0;
}

enum place place_of_path(const char *path) {
    static const char *root;
    if (!root) root = getenv("TORTURE_SHIM_ROOT") ? getenv("TORTURE_SHIM_ROOT") : "/nowhere";
    const char *found;
    if (ends_with(path, "/catalogue.sqlite-wal")) return ROWS_LOG;
    if (ends_with(path, "/catalogue.sqlite")) return ROWS;
    if (ends_with(path, "/staging")) return STAGING;
    if (ends_with(path, "/blobs")) return SHARDS;
    if (strstr(path, "/staging/")) return STAGED;
    if ((found = strstr(path, "/blobs/"))) return strchr(found + 7, '/') ? BLOB : SHARD;
    if (strcmp(path, root) == 0) return ROOT;
    return strncmp(path, "socket:", 7) == 0 ? SOCKET : ELSEWHERE;
}

void path_of(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, PATH_MAX);
    path[size < 0 ? 0 : size] = 0;
}

enum place place_of(int descriptor) {
    char path[PATH_MAX + 1];
    path_of(descriptor, path);
    return place_of_path(path);
}
