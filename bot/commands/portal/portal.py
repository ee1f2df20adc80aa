"""The bridge to the national portal from the command line: lists, codes, refusals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground, table
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from handlers.message import Message
    from handlers.person import Person
    from handlers.portal.acts import Act
    from storage.apply.telling import Render

Number = Annotated[str, typer.Argument(metavar="NUMBER", help=say(DEFAULT, "portal.command.number"))]
By = Annotated[int | None, typer.Option("--as", help=say(DEFAULT, "portal.command.by"))]
_NUMBER = re.compile(r"\D*?0*(\d{1,9})")


def show_list(
    tab: Annotated[str, typer.Option("--list", help=say(DEFAULT, "portal.command.list_tab"))] = "wait",
    unit: Annotated[str, typer.Option(help=say(DEFAULT, "portal.command.list_unit"))] = "",
    most: Annotated[int, typer.Option(min=1, max=10_000, help=say(DEFAULT, "portal.command.list_most"))] = 50,
) -> None:
    from handlers.portal.portal_facts import TABS
    from handlers.portal.wishes import Wish
    from storage import figures
    from storage.portal import lists
    from storage.posts.officers import paths_of

    if tab not in TABS:
        stop("unknown_tab", tab=tab, tabs=", ".join(TABS))
    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        paths: tuple[str, ...] = ("",)
        if unit:
            found = figures.unit(connection, unit)
            if found is None:
                ground.stop("unit.unknown", code=unit)
            paths = tuple(paths_of(connection, [found[0].id]).values())
        wish = Wish(what="list", words=tab)
        page = lists.page(connection, paths, wish, ground.now(), settings.time_zone, most)
    tell("head", **{name: page.counts[name] for name in TABS}, week=page.week)
    names = ("code", "title", "since", "portal")
    rows = [
        [one.code, one.title, f"{one.since.astimezone(settings.time_zone):%d/%m/%Y}", one.portal_code]
        for one in page.lines
    ]
    if rows:
        table.show([say(DEFAULT, f"portal.command.column_{name}") for name in names], rows)


def show(number: Number) -> None:
    """Each long value stands by itself, as in the chat."""
    from handlers.portal import copying, deciding
    from storage.portal import doing

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        wanted = read(number)
        found = doing.look(connection, [wanted], [], None).get(wanted)
    if found is None:
        stop("unknown", number=number)
    copy = copying.copy_of(found.listed, found.order, DEFAULT, settings.time_zone)
    typer.echo("\n\n".join((copy.overview, *copy.values)))
    if found.listed.portal_code:
        typer.echo(f"\n{deciding.recorded(found, DEFAULT, settings.time_zone)}")
    elif found.listed.portal_refusal:
        typer.echo(f"\n{say(DEFAULT, 'portal.card.refused', why=found.listed.portal_refusal)}")


def enter(
    number: Number,
    code: Annotated[str, typer.Argument(metavar="CODE", help=say(DEFAULT, "portal.command.code"))],
    by: By = None,
    sure: Annotated[bool, typer.Option("--sure", help=say(DEFAULT, "portal.command.sure"))] = False,
) -> None:
    from handlers.portal import codes
    from handlers.portal.acts import Enter

    told = codes.read(code)
    if told is None:
        stop("bad_code", code=code)
    if told.odd and not sure:
        stop("odd", code=told.text)
    _act(number, Enter(code=told), by)


def refuse(
    number: Number,
    words: Annotated[str, typer.Argument(help=say(DEFAULT, "portal.command.words"))] = "",
    reason: Annotated[
        str,
        typer.Option(
            help=say(
                DEFAULT,
                "portal.command.reason",
                reasons="duplicate, authors, decision, files, content, period, account, system",
            )
        ),
    ] = "",
    by: By = None,
) -> None:
    from handlers.portal import refusing
    from handlers.portal.acts import Refuse

    _act(number, Refuse(reason if reason in refusing.REASONS else "", words.strip()), by)


def withdraw(
    number: Number,
    words: Annotated[str, typer.Argument(help=say(DEFAULT, "portal.command.words"))] = "",
    by: By = None,
) -> None:
    from handlers.portal.acts import Withdraw

    _act(number, Withdraw(words.strip()), by)


def read(number: str) -> int:
    found = _NUMBER.fullmatch(number.strip())
    if found is None:
        stop("unknown", number=number)
    return int(found[1])


def tell(text_id: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"portal.command.{text_id}", **values))


def stop(text_id: str, /, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"portal.command.{text_id}", **values), err=True)
    raise typer.Exit(2)


def _act(number: str, act: Act, by: int | None) -> None:
    """Do it in the name of the officer of the post `by`, or of the administrator, and say what came of it."""
    from handlers.portal.deciding import Done
    from storage.portal import doing

    settings = ground.read_settings(quiet=True)
    wanted, zone = read(number), settings.time_zone
    with ground.working(settings) as connection:
        person = _officer(connection, by)
        outcome = doing.act(connection, act, wanted, person, ground.now(), _bodies(settings), zone, DEFAULT)
        listed = doing.look(connection, [wanted], [], None).get(wanted)
    if outcome is None and listed is not None and person is not None:
        stop("may_not", name=person.name or "?", code=listed.listed.code)
    if outcome is None or listed is None:
        stop("unknown", number=number)
    if not isinstance(outcome, Done):
        typer.echo(outcome.text, err=True)
        raise typer.Exit(0 if outcome.why == "same" else 1)
    entry = outcome.entry
    values = {"code": listed.listed.code, "portal": entry.code, "why": entry.shown}
    typer.echo(say(DEFAULT, f"portal.command.done_{entry.kind}", **values))


def _officer(connection: Connection, post_id: int | None) -> Person | None:
    from storage import rulings
    from storage.posts import posts

    if post_id is None:
        return None
    post = posts.one(connection, post_id)
    person = rulings.officer(connection, post.person_id, ground.now()) if post is not None else None
    if person is None:
        stop("unknown_by", id=post_id)
    return person


def _bodies(settings: Settings) -> Render:
    from bot.channels import render
    from bot.channels.abilities import limits_of

    def bodies(lane: str, message: Message, language: str) -> list[str]:
        return [render.encode(part) for part in render.parts(message, limits_of(lane, settings), language)]

    return bodies
