"""The propaganda library from the command line: what there is, words to copy, pictures to post."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say


def list_(
    theme: Annotated[str | None, typer.Argument(help=say(DEFAULT, "propaganda.command.theme"))] = None,
) -> None:
    from storage.propaganda import library

    with ground.working(ground.read_settings()) as connection:
        found = library.entries(connection)
    themes = list(dict.fromkeys(one.theme for one in found.values()))
    if theme is not None and theme not in themes:
        _stop("unknown_theme", theme=theme, themes=", ".join(themes))
    for name in themes if theme is None else [theme]:
        listed = [one for one in found.values() if one.theme == name]
        named = say(DEFAULT, f"propaganda.theme.{name}")
        typer.echo(say(DEFAULT, "propaganda.command.heading", name=named, count=len(listed)))
        for one in listed:
            shown = say(DEFAULT, "propaganda.command.line", key=one.key, headline=one.headline)
            typer.echo(f"  {shown}")


def show(
    key: Annotated[str, typer.Argument(help=say(DEFAULT, "propaganda.command.key"))],
    unit: Annotated[str | None, typer.Option(help=say(DEFAULT, "propaganda.command.unit"))] = None,
    picture: Annotated[Path | None, typer.Option(help=say(DEFAULT, "propaganda.command.picture"))] = None,
) -> None:
    """The words alone go to standard output, so that they can be copied or sent on as they are."""
    from bot.documents import card_keys, cards
    from handlers.message import CARD
    from handlers.propaganda import copying
    from storage import figures
    from storage.propaganda import library

    settings = ground.read_settings()
    doors = (f"{settings.public_url}/chat?start={{payload}}",)
    with ground.working(settings) as connection:
        entry = library.entries(connection).get(key)
        if entry is None:
            _stop("unknown", key=key)
        named = figures.unit(connection, unit) if unit is not None else None
        if unit is not None and named is None:
            ground.stop("unit.unknown", code=unit)
        code = named[0].code if named is not None else ""
        card = card_keys.read(connection, f"{CARD}{key}:{code}", doors)
    typer.echo(copying.text(entry.text, named[0], doors) if named is not None else entry.text)
    if picture is not None and card is not None:
        try:
            picture.write_bytes(cards.draw(card))
        except OSError:
            _stop("cannot_write", path=str(picture))
        typer.echo(say(DEFAULT, "propaganda.command.saved", path=picture), err=True)


def _stop(text: str, **values: str) -> NoReturn:
    typer.echo(say(DEFAULT, f"propaganda.command.{text}", **values), err=True)
    raise typer.Exit(2)
