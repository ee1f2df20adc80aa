"""An officer's value of an initiative that comes through a spreadsheet: corrected as in the chat."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.effects import MoveTo, Reply
from handlers.events import Commanded
from handlers.officers.effects import CorrectBenefit
from handlers.person import Person
from handlers.record import benefit
from handlers.record.value import counted
from handlers.speaker import Asked, Speaker
from storage import rulings
from storage.apply.batch import Turn, apply
from storage.apply.telling import Render
from storage.people import Look
from storage.review.cards import load_cards


def correct(
    connection: Connection,
    person_id: int,
    number: int,
    value: int,
    at: datetime,
    render: Render,
    can_edit: Callable[[str], bool],
    zone: ZoneInfo,
) -> str:
    """Set it, by the chat's own rules; "" when the value counts now, else why it does not, in the officer's
    language. Runs inside the caller's transaction."""
    person = rulings.officer(connection, person_id, at) or Person(id=person_id)
    speaker = Speaker(conversation=f"sheet:main:{person_id}", person=person)
    event = Commanded(conversation=speaker.conversation, at=at, name="benefit", argument=f"{number} {value}")
    (facts,) = load_cards(connection, [Asked(event, speaker)], zone=zone)
    effects = benefit.correct(event, facts)
    written = tuple(one for one in effects if not isinstance(one, Reply | MoveTo))
    if not any(isinstance(one, CorrectBenefit) for one in written):
        if facts.about.item is not None and facts.about.levels and counted(facts.about.item) == value:
            return ""
        return next((one.message.text for one in effects if isinstance(one, Reply)), "")
    look = Look(speaker=speaker, burst_at=at, told_in=None, reachable=False, chosen=True)
    key = f"sheet:value:{number}:{at.isoformat()}"
    with connection.begin_nested():
        apply(connection, [Turn(key=key, event=event, look=look, effects=written)], render, can_edit)
    return ""
