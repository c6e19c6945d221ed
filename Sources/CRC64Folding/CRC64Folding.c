// The one piece of Waybill that Swift cannot say: multiplication without carries, which is how processors multiply polynomials.
// Four blocks of 16 bytes are moved on side by side, so that no multiplication waits for the one before it.

#include "CRC64Folding.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define FOLDING __attribute__((target("pclmul,sse2")))
typedef __m128i Block;

bool crc64_can_fold(void) { return __builtin_cpu_supports("pclmul"); }

FOLDING static inline Block load(const uint8_t *bytes) { return _mm_loadu_si128((const Block *)bytes); }
FOLDING static inline void store(uint8_t *bytes, Block block) { _mm_storeu_si128((Block *)bytes, block); }
FOLDING static inline Block pair(uint64_t first, uint64_t last) { return _mm_set_epi64x((long long)last, (long long)first); }
FOLDING static inline Block add(Block a, Block b) { return _mm_xor_si128(a, b); }
FOLDING static inline Block move(Block block, Block by) {
    return add(_mm_clmulepi64_si128(block, by, 0x00), _mm_clmulepi64_si128(block, by, 0x11));
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_AES)

#include <arm_neon.h>

#define FOLDING
typedef uint64x2_t Block;

bool crc64_can_fold(void) { return true; }

static inline Block load(const uint8_t *bytes) { return vreinterpretq_u64_u8(vld1q_u8(bytes)); }
static inline void store(uint8_t *bytes, Block block) { vst1q_u8(bytes, vreinterpretq_u8_u64(block)); }
static inline Block pair(uint64_t first, uint64_t last) { return vcombine_u64(vcreate_u64(first), vcreate_u64(last)); }
static inline Block add(Block a, Block b) { return veorq_u64(a, b); }
static inline Block move(Block block, Block by) {
    Block first = vreinterpretq_u64_p128(vmull_p64((poly64_t)vgetq_lane_u64(block, 0), (poly64_t)vgetq_lane_u64(by, 0)));
    Block last = vreinterpretq_u64_p128(vmull_p64((poly64_t)vgetq_lane_u64(block, 1), (poly64_t)vgetq_lane_u64(by, 1)));
    return add(first, last);
}

#else

bool crc64_can_fold(void) { return false; }

void crc64_fold(uint64_t crc, const uint8_t *bytes, size_t count, CRC64Multipliers by64, CRC64Multipliers by16, uint8_t folded[16]) {
    __builtin_trap();
}

#endif

#ifdef FOLDING

FOLDING void crc64_fold(
    uint64_t crc, const uint8_t *bytes, size_t count, CRC64Multipliers by64, CRC64Multipliers by16, uint8_t folded[16]
) {
    const Block far = pair(by64.first, by64.last), near = pair(by16.first, by16.last);
    Block a = add(load(bytes), pair(crc, 0)), b = load(bytes + 16), c = load(bytes + 32), d = load(bytes + 48);
    for (size_t position = 64; position < count; position += 64) {
        a = add(move(a, far), load(bytes + position));
        b = add(move(b, far), load(bytes + position + 16));
        c = add(move(c, far), load(bytes + position + 32));
        d = add(move(d, far), load(bytes + position + 48));
    }
    b = add(move(a, near), b);
    c = add(move(b, near), c);
    d = add(move(c, near), d);
    store(folded, d);
}

#endif
