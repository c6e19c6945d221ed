"""Disks that are small, that die and that hang. All are mounted in mounts of our own."""

import os
import shutil
import subprocess
import time
from pathlib import Path

MIB = 1 << 20
ATTEMPTS, PAUSE_SECONDS = 100, 0.1


def run(*command) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stderr.strip() or done.returncode}"
    return done.stdout


def is_mounted(folder: Path) -> bool:
    # Not by asking the file system, which may be one that does not answer.
    return any(line.split()[4] == str(folder) for line in Path("/proc/self/mountinfo").read_text().splitlines())


class Mount:
    """A folder on which something is mounted; `remove` undoes everything, as often as one likes."""

    def __init__(self, folder: Path):
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)

    def unmount(self):
        for attempt in range(ATTEMPTS):
            if not is_mounted(self.folder):
                return
            subprocess.run(["umount", *(["-l"] if attempt == ATTEMPTS - 1 else []), str(self.folder)], capture_output=True)
            time.sleep(PAUSE_SECONDS if is_mounted(self.folder) else 0)

    def remove(self):
        self.unmount()

    @property
    def free_bytes(self) -> int:
        space = os.statvfs(self.folder)
        return space.f_bavail * space.f_frsize

    def fill(self, leave: int = 0) -> Path:
        """A file that takes all room but `leave` bytes."""
        filler = self.folder / "filler"
        with open(filler, "wb", buffering=0) as file:
            for size in (MIB, 4096, 512):
                try:
                    while self.free_bytes - leave >= size:
                        file.write(bytes(size))
                        os.fsync(file.fileno())
                except OSError:
                    pass
        return filler


class Tmpfs(Mount):
    def __init__(self, folder: Path, options: str):
        super().__init__(folder)
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", self.folder)


class LoopDisk(Mount):
    """A small ext4 in a file. The file may be one that fails on demand (see `FailingFile`)."""

    def __init__(self, folder: Path, image: Path, size: int = 64 * MIB):
        super().__init__(folder)
        self.image = image
        if not image.exists():
            with open(image, "wb") as file:
                file.truncate(size)
            run("mkfs.ext4", "-q", "-F", "-m", "0", image)
        self.mount()

    def mount(self):
        for attempt in range(ATTEMPTS):
            done = subprocess.run(["mount", "-t", "ext4", "-o", "loop", str(self.image), str(self.folder)], capture_output=True, text=True)
            if done.returncode == 0:
                return
            # All loop devices may be taken for a moment.
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"mount: {done.stderr}")

    def freeze(self):
        run("fsfreeze", "-f", self.folder)

    def thaw(self):
        subprocess.run(["fsfreeze", "-u", str(self.folder)], capture_output=True)

    def remove(self):
        self.thaw()
        super().remove()
        devices = subprocess.run(["losetup", "-n", "-O", "NAME", "-j", str(self.image)], capture_output=True, text=True).stdout.split()
        for device in devices:
            subprocess.run(["losetup", "-d", device], capture_output=True)


class FailingFile:
    """A disk image behind nbdkit's filters error and delay, as a file that a loop device can use."""

    def __init__(self, work: Path, size: int = 64 * MIB, filters=()):
        work.mkdir(parents=True)
        self._image, self._inject, fuse = work / "disk.img", work / "inject", work / "fuse"
        with open(self._image, "wb") as file:
            file.truncate(size)
        run("mkfs.ext4", "-q", "-F", "-m", "0", self._image)
        fuse.mkdir()
        self.file = fuse / "nbd"
        self._process = subprocess.Popen(
            ["nbdfuse", str(self.file), "--command", "nbdkit", "-s", "--exit-with-parent", "--filter=error", "file", str(self._image),
             "error=EIO", "error-rate=100%", f"error-file={self._inject}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(ATTEMPTS):
            if self.file.exists():
                return
            time.sleep(PAUSE_SECONDS)
        raise AssertionError("nbdfuse did not show its file")

    def die(self):
        self._inject.touch()

    def heal(self):
        self._inject.unlink(missing_ok=True)

    def remove(self):
        self.heal()
        subprocess.run(["fusermount3", "-u", "-z", str(self.file.parent)], capture_output=True)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def need(*tools: str):
    missing = [tool for tool in tools if shutil.which(tool) is None]
    assert not missing, f"these tests need {', '.join(missing)}: scripts/faults installs them"
