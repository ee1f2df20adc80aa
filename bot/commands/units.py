"""The union tree from the command line, and the QR code of a unit."""

import re
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

# What a poster can carry, a link can hold and a thumb can type.
_CODE = re.compile(r"[A-Z0-9]{2,20}")


def add(
    code: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_code"))],
    name: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_name"))],
    parent: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_parent"))] = None,
    kind: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.unit_kind"))] = "grassroots",
    fdi: Annotated[bool, typer.Option("--fdi", help=say(DEFAULT, "admin.help.unit_fdi"))] = False,
) -> None:
    from handlers.understanding.folding import clean
    from storage import figures, units

    code, name = code.strip().upper(), " ".join(clean(name).split())
    if not _CODE.fullmatch(code):
        ground.stop("unit.bad_code")
    if not name:
        ground.stop("unit.bad_name")
    if kind not in figures.KINDS:
        ground.stop("unit.bad_kind", kind=kind, kinds=", ".join(figures.KINDS))
    with ground.working(ground.read_settings()) as connection:
        if figures.unit(connection, code) is not None:
            ground.stop("unit.taken", code=code)
        if parent is not None and figures.unit(connection, parent) is None:
            ground.stop("unit.unknown", code=parent)
        above = parent.upper() if parent is not None else None
        units.add(connection, code=code, name=name, kind=kind, parent=above, fdi=fdi)
    ground.tell("unit.added", code=code, name=name)


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
