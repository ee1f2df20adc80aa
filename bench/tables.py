"""The results as tables."""

from collections.abc import Sequence

from rich.table import Table

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
