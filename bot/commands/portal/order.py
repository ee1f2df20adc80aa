"""The order of the columns that are typed into the portal, from the command line."""

from typing import Annotated

import typer

from bot.commands import ground
from bot.commands.portal.portal import stop, tell
from messages.catalog import DEFAULT, say

#: Back to the order that nobody chose.
_USUAL = "usual"


def order(
    programme: Annotated[str, typer.Argument(help=say(DEFAULT, "portal.command.programme"))],
    columns: Annotated[str, typer.Argument(help=say(DEFAULT, "portal.command.columns"))] = "",
) -> None:
    """Without columns it only shows them."""
    from handlers.registers import portal_columns
    from storage.portal import orders

    keys = tuple(key.strip() for key in columns.split(",") if key.strip())
    if keys and keys != (_USUAL,) and (unknown := portal_columns.unknown(keys)):
        choosable = ", ".join(portal_columns.CHOOSABLE)
        stop("unknown_columns", columns=", ".join(unknown), choosable=choosable)
    with ground.working(ground.read_settings(quiet=True)) as connection:
        if keys:
            orders.put(connection, programme, None if keys == (_USUAL,) else tuple(dict.fromkeys(keys)))
        kept = orders.of(connection, programme)
    if kept is None:
        stop("unknown_programme", key=programme)
    tell("ordered", key=programme, columns=", ".join(kept))
