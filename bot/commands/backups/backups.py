"""One command makes a backup, one brings it back."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground, table
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from bot.backups.archive import Manifest, Sums
    from bot.settings import Settings

_File = Annotated[Path, typer.Argument(help=say(DEFAULT, "backup.help.file"))]
_Out = Annotated[Path | None, typer.Option("--out", help=say(DEFAULT, "backup.help.out"))]
_Replace = Annotated[bool, typer.Option("--replace", help=say(DEFAULT, "backup.help.replace"))]
_Check = Annotated[bool, typer.Option("--check", help=say(DEFAULT, "backup.help.check"))]


def tell(text_id: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"backup.{text_id}", **values))


def stop(text_id: str, /, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"backup.{text_id}", **values), err=True)
    raise typer.Exit(2)


def make(out: _Out = None) -> None:
    """Also while the bot is at work."""
    from bot.backups import shelf

    settings = ground.read_settings()
    place = out or shelf.folder(settings)
    path = _write(settings, place)
    gone = shelf.tidy(place, ground.now(), settings.time_zone)
    if gone:
        tell("tidied", count=len(gone))
    tell("made_hint", path=path)


def show() -> None:
    from bot.backups import shelf

    settings = ground.read_settings()
    lying = shelf.backups(shelf.folder(settings), settings.time_zone)
    if not lying:
        tell("none", path=shelf.folder(settings))
        return
    headings = [say(DEFAULT, f"backup.list.{name}") for name in ("made", "size", "file")]
    rows = [[f"{one.made:%d/%m/%Y %H:%M}", _size(one.size), str(one.path)] for one in lying]
    table.show(headings, rows, right=(1,))


def restore(file: _File, check: _Check = False, replace: _Replace = False) -> None:
    """Into an empty place; `--replace` first puts aside what is there."""
    settings = ground.read_settings()
    if settings.backup_password is None:
        stop("password_wanted")
    password = settings.backup_password.get_secret_value()
    if not file.is_file():
        stop("no_file", path=file)
    if check:
        _verify(file, password, settings)
        return
    from bot.backups import place

    if not place.is_asleep(settings, ground.now()):
        stop("awake")
    if not place.is_empty(settings) and not replace:
        stop("not_empty")
    # Only what can be brought back takes the place of what is there.
    _verify(file, password, settings)
    used = not place.is_fresh(settings)
    if used:
        tell("first_saved", path=_write(settings, _shelf(settings)))
    aside = place.clear(settings, ground.now())
    if aside and used:
        tell("put_aside", path=aside)
    _bring(settings, file, password)


def _bring(settings: Settings, file: Path, password: str) -> None:
    from bot.backups import restoring
    from bot.backups.archive import fingerprint
    from bot.commands.guide import measured
    from storage.database.engine import open_engine
    from storage.library.files import FileStore

    engine = open_engine(settings.database_url.get_secret_value())
    store = FileStore(settings.data_dir / "files")
    try:
        with measured("backup.restoring") as step:
            manifest, sums, unknown = restoring.restore(
                file, password, engine, store, ground.now(), step, asleep=False
            )
    finally:
        engine.dispose()
    _told("restored", manifest, sums, settings)
    if unknown:
        tell("unknown", count=unknown)
    if manifest.secret != fingerprint(settings.secret_key.get_secret_value()):
        tell("other_secret")


def _write(settings: Settings, place: Path) -> Path:
    from bot.backups import archive, shelf
    from bot.commands.guide import measured
    from storage.library.files import FileStore

    password = _password(settings)
    store = FileStore(settings.data_dir / "files")
    path = shelf.named(place, ground.now(), settings.time_zone)
    with ground.opened(settings) as engine, measured("backup.writing") as step:
        try:
            place.mkdir(parents=True, exist_ok=True)
            secret = settings.secret_key.get_secret_value()
            sums = archive.write(engine, store, path, password, secret, ground.now(), step)
        except OSError as error:
            stop("cannot_write", path=place, why=error.strerror or type(error).__name__)
    tell("made", path=path, size=_size(path.stat().st_size), rows=sum(sums.rows.values()), files=sums.files)
    if sums.missing:
        tell("missing", count=len(sums.missing))
    return path


def _verify(file: Path, password: str, settings: Settings) -> None:
    from bot.backups import restoring
    from bot.backups.sealing import Unreadable
    from bot.commands.guide import measured
    from storage.database.schema import BrokenReferences, NewerDatabase

    try:
        with measured("backup.checking") as step:
            manifest, sums = restoring.verify(file, password, step)
    except Unreadable as error:
        stop(f"unreadable.{error.why}", path=file)
    except NewerDatabase:
        stop("newer")
    except BrokenReferences as error:
        stop("broken", tables=str(error))
    _told("sound", manifest, sums, settings)


def _told(text_id: str, manifest: Manifest, sums: Sums, settings: Settings) -> None:
    made = manifest.made_at.astimezone(settings.time_zone)
    rows = sum(sums.rows.values())
    tell(text_id, made=f"{made:%d/%m/%Y %H:%M}", rows=rows, files=sums.files)


def _shelf(settings: Settings) -> Path:
    from bot.backups import shelf

    return shelf.folder(settings)


def _password(settings: Settings) -> str:
    if settings.backup_password is None:
        stop("no_password", suggested=secrets.token_urlsafe(24))
    return settings.backup_password.get_secret_value()


def _size(size: int) -> str:
    told, unit = (size / 1_048_576, "MB") if size >= 1_048_576 else (size / 1024, "KB")
    return f"{told:.1f} {unit}".replace(".", ",")
