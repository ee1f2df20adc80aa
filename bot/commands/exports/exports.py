"""Writes workbooks from the command line, however many rows they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from bot.commands import ground
from handlers.registers import portal_columns
from handlers.registers.export_effects import Kind
from messages.catalog import DEFAULT, LANGUAGES, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from bot.workbooks.review_book import Ordered

Spread = Literal["children", "grassroots"]


def _help(name: str, **values: object) -> str:
    return say(DEFAULT, f"export.command.{name}", **values)


Unit = Annotated[str | None, typer.Option("--unit", help=_help("unit"))]
Out = Annotated[Path | None, typer.Option("--out", help=_help("out"))]
Language = Annotated[str, typer.Option("--language", help=_help("language"))]
Columns = Annotated[
    str | None, typer.Option("--columns", help=_help("columns", keys=", ".join(portal_columns.CHOOSABLE)))
]
Decided = Annotated[bool, typer.Option("--decided", help=_help("decided"))]
Shape = Annotated[Spread, typer.Option("--spread", help=_help("spread"))]
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """`path` is the branch in the tree, "" for everything, which is no unit's (`unit_id`)."""

    connection: Connection
    settings: Settings
    path: str
    unit_id: int | None
    code: str
    name: str
    language: str
    now: datetime

    @property
    def ordered(self) -> Ordered:
        from bot.workbooks.review_book import Ordered

        return Ordered(
            language=self.language,
            zone=self.settings.time_zone,
            now=self.now,
            unit_code=self.code,
            unit_name=self.name,
        )


def review(
    unit: Unit = None, out: Out = None, language: Language = DEFAULT, decided: Decided = False
) -> None:
    from bot.workbooks import picture_links
    from bot.workbooks.review_book import write_review
    from handlers.initiative import Status
    from storage.registers import listings, waiting_rows

    statuses = (*waiting_rows.STANDING, *((Status.VALID, Status.NOT_VALID) if decided else ()))

    def write(file: Path, asked: _Asked, progress: Progress) -> int:
        pages = listings.pages(asked.connection, listings.Wanted(path=asked.path, statuses=statuses))
        links = picture_links.of_settings(asked.settings)(asked.now)
        return write_review(file, asked.connection, pages, asked.ordered, links, progress)

    _run(
        "review",
        unit,
        out,
        language,
        write,
        lambda asked: listings.count(asked.connection, listings.Wanted(path=asked.path, statuses=statuses)),
    )


def register(unit: Unit = None, out: Out = None, language: Language = DEFAULT) -> None:
    from bot.workbooks.register_book import write_register
    from storage.registers import listings

    def write(file: Path, asked: _Asked, progress: Progress) -> int:
        wanted, zone = listings.Wanted(path=asked.path), asked.settings.time_zone
        return write_register(file, asked.connection, wanted, asked.language, zone, progress, now=asked.now)

    _run(
        "register",
        unit,
        out,
        language,
        write,
        lambda asked: listings.count(asked.connection, listings.Wanted(path=asked.path)),
    )


def ranking(
    unit: Unit = None, out: Out = None, language: Language = DEFAULT, spread: Shape = "children"
) -> None:
    from bot.commands.results import results
    from bot.workbooks.ranking_book import write_ranking

    def write(file: Path, asked: _Asked, progress: Progress) -> int:
        board = results.load(asked.connection, asked.settings, asked.code or None, None, spread)
        return write_ranking(file, board, asked.language, asked.settings.time_zone)

    _run("ranking", unit, out, language, write, None)


def portal(unit: Unit = None, out: Out = None, language: Language = DEFAULT, columns: Columns = None) -> None:
    from bot.workbooks.portal_book import write_portal
    from storage.portal import orders
    from storage.registers import asking, listings

    chosen = tuple(key.strip() for key in columns.split(",") if key.strip()) if columns else ()
    if wrong := portal_columns.unknown(chosen):
        _stop("bad_columns", keys=", ".join(wrong), known=", ".join(portal_columns.CHOOSABLE))

    def write(file: Path, asked: _Asked, progress: Progress) -> int:
        pages = listings.pages(asked.connection, asking.unentered(asked.path))
        order = chosen or orders.at(asked.connection, asked.unit_id)
        return write_portal(file, asked.connection, pages, asked.ordered, order, progress)

    _run(
        "portal",
        unit,
        out,
        language,
        write,
        lambda asked: listings.count(asked.connection, asking.unentered(asked.path)),
    )


def _run(
    kind: Kind,
    unit: str | None,
    out: Path | None,
    language: str,
    write: Callable[[Path, _Asked, Progress], int],
    count: Callable[[_Asked], int] | None,
) -> None:
    from bot.workbooks import file_names

    if language not in LANGUAGES:
        _stop("bad_language")
    with _opened(unit, language) as asked:
        total = count(asked) if count is not None else None
        if total == 0:
            typer.echo(say(DEFAULT, "export.command.empty"))
            return
        made = asked.now.astimezone(asked.settings.time_zone)
        file = out or file_names.beside(Path(file_names.name_of(language, kind, asked.code, made)))
        try:
            with _bar(total) as progress:
                written = write(file, asked, progress)
        except OSError:
            _stop("cannot_write", file=file)
    typer.echo(say(DEFAULT, "export.command.done", count=written, file=file))


@contextmanager
def _opened(code: str | None, language: str) -> Iterator[_Asked]:
    """A connection that only reads, and the unit that is meant; ends the command for an unknown one."""
    from storage import figures
    from storage.posts import officers

    settings = ground.read_settings(quiet=True)
    with (
        ground.opened(settings) as engine,
        engine.connect().execution_options(reading=True) as connection,
    ):
        path, known, name, unit_id = "", "", "", None
        if code is not None:
            found = figures.unit(connection, code)
            if found is None:
                ground.stop("unit.unknown", code=code)
            unit = found[0]
            path, known, name = officers.paths_of(connection, [unit.id])[unit.id], unit.code, unit.name
            unit_id = unit.id
            if not path:  # "" would mean everything
                ground.stop("unit.unknown", code=code)
        yield _Asked(
            connection=connection,
            settings=settings,
            path=path,
            unit_id=unit_id,
            code=known,
            name=name,
            language=language,
            now=ground.now(),
        )


@contextmanager
def _bar(total: int | None) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Drawn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Drawn(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(say(DEFAULT, "export.command.bar"), total=total)
        yield lambda done: drawn.update(task, completed=done)


def _stop(name: str, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"export.command.{name}", **values), err=True)
    raise typer.Exit(2)
