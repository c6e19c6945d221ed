"""Which part of the system a sample belongs to: its innermost frame decides, and of kernel frames the way they were reached."""

import re
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Frame:
    symbol: str
    #: The file it is from; the kernel's own are in brackets.
    origin: str

    @property
    def is_kernel(self) -> bool:
        return self.origin.startswith("[") and self.origin not in ("[vdso]", "[unknown]", "[heap]", "[stack]")

    @property
    def module(self) -> str:
        """The Swift module of a mangled name, or nothing."""
        found = re.match(r"_?\$s(\d+)", self.symbol)
        if not found:
            return ""
        start = found.end()
        return self.symbol[start:start + int(found[1])]


#: By name of a kernel function anywhere on the way to the innermost, the first that fits.
KERNEL = [
    ("kernel: network", re.compile(r"tcp|inet|sock|skb|^net_|ip_rcv|ip_output|unix_stream")),
    ("kernel: disk and file system", re.compile(r"ext4|xfs|jbd2|iomap|vfs_|fsync|fdatasync|submit_bio|blk_|virtblk|filemap|writepages|do_sys_open|ksys_p?(read|write)")),
    ("kernel: waiting and waking", re.compile(r"futex|epoll|eventfd|schedule|nanosleep|wake_up")),
    ("kernel: memory", re.compile(r"page_fault|mmap|munmap|brk|madvise")),
]
DIGESTS = re.compile(r"md5|sha1|sha256|sha512|crc64|pclmul|HMAC|hmac", re.IGNORECASE)
ALLOCATION = re.compile(r"malloc|free|calloc|realloc|memalign|_int_|sysmalloc|tcache|unlink_chunk")
#: The runtime is C++ in the namespace swift; its modules in Swift other than the standard library have their names written out.
RUNTIME = re.compile(r"^_?swift_|_swift_|^\$s(s|S)|^_Z.*5swift|^\$s(15Synchronization|12_Concurrency)|^_?dispatch_|outlined")


def group(frames: list) -> str:
    """Of a sample whose frames stand innermost first."""
    first = frames[0]
    if first.is_kernel:
        kernel = [frame.symbol for frame in frames if frame.is_kernel]
        return next((name for name, pattern in KERNEL if any(pattern.search(symbol) for symbol in kernel)), "kernel: other")
    if DIGESTS.search(first.symbol) or "CRC64" in first.symbol:
        return "digests"
    if "sqlite" in first.origin or first.symbol.startswith("sqlite3"):
        return "SQLite"
    if ALLOCATION.search(first.symbol) and not first.module:
        return "allocation"
    if first.symbol.startswith(("mem", "__mem")) or "libc" in first.origin:
        return "C library: copying and the rest"
    module = first.module
    if module.startswith("GRDB"):
        return "SQLite"
    if module.startswith(("NIO", "HTTPTypes", "Hummingbird", "_NIO")) or "llhttp" in first.symbol:
        return "NIO and HTTP"
    if module.startswith("OSS") or module == "waybill":
        return f"ours: {module}"
    if RUNTIME.search(first.symbol) or "libswift" in first.origin:
        return "Swift runtime and standard library"
    return "other"


def demangled(symbols: list) -> dict:
    """Readable names, by symbol."""
    if not symbols:
        return {}
    text = "\n".join(symbols)
    for command in (["swift", "demangle", "--simplified", "--compact"], ["c++filt"]):
        text = subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout
    return dict(zip(symbols, text.splitlines()))
