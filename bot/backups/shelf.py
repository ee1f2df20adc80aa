"""Where backups lie: their names, which is the newest, and which may go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.backups import retention
from bot.settings import Settings

_NAME: Final = "sang-kien-%Y-%m-%d-%H%M%S.backup"


@dataclass(frozen=True, slots=True)
class Backup:
    """A file on the shelf; `made` is in local time, `size` in bytes."""

    path: Path
    made: datetime
    size: int


def folder(settings: Settings) -> Path:
    return settings.backup_dir or settings.data_dir / "backups"


def named(place: Path, now: datetime, zone: ZoneInfo) -> Path:
    """Where the backup of this moment goes: never over another one."""
    while (path := place / now.astimezone(zone).strftime(_NAME)).exists():
        now += timedelta(seconds=1)
    return path


def backups(place: Path, zone: ZoneInfo) -> list[Backup]:
    """All that lie there, newest first. Files of other names are none of ours."""
    return sorted(_found(place, zone), key=lambda one: one.made, reverse=True)


def tidy(place: Path, now: datetime, zone: ZoneInfo) -> list[Path]:
    """Take away those that are kept no longer; which they were. The newest of a day stands for it."""
    lying = backups(place, zone)
    today = now.astimezone(zone).date()
    gone = retention.outdated((one.made.date() for one in lying), today)
    newest: dict[object, Path] = {}
    for one in lying:
        newest.setdefault(one.made.date(), one.path)
    spare = [
        one.path
        for one in lying
        if one.made.date() in gone or (one.made.date() < today and newest[one.made.date()] != one.path)
    ]
    for path in spare:
        path.unlink(missing_ok=True)
    return spare


def _found(place: Path, zone: ZoneInfo) -> Iterator[Backup]:
    if not place.is_dir():
        return
    for path in place.iterdir():
        try:
            made = datetime.strptime(path.name, _NAME).replace(tzinfo=zone)
        except ValueError:
            continue
        yield Backup(path, made, path.stat().st_size)
