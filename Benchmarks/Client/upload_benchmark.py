"""Uploads one gibibyte by curl and by `waybill upload`, turn by turn, to the same server: throughput as a ratio, and peak memory."""

import os
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

WAYBILL = os.environ["WAYBILL"]
SIZE = int(os.environ.get("UPLOAD_BENCHMARK_BYTES", 1 << 30))
ROUNDS = int(os.environ.get("UPLOAD_BENCHMARK_ROUNDS", 3))


def output(*arguments):
    return subprocess.run([WAYBILL, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def measured(command):
    """Seconds and peak memory in KiB of a command."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.monotonic() - started
    if status:
        raise SystemExit(f"{command[0]} failed: {process.stderr.read().decode()[:500]}")
    return elapsed, usage.ru_maxrss


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data = str(work / "data")
        server = subprocess.Popen(
            [WAYBILL, "serve", "--data", data, "--port", "0", "--ready-file", str(work / "ready.json"), "--log-level", "error"])
        try:
            while not (work / "ready.json").exists():
                time.sleep(0.05)
            file = str(work / "gigabyte")
            with open(file, "wb") as target:
                for _ in range(SIZE >> 20):
                    target.write(os.urandom(1 << 20))
            put = lambda: output("presign", "--data", data, "oss://uploads/gigabyte", "--expires-duration", "1h")
            def waybill(parts):
                return output("ticket", "--data", data, "oss://uploads/gigabyte", "--for", file, "--part-size", parts)

            def with_waybill(size):
                ticket = work / "ticket.json"
                ticket.write_text(waybill(size))
                return [WAYBILL, "upload", "-q", "--parallel", "8", file, str(ticket)]

            clients = {
                "curl -T": lambda: ["curl", "-fsS", "-T", file, put()],
                "waybill upload, presigned URL": lambda: [WAYBILL, "upload", "-q", file, put()],
                "waybill upload, waybill, 8 parts at a time": lambda: with_waybill("16M"),
                "waybill upload, oss://, 8 parts at a time": lambda: [
                    WAYBILL, "upload", "-q", "--parallel", "8", "--data", data, "--checkpoint-dir", str(work), file, "oss://uploads/gigabyte"],
            }
            times = {name: [] for name in clients}
            memory = {name: 0 for name in clients}
            for _ in range(ROUNDS):
                for name, command in clients.items():
                    elapsed, peak = measured(command())
                    times[name].append(elapsed)
                    memory[name] = max(memory[name], peak)
            reference = statistics.median(times["curl -T"])
            for name in clients:
                median = statistics.median(times[name])
                print(
                    f"{name}: {SIZE / 1e6 / median:.0f} MB/s, {reference / median:.2f} of curl's, peak memory {memory[name] / 1024:.0f} MiB")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


main()
