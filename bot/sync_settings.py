"""What the administrator says about backups and the feed of changes; `bot.settings` adds it to the rest."""

import re
from pathlib import Path
from typing import Final

from pydantic import SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings

_HOUR: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
#: The shortest password of backups: they are what a thief would like best.
LEAST_PASSWORD: Final = 16
#: Changes are kept for a week at least: whoever is told of them may be away over a holiday.
LEAST_FEED_DAYS: Final = 7
#: Whoever holds a workbook opens its pictures for so many days at most.
MOST_LINK_DAYS: Final = 90


def _wrong(key: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{key}", {"key": key})


class SyncSettings(BaseSettings):
    """Backups: with a password one is made every night at `backup_hour`, local time. Changes are kept for
    `feed_days` and longer while somebody waits for them; `sinks_private` lets them go to addresses of
    private networks. Links to pictures in a workbook open for `workbook_link_days`."""

    backup_password: SecretStr | None = None
    backup_dir: Path | None = None
    backup_hour: str = "02:30"
    feed_days: int = 90
    sinks_private: bool = False
    workbook_link_days: int = 14

    @field_validator("backup_password")
    @classmethod
    def _long_enough(cls, password: SecretStr | None) -> SecretStr | None:
        if password is not None and len(password.get_secret_value()) < LEAST_PASSWORD:
            raise _wrong("backup_password")
        return password

    @field_validator("feed_days")
    @classmethod
    def _long_kept(cls, days: int) -> int:
        if not LEAST_FEED_DAYS <= days <= 3650:
            raise _wrong("feed_days")
        return days

    @field_validator("workbook_link_days")
    @classmethod
    def _short_opened(cls, days: int) -> int:
        if not 1 <= days <= MOST_LINK_DAYS:
            raise _wrong("workbook_link_days")
        return days

    @field_validator("backup_hour")
    @classmethod
    def _an_hour(cls, hour: str) -> str:
        if not _HOUR.fullmatch(hour):
            raise _wrong("backup_hour")
        return hour

    def sync_secrets(self) -> tuple[str, ...]:
        """What of this must never be written anywhere."""
        return (self.backup_password.get_secret_value(),) if self.backup_password is not None else ()
