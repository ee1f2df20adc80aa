"""One-time invites: an officer makes one for a unit below, somebody opens it and takes the post."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from hashlib import sha256
from typing import Final

from handlers import taps
from handlers.effects import Appoint, Effects, Invite, Reply
from handlers.events import Began, Event
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.review_card import moment
from handlers.person import Role
from handlers.speaker import Home, Speaker
from handlers.units import Unit
from handlers.welcome import ask_name
from messages.catalog import say

#: What a deep link's payload begins with when it carries an invite.
PREFIX: Final = "i_"
LASTS: Final = timedelta(days=7)
_VIETNAM: Final = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitingFacts:
    """`secret` is fresh for this event; `doors` are links with ``{payload}``, one per way in.
    `may` is true when the unit is one of the officer's or below."""

    speaker: Speaker
    secret: str
    unit: Unit | None = None
    role: Role = Role.GRASSROOTS
    may: bool = False
    doors: tuple[str, ...] = ()
    zone: tzinfo = _VIETNAM


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An invite that exists, whatever became of it."""

    id: int
    unit: Unit
    role: Role
    expires_at: datetime
    used_by: int | None = None
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteFacts:
    """The invite that a link names, if there is one."""

    speaker: Speaker
    found: Found | None = None
    zone: tzinfo = _VIETNAM


def hash_of(secret: str) -> str:
    """All that is kept of an invite's secret."""
    return sha256(secret.encode()).hexdigest()


def secret_in(event: Event) -> str:
    """The secret in the link that was opened; "" when it carries none."""
    payload = event.payload if isinstance(event, Began) else ""
    return payload.removeprefix(PREFIX) if payload.startswith(PREFIX) else ""


def code_in(event: Event) -> str:
    """The unit's code an officer gave."""
    typed = review.worded(event, "invite.make.typed_words")
    return review.argument_of(event) if typed is None else typed


def asks_invite(event: Event, speaker: Speaker) -> bool:
    """One code after the word, from an officer whom nothing else is asked: more is a sentence."""
    if review.calls(event, "invite"):
        return True
    code = review.worded(event, "invite.make.typed_words")
    at_home = speaker.person.is_officer and isinstance(speaker.place, Home)
    return at_home and code is not None and len(code.split()) == 1


def opens_invite(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Began) and event.payload.startswith(PREFIX)


def make_invite(event: Event, facts: InvitingFacts) -> Effects:
    """A link for the officer to pass on; its secret stands in this one message and nowhere else."""
    speaker = facts.speaker
    language = speaker.language
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    code = code_in(event)
    if not code:
        return (*review.leave(speaker), Reply(Message(text=say(language, "invite.make.which"))))
    if facts.unit is None:
        text = say(language, "invite.make.unknown", code=code)
        return (*review.leave(speaker), Reply(Message(text=text)))
    if not facts.may:
        text = say(language, "invite.make.not_below", unit=facts.unit.name)
        return (*review.leave(speaker), Reply(Message(text=text)))
    expires_at = event.at + LASTS
    text = _made(language, facts, facts.unit, expires_at)
    return (
        *review.leave(speaker),
        Invite(hash_of(facts.secret), facts.unit.id, facts.role, expires_at),
        Reply(Message(text=text)),
    )


def use_invite(event: Event, facts: InviteFacts) -> Effects:
    """The post, once; whoever comes late or twice is told so and what to do."""
    language, person, found = facts.speaker.language, facts.speaker.person, facts.found
    if found is None:
        return (Reply(Message(text=say(language, "invite.use.unknown"))),)
    holds = any((post.unit_id, post.role) == (found.unit.id, found.role) for post in person.posts)
    if holds:
        return (Reply(_with_queue(language, say(language, "invite.use.holds", unit=found.unit.name))),)
    if found.used:
        return (Reply(Message(text=say(language, "invite.use.used"))),)
    if found.expires_at <= event.at:
        text = say(language, "invite.use.expired", **moment(found.expires_at, facts.zone))
        return (Reply(Message(text=text)),)
    if person.name:
        welcome = say(language, "invite.use.welcome", name=person.name, unit=found.unit.name)
    else:
        welcome = say(language, "invite.use.welcome_plain", unit=found.unit.name)
    how = say(language, "invite.use.how")
    post = Appoint(found.id, found.unit.id, found.role)
    if not person.name:
        return (post, *ask_name(facts.speaker, event.at, f"{welcome}\n{how}"))
    return (
        post,
        Reply(_with_queue(language, f"{welcome}\n{how}")),
    )


def _made(language: str, facts: InvitingFacts, unit: Unit, expires_at: datetime) -> str:
    payload = f"{PREFIX}{facts.secret}"
    links = [_link(language, door, payload) for door in facts.doors]
    return "\n".join(
        [
            say(language, "invite.make.made", unit=unit.name),
            *(links or [say(language, "invite.make.typed", payload=payload)]),
            say(language, "invite.make.once", **moment(expires_at, facts.zone)),
        ]
    )


def _link(language: str, door: str, payload: str) -> str:
    """The door with the invite in it; where a channel's links carry nothing, what to type there."""
    if "{payload}" in door:
        return door.replace("{payload}", payload)
    return say(language, "linking.typed_invite", door=door, payload=payload)


def _with_queue(language: str, text: str) -> Message:
    button = Button(say(language, "invite.use.queue"), taps.pack(taps.Call("queue", "1")))
    return Message(text=text, choices=((button,),))
