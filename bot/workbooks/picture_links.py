"""Links in a workbook that open a kept picture or file for some days, without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.channels.port import FileUnavailable
from bot.channels.public_files import PublicFiles

if TYPE_CHECKING:
    from bot.settings import Settings

#: What is shown in the browser; everything else is downloaded.
_SHOWN: Final = "photo"


class PictureLinks:
    """Links made at one moment; `until` is when they stop working."""

    def __init__(self, secret: str, public_url: str, days: int, now: datetime) -> None:
        life = timedelta(days=days)
        self.until = now + life
        self._files = PublicFiles(
            secret, public_url, _nothing, clock=now.timestamp, life=life.total_seconds()
        )

    def url(self, key: str, kind: str, name: str) -> str:
        if kind == _SHOWN:
            return self._files.picture_url(key)
        return self._files.file_url(key, name)


async def _nothing(key: str) -> bytes:
    """The house answers for these addresses; here they are only made."""
    raise FileUnavailable(key)


def of_settings(settings: Settings) -> Callable[[datetime], PictureLinks]:
    """Makes the links of a workbook that is written at a moment."""
    secret = settings.secret_key.get_secret_value()
    return lambda now: PictureLinks(secret, settings.public_url, settings.workbook_link_days, now)
