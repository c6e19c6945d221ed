"""The figures of a run: a line for each rig, printed at the end and, with --figures, written as JSON."""

from dataclasses import asdict, dataclass


@dataclass
class Figure:
    #: The number of the row in README.md, such as R5.
    test: str
    what: str
    runs: int
    result: str


class Figures:
    def __init__(self):
        self.rows = []

    def add(self, test: str, what: str, runs: int, result: str):
        self.rows.append(Figure(test, what, runs, result))

    def lines(self) -> list:
        rows = [("test", "what", "runs", "result")] + [(row.test, row.what, str(row.runs), row.result) for row in self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return [f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}" for row in rows]

    def as_json(self) -> list:
        return [asdict(row) for row in self.rows]
