"""What an officer's words, buttons and pictures want of the portal."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from handlers.events import Attached, Commanded, Event, FileKind, FileLost, FileRef, Said, SentOther
from handlers.form.walking import album_of
from handlers.officers import review
from handlers.portal import codes
from handlers.speaker import Keying, Speaker
from handlers.understanding import choices
from handlers.understanding.folding import clean
from messages.catalog import LANGUAGES, say

What = Literal[
    "list",
    "open",
    "take",
    "over",
    "put",
    "code",
    "proof",
    "refuse",
    "again",
    "undo",
    "gone",
    "yes",
    "leave",
    "lost",
    "unfit",
]
#: Buttons of a record, as they stand behind its number.
_VERBS: Final[dict[str, What]] = {
    "take": "take",
    "over": "over",
    "put": "put",
    "code": "code",
    "refuse": "refuse",
    "again": "again",
    "undo": "undo",
    "gone": "gone",
    "yes": "yes",
    "stop": "leave",
}
#: Commands that are about a record of the portal, and what each wants.
_COMMANDS: Final[dict[str, What]] = {
    "portal": "open",
    "portal_code": "code",
    "portal_refused": "refuse",
    "portal_withdraw": "undo",
}
_LEAVING: Final = frozenset({"cancel", "back", "pause", "skip", "done"})
_KINDS: Final = (FileKind.PHOTO, FileKind.DOCUMENT)
#: Workbooks that come back are no picture of the portal.
_SHEETS: Final = (".xlsx", ".xls", ".xlsm", ".ods", ".csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`words` are what was typed with it, `reason` a picked one; `list` carries the list and its page in
    `words` (``wait``, ``wait:after:57``)."""

    what: What
    number: int | None = None
    words: str = ""
    reason: str = ""
    file: FileRef | None = None
    album: str = ""


def is_open(speaker: Speaker) -> bool:
    """Whether the record is still the last screen: what is typed after something else is no code."""
    place = speaker.place
    if not isinstance(place, Keying):
        return False
    return any(offer.data.startswith(f"c:portal:{place.number}:") for offer in speaker.offered)


def asks_portal(event: Event, speaker: Speaker) -> bool:
    return wish(event, speaker) is not None


def wish(event: Event, speaker: Speaker) -> Wish | None:
    """What is wanted; None when the event is not about the portal."""
    match event:
        case Commanded(name=name) if name in _COMMANDS:
            return _commanded(_COMMANDS[name], event.argument)
        case Attached() if (told := _captioned(event, speaker)) is not None:
            return told
    place = speaker.place
    if isinstance(event, FileLost):
        lost = isinstance(place, Keying) and event.key == place.file_key
        return Wish(what="lost", number=place.number) if isinstance(place, Keying) and lost else None
    return _answered(event, place) if isinstance(place, Keying) and is_open(speaker) else None


def _commanded(what: What, argument: str) -> Wish:
    if argument.startswith("list:"):
        return Wish(what="list", words=argument.removeprefix("list:"))
    number, rest = review.split(argument)
    if number is None:
        return Wish(what="list", words="wait")
    verb, _, reason = rest.partition(":")
    if what == "open" and verb in _VERBS:
        return Wish(what=_VERBS[verb], number=number, reason=reason)
    if what == "open" and rest:
        return Wish(what="code", number=number, words=rest)
    return Wish(what=what, number=number, words=rest)


def _captioned(event: Attached, speaker: Speaker) -> Wish | None:
    """A picture with the command under it."""
    found = choices.command(event.caption) if event.caption and speaker.person.is_officer else None
    if found is None or found[0] not in ("portal", "portal_code") or event.forwarded:
        return None
    number, rest = review.split(found[1])
    if number is None or event.file.kind not in _KINDS or _is_sheet(event.file):
        return None
    return Wish(what="code", number=number, words=rest, file=event.file, album=album_of(event))


def _answered(event: Event, place: Keying) -> Wish | None:
    """What answers the screen of a record."""
    about = Wish(what="unfit", number=place.number)
    match event:
        case Attached(file=file) if _is_sheet(file):
            return None
        case Attached(file=file, caption=caption):
            if place.what in ("refusal", "withdrawal") or file.kind not in _KINDS:
                return about if place.what != "open" else None
            what: What = "proof" if place.what == "proof" else "code"
            return replace(about, what=what, words=clean(caption), file=file, album=album_of(event))
        case Said(text=text, forwarded=False):
            return _said(clean(text), place, about)
        case SentOther() | Said():
            return about if place.what in ("code", "refusal", "withdrawal") else None
        case Commanded(name=name) if name in _LEAVING:
            return replace(about, what="leave") if place.what != "open" else None
        case _:
            return None


def _said(text: str, place: Keying, about: Wish) -> Wish | None:
    if _leaves(text) and place.what != "open":
        return replace(about, what="leave")
    if place.what == "refusal":
        return replace(about, what="refuse", words=text)
    if place.what == "withdrawal":
        return replace(about, what="undo", words=text)
    if place.code and (answer := choices.yes_or_no(text)) is not None:
        return replace(about, what="yes" if answer else "code")
    if place.what in ("open", "proof"):
        # A record that is only looked at waits for no code: other words are about something else.
        return replace(about, what="code", words=text) if codes.read(text) is not None else None
    return replace(about, what="code", words=text)


def _is_sheet(file: FileRef) -> bool:
    return file.name.lower().endswith(_SHEETS)


def _leaves(text: str) -> bool:
    return any(text.casefold() == say(language, "portal.button.stop").casefold() for language in LANGUAGES)
