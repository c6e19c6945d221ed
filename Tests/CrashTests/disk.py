"""Rig C's disk: a small file system in a file, whose power can be cut.

The cut is the GOINGDOWN ioctl: ext4 and xfs forget everything that is not on the disk, without flushing their logs. Mounting again replays them.
"""

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from findings import say
from server import Unusable

MIB = 1024 * 1024


class Kind(NamedTuple):
    """A kind of file system: how large it is here, and how it is made."""

    bytes: int
    make: tuple


KINDS = {"ext4": Kind(64 * MIB, ("mkfs.ext4", "-q", "-F")), "xfs": Kind(320 * MIB, ("mkfs.xfs", "-q", "-f"))}
ATTEMPTS, PAUSE_SECONDS = 50, 0.1
CLONE_NEWNS = 0x20000
TOOLS = {"xfs_io": "xfsprogs", "mkfs.ext4": "e2fsprogs", "mkfs.xfs": "xfsprogs", "losetup": "mount", "mount": "mount", "umount": "mount"}


class CannotCut(Unusable):
    """This machine cannot cut the power of a disk."""


class Disk:
    """`image`, when given, is a device that somebody else has made."""

    def __init__(self, work, kind="ext4", image=None):
        self.folder = Path(work).resolve() / "mount"
        self._image = image or Path(work).resolve() / "disk.img"
        self._kind = kind

    def make(self):
        """A new, empty file system, mounted."""
        self.remove()
        make_file_system(self._image, self._kind)
        self.mount()

    def hold(self, contents):
        """A disk with these contents, mounted."""
        self.remove()
        self._image.write_bytes(contents)
        self.mount()

    def mount(self):
        """Mounts what is on the disk. As long as anything holds the file system of before, the kernel would hand out that one, without power."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for _ in range(ATTEMPTS):
            run("mount", "-t", self._kind, "-o", "loop", self._image, self.folder)
            if self._has_power():
                return
            say("  the file system was still held by something; mounting it again")
            self.unmount()
            time.sleep(PAUSE_SECONDS)
        raise Unusable(f"after a cut the file system in {self._image} could not be let go of")

    def cut(self):
        """The power fails."""
        run("xfs_io", "-x", "-c", "shutdown", self.folder)

    def unmount(self):
        for number in range(1, ATTEMPTS + 1):
            if not self._is_mounted():
                break
            result = attempt("umount", *(["-l"] if number == ATTEMPTS else []), self.folder)
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
        listed = attempt("losetup", "-n", "-O", "NAME", "-j", self._image).stdout if self._image.exists() else ""
        for device in listed.split():
            attempt("losetup", "-d", device)


def make_file_system(image, kind):
    """An empty file system in a file."""
    with open(image, "wb") as file:
        file.truncate(KINDS[kind].bytes)
    run(*KINDS[kind].make, image)


def require_power_cuts():
    """Finds out by doing it once."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if os.geteuid() != 0:
        raise CannotCut("power cuts need root, to mount a disk image; run as root, or leave them out with --without-power")
    install_tools(TOOLS)
    _enter_own_mounts()
    for kind in KINDS:
        with tempfile.TemporaryDirectory(prefix="torture-") as work:
            disk = Disk(work, kind)
            try:
                disk.make()
                disk.cut()
            except Unusable as error:
                said = f"power cuts of {kind} do not work on this machine ({error})"
                raise CannotCut(f"{said}; use another, or leave them out with --without-power") from error
            finally:
                disk.remove()


def _enter_own_mounts():
    """Mounts that only this program and the server see. Nobody else can hold them, and they end with this program, however it ends."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        raise CannotCut(f"power cuts need mounts of their own ({os.strerror(ctypes.get_errno())}); leave them out with --without-power")
    if (result := attempt("mount", "--make-rprivate", "/")).returncode != 0:
        raise CannotCut(f"power cuts need mounts of their own ({result.stderr.strip()}); leave them out with --without-power")


def install_tools(tools, probed=None):
    """Installs what is missing of these: the packages of programs, by program. What is not in `probed` is no program, and looked at by others."""
    missing = sorted({package for tool, package in tools.items() if shutil.which(tool) is None})
    if missing and shutil.which("apt-get"):
        say(f"  installing {' '.join(missing)}")
        attempt("apt-get", "-qq", "update")
        attempt("apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing)
    missing = sorted(tool for tool in probed or tools if shutil.which(tool) is None)
    if missing:
        raise CannotCut(f"power cuts need {', '.join(missing)}; install them, or leave power cuts out with --without-power")


def attempt(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def run(*command):
    try:
        result = attempt(*command)
    except FileNotFoundError as error:
        raise Unusable(f"there is no {command[0]}") from error
    if result.returncode != 0:
        raise Unusable(f"{' '.join(map(str, command))}: {result.stderr.strip() or result.returncode}")
