"""What was measured with: the machine, and the version of everything."""

import os
import platform
import re
import subprocess
from importlib import metadata
from pathlib import Path

from machine_limits import folder
from servers import BENCHMARKS, tool


def first_match(pattern: str, *command) -> str:
    """What a program says of its version.
    - Throws: `RuntimeError` when it says nothing of the kind.
    """
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    found = re.search(pattern, result.stdout + result.stderr)
    if not found:
        raise RuntimeError(f"{command[0]} does not say its version")
    return found[1]


def machine() -> dict:
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    processor = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return {
        "processor": processor[1] if processor else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_MiB": int(memory[1]) // 1024,
        "kernel": platform.release(),
        "filesystem": first_match(r"(\S+)", "findmnt", "-n", "-o", "FSTYPE", "-T", folder()),
        "system": first_match(r'PRETTY_NAME="(.+)"', "cat", "/etc/os-release"),
    }


def versions() -> dict:
    root = BENCHMARKS.parent
    changed = subprocess.run(["git", "-C", root, "status", "--porcelain"], capture_output=True, text=True, check=True).stdout
    return {
        "revision": first_match(r"([0-9a-f]{40})", "git", "-C", root, "rev-parse", "HEAD") + ("+" if changed.strip() else ""),
        "swift": first_match(r"Swift version (\S+)", "swift", "--version"),
        "nginx": first_match(r"nginx/(\S+)", "nginx", "-v"),
        "seaweedfs": first_match(r"version \S+ (\d+\.\d+)", tool("weed"), "version"),
        "rclone": first_match(r"rclone v(\S+)", tool("rclone"), "version"),
        "openssl": first_match(r"OpenSSL (\S+)", "openssl", "version"),
        "wrk": first_match(r"wrk (?:debian/)?(\S+)", "wrk", "-v"),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in ("oss2", "alibabacloud-oss-v2", "opendal")},
        "build": os.environ.get("BENCH_BUILD", "scripts/release"),
    }


def load_average() -> list:
    return list(os.getloadavg())
