"""Officers and their open invites from the command line: seen, ended, taken back."""

from typing import Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

Number = Annotated[int, typer.Argument(help=say(DEFAULT, "posts.command.number"))]


def show(
    unit_code: Annotated[str | None, typer.Argument(help=say(DEFAULT, "posts.command.unit"))] = None,
) -> None:
    from handlers.officers.posts.invites import role_name
    from storage import figures
    from storage.posts import posts

    with ground.working(ground.read_settings()) as connection:
        found = figures.unit(connection, unit_code) if unit_code is not None else None
        if unit_code is not None and found is None:
            ground.stop("unit.unknown", code=unit_code)
        held = posts.below(connection, found[0].id if found else None)
    for one in held:
        values = {"id": one.id, "name": one.name or "?", "role": role_name(DEFAULT, one.role)}
        typer.echo(say(DEFAULT, "posts.command.line", **values, code=one.unit.code, unit=one.unit.name))
    if not held:
        typer.echo(say(DEFAULT, "posts.command.none"))


def end(number: Number) -> None:
    """Nobody is asked: whoever holds the machine stands above every post."""
    from storage.apply.posts import end as end_post
    from storage.posts import posts

    with ground.working(ground.read_settings()) as connection:
        held = posts.one(connection, number)
        if held is None:
            _stop("unknown", number)
        end_post(connection, number, ground.now())
    typer.echo(say(DEFAULT, "posts.command.ended", name=held.name or "?", unit=held.unit.name))


def invites() -> None:
    from handlers.officers.posts.invites import role_name
    from storage.posts import invites as kept

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        opened = kept.opened(connection, ground.now())
    for one in opened:
        ends = one.expires_at.astimezone(settings.time_zone)
        values = {"id": one.id, "role": role_name(DEFAULT, one.role), "unit": one.unit_name}
        until = {"time": f"{ends:%H:%M}", "date": f"{ends:%d/%m/%Y}"}
        typer.echo(say(DEFAULT, "posts.command.invite", **values, **until))
    if not opened:
        typer.echo(say(DEFAULT, "posts.command.no_invites"))


def revoke(number: Number) -> None:
    from storage.apply.posts import revoke as revoke_invite
    from storage.posts import invites as kept

    now = ground.now()
    with ground.working(ground.read_settings()) as connection:
        if number not in {one.id for one in kept.opened(connection, now)}:
            _stop("no_invite", number)
        revoke_invite(connection, number, now)
    typer.echo(say(DEFAULT, "posts.command.revoked", id=number))


def _stop(text: str, number: int) -> NoReturn:
    typer.echo(say(DEFAULT, f"posts.command.{text}", id=number), err=True)
    raise typer.Exit(2)
