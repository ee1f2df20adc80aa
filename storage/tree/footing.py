"""Finds what an order names, and says why that cannot be used."""

import re
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from handlers.understanding.folding import clean, fold
from storage import units as unit_rows
from storage.tables import placements, unit_aliases, units
from storage.tree import kinds
from storage.tree.orders import Refused

# What a poster can carry, a link can hold and a thumb can type.
_CODE = re.compile(r"[A-Z0-9]{2,20}")
#: What employers' papers can be written in.
TONGUES = ("vi", "en", "ko", "ja", "zh")
#: A unit whose making was undone: it never stood, and its code may be used again.
NEVER_STOOD = units.c.until.is_not(None) & ~exists().where(placements.c.unit_id == units.c.id)


def well_formed(code: str) -> bool:
    return _CODE.fullmatch(code) is not None


def lock(connection: Connection) -> None:
    """One change of the tree at a time: two movers could make a circle that neither of them sees."""
    root = select(units.c.id).order_by(units.c.id).limit(1)
    connection.execute(root.with_for_update())


def find(connection: Connection, code: str) -> Row[Any] | Refused:
    """The standing unit that has this code, or had it once."""
    spelt = fold(code).upper()
    row = connection.execute(select(units).where(units.c.code.in_((spelt, code)))).first()
    if row is None:
        former = select(unit_aliases.c.unit_id).where(unit_aliases.c.code == spelt)
        row = connection.execute(select(units).where(units.c.id == former.scalar_subquery())).first()
    if row is None:
        return Refused("unknown", {"code": code})
    if row.until is not None:
        heir = unit_rows.standing_by_ids(connection, [row.id]).get(row.id)
        told = {"code": row.code, "name": row.name, "day": f"{row.until:%d/%m/%Y}"}
        return Refused("ended", {**told, "heir": heir.code if heir is not None else "?"})
    return row


def new_name(name: str) -> str | Refused:
    tidy = " ".join(clean(name).split())
    return tidy if tidy else Refused("bad_name")


def new_code(connection: Connection, code: str, own: int | None = None) -> str | Refused:
    """A code nobody has or had, but for the unit `own`, which may take back what it had."""
    spelt = code.strip().upper()
    if not well_formed(spelt):
        return Refused("bad_code", {"code": spelt})
    here = select(units.c.id, units.c.name).where(units.c.code == spelt, ~NEVER_STOOD)
    once = (
        select(units.c.id, units.c.name)
        .join(unit_aliases, unit_aliases.c.unit_id == units.c.id)
        .where(unit_aliases.c.code == spelt)
    )
    for query in (here, once):
        row = connection.execute(query).first()
        if row is not None and row.id != own:
            return Refused("taken", {"code": spelt, "name": row.name})
    return spelt


def new_kind(connection: Connection, kind: str) -> str | Refused:
    known = kinds.read(connection)
    return kind if kind in known else Refused("bad_kind", {"kind": kind, "kinds": ", ".join(known)})


def new_tongue(tongue: str) -> str | Refused:
    return tongue if tongue in TONGUES else Refused("bad_tongue", {"tongues": ", ".join(TONGUES)})


def roots(connection: Connection) -> list[Row[Any]]:
    """One, unless the tree was made otherwise than by orders."""
    query = select(units).where(units.c.parent_id.is_(None), units.c.until.is_(None)).order_by(units.c.id)
    return list(connection.execute(query))


def below(connection: Connection, unit_id: int) -> list[int]:
    """The standing units right below it."""
    query = select(units.c.id).where(units.c.parent_id == unit_id, units.c.until.is_(None))
    return list(connection.scalars(query.order_by(units.c.id)))
