"""The weekly bulletin and the official report of a unit, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, LANGUAGES, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from handlers.bulletins.bulletin import Bulletin


def _help(name: str) -> str:
    return say(DEFAULT, f"bulletin.command.{name}")


def bulletin(
    unit: Annotated[str, typer.Argument(help=_help("unit"))],
    picture: Annotated[Path | None, typer.Option(help=_help("picture"))] = None,
    progress: Annotated[Path | None, typer.Option(help=_help("progress"))] = None,
    phase: Annotated[str | None, typer.Option(help=_help("phase"))] = None,
    language: Annotated[str, typer.Option(help=_help("language"))] = DEFAULT,
) -> None:
    from handlers.bulletins import bulletin as words
    from handlers.bulletins import progress_chart, ranking_card
    from handlers.results.ranking import ranked

    if language not in LANGUAGES:
        _stop("bad_language", languages=", ".join(LANGUAGES))
    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        told = _load(connection, settings, unit, phase)
    zone, board = settings.time_zone, told.board
    typer.echo(words.write(language, told, zone).encode())
    if picture is not None or progress is not None:
        from bot.documents import charts
    if picture is not None:
        card = ranking_card.lay_out(DEFAULT, board, ranked(board), "target", zone)
        _keep(picture, charts.draw(card))
    if progress is not None:
        _keep(progress, charts.draw(progress_chart.lay_out(DEFAULT, board, told.course, zone)))


def report(
    unit: Annotated[str, typer.Argument(help=_help("unit"))],
    file: Annotated[Path, typer.Option(help=_help("file"))],
    phase: Annotated[str | None, typer.Option(help=_help("phase"))] = None,
    number: Annotated[str, typer.Option(help=_help("number"))] = "",
    mark: Annotated[str, typer.Option(help=_help("mark"))] = "",
    place: Annotated[str, typer.Option(help=_help("place"))] = "",
    committee: Annotated[str, typer.Option(help=_help("committee"))] = "",
    title: Annotated[str, typer.Option(help=_help("title"))] = "",
    signer: Annotated[str, typer.Option(help=_help("signer"))] = "",
    to: Annotated[list[str] | None, typer.Option(help=_help("to"))] = None,
) -> None:
    from bot.documents import official
    from handlers.bulletins.official import Form, write
    from storage.results import bulletins

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        told = _load(connection, settings, unit, phase)
        issuer = bulletins.issuer(connection, told.board.top.unit.id)
    form = Form(
        number=number,
        mark=mark,
        place=place,
        committee=committee,
        title=title,
        signer=signer,
        receivers=tuple(to or ()),
    )
    paper = write(told.board, issuer, form, settings.time_zone)
    _keep(file, official.render(paper, ground.now()))


def _load(connection: Connection, settings: Settings, code: str, phase: str | None) -> Bulletin:
    """The unit's figures; ends the command where there are none."""
    from storage import figures
    from storage.results import bulletins

    found = figures.unit(connection, code)
    if found is None:
        _stop("unknown_unit", code=code)
    phase_id = _phase(connection, found[0].id, phase) if phase is not None else None
    doors = (f"{settings.public_url}/chat?start={{payload}}",)
    told = bulletins.load(
        connection, found[0], ground.now(), settings.time_zone, doors=doors, phase_id=phase_id
    )
    if told is None:
        _stop("no_phase")
    return told


def _phase(connection: Connection, unit_id: int, key: str) -> int:
    from storage import programmes
    from storage.campaigns import phases

    running = programmes.of_units(connection, [unit_id]).get(unit_id)
    if running is None:
        _stop("no_phase")
    known = phases.of_programmes(connection, [running.id])[running.id]
    found = next((one.id for one in known if one.key.casefold() == key.strip().casefold()), None)
    if found is None:
        _stop("unknown_phase", phase=key, phases=", ".join(one.key for one in known))
    return found


def _keep(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError:
        _stop("cannot_write", path=path)
    # Beside the bulletin's text, which may be on its way into another program.
    typer.echo(say(DEFAULT, "bulletin.command.written", path=path), err=True)


def _stop(text_id: str, /, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"bulletin.command.{text_id}", **values), err=True)
    raise typer.Exit(2)
