"""Which row of another instance is which of ours."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.nodes.parcels import Mark, Who
from storage.tables import decisions, people, remarks, twins

__all__ = ["find", "keep", "mark_of", "of_ours", "put", "table_of", "who"]

table_of = {"person": people, "decision": decisions, "remark": remarks}


def find(connection: Connection, node: str, kind: str, theirs: Iterable[int]) -> dict[int, int]:
    """Ours by theirs."""
    wanted = (twins.c.node == node) & (twins.c.kind == kind) & twins.c.theirs.in_(list(theirs))
    rows = connection.execute(select(twins.c.theirs, twins.c.ours).where(wanted))
    return {row.theirs: row.ours for row in rows}


def of_ours(connection: Connection, node: str, kind: str, ours: Iterable[int]) -> dict[int, int]:
    """Theirs by ours; of several that became one, the first."""
    wanted = (twins.c.node == node) & (twins.c.kind == kind) & twins.c.ours.in_(list(ours))
    rows = connection.execute(
        select(twins.c.ours, func.min(twins.c.theirs).label("theirs")).where(wanted).group_by(twins.c.ours)
    )
    return {row.ours: row.theirs for row in rows}


def keep(connection: Connection, node: str, kind: str, theirs: int, ours: int) -> None:
    connection.execute(insert(twins).values(node=node, kind=kind, theirs=theirs, ours=ours))


def put(connection: Connection, node: str, kind: str, theirs: int, ours: int) -> None:
    """The same where there may be one already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(twins).values(node=node, kind=kind, theirs=theirs, ours=ours)
    keys = ["node", "kind", "theirs"]
    connection.execute(row.on_conflict_do_update(index_elements=keys, set_={"ours": ours}))


def who(person: int, own: dict[int, int], names: dict[int, str]) -> Who:
    """Somebody as the province names them to a node: its own person, or one of the province's by name."""
    if person in own:
        return Who(own=own[person])
    return Who(theirs=person, name=names.get(person, ""))


def mark_of(row: int, own: dict[int, int]) -> Mark:
    return Mark(own=own[row]) if row in own else Mark(theirs=row)
