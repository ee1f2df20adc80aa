"""The way in for whoever has the employer's decision already."""

from handlers import home, short_report
from handlers.effects import Effects
from handlers.events import Began, Event
from handlers.form import short_path
from handlers.home import HomeFacts
from handlers.speaker import Speaker


def start(event: Event, facts: HomeFacts) -> Effects:
    """Begin a report on the short path; an unfinished one is offered first."""
    speaker = facts.speaker
    if speaker.draft is not None and speaker.draft.form == "report":
        return home.start(event, facts)
    return short_report.begin(speaker, facts.programme, event.at)


def scans(event: Event, speaker: Speaker) -> bool:
    """Whether an update day's QR code was scanned by somebody whose first contact is over; whoever is new
    gets there after it."""
    return short_path.is_scanned(event) and speaker.person.is_known


def scanned(event: Event, facts: HomeFacts) -> Effects:
    """The same; but who works elsewhere than the code says is asked about that first."""
    unit, named = facts.speaker.person.unit, facts.named
    moves = named is not None and (unit is None or unit.id != named.id)
    return home.began(event, facts) if moves and isinstance(event, Began) else start(event, facts)
