"""Who may be named as the one who decides in a spreadsheet."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, select

from handlers.person import Role
from storage.tables import officers, people, units

#: Posts that decide nothing need no place in the list.
_DECIDING = (Role.GRASSROOTS.value, Role.UPPER.value, Role.PROVINCE.value)
#: The most that Google takes in one list.
MOST = 500


def labels(connection: Connection, path: str | None) -> Mapping[str, int]:
    """Names of those with a post in the branch or above it, by which the sheet knows them; a name that two
    have goes with the code of the unit."""
    query = (
        select(people.c.id, people.c.name, units.c.code, units.c.path)
        .join(officers, officers.c.person_id == people.c.id)
        .join(units, units.c.id == officers.c.unit_id)
        .where(officers.c.until.is_(None), officers.c.role.in_(_DECIDING), people.c.name.is_not(None))
        .order_by(people.c.name, people.c.id, officers.c.id)
    )
    found: dict[int, tuple[str, str]] = {}
    for row in connection.execute(query):
        if path is None or row.path.startswith(path) or path.startswith(row.path):
            found.setdefault(row.id, (row.name, row.code))
    twice = Counter(name for name, _ in found.values())
    named = {
        f"{name} ({code})" if twice[name] > 1 else name: person for person, (name, code) in found.items()
    }
    return dict(list(named.items())[:MOST])


def named(connection: Connection, told: str) -> list[tuple[int, str]]:
    """People with a post whose id or whole name this is, with their names."""
    query = (
        select(people.c.id, people.c.name)
        .join(officers, officers.c.person_id == people.c.id)
        .where(officers.c.until.is_(None))
        .distinct()
        .order_by(people.c.id)
    )
    if told.isascii() and told.isdigit():
        query = query.where(people.c.id == int(told))
    else:
        query = query.where(people.c.name == told)
    return [(row.id, row.name or "") for row in connection.execute(query)]
