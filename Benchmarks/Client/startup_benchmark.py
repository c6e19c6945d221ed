"""How long `waybill presign` takes as a process, beside a process that does nothing."""

import os
import statistics
import subprocess
import time

WAYBILL = os.environ["WAYBILL"]
ROUNDS = 51
ENVIRONMENT = {
    "PATH": os.environ["PATH"], "HOME": "/nonexistent", "OSS_ACCESS_KEY_ID": "LTAI5tExample", "OSS_ACCESS_KEY_SECRET": "secret",
    "OSS_REGION": "cn-hangzhou"}


def milliseconds(command):
    started = time.monotonic()
    subprocess.run(command, check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.monotonic() - started) * 1000


commands = {"true": ["true"], "waybill presign": [WAYBILL, "presign", "oss://examplebucket/exampleobject.txt"]}
times = {name: [] for name in commands}
for _ in range(ROUNDS):
    for name, command in commands.items():
        times[name].append(milliseconds(command))
for name, values in times.items():
    print(f"{name}: median {statistics.median(values):.1f} ms, worst {max(values):.1f} ms of {ROUNDS}")
