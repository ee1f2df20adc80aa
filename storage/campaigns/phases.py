"""The phases of programmes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from handlers.campaigns import phase as rules
from handlers.campaigns.phase import Phase
from storage.tables import phases, programmes

#: The key of the phase of a programme that was set up without any.
ONLY = "only"


def keep(connection: Connection, programme_id: int, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Write these phases (`key`, `name`, `opens`, `closes`) down; one that is known by its key gets these
    days. None is ever taken away: targets and figures hang on them."""
    known = {one.key: one for one in of_programmes(connection, [programme_id])[programme_id]}
    for one in wanted:
        told = {name: one[name] for name in ("key", "name", "opens", "closes")}
        found = known.get(told["key"]) or _unnamed(known, told)
        if found is None:
            connection.execute(insert(phases).values(programme_id=programme_id, **told))
        else:
            connection.execute(update(phases).where(phases.c.id == found.id).values(told))


def _unnamed(known: Mapping[str, Phase], told: Mapping[str, Any]) -> Phase | None:
    """The only phase of before, when this is the same one under its own name."""
    only = known.get(ONLY)
    same = only is not None and (only.opens, only.closes) == (told["opens"], told["closes"])
    return only if same else None


def of_programmes(connection: Connection, programme_ids: Iterable[int]) -> dict[int, list[Phase]]:
    """The phases of each of these programmes, by their first day."""
    found: dict[int, list[Phase]] = {one: [] for one in programme_ids}
    if not found:
        return found
    query = select(phases).where(phases.c.programme_id.in_(list(found)))
    for row in connection.execute(query.order_by(phases.c.opens, phases.c.id)):
        found[row.programme_id].append(_phase(row))
    return found


def on(connection: Connection, programme_id: int, day: date) -> Phase | None:
    """The phase of a programme that is open on a day."""
    return rules.on(of_programmes(connection, [programme_id])[programme_id], day)


def nearest(connection: Connection, programme_id: int, day: date) -> Phase | None:
    """The same, or the one to come, or the last one: what targets are spoken of."""
    return rules.nearest(of_programmes(connection, [programme_id])[programme_id], day)


def by_key(connection: Connection, programme_id: int, key: str) -> Phase | None:
    """A phase by its key in any case."""
    known = of_programmes(connection, [programme_id])[programme_id]
    return next((one for one in known if one.key.lower() == key.strip().lower()), None)


def named(connection: Connection, programme_key: str, key: str) -> Phase | None:
    """A phase by its programme's key and its own, as presets of campaigns name it."""
    row = connection.execute(
        select(phases)
        .join(programmes, programmes.c.id == phases.c.programme_id)
        .where(programmes.c.key == programme_key, phases.c.key == key)
    ).first()
    return _phase(row) if row is not None else None


def find(connection: Connection, phase_id: int) -> Phase | None:
    row = connection.execute(select(phases).where(phases.c.id == phase_id)).first()
    return _phase(row) if row is not None else None


def _phase(row: Any) -> Phase:
    return Phase(
        id=row.id,
        programme_id=row.programme_id,
        key=row.key,
        name=row.name,
        opens=row.opens,
        closes=row.closes,
    )
