"""From the start of the process to the first answer, with a catalogue of a million objects."""

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from machine_limits import folder
from processes import Process, free_port
from servers import CREDENTIALS

PART = "start"


def run(context):
    count = 10_000 if context.quick else 1_000_000
    with tempfile.TemporaryDirectory(prefix="waybill-bench-start-", dir=folder()) as name:
        own = Path(name)
        data = own / "data"
        data.mkdir()
        subprocess.run([os.environ["STORAGE_BENCHMARK"], "fill", data, str(count)], check=True)
        for _ in range(context.turns):
            start(context, own, data, count)


def start(context, folder: Path, data: Path, count: int):
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    os.sync()
    started = time.monotonic()
    process = Process(
        [os.environ["WAYBILL"], "serve", "--data", data, "--port", free_port(), "--ready-file", ready, "--log-level", "error",
         "--access-key", f"{CREDENTIALS.id}:{CREDENTIALS.secret}"], folder)
    try:
        while not is_whole(ready):
            process.check()
            if time.monotonic() - started > 120:
                raise RuntimeError("the server did not become ready")
            time.sleep(0.001)
        context.results.add(
            PART, f"start to ready, {count:,} objects", "waybill", "ms", (time.monotonic() - started) * 1000, memory_MiB=process.memory())
    finally:
        process.stop()


def is_whole(path: Path) -> bool:
    try:
        json.loads(path.read_text())
        return True
    except (FileNotFoundError, json.JSONDecodeError):
        return False
