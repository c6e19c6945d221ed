"""Where the server's processor time goes: profile_server.py [--write] [put|get|head|list|refused|large-put|large-get]... (all by default)

`perf` samples the server while the same load runs as in the benchmark. The shares are of its own processor time; what it waits for shows in the
processor time a second alone: far below the number of cores means that the disk, or the load generator, is what it waits for.
With --write the shares by group stand in docs/benchmarks.md.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import documents
import load
from large_part import source
from servers import Waybill, running
from symbols import Frame, demangled, group

SECONDS = 8
FREQUENCY = 499
SHOWN = 25


@dataclass
class Profile:
    """One load: what was reached, the processor seconds a second, and the share of each group of code."""

    name: str
    outcome: str
    used: float
    shares: dict


def loads(server, sources: Path) -> dict:
    """By name: what keeps the server busy for about `SECONDS`, and returns what was reached."""
    def small(method: str, prefix: str, count: int, body: int = 0, **options):
        targets = server.targets(method, prefix, count, refused=not options.get("accepted", True))
        return lambda: f"{load.small(server, method, targets, SECONDS, body, **options)['rate']:.0f}/s"

    def listing():
        path = server.folder / "targets"
        path.write_text(server.page("list/") + "\n")
        return lambda: f"{load.small(server, 'GET', path, SECONDS, connections=8, wait_for_all=True)['rate']:.1f}/s"

    def large(method: str):
        path = source(sources, 256)
        what = path if method == "PUT" else 256 << 20
        load.large(server, "PUT", path, [server.target("PUT", "large")])

        def repeat() -> str:
            rates, deadline = [], time.monotonic() + SECONDS
            while time.monotonic() < deadline:
                rates.append(load.large(server, method, what, [server.target(method, "large")])["rate"])
            return f"{sum(rates) / len(rates):.0f} MB/s"

        return repeat

    return {
        "put": lambda: small("PUT", "put/", SECONDS * 40_000, 4096),
        "get": lambda: small("GET", "read/", 1000),
        "head": lambda: small("HEAD", "read/", 1000),
        "list": listing,
        "refused": lambda: small("PUT", "refused/", 1000, 4096, accepted=False),
        "large-put": lambda: large("PUT"),
        "large-get": lambda: large("GET"),
    }


def record(server, work, path: Path) -> tuple:
    """Runs the work and samples the server meanwhile: what the work returned, and the processor seconds a second."""
    process = subprocess.Popen(
        ["perf", "record", "-q", "-e", event(), "-F", str(FREQUENCY), "-g", "-o", path, "-p", ",".join(map(str, server.process.ids()))],
        stderr=subprocess.PIPE)
    time.sleep(0.5)
    before, started = server.process.processor_time(), time.monotonic()
    try:
        outcome = work()
    finally:
        used = (server.process.processor_time() - before) / (time.monotonic() - started)
        process.terminate()
        errors = process.communicate()[1]
    if not path.exists() or not path.stat().st_size:
        raise RuntimeError(f"perf recorded nothing: {errors.decode(errors='replace')}")
    return outcome, used


def event() -> str:
    """Cycles where the machine counts them, else the clock."""
    probe = subprocess.run(["perf", "stat", "-e", "cycles", "true"], capture_output=True, text=True)
    return "cpu-clock" if probe.returncode or "not supported" in probe.stderr else "cycles"


def samples(path: Path):
    """The frames of each sample, innermost first."""
    process = subprocess.Popen(
        ["perf", "script", "-i", path, "--no-inline", "--no-demangle", "-F", "ip,sym,dso"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    frames = []
    for line in process.stdout:
        words = line.split(maxsplit=1)
        if not words:
            if frames:
                yield frames
            frames = []
        elif len(words) == 2:
            symbol, _, origin = words[1].strip().rpartition(" (")
            frames.append(Frame(symbol, origin.rstrip(")").rsplit("/", 1)[-1]))
    if frames:
        yield frames
    if process.wait():
        raise RuntimeError("perf script failed")


def report(name: str, outcome: str, used: float, path: Path) -> Profile:
    groups, symbols, inclusive = Counter(), Counter(), Counter()
    for frames in samples(path):
        groups[group(frames)] += 1
        symbols[(group(frames), frames[0].symbol)] += 1
        for symbol in {frame.symbol for frame in frames if frame.module.startswith(("OSS", "waybill"))}:
            inclusive[symbol] += 1
    total = sum(groups.values())
    if not total:
        raise RuntimeError("perf took no sample")
    top, whole = symbols.most_common(SHOWN), inclusive.most_common(SHOWN)
    names = demangled([symbol for (_, symbol), _ in top] + [symbol for symbol, _ in whole])
    print(f"\n## {name}: {outcome}, {used:.2f} processor seconds a second, {total} samples\n")
    for heading, rows in [
        ("By group", [(count, key, "") for key, count in groups.most_common()]),
        ("By function", [(count, names[symbol], key) for (key, symbol), count in top]),
        ("Ours, with all they call", [(count, names[symbol], "") for symbol, count in whole]),
    ]:
        print(f"{heading}:\n")
        for count, text, more in rows:
            print(f"    {count / total:6.1%}  {text[:150]}{f'   [{more}]' if more else ''}")
        print(flush=True)
    return Profile(name, outcome, used, {key: count / total for key, count in groups.items()})


def main():
    # Servers are stopped and folders removed on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running([Waybill]) as (server,), tempfile.TemporaryDirectory(prefix="waybill-profile-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        kinds = loads(server, Path(folder))
        names = [word for word in sys.argv[1:] if word != "--write"] or list(kinds)
        unknown = set(names) - set(kinds)
        if unknown:
            sys.exit(f"no such load: {', '.join(sorted(unknown))}; there are {', '.join(kinds)}")
        load.fill(server, "read/", 1000, 4096)
        load.fill(server, "list/", 1000, 16)
        profiles = []
        for name in names:
            work, path = kinds[name](), Path(folder) / "perf.data"
            path.unlink(missing_ok=True)
            outcome, used = record(server, work, path)
            profiles.append(report(name, outcome, used, path))
    if "--write" in sys.argv:
        documents.write_profile(profiles)


if __name__ == "__main__":
    main()
