"""CRC-64/XZ, the checksum that OSS names x-oss-hash-crc64ecma; byte-wise by table, written from the definition."""

POLYNOMIAL = 0xC96C5795D7870F42


def _entry(index: int) -> int:
    for _ in range(8):
        index = (index >> 1) ^ (POLYNOMIAL if index & 1 else 0)
    return index


TABLE = [_entry(index) for index in range(256)]


def crc64(data: bytes) -> int:
    table, crc = TABLE, 0xFFFFFFFFFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFFFFFFFFFF
