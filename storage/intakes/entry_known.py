"""What the base knows already of rows that are to be entered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from handlers.initiative import Status
from handlers.intakes.entry_twins import Told
from handlers.likeness import score
from handlers.understanding.folding import fold
from storage.review import sketches
from storage.tables import initiatives, people, recognitions

#: How many titles go into one statement.
_PAGE: Final = 400


@dataclass(frozen=True, slots=True)
class Known:
    """An initiative that stands: who it is by, and by which code people know it."""

    id: int
    code: str
    title: str
    author: str


def same(connection: Connection, rows: Iterable[Told]) -> Mapping[tuple[object, ...], Known]:
    """Those of these rows that were entered already, by `Told.same`. What its author took back since is
    entered anew."""
    wanted = {row.same: row for row in rows}
    found: dict[tuple[object, ...], Known] = {}
    titles = sorted({row.entered.title for row in wanted.values()})
    unit_ids = {row.unit_id for row in wanted.values()}
    for start in range(0, len(titles), _PAGE):
        query = (
            select(
                initiatives.c.id,
                initiatives.c.code,
                initiatives.c.title,
                initiatives.c.unit_id,
                people.c.name,
                recognitions.c.number,
                recognitions.c.signed_on,
            )
            .join(people, people.c.id == initiatives.c.author_id)
            .join(recognitions, recognitions.c.id == initiatives.c.recognition_id)
            .where(initiatives.c.title.in_(titles[start : start + _PAGE]))
            .where(initiatives.c.unit_id.in_(unit_ids), initiatives.c.status != Status.WITHDRAWN.value)
            .order_by(initiatives.c.id)
        )
        for row in connection.execute(query):
            signed_on = row.signed_on.isoformat() if row.signed_on is not None else ""
            key = (fold(row.name or ""), row.title, row.unit_id, row.number, signed_on)
            if key in wanted:
                found.setdefault(key, Known(row.id, row.code, row.title, row.name or ""))
    return found


def alike(connection: Connection, rows: Sequence[Told]) -> dict[int, Known]:
    """For each row that probably repeats an initiative of its establishment, which; by place in the list."""
    met: dict[int, int] = {}
    for at, row in enumerate(rows):
        told = row.entered
        hits = sketches.like(
            connection, told.title, told.answers, row.place, least=score.SAME, most=1, elsewhere=False
        )
        if hits:
            met[at] = hits[0].id
    known = _of_ids(connection, set(met.values()))
    return {at: known[one] for at, one in met.items() if one in known}


def _of_ids(connection: Connection, ids: set[int]) -> dict[int, Known]:
    found: dict[int, Known] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _PAGE):
        rows = connection.execute(
            select(initiatives.c.id, initiatives.c.code, initiatives.c.title, people.c.name)
            .join(people, people.c.id == initiatives.c.author_id)
            .where(initiatives.c.id.in_(wanted[start : start + _PAGE]))
        )
        found |= {row.id: Known(row.id, row.code, row.title, row.name or "") for row in rows}
    return found
