"""The invites of one's own that nobody has used yet, and taking one back."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from handlers import taps
from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.effects import RevokeInvite
from handlers.officers.posts.invites import role_title
from handlers.officers.review_card import moment
from handlers.person import Role
from handlers.speaker import Speaker
from messages.catalog import say

#: How many are shown; the rest are older and shown when these are gone.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Open:
    """An invite that still opens a door."""

    id: int
    unit_name: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFacts:
    """The speaker's open invites, the newest first."""

    speaker: Speaker
    invites: tuple[Open, ...] = ()
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_list(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "invites")


def asks_revoking(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "revoke")


def show_list(event: Event, facts: OpenFacts) -> Effects:
    """Who may still come in, as what, and until when."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    if not facts.invites:
        return (*left, Reply(Message(text=say(language, "invite.list.none"))))
    text = say(language, "invite.list.heading", count=len(facts.invites))
    buttons = [
        Button(_line(language, one, facts.zone), taps.pack(taps.Call("revoke", str(one.id))))
        for one in facts.invites[:SHOWN]
    ]
    return (*left, Reply(wording.choose(text, buttons)))


def revoke(event: Event, facts: OpenFacts) -> Effects:
    """Asked once; the yes makes the invite good for nothing."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    number, _, yes = review.argument_of(event).partition(":")
    chosen = next((one for one in facts.invites if str(one.id) == number), None)
    nav = (wording.call(language, "invites"),)
    if chosen is None:
        return (*left, Reply(Message(text=say(language, "invite.list.gone"), nav=nav)))
    line = _line(language, chosen, facts.zone)
    if yes != "yes":
        sure = Button(say(language, "invite.list.revoke"), taps.pack(taps.Call("revoke", f"{chosen.id}:yes")))
        kept = Button(say(language, "invite.list.keep"), taps.pack(taps.Call("invites")))
        return (*left, Reply(wording.choose(say(language, "invite.list.sure", line=line), (sure, kept))))
    text = say(language, "invite.list.revoked", line=line)
    return (*left, RevokeInvite(chosen.id), Reply(Message(text=text, nav=nav)))


def _line(language: str, one: Open, zone: tzinfo) -> str:
    return say(
        language,
        "invite.list.line",
        unit=one.unit_name,
        role=role_title(language, one.role),
        **moment(one.expires_at, zone),
    )
