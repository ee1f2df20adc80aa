"""Connections to the outside, in the chat: how each fares, a test, a pause, another try."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from handlers import taps
from handlers.effects import Effects, Reply
from handlers.events import Commanded, Event
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review
from handlers.person import Role
from handlers.sinks import notices
from handlers.sinks.sink_effects import PauseSink, ResumeSink, SendAside, SinkEffect, TryOut
from handlers.speaker import Speaker
from messages.catalog import say

#: Who looks after them: a post like this, at their unit or above it.
KEEPERS: Final = frozenset({Role.PROVINCE, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One of them. `state`: on, off, failing. `lag` changes lie behind its place and `aside` deliveries were
    given up; `unit` is "" for the whole tree. Moments are in local time."""

    id: int
    name: str
    kind: str
    state: str
    unit: str = ""
    lag: int = 0
    aside: int = 0
    why: str = ""
    since: datetime | None = None
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkFacts:
    """Those that the speaker looks after."""

    speaker: Speaker
    sinks: tuple[Standing, ...] = ()


def asks_sinks(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name == "sinks"


def answer(event: Event, facts: SinkFacts) -> Effects:
    """The list, one of them, or what is done about one."""
    speaker, language = facts.speaker, facts.speaker.language
    if not any(post.role in KEEPERS for post in speaker.person.posts):
        return (Reply(Message(text=say(language, "sinks.chat.not_yours"))),)
    return (*review.leave(speaker), *_answer(event, facts))


def _answer(event: Event, facts: SinkFacts) -> Effects:
    language = facts.speaker.language
    act, _, named = review.argument_of(event).partition(":")
    if not act:
        return (Reply(overview(language, facts.sinks)),)
    sink = next((one for one in facts.sinks if str(one.id) == named), None)
    if sink is None:
        return (Reply(_with_list(language, say(language, "sinks.chat.gone"))),)
    if act not in _ACTS:
        return (Reply(screen(language, sink)),)
    if act == "aside" and not sink.aside:
        return (Reply(_with_list(language, say(language, "sinks.chat.nothing", name=sink.name))),)
    effect, said = _ACTS[act]
    text = say(language, f"sinks.chat.{said}", name=sink.name, count=sink.aside)
    return (effect(sink.id), Reply(_with_list(language, text)))


def overview(language: str, sinks: tuple[Standing, ...]) -> Message:
    """All of them, each as a choice."""
    if not sinks:
        return Message(text=say(language, "sinks.chat.none"))
    lines = [say(language, "sinks.chat.heading", count=len(sinks)), ""]
    lines += [f"• {_line(language, one)}" for one in sinks]
    lines += ["", say(language, "sinks.chat.choose")]
    buttons = [Button(one.name[:60], taps.pack(taps.Call("sinks", f"show:{one.id}"))) for one in sinks]
    return wording.choose("\n".join(lines), buttons)


def screen(language: str, sink: Standing) -> Message:
    """One of them, with what can be done about it."""
    kind = say(language, f"sinks.kind.{notices.kind_of(sink.kind)}")
    unit = sink.unit or say(language, "sinks.chat.everything")
    lines = [
        say(language, "sinks.chat.name", name=sink.name, kind=kind),
        say(language, "sinks.chat.scope", unit=unit),
        say(language, "sinks.chat.state", state=state_of(language, sink)),
    ]
    if sink.why:
        lines.append(say(language, "sinks.chat.why", why=notices.reason(language, sink.why)))
    lines.append(_arrived(language, sink))
    # How much lies behind one that rests is said too: it is what waits for it.
    lines.append(say(language, "sinks.chat.lag" if sink.lag else "sinks.chat.no_lag", count=sink.lag))
    if sink.aside:
        lines.append(say(language, "sinks.chat.aside", count=sink.aside))
    if sink.why:
        lines.append(say(language, "sinks.chat.todo", todo=notices.remedy(language, sink.why)))
    return wording.choose("\n".join(lines), _buttons(language, sink), (_list(language),))


def state_of(language: str, sink: Standing) -> str:
    """In a few words."""
    if sink.state == "failing" and sink.since is not None:
        return say(language, "sinks.state.failing", since=notices.moment(language, sink.since))
    if sink.state == "off":
        return say(language, "sinks.state.off_failed" if sink.why else "sinks.state.off")
    return say(language, "sinks.state.behind" if sink.lag else "sinks.state.on", count=sink.lag)


def _line(language: str, sink: Standing) -> str:
    kind = say(language, f"sinks.kind.{notices.kind_of(sink.kind)}")
    return say(language, "sinks.chat.line", name=sink.name, kind=kind, state=state_of(language, sink))


def _arrived(language: str, sink: Standing) -> str:
    if sink.arrived_at is None:
        return say(language, "sinks.chat.never")
    return say(language, "sinks.chat.arrived", at=notices.moment(language, sink.arrived_at))


def _buttons(language: str, sink: Standing) -> list[Button]:
    acts = {"on": ("test", "pause"), "failing": ("again", "test", "pause"), "off": ("resume", "test")}
    buttons = [_button(language, act, sink) for act in acts.get(sink.state, ())]
    return [*buttons, _button(language, "aside", sink)] if sink.aside else buttons


def _button(language: str, act: str, sink: Standing) -> Button:
    label = say(language, f"sinks.button.{act}", count=sink.aside)
    return Button(label, taps.pack(taps.Call("sinks", f"{act}:{sink.id}")))


def _list(language: str) -> Button:
    return Button(say(language, "sinks.button.list"), taps.pack(taps.Call("sinks")))


def _with_list(language: str, text: str) -> Message:
    return Message(text=text, nav=(_list(language),))


#: What each button does, and what is said then.
_ACTS: Final[dict[str, tuple[Callable[[int], SinkEffect], str]]] = {
    "again": (ResumeSink, "resumed"),
    "resume": (ResumeSink, "resumed"),
    "pause": (PauseSink, "paused"),
    "test": (TryOut, "testing"),
    "aside": (SendAside, "sending"),
}
