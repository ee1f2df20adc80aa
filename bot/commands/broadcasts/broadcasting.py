"""Writing to many from the command line, with the same preview and the same second officer as in the chat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import ground
from bot.commands.broadcasts import broadcasts
from bot.commands.broadcasts.broadcast_drafts import Made, draft
from bot.commands.broadcasts.broadcasts import end, tell
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from handlers.message import Message
    from storage.apply.telling import Render


def _option(name: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(f"--{name}", help=say(DEFAULT, f"broadcast.command.{name}"))
    return found


Unit = Annotated[str, _option("unit")]
Did = Annotated[str, _option("did")]
Only = Annotated[str, _option("role")]
Fdi = Annotated[bool, _option("fdi")]
Words = Annotated[str, _option("text")]
Theme = Annotated[str, _option("theme")]
Source = Annotated[Path | None, _option("file")]
In = Annotated[int | None, _option("campaign")]
Groups = Annotated[bool, _option("groups")]


def send(
    unit: Unit,
    did: Did = "",
    role: Only = "",
    fdi: Fdi = False,
    text: Words = "",
    theme: Theme = "",
    file: Source = None,
    campaign: In = None,
    groups: Groups = False,
    yes: Annotated[bool, _option("yes")] = False,
    watch: Annotated[bool, _option("watch")] = False,
) -> None:
    from handlers.broadcasts import broadcasting

    settings = ground.read_settings(quiet=True)
    with ground.opened(settings) as engine:
        with engine.begin() as connection:
            made = draft(connection, settings, unit, did, role, fdi, text, theme, file, campaign)
        _shown(made, groups)
        plan = made.plan
        asks = broadcasting.needs_second(plan.people, plan.above)
        if not plan.people or (asks and not plan.seconds):
            if plan.people:  # that there is nobody at all was just shown
                typer.echo(say(DEFAULT, "broadcast.note.alone"), err=True)
            raise typer.Exit(2)
        if not yes and not typer.confirm(say(DEFAULT, "broadcast.command.sure")):
            tell("dropped")
            raise typer.Exit(1)
        with engine.begin() as connection:
            broadcast_id = _sent(connection, settings, made, groups, asks=asks)
        if watch:
            broadcasts.watch(engine, settings, broadcast_id)


def preview(
    unit: Unit,
    did: Did = "",
    role: Only = "",
    fdi: Fdi = False,
    text: Words = "",
    theme: Theme = "",
    file: Source = None,
    campaign: In = None,
    groups: Groups = False,
) -> None:
    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        made = draft(connection, settings, unit, did, role, fdi, text, theme, file, campaign)
    _shown(made, groups)


def try_out(
    unit: Unit,
    to: Annotated[int, _option("to")],
    did: Did = "",
    text: Words = "",
    theme: Theme = "",
    file: Source = None,
    campaign: In = None,
) -> None:
    from handlers.effects import Tell
    from storage.apply import telling
    from storage.posts import posts

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        post = posts.one(connection, to)
        if post is None:
            end("no_post", id=to)
        made = draft(connection, settings, unit, did, "", False, text, theme, file, campaign)
        now = ground.now()
        once = f"broadcast-test:{post.person_id}:{now.timestamp()}"
        telling.tell(connection, [Tell(post.person_id, made.sample, once)], _render(settings), now)
    tell("tested", name=post.name)


def _shown(made: Made, groups: bool) -> None:
    from handlers.broadcasts.composing import preview as previews
    from handlers.broadcasts.content import Piece

    tell("sample_piece" if isinstance(made.content, Piece) and not made.content.key else "sample")
    typer.echo(f"\n{made.sample.text}\n")
    typer.echo(previews.describe(DEFAULT, made.plan, groups))


def _sent(connection: Connection, settings: Settings, made: Made, groups: bool, *, asks: bool) -> int:
    from handlers.broadcasts.broadcast_effects import MakeBroadcast
    from handlers.broadcasts.composing.preview import moment
    from handlers.broadcasts.sending import asking
    from storage.apply import telling
    from storage.broadcasts import broadcasts as rows

    begins, now = made.plan.begins, ground.now()
    broadcast_id = rows.make(
        connection,
        title=made.title,
        audience=made.audience,
        content=made.content,
        now=now,
        campaign_id=made.plan.campaign_id,
        groups=groups,
        state="asking" if asks else "due",
        begins_at=None if asks else begins,
    )
    if asks or begins is None:
        effect = MakeBroadcast(
            title=made.title,
            audience=made.audience,
            content=made.content,
            groups=groups,
            plan=made.plan,
            sample=made.sample,
        )
        by = say(DEFAULT, "broadcast.command.administrator")
        telling.tell(connection, asking.request(by, broadcast_id, effect), _render(settings), now)
        tell("asking", id=broadcast_id, count=len(made.plan.seconds))
    else:
        tell("sent", id=broadcast_id, moment=moment(DEFAULT, begins))
    return broadcast_id


def _render(settings: Settings) -> Render:
    from bot.channels import render
    from bot.channels.abilities import limits_of

    def bodies(lane: str, message: Message, language: str) -> list[str]:
        return [render.encode(part) for part in render.parts(message, limits_of(lane, settings), language)]

    return bodies
