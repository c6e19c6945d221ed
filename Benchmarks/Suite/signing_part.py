"""Presigning and verifying on one core, beside the floor of the cryptography, the official Python SDKs and opendal."""

import os
import re
import subprocess
import sys
from pathlib import Path

from signing_sdks import SUBJECTS

PART = "signing"
OURS = {"floor": "SHA-256 and HMAC alone", "presign": "", "verify": "", "receive and verify": "from the raw request target on"}


def run(context):
    one_core = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]
    for _ in range(context.turns):
        printed = subprocess.run([*one_core, os.environ["SIGNING_BENCHMARK"]], check=True, capture_output=True, text=True).stdout
        rates = dict((name, float(rate)) for name, rate in re.findall(r"^ *([a-z ]+?) +(\d+) per second", printed, re.MULTILINE))
        for name, note in OURS.items():
            subject = "floor" if name == "floor" else "waybill"
            context.results.add(PART, name, subject, "/s", rates[name], note)
        for name in SUBJECTS:
            command = [*one_core, sys.executable, Path(__file__).parent / "signing_sdks.py", name, str(context.seconds / 4)]
            rate = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            context.results.add(PART, "presign", name, "/s", rate)
