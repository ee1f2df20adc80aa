"""The weekly bulletin, the progress chart and the official report, as officers ask for them in the chat."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final

from handlers import taps
from handlers.bulletins import bulletin, drawn_keys
from handlers.bulletins.bulletin import Bulletin
from handlers.bulletins.bulletin_effects import SetBulletin
from handlers.effects import Effects, Reply
from handlers.events import Commanded, Event, Said
from handlers.message import Button, Message
from handlers.officers import review
from handlers.person import Role
from handlers.speaker import Home, Speaker
from handlers.understanding.folding import clean
from handlers.understanding.lexicon import Lexicon
from handlers.units import Unit
from messages import words
from messages.catalog import say

#: What is about one unit's figures, and what is about the wish to hear of them.
ABOUT: Final = ("bulletin", "progress_chart", "official_report")
WISHES: Final = ("bulletin_on", "bulletin_off")
#: Whose officers get it without asking.
TOLD: Final = frozenset({Role.UPPER, Role.PROVINCE})
_FORMS: Final = Lexicon(
    {
        name: tuple(one for one in forms if not one.startswith("/"))
        for name, forms in words.spoken("commands").items()
        if name in ABOUT
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinFacts:
    """`units` are those of the speaker's posts, `unit` the one that is asked about (None while it has to be
    chosen, or when it is out of reach), `told` its figures, None without a phase."""

    speaker: Speaker
    units: tuple[Unit, ...] = ()
    unit: Unit | None = None
    told: Bulletin | None = None
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_figures(event: Event, speaker: Speaker) -> bool:
    """One of the commands, or its words with a unit's code after them."""
    if any(review.calls(event, name) for name in (*ABOUT, *WISHES)):
        return True
    typed = speaker.person.is_officer and isinstance(speaker.place, Home)
    return typed and _typed(event) is not None


def unit_code(event: Event) -> str:
    """The unit that is asked about; "" when none is named."""
    typed = _typed(event)
    return typed[1] if typed is not None else review.argument_of(event)


def answer(event: Event, facts: BulletinFacts) -> Effects:
    """The text to copy and the picture, the paper, or the choice among the speaker's units."""
    speaker, language = facts.speaker, facts.speaker.language
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    leave = review.leave(speaker)
    name = _name(event)
    if name in WISHES:
        return (SetBulletin(name == "bulletin_on"), *leave, Reply(_wished(speaker, name)))
    if facts.unit is None:
        return (*leave, Reply(_choosing(facts, name, unit_code(event))))
    if facts.told is None:
        return (*leave, Reply(Message(text=say(language, "bulletin.chat.no_phase"))))
    shown: dict[str, Callable[[str, Bulletin, datetime, tzinfo], tuple[Message, ...]]] = {
        "bulletin": copies,
        "progress_chart": _chart,
        "official_report": _paper,
    }
    said = shown[name](language, facts.told, event.at, facts.zone)
    return (*leave, *(Reply(one) for one in said))


def copies(
    language: str, told: Bulletin, at: datetime, zone: tzinfo, caption: str = "picture"
) -> tuple[Message, ...]:
    """The text alone, so that nothing but it is copied, and the picture after it."""
    draw = drawn_keys.ranking if told.board.lines else drawn_keys.progress
    below = say(language, f"bulletin.chat.{caption}", unit=told.board.top.unit.name)
    picture = Message(text=below, files=(draw(language, told.board, at, zone),))
    return Message(text=bulletin.write(language, told, zone)), picture


def _chart(language: str, told: Bulletin, at: datetime, zone: tzinfo) -> tuple[Message, ...]:
    text = say(language, "bulletin.chat.progress", unit=told.board.top.unit.name)
    return (Message(text=text, files=(drawn_keys.progress(language, told.board, at, zone),)),)


def _paper(language: str, told: Bulletin, at: datetime, zone: tzinfo) -> tuple[Message, ...]:
    local = at.astimezone(zone)
    moment = {"time": f"{local:%H:%M}", "date": f"{local:%d/%m/%Y}"}
    text = say(language, "bulletin.chat.report", unit=told.board.top.unit.name, **moment)
    return (Message(text=text, files=(drawn_keys.report(language, told.board, at, zone),)),)


def _choosing(facts: BulletinFacts, name: str, code: str) -> Message:
    language = facts.speaker.language
    if code or not facts.units:
        return Message(text=say(language, "bulletin.chat.unknown", code=code))
    buttons = [Button(one.name, taps.pack(taps.Call(name, one.code))) for one in facts.units]
    return Message(
        text=say(language, f"bulletin.chat.which_{name}"), choices=tuple((one,) for one in buttons)
    )


def _wished(speaker: Speaker, name: str) -> Message:
    above = any(post.role in TOLD for post in speaker.person.posts)
    key = "off" if name == "bulletin_off" else "on" if above else "on_below"
    return Message(text=say(speaker.language, f"bulletin.chat.{key}"))


def _name(event: Event) -> str:
    typed = _typed(event)
    if typed is not None:
        return typed[0]
    return next(name for name in (*ABOUT, *WISHES) if review.calls(event, name))


def _typed(event: Event) -> tuple[str, str] | None:
    """The command and the code, where the words after the command can be nothing but a code."""
    if isinstance(event, Commanded) or not isinstance(event, Said) or event.forwarded:
        return None
    *said, code = clean(event.text).split()[:8] or [""]
    begun = _FORMS.lead(said)
    if begun is None or begun[1] != len(said) or not (code.isascii() and code.isalnum()):
        return None
    return begun[0], code
