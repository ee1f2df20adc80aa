"""A unit's figures with those of the units below it, as of now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, select

from handlers.campaigns import phase as rules
from handlers.campaigns.phase import Phase
from handlers.promises.office_hours import A_DAY
from handlers.results.figures import Board, Figures, Line
from handlers.results.wanted import Spread
from storage import programmes
from storage.campaigns import phases
from storage.results import counting, forest, goals, summing, tallies
from storage.results.forest import Node
from storage.tables import programmes as programme_rows
from storage.tables import units

#: A board of so many submissions takes seconds to count, and a whole province may ask for it at once.
LARGE: Final = 20_000
#: For so long the same one is shown again.
FRESH: Final = timedelta(minutes=1)
_KEPT: Final[WeakKeyDictionary[Engine, dict[tuple[int, int, str], Board]]] = WeakKeyDictionary()


def board(
    connection: Connection,
    unit_id: int,
    *,
    now: datetime,
    zone: ZoneInfo,
    phase_id: int | None = None,
    spread: Spread = "children",
) -> Board | None:
    """In the tree of today; the phase is the one that is open at this unit, else the nearest. None for an
    unknown unit or phase, and where no programme with phases runs.

    Counted live, but for a unit of very many initiatives at most once a minute: `as_of` says when.
    """
    today = now.astimezone(zone).date()
    path = connection.scalar(select(units.c.path).where(units.c.id == unit_id))
    phase = phases.find(connection, phase_id) if phase_id is not None else running(connection, unit_id, today)
    if path is None or phase is None:
        return None
    kept = _KEPT.setdefault(connection.engine, {})
    known = kept.get((unit_id, phase.id, spread))
    if known is not None and timedelta(0) <= now - known.as_of < FRESH:
        return known
    found = _count(connection, unit_id, path, phase, now, zone, spread)
    if found.top.figures.submissions >= LARGE:
        kept[unit_id, phase.id, spread] = found
    return found


def _count(
    connection: Connection,
    unit_id: int,
    path: str,
    phase: Phase,
    now: datetime,
    zone: ZoneInfo,
    spread: Spread,
) -> Board:
    promised = select(programme_rows.c.answer_days).where(programme_rows.c.id == phase.programme_id)
    nodes = forest.below(connection, path)
    own = counting.count(connection, phase, path, zone)
    counted = summing.figures(nodes, own, (connection.scalar(promised) or 0) * A_DAY)
    before = tallies.at(connection, phase.id, nodes, now.astimezone(zone).date() - timedelta(days=7))
    lines = _lines(nodes, counted, goals.load(connection, phase, nodes), before)
    made = _made(connection, unit_id, phase, now, nodes, lines, spread)
    whole = path.strip("/") == str(unit_id)
    return replace(made, unplaced=counting.unplaced(connection, phase, zone)) if whole else made


def on(
    connection: Connection,
    unit_id: int,
    day: date,
    *,
    zone: ZoneInfo,
    phase_id: int | None = None,
    spread: Spread = "children",
) -> Board | None:
    """As of the end of a day that is over, as far as it was written down that night; in the tree of today.
    None where nothing was."""
    path = connection.scalar(select(units.c.path).where(units.c.id == unit_id))
    phase = phases.find(connection, phase_id) if phase_id is not None else running(connection, unit_id, day)
    if path is None or phase is None:
        return None
    nodes = forest.below(connection, path)
    counted = tallies.at(connection, phase.id, nodes, day)
    if not counted:
        return None
    before = tallies.at(connection, phase.id, nodes, day - timedelta(days=7))
    ended = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(minutes=1)
    lines = _lines(nodes, counted, goals.load(connection, phase, nodes), before)
    return _made(connection, unit_id, phase, ended, nodes, lines, spread)


def _made(
    connection: Connection,
    unit_id: int,
    phase: Phase,
    as_of: datetime,
    nodes: Sequence[Node],
    lines: Mapping[int, Line],
    spread: Spread,
) -> Board:
    programme = connection.execute(
        select(programme_rows).where(programme_rows.c.id == phase.programme_id)
    ).one()
    return Board(
        as_of=as_of,
        phase=f"{programme.name} · {phase.name}" if phase.name != programme.name else phase.name,
        slogan=programme.slogan,
        top=lines[unit_id],
        lines=tuple(lines[one.unit.id] for one in nodes if _is_shown(one, spread)),
        phase_id=phase.id,
    )


def running(connection: Connection, unit_id: int, day: date) -> Phase | None:
    """The phase whose figures are spoken of at a unit: the one of that day, else the last that was open."""
    programme = programmes.of_unit(connection, unit_id)
    if programme is None:
        return None
    known = phases.of_programmes(connection, [programme.id])[programme.id]
    over = [one for one in known if one.closes < day]
    last = max(over, key=lambda one: (one.closes, one.id), default=None)
    return rules.on(known, day) or last or rules.nearest(known, day)


def _is_shown(node: Node, spread: Spread) -> bool:
    if node.ended or node.depth == 0:
        return False
    if spread == "children":
        return node.depth == 1
    return node.grassroots if spread == "grassroots" else bool(node.cluster)


def _lines(
    nodes: Sequence[Node],
    counted: Mapping[int, Figures],
    set_: Mapping[int, goals.Goal],
    before: Mapping[int, Figures],
) -> dict[int, Line]:
    workers = _workers(nodes)
    return {
        one.unit.id: Line(
            unit=one.unit,
            parent_id=one.parent_id,
            depth=one.depth,
            figures=counted[one.unit.id],
            target=set_[one.unit.id].phase,
            whole=set_[one.unit.id].whole,
            workers=workers[one.unit.id],
            week_ago=before.get(one.unit.id),
            cluster=one.cluster,
        )
        for one in nodes
    }


def _workers(nodes: Sequence[Node]) -> dict[int, int | None]:
    """How many people work at each unit: its own number where it has one, else that of those below it."""
    found: dict[int, int | None] = {one.unit.id: one.workers for one in nodes}
    sums: dict[int, int] = {}
    for one in reversed(nodes):
        if one.workers is None:
            found[one.unit.id] = sums.get(one.unit.id)
        told = found[one.unit.id]
        if one.parent_id is not None and told is not None and not one.ended:
            sums[one.parent_id] = sums.get(one.parent_id, 0) + told
    return found
