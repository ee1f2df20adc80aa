"""Rehearsing a campaign from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from bot.rehearsal.assumptions import Assumptions
    from bot.rehearsal.rehearsal import Told, Wanted
    from bot.rehearsal.results import Report

#: How wide tables are where no window says so (a file, a pipe).
WIDTH = 140


def _help(name: str) -> str:
    return say(DEFAULT, f"rehearsal.command.{name}")


def rehearse(
    campaign_id: Annotated[int, typer.Argument(metavar="CAMPAIGN", help=_help("campaign"))],
    people: Annotated[int, typer.Option(min=1, max=2_000_000, help=_help("people"))] = 1_000,
    runs: Annotated[int, typer.Option(min=1, max=50, help=_help("runs"))] = 3,
    seed: Annotated[int, typer.Option(min=0, help=_help("seed"))] = 1,
    consent: Annotated[float | None, typer.Option(min=0, max=1, help=_help("consent"))] = None,
    channels: Annotated[str, typer.Option(help=_help("channels"))] = "",
    rate: Annotated[list[str] | None, typer.Option(help=_help("rate"))] = None,
    sample: Annotated[int, typer.Option(min=0, max=1_000, help=_help("sample"))] = 50,
    after: Annotated[int, typer.Option(min=0, max=60, help=_help("after"))] = 7,
    capped: Annotated[float, typer.Option(min=0, max=100, help=_help("capped"))] = 20.0,
    json: Annotated[Path | None, typer.Option(help=_help("json"))] = None,
    strict: Annotated[bool, typer.Option("--strict", help=_help("strict"))] = False,
) -> None:
    from bot.rehearsal.rehearsal import Wanted
    from bot.rehearsal.run_rules import Bar

    told = list(rate or ())
    if consent is not None:
        told.append(f"consent={consent}")
    wanted = Wanted(
        campaign_id=campaign_id,
        people=people,
        runs=runs,
        seed=seed,
        rates=_rates(told),
        channels=_channels(channels),
        bar=Bar(capped=capped),
        sample=sample,
        after=after,
    )
    report = _rehearsed(wanted)
    if json is not None:
        _write(report, json)
    if strict and report.findings:
        raise typer.Exit(1)


def _rehearsed(wanted: Wanted) -> Report:
    """Rehearse it and show what came of it."""
    from bot.channels.abilities import limits_of
    from bot.rehearsal import tables
    from bot.rehearsal.rehearsal import Empty, Rehearsal

    settings = ground.read_settings(quiet=True)
    with ground.opened(settings) as engine, _progress() as days:
        rehearsal = Rehearsal(engine, settings.time_zone, lambda lane: limits_of(lane, settings), days)
        try:
            report = rehearsal.rehearse(wanted)
        except Empty:
            _stop("empty")
    if report is None:
        _stop("unknown", id=wanted.campaign_id)
    tables.show(report, tables.console(WIDTH), settings.time_zone)
    return report


def _stop(name: str, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"rehearsal.command.{name}", **values), err=True)
    raise typer.Exit(2)


def _rates(told: list[str]) -> Assumptions:
    from bot.rehearsal.assumptions import Assumptions, Unusable, changed, told_of

    try:
        return changed(Assumptions(), told)
    except Unusable as wrong:
        _stop("bad_rate", told=wrong.told, names=", ".join(told_of(Assumptions())))


def _channels(told: str) -> dict[str, int]:
    """Who is where, as ``zalo_oa=50,telegram=20``; the usual shares for nothing."""
    from bot.rehearsal.casting import CHANNELS, KNOWN

    if not told.strip():
        return dict(CHANNELS)
    shares: dict[str, int] = {}
    for part in told.split(","):
        name, _, share = part.strip().partition("=")
        if name not in KNOWN or not share.isdecimal():
            _stop("bad_channels", told=told, names=", ".join(KNOWN))
        shares[name] = int(share)
    if not sum(shares.values()):
        _stop("bad_channels", told=told, names=", ".join(KNOWN))
    return {name: share for name, share in shares.items() if share}


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar over the days of all runs, beside the output and not in it."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def told(run: int, runs: int, day: object, days: int) -> None:
            words = f"{say(DEFAULT, 'rehearsal.progress', run=run + 1, runs=runs)}: {day:%d/%m/%Y}"
            bar.update(task, total=runs * days, advance=1, description=words)

        yield told


def _write(report: Report, path: Path) -> None:
    from pydantic import TypeAdapter

    from bot.rehearsal.results import Report as Shape

    try:
        path.write_bytes(TypeAdapter(Shape).dump_json(report, indent=1) + b"\n")
    except OSError:
        _stop("cannot_write", path=path)
    typer.echo(say(DEFAULT, "rehearsal.written", path=path))
