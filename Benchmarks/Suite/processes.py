"""What processes cost: processor time and memory, of a process and everything it started."""

import os
import signal
import socket
import subprocess
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A running program with its children."""

    def __init__(self, command: list, folder: Path, environment: dict = None):
        self.log = folder / "output"
        with open(self.log, "wb") as output:
            self.handle = subprocess.Popen(
                [str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **(environment or {})})

    def ids(self) -> list:
        found, waiting = [], [self.handle.pid]
        while waiting:
            process = waiting.pop()
            try:
                tasks = list(Path(f"/proc/{process}/task").iterdir())
                for task in tasks:
                    waiting += [int(child) for child in (task / "children").read_text().split()]
                found.append(process)
            except (FileNotFoundError, ProcessLookupError):
                pass
        return found

    def check(self):
        if self.handle.poll() is not None:
            raise RuntimeError(f"ended with {self.handle.returncode}: {self.log.read_text(errors='replace')[-2000:]}")

    def processor_time(self) -> float:
        """Seconds, in user and kernel mode, since they began."""
        total = 0
        for process in self.ids():
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self, field: str = "VmRSS") -> float:
        """MiB, now (VmRSS) or at the peak since the last `forget_peak` (VmHWM). What processes share counts for each of them."""
        total = 0
        for process in self.ids():
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith(field + ":"))
        return total / 1024

    def forget_peak(self):
        for process in self.ids():
            Path(f"/proc/{process}/clear_refs").write_text("5")

    def bytes_read(self) -> int:
        """All that read calls returned, from files and sockets."""
        return sum(int(Path(f"/proc/{process}/io").read_text().split()[1]) for process in self.ids())

    def stop(self):
        if self.handle.poll() is None:
            self.handle.send_signal(signal.SIGTERM)
            try:
                self.handle.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.handle.kill()
                self.handle.wait()
