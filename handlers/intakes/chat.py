"""An officer sends a workbook in the chat, and says whether it is to be applied."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import PurePath
from typing import Final, Literal

from handlers import taps
from handlers.effects import CloseButtons, Effects, KeepFile, Reply
from handlers.events import Attached, Commanded, Event, FileKind
from handlers.form import wording
from handlers.intakes import telling
from handlers.intakes.effects import ApplyWorkbook, DropWorkbook, ReceiveWorkbook
from handlers.message import Button, Message
from handlers.officers import review, review_card
from handlers.speaker import Home, Speaker
from messages.catalog import say

_ENDINGS: Final = frozenset({".xlsx", ".xls", ".xlsm", ".ods"})
_MEDIA: Final = ("spreadsheet", "ms-excel")
APPLY: Final = "apply_workbook"
DROP: Final = "drop_workbook"
_LONGEST_NAME: Final = 60

IntakeState = Literal["waiting", "checked", "applying", "applied", "dropped", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A workbook the speaker sent. `rows` is how many would be done; `expired`: it was dropped for that, or
    would be; `again` is why its very bytes are not applied twice, in finished words."""

    id: int
    name: str
    state: IntakeState
    rows: int = 0
    expired: bool = False
    done_at: datetime | None = None
    again: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFacts:
    """`open` are those that wait for the speaker's word, the newest first; `named` is the one asked for."""

    speaker: Speaker
    open: tuple[Brought, ...] = ()
    named: Brought | None = None
    zone: tzinfo = timezone(timedelta(hours=7))


def brings(event: Event, speaker: Speaker) -> bool:
    """A spreadsheet from somebody with a post, where nothing else is being asked."""
    if not isinstance(event, Attached) or not speaker.person.is_officer:
        return False
    if not isinstance(speaker.place, Home) or event.file.kind is not FileKind.DOCUMENT:
        return False
    ending = PurePath(event.file.name).suffix.lower()
    return ending in _ENDINGS or (not ending and any(one in event.file.media_type for one in _MEDIA))


def receive(event: Event, speaker: Speaker) -> Effects:
    """It is fetched and read; nothing is changed by sending it."""
    if not isinstance(event, Attached):
        raise TypeError(f"no file in {event.kind}")
    name = _named(event.file.name)
    told = Message(text=say(speaker.language, "intake.chat.received", name=name))
    return (KeepFile(event.file), ReceiveWorkbook(event.file.key, name), Reply(told))


def asks(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name in (APPLY, DROP)


def asked_id(event: Event) -> int | None:
    """The number of the workbook that the words or the button name."""
    return review.split(review.argument_of(event))[0]


def answer(event: Event, facts: IntakeFacts) -> Effects:
    """Apply it, drop it, or say why neither; the one that waits when none is named."""
    speaker = facts.speaker
    if not speaker.person.is_officer or not isinstance(event, Commanded):
        return (Reply(review.no_post(speaker.language)),)
    return (*review.leave(speaker), *_answer(event, facts))


def _answer(event: Commanded, facts: IntakeFacts) -> Effects:
    language, wanted = facts.speaker.language, asked_id(event)
    if wanted is None and len(facts.open) > 1:
        return (Reply(_which(language, event.name, facts.open)),)
    brought = facts.named if wanted is not None else next(iter(facts.open), None)
    if brought is None:
        text = "intake.chat.not_yours" if wanted is not None else "intake.chat.none"
        return (Reply(Message(text=say(language, text, id=wanted))),)
    refused = _over(facts, brought)
    if refused:
        return (Reply(Message(text=refused)),)
    closed = CloseButtons(telling.about(brought.id))
    if event.name == DROP or brought.expired:
        text = "expired" if brought.expired else "dropped"
        told = Message(text=say(language, f"intake.chat.{text}", name=brought.name))
        return (DropWorkbook(brought.id), closed, Reply(told))
    if brought.again:
        return (DropWorkbook(brought.id), closed, Reply(Message(text=brought.again)))
    begun = telling.going(language, brought.id, brought.name, 0, brought.rows)
    return (ApplyWorkbook(brought.id), closed, Reply(begun))


def _over(facts: IntakeFacts, brought: Brought) -> str:
    """Why it waits for nobody's word; "" when it does."""
    language = facts.speaker.language
    match brought.state:
        case "checked":
            return ""
        case "waiting":
            text = "reading"
        case "applying":
            text = "busy"
        case "applied":
            text = "over_applied"
        case "refused":
            text = "over_refused"
        case _:
            text = "expired" if brought.expired else "over_dropped"
    moment = review_card.moment(brought.done_at, facts.zone) if brought.done_at else {"time": "", "date": ""}
    return say(language, f"intake.chat.{text}", name=brought.name, **moment)


def _which(language: str, command: str, several: tuple[Brought, ...]) -> Message:
    buttons = [
        Button(
            say(language, "intake.chat.line", id=one.id, name=one.name),
            taps.pack(taps.Call(command, str(one.id))),
        )
        for one in several[:9]
    ]
    text = "which_apply" if command == APPLY else "which_drop"
    return wording.choose(say(language, f"intake.chat.{text}"), buttons)


def _named(name: str) -> str:
    """A name that neither breaks a line nor a screen."""
    line = " ".join("".join(one if one.isprintable() else " " for one in name).split()) or "Excel"
    stem, ending = PurePath(line).stem, PurePath(line).suffix
    return line if len(line) <= _LONGEST_NAME else f"{stem[: _LONGEST_NAME - 8]}…{ending}"
