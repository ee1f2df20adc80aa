"""At the province: nodes are added, listed and revoked, and what of theirs did not count is shown."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from bot.commands import ground, table
from messages.catalog import DEFAULT, say

_Key = Annotated[str, typer.Argument(help=say(DEFAULT, "node.add.key_help"))]
_Unit = Annotated[str, typer.Option("--unit", help=say(DEFAULT, "node.add.unit_help"))]
#: How many clashes are shown, the newest first.
_MOST = 200


def tell(text_id: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"node.{text_id}", **values))


def stop(text_id: str, /, **values: object) -> NoReturn:
    """Say what stands in the way, and end the command with 2."""
    typer.echo(say(DEFAULT, f"node.{text_id}", **values), err=True)
    raise typer.Exit(2)


def add(key: _Key, unit: _Unit) -> None:
    """The token is shown this once; only a hash of it is kept."""
    from storage.nodes import known

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        added = known.add(connection, key.strip().lower(), unit, ground.now())
    if isinstance(added, known.Refused):
        stop(f"add.{added.why}", other=added.other)
    node, token = added
    url = settings.public_url
    tell("add.done", key=node.key, unit=node.name, first=node.first_number, url=url, token=token)
    if not url.startswith("https://"):
        tell("add.plain", url=url)


def show() -> None:
    from storage.nodes import known

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        rows = known.every(connection)
    if not rows:
        tell("list.none")
        return
    zone = settings.time_zone
    headings = [
        say(DEFAULT, f"node.list.{one}")
        for one in ("key", "unit", "first", "taken", "clashed", "seen", "state")
    ]
    shown = [
        [
            row.key,
            row.unit_code,
            str(row.first_number),
            str(row.taken),
            str(row.clashed),
            f"{row.seen_at.astimezone(zone):%H:%M %d/%m/%Y}"
            if row.seen_at
            else say(DEFAULT, "node.list.never"),
            say(DEFAULT, f"node.list.{'revoked' if row.revoked_at else 'live'}"),
        ]
        for row in rows
    ]
    table.show(headings, shown, right=(2, 3, 4))


def revoke(key: _Key) -> None:
    from storage.nodes import known

    with ground.working(ground.read_settings()) as connection:
        done = known.revoke(connection, key, ground.now())
    if not done:
        stop("revoke.unknown", key=key)
    tell("revoke.done", key=key)


def clashes(key: Annotated[str, typer.Argument(help=say(DEFAULT, "node.add.key_help"))] = "") -> None:
    from handlers.nodes.conflict import known as known_why
    from storage.nodes import known

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        rows = known.clashed(connection, key or None, _MOST)
    if not rows:
        tell("clashes.none")
    for row in rows:
        at = f"{row.at.astimezone(settings.time_zone):%H:%M %d/%m/%Y}"
        step = say(DEFAULT, f"node.step.{row.wanted['action']}")
        tell("clashes.line", at=at, node=row.node, code=row.code, step=step)
        tell("clashes.why", why=say(DEFAULT, f"node.why.{known_why(row.why)}"))
        if row.wanted["words"]:
            tell("clashes.words", words=row.wanted["words"])
