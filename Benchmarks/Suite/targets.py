"""The targets of the project, each with its figure from the same run."""

from dataclasses import dataclass

from large_part import LARGE

NOT_MEASURED = "not measured"
SIZES = ", ".join(map(str, LARGE[:-1])) + f" and {LARGE[-1]} MiB"


@dataclass
class Target:
    text: str
    figure: str
    #: `None` when what it needs was not measured.
    met: object

    @property
    def verdict(self) -> str:
        return NOT_MEASURED if self.met is None else "met" if self.met else "missed"


def at_least(results, text: str, wanted: float, figure) -> Target:
    return judged(results, text, figure, lambda value: value >= wanted, lambda value: f"{value:.2f}")


def all_at_least(results, text: str, wanted: float, figures) -> Target:
    """Met when each of the figures is."""
    return judged(results, text, figures, lambda values: min(values) >= wanted, lambda values: ", ".join(f"{value:.2f}" for value in values))


def below(results, text: str, wanted: float, unit: str, figure) -> Target:
    return judged(results, text, figure, lambda value: value < wanted, lambda value: f"{value:.0f} {unit}")


def judged(results, text: str, figure, is_met, shown) -> Target:
    try:
        value = figure()
    except KeyError:
        return Target(text, NOT_MEASURED, None)
    return Target(text, shown(value), is_met(value))


def evaluate(results) -> list:
    def ratio(part: str, measure: str, subject: str, other: str) -> float:
        return results.median(part, measure, subject) / results.median(part, measure, other)

    def cost(measure: str) -> float:
        row = results.find("small", measure, "waybill")
        if row is None:
            raise KeyError(measure)
        return row.cost("server_us")

    def large_puts() -> list:
        md5 = results.median("large", "digest", "openssl speed md5")
        return [results.median("large", f"PUT {size} MiB, 1 stream", "waybill") / min(md5, results.median("large", f"disk, {size} MiB", "dd conv=fdatasync"))
                for size in LARGE]

    def large_gets(streams: str) -> list:
        return [ratio("large", f"GET {size} MiB, {streams}", "waybill", "nginx") for size in LARGE]

    def slow() -> float:
        peaks = [row.median for row in results.rows if row.subject == "waybill" and row.measure.startswith("1,000 slow uploads")]
        if not peaks:
            raise KeyError("slow")
        return max(peaks)

    return [
        at_least(results, "4 KiB PUTs, of SeaweedFS's rate: at least 5", 5, lambda: ratio("small", "PUT 4 KiB", "waybill", "seaweedfs")),
        at_least(results, "4 KiB PUTs, of nginx's rate: at least 1", 1, lambda: ratio("small", "PUT 4 KiB", "waybill", "nginx")),
        all_at_least(results, f"a PUT of {SIZES}, of MD5's or the disk's rate, whichever is lower: at least 0.85", 0.85, large_puts),
        all_at_least(results, f"a GET of {SIZES}, of nginx's rate: at least 0.6", 0.6, lambda: large_gets("1 stream")),
        all_at_least(results, f"four GETs of {SIZES} at once, of nginx's rate: at least 0.6", 0.6, lambda: large_gets("4 streams")),
        at_least(results, "4 KiB GETs, of nginx's rate: at least 0.4", 0.4, lambda: ratio("small", "GET 4 KiB", "waybill", "nginx")),
        judged(
            results, "a refused PUT, of the processor time of an accepted one of 4 KiB: below 1", lambda: cost("PUT 4 KiB, refused") / cost("PUT 4 KiB"),
            lambda value: value < 1, lambda value: f"{value:.2f}"),
        judged(
            results, "body that is read of a refused PUT of 256 MiB: no more than 1 MiB (what is in flight when the answer goes out)",
            lambda: results.median("small", "read of a refused body of 256 MiB", "waybill"), lambda value: value <= 1,
            lambda value: f"{value:.2f} MiB"),
        below(results, "memory of 1,000 slow uploads: below 300 MiB", 300, "MiB", slow),
        below(results, "memory of an idle server: below 40 MiB", 40, "MiB", lambda: results.median("connections", "idle", "waybill")),
        below(
            results, "start to ready with 1,000,000 objects: below 300 ms", 300, "ms",
            lambda: results.median("start", "start to ready, 1,000,000 objects", "waybill")),
    ]


def table(targets: list) -> str:
    lines = ["| target | figure | |", "|---|---:|---|"]
    lines += [f"| {target.text} | {target.figure} | {target.verdict} |" for target in targets]
    return "\n".join(lines)
