"""The results as tables."""

from collections.abc import Sequence
from statistics import median

from rich.table import Table

from bench.audience import LIMIT, Prepared
from bench.broadcast import LEAST, LEAST_PAID, MOST_REFUSED, Paid, Run
from bench.export import LIMIT as EXPORT_LIMIT
from bench.export import MOST, Exported
from bench.growth import Stored
from bench.latency import RATE, Waits
from bench.race import Result
from bench.review import Wait
from bench.start import Start


def race(results: Sequence[Result]) -> Table:
    """The first result is what all others are compared with."""
    table = Table(title="A ten-step form, 200 people in turn, in batches of 100 updates")
    table.add_column("")
    for heading in ("turns/s", "ratio", "CPU µs a turn"):
        table.add_column(heading, justify="right")
    table.add_column("after kill -9 there is")
    for one in results:
        table.add_row(
            one.contestant.name,
            f"{one.speed:,.0f}",
            f"{one.ratio(results[0]):.2f}",
            f"{one.cost:,.0f}",
            one.contestant.keeps,
        )
    return table


def latency(waits: Sequence[Waits]) -> Table:
    table = Table(title=f"From an answer's arrival to the commit, at {RATE} turns/s, in ms")
    for heading in ("SQLite", "turns", "p50", "p95", "p99", "worst"):
        table.add_column(heading, justify="right")
    for one in waits:
        times = (one.middle, one.p95, one.p99, one.worst)
        table.add_row(one.synchronous, f"{one.turns:,}", *(f"{time:.1f}" for time in times))
    return table


def start(starts: Sequence[Start]) -> Table:
    table = Table(title="python -m bot run, without Telegram")
    for heading in ("", "ready after, s", "idle memory, MB"):
        table.add_column(heading, justify="right")
    for one in starts:
        table.add_row(one.what, f"{one.ready:.2f}", f"{one.resident:.0f}")
    return table


def growth(stored: Sequence[Stored]) -> Table:
    table = Table(title="A turn beside initiatives, done events and sent messages (FULL)")
    for heading in ("of each", "µs a turn", "ratio"):
        table.add_column(heading, justify="right")
    for one in stored:
        table.add_row(f"{one.size:,}", f"{one.cost:.0f}", f"{one.cost / stored[0].cost:.2f}")
    return table


def review(size: int, waits: Sequence[Wait]) -> Table:
    table = Table(title=f"Officers' lists and searches beside {size:,} initiatives, in ms")
    table.add_column("")
    for heading in ("", "p50", "p95", "limit", "holds", "factory p95", "zone p95", "province p95"):
        table.add_column(heading, justify="right" if heading else "left")
    for one in waits:
        table.add_row(
            one.database,
            one.what,
            f"{one.middle:.1f}",
            f"{one.p95:.1f}",
            f"{one.limit:.0f}",
            "yes" if one.p95 < one.limit else "NO",
            *(f"{time:.1f}" for time in one.by_officer.values()),
        )
    return table


def audience(measured: Sequence[Prepared]) -> Table:
    table = Table(title="A whole audience written down before anything is sent")
    table.add_column("")
    for heading in (
        "people",
        "to be sent to",
        "median s",
        "runs s",
        "limit s",
        "holds",
        "grew MiB",
        "a tenth grew",
    ):
        table.add_column(heading, justify="right")
    for one in measured:
        table.add_row(
            one.database,
            f"{one.size:,}",
            f"{one.waiting:,}",
            f"{one.seconds:.1f}",
            " ".join(f"{seconds:.1f}" for seconds in one.runs),
            f"{LIMIT:.0f}",
            "yes" if one.seconds < LIMIT else "NO",
            f"{one.growth:.0f}",
            f"{one.growth_of_tenth:.0f}",
        )
    return table


def broadcast(runs: Sequence[Run], seconds: int) -> Table:
    """The last one is what the others are compared with."""
    table = Table(title=f"A broadcast for {seconds} s, 30 messages a second allowed, 40-300 ms on the way")
    table.add_column("")
    for heading in ("delivered/s", "least", "429s", "by chance", "lost", "ratio", "holds"):
        table.add_column(heading, justify="right")
    for one in runs:
        beyond = max(all_ - chance for all_, chance in zip(one.refused, one.chance, strict=True))
        table.add_row(
            one.name,
            f"{one.rate:.1f}",
            f"{min(one.rates):.1f}",
            f"{median(one.refused):.0f}",
            f"{median(one.chance):.0f}",
            f"{median(one.lost):.0f}",
            f"{one.ratio(runs[-1]):.2f}",
            "" if one is runs[-1] else "yes" if one.rate >= LEAST and beyond <= MOST_REFUSED else "NO",
        )
    return table


def paid(measured: Sequence[Paid]) -> Table:
    table = Table(title="A paid broadcast from one process, the server without a limit")
    for heading in ("outbox on", "messages/s", "runs", "limit", "holds"):
        table.add_column(heading, justify="left" if heading == "outbox on" else "right")
    for one in measured:
        runs = " ".join(f"{rate:,.0f}" for rate in one.rates)
        holds = "yes" if one.rate >= LEAST_PAID else "NO"
        table.add_row(one.database, f"{one.rate:,.0f}", runs, f"{LEAST_PAID:.0f}", holds)
    return table


def export(size: int, measured: Sequence[Exported]) -> Table:
    table = Table(title=f"A register of {size:,} initiatives as a workbook, in a process of its own")
    table.add_column("")
    for heading in ("median s", "runs s", "limit s", "MiB", "of a tenth", "limit", "file MiB", "holds"):
        table.add_column(heading, justify="right")
    for one in measured:
        holds = one.seconds < EXPORT_LIMIT and one.memory < MOST
        table.add_row(
            one.database,
            f"{one.seconds:.1f}",
            " ".join(f"{seconds:.1f}" for seconds in one.runs),
            f"{EXPORT_LIMIT:.0f}",
            f"{one.memory:.0f}",
            f"{one.memory_of_tenth:.0f}",
            f"{MOST:.0f}",
            f"{one.size_of_file:.0f}",
            "yes" if holds else "NO",
        )
    return table
