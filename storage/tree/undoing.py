"""Takes a change of the tree back, unless something has come to rest on it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from storage.tables import (
    campaign_units,
    groups,
    initiatives,
    officers,
    people,
    placements,
    programme_units,
    tallies,
    target_changes,
    targets,
    unit_aliases,
    unit_changes,
    units,
)
from storage.tree import diffs, footing, paths, rows
from storage.tree.changes import Change, find
from storage.tree.diffs import pages
from storage.tree.orders import Refused

#: These leave a unit where it is, so what only leans on it does not care.
_STILL = frozenset(("rename", "amend"))


def undo(connection: Connection, change_id: int, *, at: datetime, by: int | None = None) -> Change | Refused:
    """All stands as before it: units, paths, placements, codes, people. A planned one is called off."""
    footing.lock(connection)
    change = find(connection, change_id)
    if change is None:
        return Refused("no_change", {"change": change_id})
    if change.state not in ("done", "planned"):
        return Refused(f"is_{change.state}", {"change": change_id})
    if change.state == "done":
        body = connection.scalar(select(unit_changes.c.body).where(unit_changes.c.id == change_id))
        refused = _obstacle(connection, change, body or {})
        if refused is not None:
            return refused
        _restore(connection, change, body or {})
    connection.execute(
        update(unit_changes)
        .where(unit_changes.c.id == change_id)
        .values(state="undone", undone_at=at, undone_by=by)
    )
    return change


def _obstacle(connection: Connection, change: Change, body: Mapping[str, Any]) -> Refused | None:
    return (
        _later(connection, change, body)
        or _inhabited(connection, change)
        or _sent_since(connection, body)
        or diffs.circle(connection, _old_parents(body), change.effective)
    )


def _later(connection: Connection, change: Change, body: Mapping[str, Any]) -> Refused | None:
    """The last change after this one that touched the same units, or put something on them: whoever takes
    several back has to begin with that."""
    changed, leans = _touched(body)
    mine = (datetime.fromisoformat(body["carried_at"]), change.id)
    found: list[tuple[datetime, int, date]] = []
    others = select(unit_changes.c.id, unit_changes.c.kind, unit_changes.c.effective, unit_changes.c.body)
    others = others.where(unit_changes.c.state == "done", unit_changes.c.id != change.id)
    for row in connection.execute(others):
        when = (datetime.fromisoformat(row.body["carried_at"]), int(row.id))
        its_changed, its_leans = _touched(row.body)
        moved_support = row.kind not in _STILL and its_changed & leans
        if when > mine and (its_changed & changed or its_leans & changed or moved_support):
            found.append((*when, row.effective))
    if not found:
        return None
    _, later, day = max(found)
    return Refused("used_later", {"change": change.id, "later": later, "day": f"{day:%d/%m/%Y}"})


def _inhabited(connection: Connection, change: Change) -> Refused | None:
    """People, initiatives, posts, a campaign or plans of its own at a unit that would be gone."""
    holders = (
        ("used_people", people.c.unit_id, None),
        ("used_sent", initiatives.c.unit_id, None),
        ("used_sent", initiatives.c.establishment_id, None),
        ("used_posts", officers.c.unit_id, officers.c.until.is_(None)),
        ("used_campaign", campaign_units.c.unit_id, None),
        ("used_plans", targets.c.unit_id, None),
        ("used_plans", target_changes.c.unit_id, None),
        ("used_plans", programme_units.c.unit_id, None),
        ("used_plans", groups.c.unit_id, None),
        ("used_plans", tallies.c.unit_id, None),
    )
    for why, column, besides in holders:
        for page in pages(change.made):
            held = select(units.c.code, units.c.name).join(column.table, column == units.c.id)
            held = held.where(column.in_(page)).limit(1)
            row = connection.execute(held if besides is None else held.where(besides)).first()
            if row is not None:
                return Refused(why, {"change": change.id, "code": row.code, "name": row.name})
    return None


def _sent_since(connection: Connection, body: Mapping[str, Any]) -> Refused | None:
    """Somebody who went over has sent an initiative from the unit that took them in."""
    since = datetime.fromisoformat(body["carried_at"])
    for _, there, gone in body["people"]:
        for page in pages(gone):
            sent = select(initiatives.c.code).where(
                initiatives.c.author_id.in_(page),
                initiatives.c.unit_id == there,
                initiatives.c.submitted_at > since,
            )
            code = connection.scalar(sent.limit(1))
            if code is not None:
                return Refused("used_there", {"initiative": code})
    return None


def _restore(connection: Connection, change: Change, body: Mapping[str, Any]) -> None:
    for page in pages(body["closed"]):
        reopened = select(placements.c.unit_id).where(placements.c.id.in_(page))
        opened = placements.c.unit_id.in_(reopened) & placements.c.until.is_(None)
        connection.execute(delete(placements).where(opened))
        connection.execute(update(placements).where(placements.c.id.in_(page)).values(until=None))
    rows.revise(connection, change.before)
    _unmake(connection, change)
    paths.settle(
        connection, [*change.made, *(one for one, old in change.before.items() if "parent_id" in old)]
    )
    for page in pages(range(len(body["given"]))):
        codes = [body["given"][place] for place in page]
        connection.execute(delete(unit_aliases).where(unit_aliases.c.code.in_(codes)))
    if body["taken"]:
        back = [
            {"code": code, "unit_id": unit_id, "since": date.fromisoformat(since)}
            for code, unit_id, since in body["taken"]
        ]
        connection.execute(insert(unit_aliases), back)
    for here, there, gone in body["people"]:
        for page in pages(gone):
            # Who has gone elsewhere since then meant it.
            still = people.c.id.in_(page) & (people.c.unit_id == there)
            connection.execute(update(people).where(still).values(unit_id=here))


def _unmake(connection: Connection, change: Change) -> None:
    """The log names the unit, so its row stays: ended before it began, with what is above it as heir."""
    for page in pages(change.made):
        connection.execute(delete(placements).where(placements.c.unit_id.in_(page)))
        ended = {"until": change.effective, "merged_into": units.c.parent_id}
        connection.execute(update(units).where(units.c.id.in_(page)).values(ended))
    # A root that was put over another one leaves its code to that one.
    for one, new in change.after.items():
        if new.get("parent_id") in change.made and change.before[one]["parent_id"] is None:
            heir = {"merged_into": one, "parent_id": one}
            orphan = (units.c.id == new["parent_id"]) & units.c.parent_id.is_(None)
            connection.execute(update(units).where(orphan).values(heir))


def _old_parents(body: Mapping[str, Any]) -> dict[int, int | None]:
    sets = body["sets"]
    return {int(one): new["parent_id"][0] for one, new in sets.items() if "parent_id" in new}


def _touched(body: Mapping[str, Any]) -> tuple[set[int], set[int]]:
    """Units whose rows it changed or made, and units it needs to stand."""
    return {*(int(one) for one in body["sets"]), *body["made"]}, set(body["leans"])
