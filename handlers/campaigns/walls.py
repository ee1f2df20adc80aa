"""An officer opens a campaign's page for a projector, and shuts it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from handlers import taps
from handlers.campaigns.wall_effects import CloseWall, OpenWall
from handlers.effects import Effects, Reply
from handlers.employer.requests import hash_of
from handlers.events import Commanded, Event, FileKind
from handlers.form import wording
from handlers.message import DRAWN, Button, Message, Shown
from handlers.officers import review
from handlers.person import Role
from handlers.speaker import Speaker
from messages.catalog import say

#: Whose campaigns' pages may be opened: those of a post like this, above the campaign's units or at them.
MAY_OPEN: Final = frozenset({Role.UPPER, Role.PROVINCE})
_NEW: Final = "new"
#: How much of a hash tells a button which page it was shown beside.
_MARK: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A campaign whose page the speaker may open; `opened_by` is the hash that opens it now."""

    id: int
    name: str
    starts: date
    ends: date
    opened_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WallFacts:
    """`secret` is fresh for this event; `door` is the page's address with "{token}" in it, "" while there is
    none that a hall could open."""

    speaker: Speaker
    screens: tuple[Screen, ...] = ()
    secret: str = ""
    door: str = ""


def asks_wall(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name in ("wall", "wall_off")


def answer_wall(event: Event, facts: WallFacts) -> Effects:
    """The link with its picture; or which campaign is meant, or what the link would end."""
    speaker = facts.speaker
    if not speaker.person.is_officer:
        return (Reply(review.no_post(speaker.language)),)
    return (*review.leave(speaker), *_answer(event, facts))


def _answer(event: Event, facts: WallFacts) -> Effects:
    language = facts.speaker.language
    shuts = isinstance(event, Commanded) and event.name == "wall_off"
    offered = [one for one in facts.screens if one.opened_by or not shuts]
    if not offered:
        return (_said(language, "wall.chat.none_open" if shuts and facts.screens else "wall.chat.none"),)
    campaign, _, rest = review.argument_of(event).partition(":")
    named = [one for one in offered if str(one.id) == campaign]
    if campaign and not named:
        return (_said(language, "wall.chat.gone"),)
    if not campaign and len(offered) > 1:
        return (Reply(_which(language, offered, shuts)),)
    screen = (named or offered)[0]
    if shuts:
        return (CloseWall(screen.id), _said(language, "wall.chat.shut", campaign=screen.name))
    if not facts.door:
        return (_said(language, "wall.chat.no_address"),)
    if screen.opened_by is not None and rest != _again(screen):
        return (Reply(_open_already(language, screen, pressed=bool(rest))),)
    opened = OpenWall(screen.id, hash_of(facts.secret), screen.opened_by)
    return (opened, Reply(_opened(facts, screen)))


def _opened(facts: WallFacts, screen: Screen) -> Message:
    """What opens the page stands in this one message and nowhere else."""
    language = facts.speaker.language
    link = facts.door.replace("{token}", facts.secret)
    text = say(language, "wall.chat.opened", campaign=screen.name, link=link)
    picture = Shown(f"{DRAWN}{link}", FileKind.PHOTO, say(language, "wall.chat.picture"))
    shut = wording.call(language, "wall_off", str(screen.id))
    return Message(text=text, files=(picture,), nav=(shut,))


def _open_already(language: str, screen: Screen, *, pressed: bool) -> Message:
    renew = taps.pack(taps.Call("wall", f"{screen.id}:{_again(screen)}"))
    buttons = (
        Button(say(language, "wall.chat.renew"), renew),
        wording.call(language, "wall_off", str(screen.id)),
    )
    # A button of an earlier link must not end one that was made after it.
    words = "wall.chat.just_now" if pressed else "wall.chat.open_already"
    return wording.choose(say(language, words, campaign=screen.name), buttons)


def _again(screen: Screen) -> str:
    return f"{_NEW}:{(screen.opened_by or '')[:_MARK]}"


def _which(language: str, offered: list[Screen], shuts: bool) -> Message:
    command = "wall_off" if shuts else "wall"
    buttons = [
        Button(
            say(
                language,
                "wall.chat.line",
                campaign=one.name,
                starts=f"{one.starts:%d/%m}",
                ends=f"{one.ends:%d/%m/%Y}",
            ),
            taps.pack(taps.Call(command, str(one.id))),
        )
        for one in offered
    ]
    return wording.choose(say(language, "wall.chat.which_off" if shuts else "wall.chat.which"), buttons)


def _said(language: str, text_id: str, **values: object) -> Reply:
    return Reply(Message(text=say(language, text_id, **values)))
