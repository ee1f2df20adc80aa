"""The command line: everything in one run, or one part of it."""

import asyncio
import logging
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console, Group
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench import duplicates, growth, latency, race, start, tables
from bench.contestants import Contestant

RUNS = 5


class Part(StrEnum):
    """What can be measured by itself."""

    RACE = "race"
    LATENCY = "latency"
    START = "start"
    GROWTH = "growth"
    DUPLICATES = "duplicates"
    REVIEW = "review"
    AUDIENCE = "audience"
    BROADCAST = "broadcast"
    EXPORT = "export"


def main(
    quick: Annotated[bool, typer.Option("--quick", help="One short run of each, for a first look.")] = False,
    only: Annotated[
        list[Part] | None, typer.Option("--only", help="Just this part; may be repeated.")
    ] = None,
) -> None:
    """Measure the house beside python-telegram-bot and aiogram. Trust the ratios, not the digits."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console(width=None if sys.stdout.isatty() else 120)
    columns = (TextColumn("{task.description:48}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    measured: dict[Part, Callable[[Progress, bool], Table | Group]] = {
        Part.RACE: _race,
        Part.LATENCY: _latency,
        Part.START: _start,
        Part.GROWTH: _growth,
        Part.DUPLICATES: _duplicates,
        Part.REVIEW: _review,
        Part.AUDIENCE: _audience,
        Part.BROADCAST: _broadcast,
        Part.EXPORT: _export,
    }
    for part in only or list(Part):
        # On its own console, so that the tables can be sent to a file.
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            table = measured[part](progress, quick)
        console.print(table)


def _bar(progress: Progress, words: str, total: int) -> Callable[[str], None]:
    bar = progress.add_task(words, total=total)

    def tick(name: str) -> None:
        progress.update(bar, advance=1, description=name)

    return tick


def _race(progress: Progress, quick: bool) -> Table:
    # Imported here: the other parts need neither library.
    from bench.aiogram_form import AiogramForm
    from bench.house import House
    from bench.ptb_form import PtbForm

    contestants: list[Contestant] = [
        PtbForm(),
        House("NORMAL"),
        House("FULL"),
        House("NORMAL", reads=False),
        House("FULL", reads=False),
        PtbForm(pickled=True),
        AiogramForm(database=True),
        AiogramForm(database=False),
    ]
    runs = 1 if quick else RUNS
    tick = _bar(progress, "race", len(contestants) * (runs + 1))
    return tables.race(asyncio.run(race.run(contestants, runs, tick)))


def _latency(progress: Progress, quick: bool) -> Table:
    seconds = 5 if quick else 30
    waits = []
    for synchronous in ("NORMAL", "FULL"):
        bar = progress.add_task(f"latency, {synchronous}", total=seconds * latency.RATE)

        def tick(turns: int, bar: int = bar) -> None:
            progress.advance(progress.task_ids[bar], turns)

        waits.append(asyncio.run(latency.measure(synchronous, seconds, tick)))
    return tables.latency(waits)


def _start(progress: Progress, quick: bool) -> Table:
    progress.add_task("start", total=None)
    return tables.start(start.measure(idle=1.0 if quick else 5.0))


def _growth(progress: Progress, quick: bool) -> Table:
    runs = 1 if quick else RUNS
    tick = _bar(progress, "growth", len(growth.SIZES) * (runs + 2))
    return tables.growth(asyncio.run(growth.measure(runs, tick)))


def _duplicates(progress: Progress, quick: bool) -> Group:
    size = 50_000 if quick else 1_000_000
    bar = progress.add_task(f"duplicates, {size:,} initiatives", total=duplicates.rows_of(size))
    return duplicates.measure(size, lambda rows: progress.advance(bar, rows))


def _review(progress: Progress, quick: bool) -> Table:
    from bench import review

    size, runs = (review.QUICK, 1) if quick else (review.SIZE, RUNS)
    bars: dict[str, Any] = {}

    def tick(what: str, more: int) -> None:
        database = what.partition(":")[0]
        if database not in bars:
            bars[database] = progress.add_task(database, total=size + len(review.QUESTIONS))
        progress.update(bars[database], advance=more or 1, description=what)

    return tables.review(size, review.measure(size, runs, tick))


def _audience(progress: Progress, quick: bool) -> Table:
    from bench import audience

    size, runs = (audience.QUICK, 1) if quick else (audience.SIZE, RUNS)
    bars: dict[str, Any] = {}

    def tick(what: str, more: int) -> None:
        database = what.partition(":")[0]
        if database not in bars:
            bars[database] = progress.add_task(database, total=size + runs)
        progress.update(bars[database], advance=more or 1, description=what)

    return tables.audience(audience.measure(size, runs, tick))


def _broadcast(progress: Progress, quick: bool) -> Group:
    # Imported here: both of Telegram's libraries are in it.
    from bench import broadcast

    seconds, messages = (
        (broadcast.QUICK, broadcast.PAID_QUICK) if quick else (broadcast.MINUTE, broadcast.PAID)
    )
    runs = 1 if quick else RUNS
    tick = _bar(progress, "broadcast", runs * 3)
    free = tables.broadcast(broadcast.measure(runs, seconds, tick), seconds)
    return Group(free, tables.paid(broadcast.measure_paid(runs, messages, tick)))


def _export(progress: Progress, quick: bool) -> Table:
    from bench import export

    size, runs = (export.QUICK, 1) if quick else (export.SIZE, RUNS)
    bars: dict[str, Any] = {}

    def tick(what: str, more: int) -> None:
        database = what.partition(":")[0]
        if database not in bars:
            bars[database] = progress.add_task(database, total=size + runs)
        progress.update(bars[database], advance=more or 1, description=what)

    return tables.export(size, export.measure(size, runs, tick))


if __name__ == "__main__":
    typer.run(main)
