#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a 128-bit block of a reflected CRC is multiplied with to move it on: its first eight bytes and its last.
typedef struct {
    uint64_t first;
    uint64_t last;
} CRC64Multipliers;

/// Whether this processor multiplies without carries.
bool crc64_can_fold(void);

/// Folds `count` bytes (at least 64, a multiple of 64) and the register before them into 16 bytes with the same remainder.
///
/// - `by64`, `by16`: the multipliers that move a block by 64 and by 16 bytes.
void crc64_fold(uint64_t crc, const uint8_t *bytes, size_t count, CRC64Multipliers by64, CRC64Multipliers by16, uint8_t folded[16]);
