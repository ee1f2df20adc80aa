"""What a unit has reached with all below it, at one moment."""

from dataclasses import dataclass
from datetime import datetime

from handlers.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of a phase. `registered` are people who told us their unit; `submitters` are distinct authors of
    `submissions`, of whom so many are `direct` workers, in `enterprises`, in `fdi` ones; withdrawn and merged
    ones are not counted. `endorsed` and `recognised` are those that came at least so far, `valid` is what
    counts, `on_portal` has a code there. `value` is in VND a year, corrected ones as corrected.

    `first_pass` is how many of the `decided` ones became valid without having been returned; `answered_in` is
    the median of working hours to the first answer, None while there is none.

    `told` is how many submitters said whether they are direct workers: of them alone is `direct` a share.
    `most` is how many submissions the author with the most of them has here. `in_time` of the `answers`
    given came within the promised working days.
    """

    registered: int = 0
    submitters: int = 0
    submissions: int = 0
    endorsed: int = 0
    recognised: int = 0
    valid: int = 0
    on_portal: int = 0
    value: int = 0
    direct: int = 0
    enterprises: int = 0
    fdi: int = 0
    decided: int = 0
    first_pass: int = 0
    answered_in: float | None = None
    told: int = 0
    most: int = 0
    answers: int = 0
    in_time: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One unit's figures in a table; `target` is the phase's and `whole` the programme's (None: not set),
    `workers` how many people work there. `week_ago` is how it stood seven days before, None where nothing
    was written down then. `cluster` is the group of like units that it competes in ("": in none)."""

    unit: Unit
    parent_id: int | None
    depth: int
    figures: Figures
    target: int | None = None
    whole: int | None = None
    workers: int | None = None
    week_ago: Figures | None = None
    cluster: str = ""

    @property
    def percent(self) -> float | None:
        """Of the phase's target, in valid initiatives; None without one."""
        return None if not self.target else 100 * self.figures.valid / self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A unit and those below it that were asked for, as of a moment; `phase` and `slogan` as people read
    them. `unplaced` are submissions of nobody's unit yet, which no line can show."""

    as_of: datetime
    phase: str
    slogan: str
    top: Line
    lines: tuple[Line, ...]
    phase_id: int = 0
    unplaced: int = 0
