"""Workbooks that come back, read and applied from the command line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.intakes.looking import Looked, Tools
    from bot.settings import Settings
    from storage.intakes.kinds import Desk
    from storage.intakes.ledger import Kept


def _help(name: str) -> str:
    return say(DEFAULT, f"intake.command.{name}")


File = Annotated[Path, typer.Argument(help=_help("file"))]
Post = Annotated[int | None, typer.Option("--as", help=_help("as"))]
Machine = Annotated[bool, typer.Option("--machine", help=_help("machine"))]
Copy = Annotated[Path | None, typer.Option("--copy", help=_help("copy"))]


@dataclass(frozen=True, slots=True)
class _Given:
    """What the command works on."""

    engine: Engine
    data: bytes
    kept: Kept
    desk: Desk
    tools: Tools


def check(file: File, post: Post = None, machine: Machine = False, copy: Copy = None) -> None:
    settings = ground.read_settings()
    with ground.opened(settings) as engine:
        given = _given(engine, settings, file, post, machine)
        looked = _look(given, copy)
    if looked.sheet is None or looked.plan.refused:
        raise typer.Exit(2)


def apply(
    file: File,
    post: Post = None,
    machine: Machine = False,
    copy: Copy = None,
    yes: Annotated[bool, typer.Option("--yes", help=_help("yes"))] = False,
) -> None:
    """Killed at any moment, the same command goes on where it stopped."""
    settings = ground.read_settings()
    with ground.opened(settings) as engine:
        given = _given(engine, settings, file, post, machine)
        begun = _begun(given)
        if begun is None:
            looked = _look(given, copy)
            if looked.state != "checked":
                raise typer.Exit(2 if looked.sheet is None or looked.plan.refused else 0)
            if not yes and not typer.confirm(
                say(DEFAULT, "intake.command.sure", count=len(looked.plan.doable))
            ):
                typer.echo(_help("stopped"))
                return
            begun = _begin(given, looked)
        _carry_out(given, begun, copy)


def _given(engine: Engine, settings: Settings, file: Path, post: int | None, machine: bool) -> _Given:
    from bot.channels import render
    from bot.channels.abilities import limits_of
    from bot.intakes import looking
    from bot.intakes.looking import Tools
    from handlers.message import Message
    from storage.intakes.ledger import Kept
    from storage.posts import posts

    if (post is None) is not machine:
        _stop("who")
    try:
        data = file.read_bytes()
    except OSError:
        _stop("unreadable", path=file)

    def bodies(lane: str, message: Message, language: str) -> list[str]:
        return [render.encode(part) for part in render.parts(message, limits_of(lane, settings), language)]

    tools = Tools(
        zone=settings.time_zone, render=bodies, can_edit=lambda lane: limits_of(lane, settings).edits
    )
    now = ground.now()
    with engine.connect().execution_options(reading=True) as connection:
        held = posts.one(connection, post) if post is not None else None
        if post is not None and held is None:
            _stop("unknown_post", number=post)
        kept = Kept(
            id=0,
            kind="",
            person_id=held.person_id if held is not None else None,
            conversation="",
            file_key="",
            name=file.name,
            sha256=hashlib.sha256(data).hexdigest(),
            state="waiting",
            why="",
            counts={},
            done=0,
            at=now,
            done_at=None,
        )
        desk = looking.sit(connection, kept, now, tools)
    return _Given(engine, data, kept, desk, tools)


def _look(given: _Given, copy: Path | None) -> Looked:
    from bot.intakes import looking
    from handlers.intakes import telling

    looked = looking.look(given.engine, given.kept, given.data, given.desk)
    if looked.sheet is None:
        typer.echo(looked.text, err=True)
        return looked
    subject = looking.subject(given.kept, looked.sheet, given.desk.language)
    typer.echo(telling.checked(subject, looked.plan, None, ask=False).text)
    _write(copy, looked.copy)
    return looked


def _begun(given: _Given) -> Kept | None:
    """The same file of the same officer, broken off in the middle."""
    from storage.intakes import ledger

    with given.engine.connect().execution_options(reading=True) as connection:
        same = [one for one in ledger.applying(connection) if one.sha256 == given.kept.sha256]
    return next((one for one in same if one.person_id == given.kept.person_id), None)


def _begin(given: _Given, looked: Looked) -> Kept:
    from storage.intakes import ledger

    kept = given.kept
    with given.engine.begin() as connection:
        number = ledger.receive(
            connection, person_id=kept.person_id, conversation="", file_key="", name=kept.name, at=kept.at
        )
        waiting = ledger.one(connection, number)
        if waiting is None:
            raise AssertionError(number)
        ledger.settle(connection, waiting.of_bytes(kept.sha256), looked.plan, state="checked")
        begun = ledger.begin(connection, number, kept.person_id)
        found = ledger.one(connection, number)
    if not begun or found is None:
        _stop("stopped")
    return found


def _carry_out(given: _Given, kept: Kept, copy: Path | None) -> None:
    from bot.commands.guide import measured
    from bot.intakes import looking
    from bot.workbooks import reading
    from bot.workbooks.reading import Sheet
    from handlers.intakes import telling
    from storage.intakes import doing, ledger, registry

    intake, engine = registry.named(kept.kind), given.engine
    with engine.connect().execution_options(reading=True) as connection:
        plan = ledger.plan_of(connection, kept.id)
    with measured("intake.command.progress") as progress:
        while True:
            with engine.begin() as connection:
                step = doing.do(
                    connection,
                    kept,
                    plan,
                    intake,
                    lambda c: looking.sit(c, kept, ground.now(), given.tools),
                )
            if step is None or step.is_last:
                break
            progress(step.done, step.total)
    with engine.begin() as connection:
        doing.over(connection, kept, ground.now())
        ended = ledger.one(connection, kept.id)
    if ended is None:
        raise AssertionError(kept.id)
    left, sheet = doing.result(plan, ended), reading.read(given.data, [intake], given.desk.language)
    if isinstance(sheet, Sheet):
        subject = looking.subject(ended, sheet, given.desk.language)
        totals = doing.totals(plan, ended)
        typer.echo(telling.ended(subject, kept.kind, totals, left, None).text)
        _write(copy, looking.mark(given.data, sheet, left, given.desk.language))


def _write(path: Path | None, data: bytes | None) -> None:
    if path is not None and data is not None:
        path.write_bytes(data)
        typer.echo(say(DEFAULT, "intake.command.copied", path=path))


def _stop(name: str, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"intake.command.{name}", **values), err=True)
    raise typer.Exit(2)
