"""Measures side by side and prints a table; scripts/bench builds what it needs and runs it.

bench.py [--quick] [--json FILE] [--write] [PART]...
"""

import argparse
import json
import signal
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import documents
import holding_part
import large_part
import machine
import program_parts
import signing_part
import small_requests_part
import start_part
import targets
from results import Results, table

PARTS = {
    "signing": signing_part.run, "small": small_requests_part.run, "large": large_part.run, "connections": holding_part.run,
    "start": start_part.run, **program_parts.PARTS,
}


@dataclass
class Context:
    """How thoroughly to measure, and where the results go."""

    quick: bool
    results: Results = field(default_factory=Results)

    @property
    def turns(self) -> int:
        return 2 if self.quick else 5

    @property
    def large_turns(self) -> int:
        return 1 if self.quick else 3

    @property
    def seconds(self) -> int:
        """Of one turn of small requests."""
        return 2 if self.quick else 4

    @property
    def slow_seconds(self) -> int:
        """Longer than a body may take to begin moving."""
        return 4 if self.quick else 35

    @property
    def slow_begins(self) -> list:
        """The bytes that slow uploads send at once."""
        return [250_000] if self.quick else [0, 250_000, 1_000_000]

    @property
    def compared_begin(self) -> int:
        """The one of them at which the peers are measured too."""
        return 250_000


def measure(context: Context, parts: list):
    for part in parts:
        print(f"-- {part}", file=sys.stderr, flush=True)
        started = time.monotonic()
        try:
            PARTS[part](context)
        except Exception as error:
            traceback.print_exc()
            context.results.failures.append(f"{part}: {error}")
        print(f"   {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def main():
    # Servers are stopped and folders removed on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="fewer and shorter turns, smaller sizes: to try the benchmark, not to trust it")
    parser.add_argument("--json", metavar="FILE", help="write the results there as well")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md and docs/benchmarks.md")
    arguments = parser.parse_args()
    context = Context(arguments.quick)
    report = {"machine": machine.machine(), "versions": machine.versions(), "quick": arguments.quick, "load_before": machine.load_average()}
    measure(context, arguments.parts or list(PARTS))
    judged = targets.evaluate(context.results)
    report |= {
        "rows": [row.document() for row in context.results.rows], "printed": context.results.printed, "failures": context.results.failures,
        "targets": [{"target": target.text, "figure": target.figure, "verdict": target.verdict} for target in judged],
    }
    facts = "\n".join(f"- {name}: {value}" for group in ("machine", "versions") for name, value in report[group].items())
    print("\n\n".join([facts, table(context.results), targets.table(judged)]))
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(report, indent=2) + "\n")
    if arguments.write:
        documents.write(report, context.results, judged)
    if context.results.failures:
        sys.exit("not measured: " + "; ".join(context.results.failures))


if __name__ == "__main__":
    main()
