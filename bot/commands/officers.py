"""Inviting an officer from the command line."""

import sys
from typing import Annotated

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say


def invite(
    unit_code: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_code"))],
    role: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.invite_role"))] = None,
) -> None:
    from handlers.officers.posts.invites import LASTS, PREFIX, role_name
    from handlers.person import Role
    from storage import figures
    from storage.posts.invites import make_invite

    if role is not None and role not in list(Role):
        ground.stop("invite.bad_role", role=role, roles=", ".join(Role))
    settings = ground.read_settings()
    now = ground.now()
    with ground.working(settings) as connection:
        found = figures.unit(connection, unit_code)
        if found is None:
            ground.stop("unit.unknown", code=unit_code)
        unit, usual = found
        post = Role(role) if role is not None else usual
        secret = make_invite(connection, unit.id, post, None, now, now + LASTS)
    payload = f"{PREFIX}{secret}"
    link = f"{settings.public_url}/chat?start={payload}"
    ends = (now + LASTS).astimezone(settings.time_zone)
    ground.tell("invite.title", unit=unit.name, role=role_name(DEFAULT, post))
    if sys.stdout.isatty():
        import segno

        segno.make(link, micro=False).terminal(compact=True)
    ground.tell("invite.forward")
    typer.echo()
    doing = say(DEFAULT, f"posts.doing.{post}", unit=unit.name)
    ground.tell("invite.text", doing=doing, link=link, time=f"{ends:%H:%M}", date=f"{ends:%d/%m/%Y}")
    if settings.telegram_bot_token is not None:
        ground.tell("invite.typed", words=f"/start {payload}")
