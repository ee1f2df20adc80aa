"""The union tree from the command line, and the QR code of a unit."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import ground
from bot.commands.tree import tree
from messages.catalog import DEFAULT, say


def add(
    code: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_code"))],
    name: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_name"))],
    parent: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_parent"))] = None,
    kind: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.unit_kind"))] = "grassroots",
    fdi: Annotated[bool, typer.Option("--fdi", help=say(DEFAULT, "admin.help.unit_fdi"))] = False,
    members: Annotated[int | None, typer.Option(min=0, help=say(DEFAULT, "admin.help.unit_members"))] = None,
    workers: Annotated[int | None, typer.Option(min=0, help=say(DEFAULT, "admin.help.unit_workers"))] = None,
    employer: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.unit_employer"))] = "",
    language: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.unit_language"))] = "vi",
    over: Annotated[bool, typer.Option("--over", help=say(DEFAULT, "admin.help.unit_over"))] = False,
    on: Annotated[str | None, typer.Option("--on", help=say(DEFAULT, "admin.help.unit_since"))] = None,
) -> None:
    from storage.tree.orders import Create

    order = Create(
        code=code,
        name=name,
        sort=kind,
        parent=parent,
        over=over,
        dated=on is not None,
        members=members,
        workers=workers,
        fdi=fdi,
        employer=employer.strip(),
        employer_language=language,
    )
    tree.perform(order, on)


def show() -> None:
    from storage import figures

    with ground.working(ground.read_settings()) as connection:
        branches = figures.tree(connection)
    for branch in branches:
        ground.tell("unit.line", indent="  " * branch.depth, code=branch.code, name=branch.name)
    if not branches:
        ground.tell("unit.none")


def draw(
    unit_code: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_code"))],
    out: Annotated[Path, typer.Option(help=say(DEFAULT, "admin.help.qr_out"))],
) -> None:
    """A picture whose link opens the chat with the unit known already."""
    import segno

    from storage import figures

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        found = figures.unit(connection, unit_code)
    if found is None:
        ground.stop("unit.unknown", code=unit_code)
    link = f"{settings.public_url}/chat?start=u_{found[0].code}"
    try:
        # Posters are printed large and get dirty: big squares, and a quarter may be unreadable.
        segno.make(link, error="q", micro=False).save(str(out), scale=20, border=4)
    except (OSError, ValueError):
        ground.stop("qr.cannot_write", path=out)
    ground.tell("qr.made", path=out, link=link)
