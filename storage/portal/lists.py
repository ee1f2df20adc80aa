"""The lists of the portal bridge, a page at a time, without counting a province."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, false, func, or_, select, text

from handlers.portal.entries import is_running
from handlers.portal.portal_facts import CAP, PER_PAGE, TABS, Page, PortalLine, Tab
from handlers.portal.wishes import Wish
from storage.portal import entries
from storage.tables import initiatives, units

#: Written out as the indexes on these rows are, or they could not be used.
_UNENTERED: Final = text(
    "coalesce(initiatives.status, '') = 'valid' AND coalesce(initiatives.portal_code, '') = ''"
)
_ASTRAY: Final = text("initiatives.status <> 'valid' AND coalesce(initiatives.portal_code, '') <> ''")
_ENTERED: Final = initiatives.c.portal_code.is_not(None)
_LINES: Final = select(
    initiatives.c.id,
    initiatives.c.number,
    initiatives.c.code,
    initiatives.c.title,
    initiatives.c.updated_at,
    initiatives.c.portal_at,
    initiatives.c.portal_code,
)


def page(
    connection: Connection,
    paths: Sequence[str],
    wish: Wish,
    now: datetime,
    zone: tzinfo,
    most: int = PER_PAGE,
) -> Page:
    """The list that is wanted, of the branches at `paths`; `before` and `after` a line that was shown, so
    that nothing is passed over when the list grew shorter meanwhile."""
    tab, way, number = _wanted(wish.words)
    counts = {one: _count(connection, paths, one) for one in TABS}
    rows = _beside(connection, paths, tab, way, number, most) if number else []
    above = _above(connection, paths, tab, rows[0]) if rows else 0
    rows = rows or _rows(connection, paths, tab, most)
    taken = entries.turns(connection, [row.id for row in rows]) if tab in ("wait", "refused") else {}
    return Page(
        tab=tab,
        lines=tuple(_line(row, taken.get(row.id), now) for row in rows),
        before=above,
        counts=counts,
        week=_week(connection, paths, now, zone),
    )


def following(connection: Connection, paths: Sequence[str], skipped: int, now: datetime) -> int | None:
    """The number of the oldest one that waits and that nobody types in, beside the one of this id."""
    rows = _rows(connection, paths, "wait", 50, initiatives.c.id != skipped)
    taken = entries.turns(connection, [row.id for row in rows])
    free = (row.number for row in rows if row.id not in taken or not is_running(taken[row.id], now))
    return next(free, None)


def _wanted(words: str) -> tuple[Tab, str, int]:
    named, _, rest = words.partition(":")
    tab: Tab = next((one for one in TABS if one == named), "wait")
    way, _, number = rest.partition(":")
    fits = way in ("after", "before") and number.isascii() and number.isdigit() and len(number) <= 9
    return tab, way, int(number) if fits else 0


def _of(tab: Tab, paths: Sequence[str]) -> ColumnElement[bool]:
    return and_(_branch(paths), *_CONDITIONS[tab])


def _branch(paths: Sequence[str]) -> ColumnElement[bool]:
    if not paths:
        return false()
    if "" in paths:  # the machine itself sees everything
        return initiatives.c.id.is_not(None)
    below = select(units.c.id).where(or_(*(units.c.path.startswith(path, autoescape=True) for path in paths)))
    inside = initiatives.c.unit_id.in_(below)
    # What belongs to no unit yet is everybody's at the root, and nobody's below it.
    roots = any(path.strip("/").isdigit() for path in paths)
    return or_(inside, initiatives.c.unit_id.is_(None)) if roots else inside


_CONDITIONS: Final[dict[Tab, tuple[Any, ...]]] = {
    "wait": (_UNENTERED, initiatives.c.portal_refusal == ""),
    "refused": (_UNENTERED, initiatives.c.portal_refusal != ""),
    "astray": (_ASTRAY,),
    "entered": (_ENTERED,),
}


def _since(tab: Tab) -> ColumnElement[Any]:
    return initiatives.c.portal_at if tab == "entered" else initiatives.c.updated_at


def _rows(
    connection: Connection,
    paths: Sequence[str],
    tab: Tab,
    most: int,
    *more: ColumnElement[bool],
    up: bool = True,
) -> list[Row[Any]]:
    newest = (tab == "entered") is up
    order = [_since(tab).desc(), initiatives.c.id.desc()] if newest else [_since(tab), initiatives.c.id]
    query = _LINES.where(_of(tab, paths), *more).order_by(*order).limit(most)
    rows: list[Row[Any]] = [*connection.execute(query)]
    return rows


def _beside(
    connection: Connection, paths: Sequence[str], tab: Tab, way: str, number: int, most: int
) -> list[Row[Any]]:
    at: Any = connection.execute(_LINES.where(initiatives.c.number == number)).first()
    if at is None:
        return []
    if way == "after":
        return _rows(connection, paths, tab, most, _beyond(tab, at, onwards=True))
    rows = _rows(connection, paths, tab, most, _beyond(tab, at, onwards=False), up=False)[::-1]
    # A short page at the top is the first one: it is filled up from there.
    return rows if len(rows) == most else []


def _beyond(tab: Tab, at: Any, *, onwards: bool) -> ColumnElement[bool]:
    since, moment = _since(tab), at.portal_at if tab == "entered" else at.updated_at
    if moment is None:
        return false()
    if (tab == "entered") is onwards:
        return or_(since < moment, and_(since == moment, initiatives.c.id < at.id))
    return or_(since > moment, and_(since == moment, initiatives.c.id > at.id))


def _above(connection: Connection, paths: Sequence[str], tab: Tab, first: Row[Any]) -> int:
    return _counted(connection, _of(tab, paths), _beyond(tab, first, onwards=False))


def _count(connection: Connection, paths: Sequence[str], tab: Tab) -> int:
    return _counted(connection, _of(tab, paths))


def _counted(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    some = select(initiatives.c.id).where(*conditions).limit(CAP).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


def _week(connection: Connection, paths: Sequence[str], now: datetime, zone: tzinfo) -> int:
    local = now.astimezone(zone)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return _counted(connection, _branch(paths), _ENTERED, initiatives.c.portal_at >= monday)


def _line(row: Row[Any], turn: Any, now: datetime) -> PortalLine:
    return PortalLine(
        number=row.number,
        code=row.code,
        title=row.title,
        since=row.updated_at,
        portal_code=row.portal_code or "",
        taken=turn if turn is not None and is_running(turn, now) else None,
    )
