"""Makes a backup every night, and clears away what is kept no longer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.backups import archive, shelf
from bot.settings import Settings
from storage.library.files import FileStore

log = structlog.get_logger(__name__)

#: How often it is looked whether one is due, and after how long one that failed is tried again, in seconds.
LOOK: Final = 60.0
AGAIN: Final = 1800.0


@dataclass(frozen=True, slots=True)
class Nightly:
    """Only the leader runs it. What is due is read off the shelf, so a restart makes none twice."""

    settings: Settings
    engine: Engine
    store: FileStore
    now: Callable[[], datetime]

    async def run(self) -> None:
        """Until cancelled; without a password for backups at once back."""
        if self.settings.backup_password is None:
            return
        while True:
            pause = LOOK
            if self.is_due():
                try:
                    await asyncio.to_thread(self.make)
                except (OSError, DBAPIError) as error:
                    log.error("backup_failed", error=type(error).__name__)
                    pause = AGAIN
            await asyncio.sleep(pause)

    def is_due(self) -> bool:
        """Whether the last hour for it has gone by without one."""
        zone = self.settings.time_zone
        now = self.now().astimezone(zone)
        hour = datetime.combine(now.date(), time.fromisoformat(self.settings.backup_hour), zone)
        lying = shelf.backups(shelf.folder(self.settings), zone)
        return now >= hour and (not lying or lying[0].made < hour)

    def make(self) -> None:
        """One backup, and the shelf tidied after it."""
        settings, now = self.settings, self.now()
        password = settings.backup_password
        if password is None:
            return
        place = shelf.folder(settings)
        place.mkdir(parents=True, exist_ok=True)
        path = shelf.named(place, now, settings.time_zone)
        secret = settings.secret_key.get_secret_value()
        sums = archive.write(
            self.engine, self.store, path, password.get_secret_value(), secret, now, lambda done, total: None
        )
        gone = shelf.tidy(place, now, settings.time_zone)
        log.info("backup_made", rows=sum(sums.rows.values()), files=sums.files, tidied=len(gone))
        if sums.missing:
            log.error("backup_lacks_files", count=len(sums.missing))
