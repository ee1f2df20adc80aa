"""What every sink may use of the house."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.settings import Settings
from storage.apply.telling import Render
from storage.database.writer import Writer

if TYPE_CHECKING:
    from storage.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """`queued` is called when rows were added to the outbox."""

    engine: Engine
    writer: Writer
    settings: Settings
    now: Callable[[], datetime]
    zone: ZoneInfo
    render: Render
    queued: Callable[[], None]

    def vault(self) -> "Vault":
        """What opens `SinkRow.secret`."""
        from storage.vault import Vault

        return Vault(self.settings.secret_key.get_secret_value())
