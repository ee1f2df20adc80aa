"""What an officer sees of connections to the outside."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.sinks.sink_chat import KEEPERS, SinkFacts, Standing
from handlers.speaker import Asked
from storage import units
from storage.posts import officers
from storage.sinks import letters, sinks
from storage.sinks.sinks import SinkRow


def load_sinks(connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo) -> list[SinkFacts]:
    """Those at or below a unit whose connections the speaker looks after. What tells of the whole tree
    belongs to whoever has a post at its top."""
    held = {
        one.speaker.person.id: {post.unit_id for post in one.speaker.person.posts if post.role in KEEPERS}
        for one in asked
    }
    if not any(held.values()):
        return [SinkFacts(speaker=one.speaker) for one in asked]
    every = standings(connection, zone)
    paths = officers.paths_of(connection, {unit for mine in held.values() for unit in mine})
    facts = []
    for one in asked:
        scope = [paths[unit] for unit in held[one.speaker.person.id] if paths.get(unit)]
        mine = tuple(told for row, told in every if _is_kept(row, scope))
        facts.append(SinkFacts(speaker=one.speaker, sinks=mine))
    return facts


def standings(connection: Connection, zone: ZoneInfo) -> list[tuple[SinkRow, Standing]]:
    """Every one with how it stands now."""
    rows = sinks.all_of(connection)
    lags, aside = sinks.lags(connection), letters.counts(connection)
    names = units.by_ids(connection, {row.unit_id for row in rows if row.unit_id is not None})
    return [
        (
            row,
            Standing(
                id=row.id,
                name=row.name,
                kind=row.kind,
                state=row.state.value,
                unit=names[row.unit_id].name if row.unit_id in names else "",
                lag=lags.get(row.id, 0),
                aside=aside.get(row.id, 0),
                why=row.why,
                since=row.failing_since.astimezone(zone) if row.failing_since else None,
                arrived_at=row.arrived_at.astimezone(zone) if row.arrived_at else None,
            ),
        )
        for row in rows
    ]


def _is_kept(row: SinkRow, scope: Sequence[str]) -> bool:
    if row.path is None:
        return any(path.count("/") == 2 for path in scope)
    return officers.reaches(scope, row.path)
