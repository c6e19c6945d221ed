"""CRC-64/XZ, the checksum in x-oss-hash-crc64ecma, computed without any of the server's code.

Tables over 16 bits at a time, so that plain Python manages tens of MB/s.
"""

import hashlib
import struct

POLYNOMIAL = 0xC96C5795D7870F42
MASK = (1 << 64) - 1


def _bit_steps(value, count):
    for _ in range(count):
        value = (value >> 1) ^ (POLYNOMIAL if value & 1 else 0)
    return value


_BYTE = [_bit_steps(value, 8) for value in range(256)]


def _two_bytes(value):
    value = _BYTE[value & 0xFF] ^ (value >> 8)
    return _BYTE[value & 0xFF] ^ (value >> 8)


def _wide_tables():
    """Four tables: the n-th is for two bytes that 2 * n more bytes follow."""
    tables = [[_two_bytes(value) for value in range(65536)]]
    first = tables[0]
    for _ in range(3):
        tables.append([first[crc & 0xFFFF] ^ (crc >> 16) for crc in tables[-1]])
    return tables


_T0, _T1, _T2, _T3 = _wide_tables()


#: What was computed before, by digest: the same objects are looked at after many crashes.
_known = {}


def crc64(data):
    """The CRC-64/XZ of the bytes."""
    digest = hashlib.blake2b(data, digest_size=16).digest()
    if digest not in _known:
        _known[digest] = _compute(data)
    return _known[digest]


def _compute(data):
    crc = MASK
    whole = len(data) // 8
    for word in struct.unpack_from(f"<{whole}Q", data):
        crc ^= word
        crc = _T3[crc & 0xFFFF] ^ _T2[crc >> 16 & 0xFFFF] ^ _T1[crc >> 32 & 0xFFFF] ^ _T0[crc >> 48]
    for byte in data[whole * 8:]:
        crc = _BYTE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ MASK
