"""Words of a Peak Week's reminders: which one fits the day, and the way out of them."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from handlers import taps
from handlers.message import Button, Message, Template
from messages.catalog import say

#: From how many days left, today included, a reminder speaks of the end.
LAST_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fire:
    """One firing of a campaign's reminder. `days_left` counts today: it is 1 on the last day."""

    id: int
    campaign: str
    slogan: str
    closes: date
    days_left: int
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody a reminder goes to, in the conversation they used last."""

    person_id: int
    language: str
    conversation: str
    lane: str


def reminder(fire: Fire, language: str) -> Message:
    """The same for everybody of one language, so it is made once per fire.

    The button is a way out and not a numbered choice: on a channel without buttons a "1" still
    answers the question that the reminder came in between.
    """
    if fire.first:
        moment = "first"
    elif fire.days_left <= LAST_DAYS:
        moment = "last_days"
    else:
        moment = "middle"
    words = say(
        language,
        f"outreach.reminder.{moment}",
        slogan=fire.slogan,
        campaign=fire.campaign,
        closes=format_date(fire.closes, "d/M/yyyy" if language == "vi" else "d MMMM yyyy", locale=language),
        days_left=fire.days_left,
    )
    stop = say(language, "outreach.reminder.how_to_stop")
    begin = Button(say(language, "outreach.reminder.begin"), taps.pack(taps.Call("start")))
    values = {
        "chien_dich": fire.campaign,
        "khau_hieu": fire.slogan,
        "han": fire.closes.strftime("%d/%m/%Y"),
    }
    template = Template("reminder", tuple(values.items()))
    return Message(text=f"{words}\n\n{stop}", nav=(begin,), template=template)
