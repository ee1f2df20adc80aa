"""The officers that there are, as rows of the workbook in which others are invited."""

from sqlalchemy import Connection, select

from handlers.officers.posts.invites import role_title
from handlers.person import Role
from handlers.units import Unit
from storage.intakes import entry_units
from storage.tables import officers, people, units


def rows(connection: Connection, path: str, language: str) -> list[list[str | int | None]]:
    """Those of a branch, by unit. Their phones stay where they are: nobody needs them to invite others."""
    found = connection.execute(
        select(people.c.name, officers.c.role, units.c.id, units.c.code, units.c.name.label("unit"))
        .join(officers, officers.c.person_id == people.c.id)
        .join(units, units.c.id == officers.c.unit_id)
        .where(officers.c.until.is_(None), units.c.until.is_(None), units.c.path.startswith(path))
        .order_by(units.c.path, officers.c.id)
    )
    return [
        [
            row.name,
            None,
            entry_units.label(language, Unit(row.id, row.code, row.unit)),
            role_title(language, Role(row.role)),
        ]
        for row in found
        if row.name
    ]
