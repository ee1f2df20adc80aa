"""Other programs and their tokens, from the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from handlers.units import Unit
    from storage.clients.clients import Client

#: As the API knows them; told here, so that help needs no database.
_RIGHTS = "read, decide, feed, targets, contacts, notes"


def _help(name: str, **values: object) -> str:
    return say(DEFAULT, f"api.help.{name}", **values)


Name = Annotated[str, typer.Argument(metavar="NAME", help=_help("name"))]
Officer = Annotated[int | None, typer.Option("--officer", help=_help("officer"))]
Rights = Annotated[str | None, typer.Option("--rights", help=_help("rights_option", known=_RIGHTS))]
PerMinute = Annotated[int | None, typer.Option("--per-minute", min=1, max=100_000, help=_help("per_minute"))]
Days = Annotated[int | None, typer.Option("--days", min=1, max=3_650, help=_help("days"))]


def add(
    name: Name,
    unit: Annotated[str, typer.Option("--unit", help=_help("unit"))],
    rights: Rights = "read",
    officer: Officer = None,
    per_minute: PerMinute = None,
    days: Days = None,
) -> None:
    from storage import figures
    from storage.clients import clients

    name = name.strip()
    if not 1 <= len(name) <= 80:
        stop("empty_name")
    wanted = _read(rights or "")
    settings, now = ground.read_settings(), ground.now()
    with ground.working(settings) as connection:
        found = figures.unit(connection, unit)
        if found is None:
            ground.stop("unit.unknown", code=unit)
        person_id, person = _officer(connection, officer)
        if person_id is None:
            _need_nobody(wanted)
        token = clients.add(
            connection,
            name=name,
            unit_id=found[0].id,
            rights=wanted,
            now=now,
            person_id=person_id,
            per_minute=per_minute or clients.USUAL,
            expires_at=now + timedelta(days=days) if days is not None else None,
        )
        outside = person_id is not None and not _reaches(connection, person_id, found[0])
    if token is None:
        stop("taken", name=name)
    tell("added", name=name, unit=found[0].name, rights=", ".join(wanted))
    if person:
        tell("in_name", officer=person)
    if outside:
        tell("officer_outside", officer=person, unit=found[0].name)
    _show(token, settings.public_url)


def show() -> None:
    from bot.commands import table
    from storage.clients import clients

    settings, now = ground.read_settings(), ground.now()
    with ground.working(settings) as connection:
        known = clients.known(connection)
    if not known:
        tell("none")
        return
    headings = [
        say(DEFAULT, f"api.column.{one}") for one in ("name", "unit", "rights", "officer", "used", "state")
    ]
    rows = []
    for one in known:
        used = one.used_at.astimezone(settings.time_zone) if one.used_at else None
        state = "revoked" if one.revoked_at else "open" if one.works(now) else "expired"
        when = f"{used:%d/%m/%Y %H:%M}" if used else say(DEFAULT, "api.state.never")
        rights = ", ".join(sorted(one.rights))
        rows.append(
            [one.name, one.unit.code, rights, one.officer or "–", when, say(DEFAULT, f"api.state.{state}")]
        )
    table.show(headings, rows)


def revoke(name: Name) -> None:
    from storage.clients import clients

    settings, now = ground.read_settings(), ground.now()
    with ground.working(settings) as connection:
        found = _named(connection, name)
        if found.revoked_at is None:
            clients.revoke(connection, found.id, now)
    if found.revoked_at is None:
        tell("revoked", name=found.name)
    else:
        since = found.revoked_at.astimezone(settings.time_zone)
        tell("was_revoked", name=found.name, date=f"{since:%d/%m/%Y}")


def rotate(name: Name) -> None:
    from storage.clients import clients

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        found = _named(connection, name)
        token = clients.rotate(connection, found.id)
    tell("rotated", name=found.name)
    _show(token, settings.public_url)


def rights(
    name: Name,
    wanted: Annotated[str | None, typer.Argument(help=_help("rights_option", known=_RIGHTS))] = None,
    officer: Officer = None,
    per_minute: PerMinute = None,
    days: Days = None,
) -> None:
    """Without anything to change it only tells."""
    from storage.clients import clients

    now = ground.now()
    with ground.working(ground.read_settings()) as connection:
        found = _named(connection, name)
        chosen = _read(wanted) if wanted is not None else sorted(found.rights)
        person_id, person = _officer(connection, officer)
        if officer is None:
            person_id, person = found.person_id, found.officer
        if person_id is None:
            _need_nobody(chosen)
        clients.amend(
            connection,
            found.id,
            rights=chosen,
            person_id=person_id,
            per_minute=per_minute or found.per_minute,
            expires_at=now + timedelta(days=days) if days is not None else found.expires_at,
        )
        outside = person_id is not None and not _reaches(connection, person_id, found.unit)
    tell("amended", name=found.name, rights=", ".join(chosen))
    if person:
        tell("in_name", officer=person)
    if outside:
        tell("officer_outside", officer=person, unit=found.unit.name)


def tell(text: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"api.command.{text}", **values))


def stop(text: str, /, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"api.command.{text}", **values), err=True)
    raise typer.Exit(2)


def _show(token: str, url: str) -> None:
    """The token on a line of its own, so that it can be taken whole."""
    tell("token")
    typer.echo(token)
    tell("use", url=url)


def _read(words: str) -> list[str]:
    from storage.clients.clients import RIGHTS

    told = [one.strip().lower() for one in words.replace(";", ",").split(",") if one.strip()]
    for one in told:
        if one not in RIGHTS:
            stop("bad_right", right=one, known=", ".join(RIGHTS))
    if not told:
        stop("no_rights", known=", ".join(RIGHTS))
    return [right for right in RIGHTS if right in told]


def _need_nobody(rights: list[str]) -> None:
    from storage.clients.clients import IN_NAME

    needing = [one for one in rights if one in IN_NAME]
    if needing:
        stop("officer_wanted", rights=", ".join(needing))


def _named(connection: Connection, name: str) -> Client:
    from storage.clients import clients

    found = clients.named(connection, name.strip())
    if found is None:
        known = [one.name for one in clients.known(connection)]
        if not known:
            stop("none")
        stop("unknown", name=name, known=", ".join(known))
    return found


def _officer(connection: Connection, number: int | None) -> tuple[int | None, str]:
    """The person who holds the post of this number, with their name."""
    from storage.posts import posts

    if number is None:
        return None, ""
    held = posts.one(connection, number) if 0 < number < 2**31 else None
    if held is None:
        stop("officer_unknown", number=number)
    return held.person_id, held.name or "?"


def _reaches(connection: Connection, person_id: int, unit: Unit) -> bool:
    """Whether the officer has anything to decide in that branch: a post over it or inside it."""
    from storage import rulings
    from storage.posts.officers import paths_of

    officer = rulings.officer(connection, person_id, ground.now())
    held = {post.unit_id for post in officer.posts} if officer is not None else set()
    paths = paths_of(connection, {unit.id, *held})
    here = paths.get(unit.id, "")
    return any(here.startswith(paths[one]) or paths[one].startswith(here) for one in held if paths.get(one))
