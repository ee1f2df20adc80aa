"""What a broadcast says to each of its people, and the way out that is always below it."""

from datetime import datetime, time, timedelta

from babel.dates import format_date

from handlers import taps
from handlers.broadcasts.audience import Did
from handlers.broadcasts.content import Piece, Reminder, Text
from handlers.broadcasts.letter import Letter
from handlers.message import Button, Message, Shown, Template
from messages.catalog import say

#: From how many days left, today included, a reminder speaks of the end.
LAST_DAYS = 2
#: What is offered below, by what the person has done: the catalogue's id of its words and the command.
_NEXT = {
    Did.NOTHING: ("outreach.reminder.begin", "start"),
    Did.DRAFT: ("command.resume", "resume"),
    Did.RECOGNISED: ("command.resume", "resume"),
    Did.RETURNED: ("command.mine", "mine"),
}


def compose(letter: Letter, piece: str = "", picture: Shown | None = None) -> Message | None:
    """The finished message, or None when there are no words for this person; `piece` are those of the
    library where it is to speak.

    The button is a way on and not a numbered choice: on a channel without buttons a "1" still
    answers the question that the broadcast came in between.
    """
    words = told(letter, piece)
    if not words:
        return None
    stop = say(letter.language, "outreach.reminder.how_to_stop")
    begins = not isinstance(letter.content, Text) or letter.content.begin
    offered = _NEXT.get(letter.did) if begins else None
    nav = (Button(say(letter.language, offered[0]), taps.pack(taps.Call(offered[1]))),) if offered else ()
    return Message(
        text=f"{words}\n\n{stop}",
        nav=nav,
        files=(picture,) if picture else (),
        template=_template(letter),
    )


def told(letter: Letter, piece: str = "") -> str:
    """The words alone, "" when there are none; `piece` are those of the library where it is to speak."""
    match letter.content:
        case Reminder():
            return _reminder(letter)
        case Text():
            return _filled(letter.content.words(letter.did), letter)
        case Piece():
            return piece


def _filled(words: str, letter: Letter) -> str:
    """A preset's words with what its campaign is called and when it closes by now. Only these names are
    filled in: an officer's own words may have braces of their own."""
    if letter.closes_at is None or letter.days_left is None or "{" not in words:
        return words
    known = {
        "campaign": letter.campaign,
        "slogan": letter.slogan,
        "closes": until(letter.closes_at, letter.language),
        "days_left": str(max(1, letter.days_left)),
    }
    for name, told in known.items():
        words = words.replace(f"{{{name}}}", told)
    return words.strip()


def _reminder(letter: Letter) -> str:
    if letter.closes_at is None or letter.days_left is None:
        return ""
    match letter.did:
        case Did.SENT | Did.ASKED:
            return ""  # whoever has sent one in is never urged
        case Did.NOTHING:
            moment = "middle"
            if letter.first:
                moment = "first"
            elif letter.days_left <= LAST_DAYS:
                moment = "last_days"
        case Did.DRAFT | Did.RETURNED | Did.RECOGNISED:
            moment = letter.did.value
    return say(
        letter.language,
        f"outreach.reminder.{moment}",
        slogan=letter.slogan,
        campaign=letter.campaign,
        closes=until(letter.closes_at, letter.language),
        # What is said before the first day counts down to the end as well.
        days_left=max(1, letter.days_left),
    )


def until(closes_at: datetime, language: str) -> str:
    """The closing minute within a sentence: of a day alone nobody could tell whether it still counts."""
    day = closing(closes_at, language)
    return say(language, "closing.end_of_day", day=day) if closes_at.time() == time() else day


def closing(closes_at: datetime, language: str) -> str:
    """The closing minute as its reader writes it: the last day, and the time where it is not midnight."""
    midnight = closes_at.time() == time()
    day = (closes_at - timedelta(days=1) if midnight else closes_at).date()
    shown = format_date(day, "d/M/yyyy" if language == "vi" else "d MMMM yyyy", locale=language)
    if midnight:
        return shown
    return say(language, "outreach.closes_at", time=f"{closes_at:%H:%M}", day=shown)


def _template(letter: Letter) -> Template | None:
    if letter.closes_at is None:
        return None
    last = letter.closes_at - timedelta(minutes=1)
    values = (
        ("chien_dich", letter.campaign),
        ("khau_hieu", letter.slogan),
        ("han", f"{last:%d/%m/%Y}"),
    )
    return Template("reminder", values)
