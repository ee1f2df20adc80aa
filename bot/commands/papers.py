"""The papers for an employer from the command line."""

import re
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say


def write(
    code: Annotated[str, typer.Argument(help=say(DEFAULT, "papers.command.code"))],
    out: Annotated[Path, typer.Option(help=say(DEFAULT, "papers.command.out"))],
    language: Annotated[str | None, typer.Option(help=say(DEFAULT, "papers.command.language"))] = None,
) -> None:
    from bot.documents.making import make
    from messages.documents.reading import LANGUAGES
    from storage.library.files import FileStore
    from storage.review import papers

    if language is not None and language not in LANGUAGES:
        _stop("bad_language", language=language, languages=", ".join(LANGUAGES))
    settings = ground.read_settings()
    number = re.fullmatch(r"\D*?0*(\d{1,9})", code.strip())
    with ground.working(settings) as connection:
        found = papers.find_id(connection, int(number[1])) if number else None
        facts = papers.load(connection, found) if found is not None else None
    if facts is None:
        _stop("unknown", code=code)
    store = FileStore(settings.data_dir / "files")
    made = make(facts, language or facts.language, facts.code, "", store, ground.now())
    for name, data in made.files:
        try:
            out.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(data)
        except OSError:
            _stop("no_folder", out=out)
        typer.echo(say(DEFAULT, "papers.command.written", file=out / name))
    if made.dropped:
        typer.echo(say(DEFAULT, "papers.dropped", letters=made.dropped))
    if made.package:
        _stop("no_pdf", package=made.package)


def _stop(text_id: str, /, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"papers.command.{text_id}", **values), err=True)
    raise typer.Exit(2)
