"""What a button carries: short, typed, and refused when it is not ours."""

from typing import Literal, assert_never, cast, get_args

from handlers.initiative import Action
from handlers.values import dataclass

#: Telegram's limit for callback data, in bytes of UTF-8 (Bot API, InlineKeyboardButton).
LONGEST = 64

Way = Literal["back", "skip", "done", "more", "send", "edit", "keep", "drop", "yes", "no", "again"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice of the question `step`, shown when the draft was at `revision`."""

    revision: int
    step: str
    value: str


@dataclass(frozen=True, slots=True)
class Go:
    """A way through a form (back, skip, done, ...), shown when the draft was at `revision`."""

    revision: int
    way: Way


@dataclass(frozen=True, slots=True)
class Edit:
    """Change the answer of `step` from the review screen shown at `revision`."""

    revision: int
    step: str


@dataclass(frozen=True, slots=True)
class Call:
    """A command as a button, with what it is about ("" for nothing)."""

    command: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """An officer's action on an initiative as it stood at `revision`."""

    initiative_id: int
    revision: int
    action: Action


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason picked for a decision that was begun."""

    initiative_id: int
    revision: int
    reason: str


Tap = Answer | Go | Edit | Call | Decision | Reason


def pack(tap: Tap) -> str:
    """The button's data. Raises ValueError past 64 bytes: found by tests, never by a person."""
    match tap:
        case Answer(revision, step, value):
            data = f"a:{revision}:{step}:{value}"
        case Go(revision, way):
            data = f"g:{revision}:{way}"
        case Edit(revision, step):
            data = f"e:{revision}:{step}"
        case Call(command, argument):
            data = f"c:{command}:{argument}"
        case Decision(initiative_id, revision, action):
            data = f"d:{initiative_id}:{revision}:{action}"
        case Reason(initiative_id, revision, reason):
            data = f"r:{initiative_id}:{revision}:{reason}"
        case _:
            assert_never(tap)
    if len(data.encode()) > LONGEST:
        raise ValueError(f"button data over {LONGEST} bytes: {data}")
    return data


def unpack(data: str) -> Tap | None:
    """The tap, or None for anything we did not make; what it names still has to be looked up."""
    if len(data.encode()) > LONGEST:
        return None
    kind, _, rest = data.partition(":")
    parts = rest.split(":")
    match kind, parts:
        case "a", [revision, step, *value] if _whole(revision) and value:
            return Answer(int(revision), step, ":".join(value))
        case "g", [revision, way] if _whole(revision) and way in get_args(Way):
            return Go(int(revision), cast(Way, way))
        case "e", [revision, step] if _whole(revision):
            return Edit(int(revision), step)
        case "c", [command, *argument] if argument:
            return Call(command, ":".join(argument))
        case "d", [item, revision, action] if _whole(item) and _whole(revision) and action in set(Action):
            return Decision(int(item), int(revision), Action(action))
        case "r", [item, revision, reason] if _whole(item) and _whole(revision):
            return Reason(int(item), int(revision), reason)
        case _:
            return None


def _whole(text: str) -> bool:
    # Not `isdigit` alone: it accepts digits `int` refuses, and a forged 60-digit number no column takes.
    return text.isascii() and text.isdigit() and len(text) <= 15
