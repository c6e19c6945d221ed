// Lets ThreadSanitizer see that a Swift Mutex was waited for, and handed on to who waits.
//
// Taking and leaving a Mutex that nobody else wants are atomic operations in our own code, which the sanitizer instruments. With somebody waiting both
// end in Swift's library, which is not instrumented: the thread that waited seems never to have met the one that let go, and all that the Mutex
// guards looks like a race. This library stands in front of the two functions, calls them, and says what they do.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

typedef SWIFT void Lock(uint32_t state, SELF);
typedef SWIFT void Unlock(SELF);

SWIFT void lock_slowly(uint32_t state, SELF) __asm__(LOCK);
SWIFT void unlock_slowly(SELF) __asm__(UNLOCK);

static Lock *lock;
static Unlock *unlock;
// Of the sanitizer; not there in programs without it.
static void (*acquire)(void *);
static void (*release)(void *);

__attribute__((constructor)) static void find(void) {
    lock = (Lock *)dlsym(RTLD_NEXT, LOCK);
    unlock = (Unlock *)dlsym(RTLD_NEXT, UNLOCK);
    acquire = (void (*)(void *))dlsym(RTLD_DEFAULT, "__tsan_acquire");
    release = (void (*)(void *))dlsym(RTLD_DEFAULT, "__tsan_release");
}

SWIFT void lock_slowly(uint32_t state, SELF) {
    lock(state, mutex);
    if (acquire) acquire(mutex);
}

SWIFT void unlock_slowly(SELF) {
    if (release) release(mutex);
    unlock(mutex);
}
