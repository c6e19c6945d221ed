// Placing later. The calls wait in the order in which they came.

#include "shim.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long delay_ms = 100;

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

int call_now(enum call call, const char *from, const char *to) {
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
    if (getenv("TORTURE_SHIM_DELAY_MS")) delay_ms = atol(getenv("TORTURE_SHIM_DELAY_MS"));
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, NULL) == 0) pthread_detach(thread);
}

int call_later(enum call call, const char *from, const char *to) {
    struct waiting *added = calloc(1, sizeof *added);
    if (!added) return call_now(call, from, to);
    added->call = call;
    strncpy(added->from, from, PATH_MAX - 1);
    strncpy(added->to, to, PATH_MAX - 1);
    clock_gettime(CLOCK_MONOTONIC, &added->due);
    pthread_once(&once, start_worker);
    added->due.tv_nsec += delay_ms % 1000 * 1000000;
    added->due.tv_sec += delay_ms / 1000 + added->due.tv_nsec / 1000000000;
    added->due.tv_nsec %= 1000000000;
    pthread_mutex_lock(&lock);
    *last = added;
    last = &added->next;
    pthread_cond_signal(&arrived);
    pthread_mutex_unlock(&lock);
    if (call != UNLINK) broken();
    return 0;
}

// Whether the file that has this name waits to be placed.
int waits(const char *path) {
    int found = 0;
    pthread_mutex_lock(&lock);
    for (struct waiting *one = first; one && !found; one = one->next) found = strcmp(one->from, path) == 0;
    pthread_mutex_unlock(&lock);
    return found;
}
