"""The whole history of an initiative from the command line."""

import re
from typing import Annotated

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, LANGUAGES, say


def history(
    code: Annotated[str, typer.Argument(help=say(DEFAULT, "trail.command.code"))],
    language: Annotated[str, typer.Option(help=say(DEFAULT, "trail.command.language"))] = DEFAULT,
    for_author: Annotated[bool, typer.Option(help=say(DEFAULT, "trail.command.for_author"))] = False,
) -> None:
    from handlers.record.export import export
    from storage.review import cards

    if language not in LANGUAGES:
        typer.echo(say(DEFAULT, "trail.command.bad_language", languages=", ".join(LANGUAGES)), err=True)
        raise typer.Exit(2)
    settings = ground.read_settings(quiet=True)
    number = re.fullmatch(r"\D*?0*(\d{1,9})", code.strip())
    with ground.working(settings) as connection:
        record = cards.load_record(connection, int(number[1])) if number else None
    if record is None:
        typer.echo(say(DEFAULT, "trail.export.unknown", code=code), err=True)
        raise typer.Exit(2)
    if for_author:
        record = cards.without_notes(record)
    told = export(language, record, ground.now(), settings.time_zone, internal=not for_author)
    # Bytes, so that a file made of it is UTF-8 whatever the terminal speaks.
    typer.echo(told.encode(), nl=False)
