"""What people are told of a connection that fails, and that it works again."""

from datetime import datetime
from typing import Final

from handlers import taps
from handlers.message import Button, Message
from handlers.values import dataclass
from messages.catalog import say

#: The kinds and the reasons there are words for.
KINDS: Final = ("webhook", "sheet", "folder")
REASONS: Final = (
    *("refused", "unreachable", "throttled", "forbidden", "gone", "broken", "private", "insecure"),
    *("unreadable", "redirected", "full", "missing", "busy"),
    *("unshared", "sheet_gone", "tab_gone", "columns", "quota", "revoked", "api_off", "no_key", "bad_key"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A connection that fails; `since` is in local time, `aside` how many deliveries were given up."""

    id: int
    name: str
    kind: str
    why: str
    since: datetime
    off: bool = False
    aside: int = 0


def failing(language: str, broken: Broken) -> Message:
    """What does not arrive, since when, why, and what to do."""
    lines = [
        say(language, "sinks.notice.off" if broken.off else "sinks.notice.failing", name=broken.name),
        "",
        say(language, "sinks.notice.what", what=say(language, f"sinks.carries.{kind_of(broken.kind)}")),
        say(language, "sinks.notice.since", since=moment(language, broken.since)),
        say(language, "sinks.notice.why", why=reason(language, broken.why)),
    ]
    if broken.aside:
        lines.append(say(language, "sinks.notice.aside", count=broken.aside))
    lines += ["", say(language, "sinks.notice.kept" if not broken.off else "sinks.notice.kept_off")]
    lines.append(say(language, "sinks.notice.todo", todo=remedy(language, broken.why)))
    return Message(text="\n".join(lines), choices=((_open(language, broken.id),),))


def well(language: str, name: str, kind: str, since: datetime) -> Message:
    """It works again, and everything has gone or is going out."""
    what = say(language, f"sinks.carries.{kind_of(kind)}")
    return Message(
        text=say(language, "sinks.notice.well", name=name, what=what, since=moment(language, since))
    )


def tested(language: str, sink_id: int, name: str, kind: str, why: str) -> Message:
    """What came of a test."""
    if not why:
        return Message(text=say(language, f"sinks.tested.{kind_of(kind)}", name=name))
    text = say(
        language, "sinks.tested.failed", name=name, why=reason(language, why), todo=remedy(language, why)
    )
    return Message(text=text, choices=((_open(language, sink_id),),))


def reason(language: str, why: str) -> str:
    """In plain words; reasons nobody foresaw have words too."""
    return say(language, f"sinks.why.{why if why in REASONS else 'broken'}")


def remedy(language: str, why: str) -> str:
    return say(language, f"sinks.todo.{why if why in REASONS else 'broken'}")


def kind_of(kind: str) -> str:
    """The kind, as far as there are words for it."""
    return kind if kind in KINDS else "webhook"


def moment(language: str, local: datetime) -> str:
    return say(language, "sinks.moment", time=f"{local:%H:%M}", date=f"{local:%d/%m/%Y}")


def _open(language: str, sink_id: int) -> Button:
    return Button(say(language, "sinks.button.open"), taps.pack(taps.Call("sinks", f"show:{sink_id}")))
