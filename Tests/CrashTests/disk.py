"""Rig C's disk: a small ext4 in a file, whose power can be cut.

The cut is the GOINGDOWN ioctl: ext4 forgets everything that is not on the disk, without flushing its log. Mounting again replays the log.
"""

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from findings import say
from server import Unusable

IMAGE_BYTES = 64 * 1024 * 1024
ATTEMPTS, PAUSE_SECONDS = 50, 0.1
CLONE_NEWNS = 0x20000
TOOLS = {"xfs_io": "xfsprogs", "mkfs.ext4": "e2fsprogs", "losetup": "mount", "mount": "mount", "umount": "mount"}


class CannotCut(Unusable):
    """This machine cannot cut the power of a disk."""


class Disk:
    def __init__(self, work):
        self.folder = Path(work).resolve() / "mount"
        self._image = Path(work).resolve() / "disk.img"

    def make(self):
        """A new, empty file system, mounted."""
        self.remove()
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self._image, "wb") as image:
            image.truncate(IMAGE_BYTES)
        _run("mkfs.ext4", "-q", "-F", self._image)
        self.mount()

    def mount(self):
        """Mounts what is on the disk. As long as anything holds the file system of before, the kernel would hand out that one, without power."""
        for _ in range(ATTEMPTS):
            _run("mount", "-t", "ext4", "-o", "loop", self._image, self.folder)
            if self._has_power():
                return
            say("  the file system was still held by something; mounting it again")
            self.unmount()
            time.sleep(PAUSE_SECONDS)
        raise Unusable(f"after a cut the file system in {self._image} could not be let go of")

    def cut(self):
        """The power fails."""
        _run("xfs_io", "-x", "-c", "shutdown", self.folder)

    def unmount(self):
        for attempt in range(1, ATTEMPTS + 1):
            if not self._is_mounted():
                break
            result = _try("umount", *(["-l"] if attempt == ATTEMPTS else []), self.folder)
            if result.returncode != 0:
                say(f"  {result.stderr.strip()}")
                time.sleep(PAUSE_SECONDS)
        self._detach()

    def remove(self):
        self.unmount()
        self._image.unlink(missing_ok=True)

    @property
    def used_share(self):
        space = os.statvfs(self.folder)
        return 1 - space.f_bavail / space.f_blocks

    def _is_mounted(self):
        # Not by asking the file system, which may be one that has lost its power.
        escaped = str(self.folder).replace("\\", "\\134").replace(" ", "\\040")
        return any(line.split()[4] == escaped for line in Path("/proc/self/mountinfo").read_text().splitlines())

    def _has_power(self):
        try:
            probe = self.folder / "probe"
            probe.touch()
            probe.unlink()
        except OSError:
            return False
        return True

    def _detach(self):
        """Unmounting frees the loop device; this is for what went wrong."""
        listed = _try("losetup", "-n", "-O", "NAME", "-j", self._image).stdout if self._image.exists() else ""
        for device in listed.split():
            _try("losetup", "-d", device)


def require_power_cuts():
    """Finds out by doing it once."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if os.geteuid() != 0:
        raise CannotCut("power cuts need root, to mount a disk image; run as root, or leave them out with --without-power")
    _install_tools()
    _enter_own_mounts()
    with tempfile.TemporaryDirectory(prefix="torture-") as work:
        disk = Disk(work)
        try:
            disk.make()
            disk.cut()
        except Unusable as error:
            raise CannotCut(f"power cuts do not work on this machine ({error}); use another, or leave them out with --without-power") from error
        finally:
            disk.remove()


def _enter_own_mounts():
    """Mounts that only this program and the server see. Nobody else can hold them, and they end with this program, however it ends."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        raise CannotCut(f"power cuts need mounts of their own ({os.strerror(ctypes.get_errno())}); leave them out with --without-power")
    if (result := _try("mount", "--make-rprivate", "/")).returncode != 0:
        raise CannotCut(f"power cuts need mounts of their own ({result.stderr.strip()}); leave them out with --without-power")


def _install_tools():
    missing = sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})
    if missing and shutil.which("apt-get"):
        say(f"  installing {' '.join(missing)}")
        _try("apt-get", "-qq", "update")
        _try("apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing)
    missing = sorted(tool for tool in TOOLS if shutil.which(tool) is None)
    if missing:
        raise CannotCut(f"power cuts need {', '.join(missing)}; install them, or leave power cuts out with --without-power")


def _try(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def _run(*command):
    try:
        result = _try(*command)
    except FileNotFoundError as error:
        raise Unusable(f"there is no {command[0]}") from error
    if result.returncode != 0:
        raise Unusable(f"{' '.join(map(str, command))}: {result.stderr.strip() or result.returncode}")
