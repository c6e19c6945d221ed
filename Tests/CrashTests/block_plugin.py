"""A disk in memory, for nbdkit, that writes down every write and every flush. It offers neither trim nor zero, so all changes are writes.

A record is two 64-bit numbers (offset, or 2^64 - 1 for a flush, and length) and bytes. It is written down before the request is answered.
"""

import builtins
import os
import struct

API_VERSION = 2
RECORD = struct.Struct("=QQ")
FLUSH = (1 << 64) - 1

settings = {}
image = bytearray()
log = -1


def config(name, value):
    settings[name] = value


def get_ready():
    global image, log
    with builtins.open(settings["img"], "rb") as file:
        image = bytearray(file.read())
    log = os.open(settings["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def open(readonly):
    return 1


def get_size(handle):
    return len(image)


def pread(handle, buffer, offset, flags):
    buffer[:] = image[offset:offset + len(buffer)]


def pwrite(handle, buffer, offset, flags):
    image[offset:offset + len(buffer)] = buffer
    append(offset, bytes(buffer))


def flush(handle, flags):
    append(FLUSH, b"")


def append(offset, payload):
    record = RECORD.pack(offset, len(payload)) + payload
    if os.write(log, record) != len(record):
        raise OSError("the log of writes is full")


