"""A campaign's page for a projector, opened and shut from the command line."""

from typing import Annotated

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say


def open_or_shut(
    campaign_id: Annotated[int, typer.Argument(metavar="ID", help=say(DEFAULT, "admin.help.campaign_id"))],
    off: Annotated[bool, typer.Option("--off", help=say(DEFAULT, "wall.command.off"))] = False,
) -> None:
    """The link is printed once: only a hash of what opens it is kept."""
    import secrets

    from bot.wall_page import door
    from handlers.employer.requests import hash_of
    from storage.apply import walls as opened
    from storage.campaigns import campaigns
    from storage.walls import walls

    settings = ground.read_settings()
    secret = secrets.token_urlsafe(16)
    with ground.working(settings) as connection:
        campaign = campaigns.find(connection, campaign_id)
        if campaign is None:
            ground.stop("campaign.unknown", id=campaign_id)
        was_open = opened.shut(connection, campaign_id)
        if not off:
            opened.open_by(connection, campaign_id, hash_of(secret))
            if walls.find(connection, secret, ground.now()) is None:
                typer.echo(say(DEFAULT, "wall.command.stopped", id=campaign_id), err=True)
                raise typer.Exit(2)
    if off:
        typer.echo(
            say(DEFAULT, "wall.command.shut" if was_open else "wall.command.not_open", name=campaign.name)
        )
        return
    link = door.link(settings).replace("{token}", secret)
    typer.echo(say(DEFAULT, "wall.command.made", name=campaign.name, link=link))
    typer.echo(say(DEFAULT, "wall.command.once"))
    if was_open:
        typer.echo(say(DEFAULT, "wall.command.ended"))
