"""What programs are given about units: what they are, what they are to reach, and what they have reached."""

from datetime import date

from bot.api.bodies import Body, Moment, Money, UnitName
from handlers.campaigns.phase import Phase as Window
from handlers.results import figures as counted
from storage.clients.places import Plan
from storage.clients.records import Goal, Place


class Unit(Body):
    """A unit of the union tree as it stands today; one that ended has a day `until` it stood."""

    code: str
    name: str
    kind: str
    parent: str | None
    members: int | None
    workers: int | None
    fdi: bool
    enterprise: bool
    employer: str
    cluster: str
    until: date | None
    merged_into: str | None

    @classmethod
    def of(cls, one: Place) -> "Unit":
        return cls(
            code=one.code,
            name=one.name,
            kind=one.kind,
            parent=one.parent_code or None,
            members=one.members,
            workers=one.workers,
            fdi=one.fdi,
            enterprise=one.enterprise,
            employer=one.employer,
            cluster=one.cluster,
            until=one.until,
            merged_into=one.merged_into or None,
        )


class Target(Body):
    """How many valid initiatives a unit with all below it is to reach in a phase. What counts is its own
    target where that is higher than the assigned one."""

    unit: UnitName
    programme: str
    phase: str
    assigned: int | None
    own: int | None
    counts: int | None
    valid: int

    @classmethod
    def of(cls, one: Goal) -> "Target":
        return cls(
            unit=UnitName(code=one.unit_code, name=one.unit_name),
            programme=one.programme,
            phase=one.phase,
            assigned=one.assigned,
            own=one.own,
            counts=one.counts,
            valid=one.valid,
        )


class Phase(Body):
    """A window of a programme; both days are still in it."""

    key: str
    name: str
    opens: date
    closes: date

    @classmethod
    def of(cls, one: Window) -> "Phase":
        return cls(key=one.key, name=one.name, opens=one.opens, closes=one.closes)


class UnitFigures(Body):
    """Counts of one unit with all below it; `value` is in VND a year, `percent` of the target in valid
    initiatives."""

    unit: UnitName
    target: int | None
    percent: float | None
    workers: int | None
    registered: int
    submitters: int
    submissions: int
    endorsed: int
    recognised: int
    valid: int
    on_portal: int
    value: Money
    direct: int
    fdi: int

    @classmethod
    def of(cls, line: counted.Line) -> "UnitFigures":
        found = line.figures
        return cls(
            unit=UnitName(code=line.unit.code, name=line.unit.name),
            target=line.target,
            percent=round(line.percent, 2) if line.percent is not None else None,
            workers=line.workers,
            registered=found.registered,
            submitters=found.submitters,
            submissions=found.submissions,
            endorsed=found.endorsed,
            recognised=found.recognised,
            valid=found.valid,
            on_portal=found.on_portal,
            value=found.value,
            direct=found.direct,
            fdi=found.fdi,
        )


class Figures(Body):
    """A unit and those below it, as of a moment."""

    as_of: Moment
    phase: str
    total: UnitFigures
    units: list[UnitFigures]

    @classmethod
    def of(cls, board: counted.Board) -> "Figures":
        return cls(
            as_of=board.as_of,
            phase=board.phase,
            total=UnitFigures.of(board.top),
            units=[UnitFigures.of(line) for line in board.lines],
        )


class Programme(Body):
    """A programme with its phases; several may be active, each in its own units."""

    key: str
    name: str
    active: bool
    phases: list[Phase]

    @classmethod
    def of(cls, one: Plan) -> "Programme":
        return cls(
            key=one.key,
            name=one.name,
            active=one.active,
            phases=[Phase.of(phase) for phase in one.phases],
        )
