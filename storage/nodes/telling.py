"""What is known of the last exchange, for officers at the node and for its administrator."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, or_, select

from handlers.nodes.chat import SyncFacts
from handlers.speaker import Asked
from storage.nodes import joined
from storage.posts.officers import VIETNAM
from storage.tables import changes, clashes, decisions, initiatives, mirrors, remarks, twins


def load_sync(connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM) -> list[SyncFacts]:
    here = joined.read(connection)
    if here is None:
        return [SyncFacts(speaker=one.speaker, zone=zone) for one in asked]
    count = waiting(connection)
    return [
        SyncFacts(
            speaker=one.speaker,
            joined=True,
            done_at=datetime.fromisoformat(here.done_at) if here.done_at else None,
            why=here.why,
            waits=count,
            clashes=clashed(connection),
            zone=zone,
        )
        for one in asked
    ]


def waiting(connection: Connection) -> int:
    """Steps, reports and remarks of our own people that the province has not taken yet."""
    here = joined.read(connection)
    if here is None:
        return 0
    unsent = or_(changes.c.position.is_(None), changes.c.position > here.up)
    total = 0
    for kind, table in (("decision", decisions), ("remark", remarks)):
        brought = select(twins.c.ours).where(twins.c.node == "", twins.c.kind.in_([kind, "step"]))
        own = changes.c.ref_id.in_(select(table.c.id)) & changes.c.ref_id.not_in(brought)
        query = select(func.count(func.distinct(changes.c.ref_id))).where(changes.c.kind == kind, unsent, own)
        total += connection.scalar(query) or 0
    known = select(mirrors.c.initiative_id)
    fresh = select(func.count()).select_from(initiatives).where(initiatives.c.id.not_in(known))
    return total + (connection.scalar(fresh) or 0)


def clashed(connection: Connection) -> int:
    """Steps taken here that did not count."""
    return connection.scalar(select(func.count()).where(clashes.c.node == "")) or 0
