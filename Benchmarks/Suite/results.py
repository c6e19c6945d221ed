"""What was measured: values of several turns, their median and spread, as a table and as JSON."""

import statistics
from dataclasses import dataclass, field


@dataclass
class Row:
    """One measure of one subject: a value for each turn, and medians of what it cost."""

    part: str
    measure: str
    subject: str
    unit: str
    values: list
    note: str = ""
    #: Further figures of each turn, by name: processor time a request, the load generator's share, peak memory.
    costs: dict = field(default_factory=dict)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def spread(self) -> float:
        """From the lowest to the highest, as a share of the median."""
        return (max(self.values) - min(self.values)) / self.median if self.median else 0.0

    def cost(self, name: str) -> float:
        return statistics.median(self.costs[name])

    def document(self) -> dict:
        return {
            "part": self.part, "measure": self.measure, "subject": self.subject, "unit": self.unit, "median": self.median,
            "spread": self.spread, "values": self.values, "note": self.note,
            "costs": {name: statistics.median(values) for name, values in self.costs.items() if values},
        }


class Results:
    def __init__(self):
        self.rows = []
        #: Parts, or single measures, that could not be measured, with the reason.
        self.failures = []
        #: What programs of the older benchmarks printed, by part.
        self.printed = {}

    def add(self, part: str, measure: str, subject: str, unit: str, value: float, note: str = "", **costs) -> Row:
        """Adds the value of one turn."""
        row = self.find(part, measure, subject)
        if row is None:
            row = Row(part, measure, subject, unit, [], note)
            self.rows.append(row)
        row.values.append(value)
        for name, cost in costs.items():
            row.costs.setdefault(name, []).append(cost)
        return row

    def find(self, part: str, measure: str, subject: str) -> Row:
        return next((row for row in self.rows if (row.part, row.measure, row.subject) == (part, measure, subject)), None)

    def median(self, part: str, measure: str, subject: str) -> float:
        """Of a row that must be there.
        - Throws: `KeyError`.
        """
        row = self.find(part, measure, subject)
        if row is None:
            raise KeyError(f"{part}, {measure}, {subject}")
        return row.median


def number(value: float) -> str:
    if value >= 10_000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(results: Results) -> str:
    """Markdown, a row for each measure and subject."""
    lines = ["| part | measure | subject | median | spread | runs | cost |", "|---|---|---|---:|---:|---:|---|"]
    for row in results.rows:
        costs = ", ".join(f"{name.replace('_', ' ')} {number(statistics.median(values))}" for name, values in row.costs.items() if values)
        text = "; ".join(part for part in (costs, row.note) if part)
        lines.append(
            f"| {row.part} | {row.measure} | {row.subject} | {number(row.median)} {row.unit} | {row.spread:.0%} | {len(row.values)} | {text} |")
    for part, lines_printed in results.printed.items():
        lines += ["", f"{part}:", "", *(f"    {line}" for line in lines_printed)]
    return "\n".join(lines)
