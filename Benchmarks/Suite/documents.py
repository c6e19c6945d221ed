"""Puts the tables of a run into the documents, between their markers."""

from pathlib import Path

from results import number, table
from servers import BENCHMARKS
from targets import table as targets_table

ROOT = BENCHMARKS.parent
#: What is written, and by which command.
BENCH, PROFILE = ("bench", "scripts/bench --write"), ("profile", "scripts/bench profile --write")

#: What the README shows: part, measure, unit.
SHOWN = [
    ("small", "PUT 4 KiB", "/s"), ("small", "GET 4 KiB", "/s"), ("small", "HEAD", "/s"), ("small", "list 1,000 keys", "/s"),
    ("large", "PUT 512 MiB, 1 stream", "MB/s"), ("large", "PUT 512 MiB, 4 streams", "MB/s"), ("large", "GET 512 MiB, 1 stream", "MB/s"),
    ("large", "GET 512 MiB, 4 streams", "MB/s"), ("connections", "idle", "MiB"), ("connections", "1,000 idle connections", "MiB"),
    ("connections", "1,000 slow uploads, 250 kB at once", "MiB"),
]
SUBJECTS = ["waybill", "nginx", "seaweedfs", "rclone"]


def write(report: dict, results, judged: list):
    replace(ROOT / "README.md", BENCH, readme(report, results, judged))
    replace(ROOT / "docs" / "benchmarks.md", BENCH, "\n\n".join([facts(report), targets_table(judged), table(results)]))


def write_profile(profiles: list):
    """The share of each group of code for each load."""
    groups = sorted({group for profile in profiles for group in profile.shares}, key=lambda group: -sum(p.shares.get(group, 0) for p in profiles))
    lines = ["| | " + " | ".join(profile.name for profile in profiles) + " |", "|---|" + "---:|" * len(profiles)]
    lines.append("| reached | " + " | ".join(profile.outcome for profile in profiles) + " |")
    lines.append("| processor seconds a second | " + " | ".join(f"{profile.used:.2f}" for profile in profiles) + " |")
    lines += [f"| {group} | " + " | ".join(f"{profile.shares.get(group, 0):.0%}" for profile in profiles) + " |" for group in groups]
    replace(ROOT / "docs" / "benchmarks.md", PROFILE, "\n".join(lines))


def replace(path: Path, what: tuple, text: str):
    """What stands between the markers becomes `text`.
    - Throws: `ValueError` when the markers are not there once.
    """
    name, command = what
    begin, end = f"<!-- {name}: begin, written by {command} -->", f"<!-- {name}: end -->"
    before, _, rest = path.read_text().partition(begin)
    _, found, after = rest.partition(end)
    if not found or begin in after:
        raise ValueError(f"{path} must have the markers once")
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")


def facts(report: dict) -> str:
    machine, versions = report["machine"], report["versions"]
    kind = "A quick run, of figures not to be trusted" if report["quick"] else "Medians"
    return (
        f"{kind}. {machine['processor']}, {machine['cores']} cores, {machine['memory_MiB']} MiB, {machine['filesystem']}, Linux {machine['kernel']}, "
        "load generator included; " + ", ".join(f"{name} {value}" for name, value in versions.items()) + ".")


def readme(report: dict, results, judged: list) -> str:
    lines = ["| | Waybill | nginx (DAV) | SeaweedFS | rclone serve s3 |", "|---|---:|---:|---:|---:|"]
    for part, measure, unit in SHOWN:
        rows = [results.find(part, measure, subject) for subject in SUBJECTS]
        if any(rows):
            lines.append(f"| {measure}, {unit} | " + " | ".join(number(row.median) if row else "" for row in rows) + " |")
    limits = [
        f"{label} {number(row.median)} {row.unit}" for label, row in (
            ("disk, 512 MiB written and synchronised", results.find("large", "disk, 512 MiB", "dd conv=fdatasync")),
            ("MD5 on one core", results.find("large", "digest", "openssl speed md5")),
            ("4 KiB written and synchronised one by one", results.find("small", "4 KiB written and synchronised", "disk, one by one")),
        ) if row]
    limit = f"The machine in the same run: {', '.join(limits)}." if limits else ""
    return "\n\n".join(part for part in [facts(report), "\n".join(lines), limit, targets_table(judged)] if part)
