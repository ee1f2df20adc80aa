"""What officers and workers ask of figures in the chat, and the screen that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone, tzinfo
from typing import Final, Literal, get_args

from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.message import Message
from handlers.officers import review
from handlers.results import board_screen, place_screen, points_screen, ranking_screen
from handlers.results.figures import Board
from handlers.results.ranking import By
from handlers.results.wanted import Spread, Wanted
from handlers.speaker import Speaker
from handlers.units import Unit
from messages.catalog import say
from messages.results.sheets import Sheet

Name = Literal["results", "ranking", "points", "last_week"]
#: What can be asked, by command.
ASKED: Final[tuple[Name, ...]] = ("results", "ranking", "points", "last_week")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFacts:
    """`board` is of the unit asked about, for a worker of the unit above theirs; None where no phase is, or
    where the speaker may not look (`reached` false). `units` are those of their other posts. `given` are
    points that people gave."""

    speaker: Speaker
    board: Board | None = None
    reached: bool = True
    units: tuple[Unit, ...] = ()
    sheet: Sheet | None = None
    given: Mapping[str, float] = field(default_factory=dict)
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_results(event: Event, speaker: Speaker) -> bool:
    return name_of(event) is not None


def name_of(event: Event) -> Name | None:
    return next((one for one in ASKED if review.calls(event, one)), None)


def wanted(event: Event) -> Wanted:
    """What the button names: unit, order, which units, and where the page begins."""
    unit, by, spread, start = (*review.argument_of(event).split(":"), "", "", "", "")[:4]
    return Wanted(
        unit_id=_number(unit) or None,
        by=next((one for one in get_args(By) if one == by), "target"),
        spread=next((one for one in get_args(Spread) if one == spread), "children"),
        start=_number(start),
    )


def show_results(event: Event, facts: ResultsFacts) -> Effects:
    """Figures, a ranking, points, or what changed in a week; a worker hears where their union stands."""
    speaker, name = facts.speaker, name_of(event)
    language, asked = speaker.language, wanted(event)
    if not facts.reached:
        return (*review.leave(speaker), Reply(Message(text=say(language, "results.out_of_reach"))))
    if speaker.person.is_officer:
        return (*review.leave(speaker), Reply(_shown(language, name, facts, asked)))
    unit = speaker.person.unit
    if unit is None:
        return (Reply(Message(text=say(language, "results.place.no_unit"))),)
    if facts.board is None:
        return (Reply(Message(text=say(language, "results.no_phase"))),)
    return (Reply(place_screen.message(language, facts.board, unit, facts.zone)),)


def _shown(language: str, name: Name | None, facts: ResultsFacts, asked: Wanted) -> Message:
    if facts.board is None:
        return Message(text=say(language, "results.no_phase"))
    match name:
        case "ranking":
            return ranking_screen.message(language, facts.board, asked, facts.zone)
        case "points" if facts.sheet is not None:
            return points_screen.message(language, facts.board, facts.sheet, facts.given, facts.zone)
        case "last_week":
            return board_screen.week(language, facts.board, facts.zone)
        case _:
            return board_screen.message(language, facts.board, facts.units, asked.start, facts.zone)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0
