"""The propaganda library in the chat: themes, pieces, and each as words to copy with its picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handlers import pages, taps
from handlers.effects import Effects, Reply
from handlers.events import Event, FileKind, Said
from handlers.form import wording
from handlers.message import CARD, Button, Message, Shown
from handlers.officers import review
from handlers.propaganda import copying
from handlers.speaker import Home, Speaker
from handlers.understanding.lexicon import Lexicon
from handlers.units import Unit
from messages import words
from messages.catalog import say, under

#: How many headlines stand on a screen.
PAGE: Final = 6
_COMMAND: Final = "propaganda"
_WORDS: Final = Lexicon({True: words.spoken("commands")[_COMMAND]})


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of the library, or a story of a unit, with what stands over it in a list."""

    key: str
    headline: str
    text: str

    @property
    def theme(self) -> str:
        return self.key.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFacts:
    """`unit` is whose link goes with the pieces, `None` when the code that was typed is nobody's or not of
    the officer's branch; `entries` are what may be told there, by key, theme by theme."""

    speaker: Speaker
    unit: Unit | None = None
    entries: Mapping[str, Entry]
    doors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an event asks for: a unit by id or by typed code, a theme or a piece's key, and a page."""

    unit_id: int | None = None
    code: str = ""
    key: str = ""
    start: int = 0


def asks_library(event: Event, speaker: Speaker) -> bool:
    """The command, and the words with a unit's code: "tuyen truyen MAYTL"."""
    if review.calls(event, _COMMAND):
        return True
    at_home = speaker.person.is_officer and isinstance(speaker.place, Home)
    return at_home and _code(event) is not None


def wanted(event: Event) -> Wanted:
    """What is asked for; nothing named is everything of one's own unit."""
    code = _code(event)
    if code is not None:
        return Wanted(code=code)
    first, colon, rest = review.argument_of(event).partition(":")
    if not colon or not (first.isascii() and first.isdigit() and len(first) <= 15):
        return Wanted(code=first)
    key, _, start = rest.partition(":")
    page = int(start) if start.isascii() and start.isdigit() and len(start) <= 4 else 0
    return Wanted(unit_id=int(first), key=key, start=page)


def show(event: Event, facts: LibraryFacts) -> Effects:
    """The themes, the pieces of one, or a piece."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    asked, unit = wanted(event), facts.unit
    if unit is None:
        text = say(language, "propaganda.no_unit", code=asked.code)
        return (*left, Reply(Message(text=text, nav=(review.queue_button(language),))))
    entry = facts.entries.get(asked.key)
    if entry is not None:
        return (*left, *_piece(facts, unit, entry))
    listed = [one for one in facts.entries.values() if one.theme == asked.key]
    if listed:
        return (*left, Reply(_theme(language, unit, asked.key, listed, asked.start)))
    return (*left, Reply(_themes(facts, unit)))


def _code(event: Event) -> str | None:
    """The one word that follows the words for the library; None for anything else."""
    if not isinstance(event, Said) or event.forwarded:
        return None
    said = event.text.split()
    begun = _WORDS.lead(said) if 1 < len(said) <= 6 else None
    return said[-1] if begun is not None and begun[1] == len(said) - 1 else None


def _themes(facts: LibraryFacts, unit: Unit) -> Message:
    language = facts.speaker.language
    counts: dict[str, int] = {}
    for entry in facts.entries.values():
        counts[entry.theme] = counts.get(entry.theme, 0) + 1
    buttons = [
        Button(
            say(language, "propaganda.themed", theme=_name(language, theme), count=count), _call(unit, theme)
        )
        for theme in under(language, "propaganda.theme.")
        if (count := counts.get(theme))
    ]
    text = say(language, "propaganda.themes", unit=unit.name, code=unit.code)
    return wording.choose(text, buttons, (review.queue_button(language),))


def _theme(language: str, unit: Unit, theme: str, listed: list[Entry], start: int) -> Message:
    shown = pages.span(listed, start, PAGE)
    text = pages.headed(
        language, say(language, "propaganda.pieces", theme=_name(language, theme)), listed, shown, PAGE
    )
    more = _call(unit, f"{theme}:{shown.end}") if shown.end < len(listed) else ""
    less = _call(unit, f"{theme}:{max(0, shown.start - PAGE)}") if shown.start else ""
    buttons = [Button(one.headline, _call(unit, one.key)) for one in listed[shown.start : shown.end]]
    return wording.choose(
        text, buttons, (*pages.turns(language, more=more, less=less), _back(language, unit))
    )


def _piece(facts: LibraryFacts, unit: Unit, entry: Entry) -> Effects:
    """The words alone in their message, so that one long press copies them; the picture and the ways on
    after it, where they are the last thing on screen."""
    language = facts.speaker.language
    listed = [one for one in facts.entries.values() if one.theme == entry.theme]
    after = listed[(listed.index(entry) + 1) % len(listed)]
    another = Button(say(language, "propaganda.another"), _call(unit, after.key))
    picture = Shown(f"{CARD}{entry.key}:{unit.code}", FileKind.PHOTO, say(language, "propaganda.picture"))
    how = [say(language, "propaganda.how_to_copy")]
    if copying.link(unit, facts.doors):
        how.append(say(language, "propaganda.how_to_scan"))
    return (
        Reply(Message(text=copying.text(entry.text, unit, facts.doors))),
        Reply(
            Message(
                text=" ".join(how),
                choices=((another,),) if after is not entry else (),
                nav=(_back(language, unit),),
                files=(picture,),
            )
        ),
    )


def _name(language: str, theme: str) -> str:
    return say(language, f"propaganda.theme.{theme}")


def _back(language: str, unit: Unit) -> Button:
    return Button(say(language, "propaganda.other_themes"), _call(unit, ""))


def _call(unit: Unit, what: str) -> str:
    return taps.pack(taps.Call(_COMMAND, f"{unit.id}:{what}"))
