"""What this machine can do at most, measured in the same turns as the servers: the disk, and MD5."""

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path


def folder() -> str:
    return os.environ.get("BENCH_FOLDER") or tempfile.gettempdir()


def disk_rate(megabytes: int) -> float:
    """MB/s of one file written in whole and synchronised: `dd conv=fdatasync`."""
    path = Path(folder()) / f"waybill-bench-disk-{os.getpid()}"
    os.sync()
    try:
        started = time.monotonic()
        subprocess.run(
            ["dd", "if=/dev/zero", f"of={path}", "bs=1M", f"count={megabytes}", "conv=fdatasync"], check=True, capture_output=True)
        return megabytes * 1048576 / (time.monotonic() - started) / 1e6
    finally:
        path.unlink(missing_ok=True)


def synchronised_writes(seconds: float) -> float:
    """Writes of 4 KiB a second, one by one, each followed by fdatasync, appended to one file."""
    path = Path(folder()) / f"waybill-bench-sync-{os.getpid()}"
    os.sync()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        count, started = 0, time.monotonic()
        while time.monotonic() - started < seconds:
            os.write(file, b"s" * 4096)
            os.fdatasync(file)
            count += 1
        return count / (time.monotonic() - started)
    finally:
        os.close(file)
        path.unlink()


def md5_rate(seconds: int) -> float:
    """MB/s of OpenSSL's MD5 on one core, in blocks of 64 KiB."""
    output = subprocess.run(
        ["openssl", "speed", "-mr", "-elapsed", "-seconds", str(seconds), "-bytes", "65536", "md5"], check=True, capture_output=True, text=True)
    found = re.search(r"^\+F:\d+:md5:([\d.]+)", output.stdout, re.MULTILINE)
    if not found:
        raise RuntimeError(f"openssl speed printed {output.stdout!r}")
    return float(found[1]) / 1e6
