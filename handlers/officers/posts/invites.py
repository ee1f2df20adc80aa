"""One-time invites: an officer makes one for a unit below, somebody opens it and takes the post."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from hashlib import sha256
from typing import Final

from handlers import taps
from handlers.effects import Appoint, Effects, Invite, Reply, Tell
from handlers.events import Began, Event, FileKind
from handlers.form import wording
from handlers.message import DRAWN, Button, Message, Shown
from handlers.officers import review, rights
from handlers.officers.officer import Officer
from handlers.officers.review_card import moment
from handlers.person import Role
from handlers.speaker import Home, Speaker
from handlers.units import Unit
from handlers.welcome import ask_name
from messages.catalog import say

#: What a deep link's payload begins with when it carries an invite.
PREFIX: Final = "i_"
LASTS: Final = timedelta(days=7)
#: The short code counts for a day only: what eight digits hold can be guessed in time, a link cannot.
CODE_LASTS: Final = timedelta(days=1)
_VIETNAM: Final = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitingFacts:
    """`secret` and the short `code` are fresh for this event; `doors` are links with ``{payload}``, one
    per way in. `may` is true when the unit is one of the officer's or below; `roles` are those they may
    invite to there, the usual one first."""

    speaker: Speaker
    secret: str
    code: str
    unit: Unit | None = None
    roles: tuple[Role, ...] = ()
    may: bool = False
    doors: tuple[str, ...] = ()
    zone: tzinfo = _VIETNAM


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An invite that exists, whatever became of it; `by` made it in a chat."""

    id: int
    unit: Unit
    role: Role
    expires_at: datetime
    used_by: int | None = None
    used: bool = False
    revoked: bool = False
    by: Officer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteFacts:
    """The invite that a link names, if there is one."""

    speaker: Speaker
    found: Found | None = None
    zone: tzinfo = _VIETNAM


def hash_of(secret: str) -> str:
    """All that is kept of an invite's secret."""
    return sha256(secret.encode()).hexdigest()


def code_hash_of(code: str) -> str:
    """All that is kept of an invite's short code."""
    return sha256(f"invite:{code}".encode()).hexdigest()


def secret_in(event: Event) -> str:
    """The secret in the link that was opened; "" when it carries none."""
    payload = event.payload if isinstance(event, Began) else ""
    return payload.removeprefix(PREFIX) if payload.startswith(PREFIX) else ""


def code_in(event: Event) -> str:
    """The unit's code an officer gave."""
    return _asked(event)[0]


def _asked(event: Event) -> tuple[str, Role | None]:
    """The unit's code, and the role that a button adds to it (``MAYTL:helper``)."""
    typed = review.worded(event, "invite.make.typed_words")
    code, _, role = (review.argument_of(event) if typed is None else typed).partition(":")
    return code, Role(role) if role in set(Role) else None


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
    """A link, its picture and a short code for the officer to pass on; what opens the door stands in this
    one message and nowhere else."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    code, role = _asked(event)
    unit = facts.unit
    if not code:
        return (*left, Reply(Message(text=say(language, "invite.make.which"))))
    if unit is None:
        return (*left, Reply(Message(text=say(language, "invite.make.unknown", code=code))))
    if not facts.may:
        return (*left, Reply(Message(text=say(language, "invite.make.not_below", unit=unit.name))))
    if not facts.roles:
        return (*left, Reply(Message(text=say(language, "invite.make.not_allowed"))))
    if role is None and len(facts.roles) > 1:
        return (*left, Reply(_which_role(language, unit, facts.roles)))
    role = facts.roles[0] if role is None else role
    if role not in facts.roles:
        return (*left, Reply(Message(text=say(language, "invite.make.not_allowed"))))
    expires_at = event.at + LASTS
    return (
        *left,
        Invite(hash_of(facts.secret), unit.id, role, expires_at, code_hash_of(facts.code)),
        Reply(_made(facts, unit, role, event.at)),
    )


def use_invite(event: Event, facts: InviteFacts) -> Effects:
    """The post, once; whoever comes late or twice is told so and what to do."""
    language, person, found = facts.speaker.language, facts.speaker.person, facts.found
    if found is None:
        return (Reply(Message(text=say(language, "invite.use.unknown"))),)
    holds = any((post.unit_id, post.role) == (found.unit.id, found.role) for post in rights.kept(person))
    if holds:
        text = say(language, "invite.use.holds", unit=found.unit.name, role=role_name(language, found.role))
        return (Reply(_begun(language, found.role, text)),)
    if found.used or found.revoked:
        return (Reply(Message(text=say(language, f"invite.use.{'used' if found.used else 'revoked'}"))),)
    if found.expires_at <= event.at:
        text = say(language, "invite.use.expired", **moment(found.expires_at, facts.zone))
        return (Reply(Message(text=text)),)
    told: Effects = (
        Appoint(found.id, found.unit.id, found.role),
        *_taken(found, person.id, person.name or ""),
    )
    doing = say(language, f"posts.doing.{found.role}", unit=found.unit.name)
    how = say(language, f"posts.how.{found.role}")
    if not person.name:
        welcome = say(language, "invite.use.welcome_plain", doing=doing)
        return (*told, *ask_name(facts.speaker, event.at, f"{welcome}\n{how}"))
    welcome = say(language, "invite.use.welcome", name=person.name, doing=doing)
    return (*told, Reply(_begun(language, found.role, f"{welcome}\n{how}")))


def role_name(language: str, role: Role) -> str:
    """As it is said within a sentence."""
    return say(language, f"posts.role.{role}")


def role_title(language: str, role: Role) -> str:
    """As it stands by itself."""
    name = role_name(language, role)
    return f"{name[:1].upper()}{name[1:]}"


def _taken(found: Found, person_id: int, name: str) -> tuple[Tell, ...]:
    """Whoever invited hears that the post is taken, unless they took it themselves."""
    if found.by is None or found.by.person_id == person_id:
        return ()
    language = found.by.language
    text = say(
        language,
        "invite.use.taken",
        name=name or say(language, "invite.use.somebody"),
        role=role_name(language, found.role),
        unit=found.unit.name,
    )
    return (Tell(found.by.person_id, Message(text=text), f"invite:{found.id}:taken"),)


def _which_role(language: str, unit: Unit, roles: tuple[Role, ...]) -> Message:
    buttons = [
        Button(role_title(language, role), taps.pack(taps.Call("invite", f"{unit.code}:{role}")))
        for role in roles
    ]
    lines = [say(language, "invite.make.which_role", unit=unit.name)]
    lines += [
        say(
            language,
            "invite.make.role",
            role=role_title(language, role),
            does=say(language, f"posts.does.{role}"),
        )
        for role in roles
    ]
    return wording.choose("\n".join(lines), buttons)


def _made(facts: InvitingFacts, unit: Unit, role: Role, at: datetime) -> Message:
    language = facts.speaker.language
    payload = f"{PREFIX}{facts.secret}"
    links = [_link(language, door, payload) for door in facts.doors]
    pointed = next((door.replace("{payload}", payload) for door in facts.doors if "{payload}" in door), "")
    code = f"{facts.code[:4]} {facts.code[4:]}"
    lines = [
        say(language, "invite.make.made", unit=unit.name, role=role_name(language, role)),
        *(links or [say(language, "invite.make.typed", payload=payload)]),
        say(language, "invite.make.code", code=code, **moment(at + CODE_LASTS, facts.zone)),
        say(language, "invite.make.once", **moment(at + LASTS, facts.zone)),
    ]
    picture = Shown(f"{DRAWN}{pointed}", FileKind.PHOTO, say(language, "invite.make.picture"))
    nav = (wording.call(language, "invites"),)
    return Message(text="\n".join(lines), files=(picture,) if pointed else (), nav=nav)


def _link(language: str, door: str, payload: str) -> str:
    """The door with the invite in it; where a channel's links carry nothing, what to type there."""
    if "{payload}" in door:
        return door.replace("{payload}", payload)
    return say(language, "linking.typed_invite", door=door, payload=payload)


def _begun(language: str, role: Role, text: str) -> Message:
    """The text over the first thing that this role does."""
    match role:
        case Role.HELPER:
            return wording.choose(text, (wording.call(language, "behalf"),))
        case Role.ADMINISTRATOR:
            return wording.choose(text, (wording.call(language, "officers"),))
        case _:
            button = Button(say(language, "invite.use.queue"), taps.pack(taps.Call("queue", "1")))
            return Message(text=text, choices=((button,),))
