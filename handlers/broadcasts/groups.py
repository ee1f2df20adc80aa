"""An officer gets a code, and whoever writes it in a group connects the group to the officer's unit."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from handlers import taps
from handlers.broadcasts import broadcasting
from handlers.broadcasts.group_effects import ConnectGroup, MakeGroupCode
from handlers.effects import Effects, Missed, Reply, TellThere
from handlers.events import Commanded, Event, InGroup
from handlers.form import wording
from handlers.linking import TRIES
from handlers.message import Button, Message
from handlers.officers import review
from handlers.speaker import Speaker
from handlers.units import Unit
from messages.catalog import say

#: How long a code counts.
LASTS: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingFacts:
    """`code` is fresh for this event; `bot` is what the bot is called in groups, "" while unknown."""

    speaker: Speaker
    code: str
    bot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A code that counts: whose unit it connects to, and where its officer is told."""

    unit: Unit
    conversation: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """The code that was brought into a group, if there is one; `tries` wrong ones came before it."""

    speaker: Speaker
    found: Found | None = None
    tries: int = 0


def hash_of(code: str) -> str:
    """All that is kept of a code."""
    return sha256(f"group:{code}".encode()).hexdigest()


def asks_code(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name == "connect_group"


def make_code(event: Event, facts: MakingFacts) -> Effects:
    """The code and what to do with it; an officer of several units says first which one is meant."""
    speaker, language = facts.speaker, facts.speaker.language
    units = {post.unit_id: post.unit_name for post in broadcasting.composing_posts(speaker.person)}
    if not units:
        return (Reply(review.no_post(language)),)
    wanted = review.argument_of(event)
    chosen = [unit_id for unit_id in units if str(unit_id) == wanted] or list(units)
    if len(chosen) > 1:
        buttons = [
            Button(name, taps.pack(taps.Call("connect_group", str(unit_id))))
            for unit_id, name in units.items()
        ]
        return (*review.leave(speaker), Reply(wording.choose(say(language, "group.which_unit"), buttons)))
    typed = f"/noi{'@' if facts.bot else ''}{facts.bot} {facts.code}"
    text = say(
        language,
        "group.code",
        unit=units[chosen[0]],
        typed=typed,
        minutes=int(LASTS.total_seconds() // 60),
    )
    made = MakeGroupCode(hash_of(facts.code), chosen[0], event.at + LASTS)
    return (*review.leave(speaker), made, Reply(Message(text=text)))


def brings_code(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, InGroup) and bool(event.code)


def connect(event: Event, facts: GroupFacts) -> Effects:
    """Said once in the group, and to the officer. A wrong code is not answered: it may have been meant for
    somebody else, and who guesses learns nothing."""
    if not isinstance(event, InGroup) or facts.tries >= TRIES:
        return ()
    found = facts.found
    if found is None:
        return (Missed(),)
    used = hash_of(event.code)
    name = event.title or event.conversation
    told = Message(text=say(found.language, "group.told", group=name, unit=found.unit.name))
    here = Message(text=say(facts.speaker.language, "group.connected", unit=found.unit.name))
    return (
        ConnectGroup(used, found.unit.id, name),
        Reply(here, once=f"group:{used}"),
        TellThere(found.conversation, told, found.language, f"group_told:{used}"),
    )
