"""The section "Figures" of docs/durability.md, made of a run's JSON."""

HEADING = "## Figures\n"


def write_figures(document, run, command):
    """Replaces the section at the end of the document."""
    text = document.read_text()
    document.write_text(text[:text.index(HEADING)] + HEADING + "\n" + section(run, command))


def section(run, command):
    """`run` is what the report's JSON holds; `command` made it."""
    kills = [point["kills"] for point in run["points"]]
    lines = [f"`{command}`, waybill {run['version']}, revision {run['revision']}, build {run['build']}, {run['machine']}, {round(run['seconds'] / 60)} minutes:", ""]
    lines += _table(
        ["rig", "crashes", "acknowledged", "lost", "orphans", "crashed by itself", "reads verified", "restart p50"],
        [[rig["rig"], _crashes(rig), f"{rig['acknowledged']:,}", rig["lost"], rig["orphans"], rig["crashed"], f"{rig['reads_verified']:,}",
          f"{rig['restart_p50_ms']} ms"] for rig in run["rigs"]] + [_total(run["total"])])
    if kills:
        names = len({point["point"] for point in run["points"]})
        lines += ["", f"Each of the {names} points killed before, after and where it can in the middle of the call: {len(kills)} combinations, "
                  f"{min(kills)} to {max(kills)} kills each.", ""]
    if run["controls"]:
        lines += ["", "What was removed, and what the rig meant for it then reported:", ""]
        lines += _table(["control", "crashes until then", "violations"], [[row["control"], row["crashes"], row["result"]] for row in run["controls"]])
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def _crashes(figures):
    return ", ".join(f"{figures[kind]:,} {kind}" for kind in ("kills", "cuts") if figures.get(kind))


def _total(total):
    return ["in all", _crashes(total), f"{total['acknowledged']:,}", total["lost"], total["orphans"], total["crashed"], "", ""]


def _table(header, rows):
    return [f"| {' | '.join(map(str, row))} |" for row in [header, ["---"] * len(header), *rows]]
