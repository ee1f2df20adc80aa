"""Changes of the tree that were planned for today."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.effects import Tell
from storage.tree import operations


def due(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    """Carried out on their day; whoever planned them reads what came of it in the log of changes."""
    operations.carry_out(connection, now.astimezone(zone).date(), now)
    return []
