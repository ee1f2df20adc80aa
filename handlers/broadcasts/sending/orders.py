"""What officers say about a broadcast that was made: agree, hold, go on, stop, look, list, export."""

from dataclasses import replace
from typing import Final

from handlers import taps
from handlers.broadcasts.broadcast_effects import HoldBroadcast, MakeListing, ResumeBroadcast, StopBroadcast
from handlers.broadcasts.composing import preview
from handlers.broadcasts.composing.facts import ANY_THEME
from handlers.broadcasts.content import Piece, Text
from handlers.broadcasts.sending import agreeing, progress
from handlers.broadcasts.sending.facts import UNBEGUN, UNDER_WAY, Known, SendingFacts
from handlers.effects import CloseButtons, Effects, MoveTo, Reply, Tell
from handlers.events import Commanded, Event
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review
from handlers.speaker import Composing, Home, Speaker
from messages.catalog import say

LIST: Final = "broadcasts"
#: What is said about one broadcast, by the command's name.
VERBS: Final = {
    "broadcast": "show",
    "hold_broadcast": "hold",
    "resume_broadcast": "resume",
    "stop_broadcast": "stop",
    "agree_broadcast": "agree",
    "refuse_broadcast": "refuse",
    "export_broadcast": "export",
}
#: How many are listed.
SHOWN: Final = 10
#: Said in the button that stops for good.
_SURE: Final = "yes"


def asks_sending(event: Event, speaker: Speaker) -> bool:
    """One of the words for a broadcast, or the reason that a second officer was asked for."""
    if review.calls(event, LIST) or any(review.calls(event, name) for name in VERBS):
        return True
    if _left(event, speaker) is not None:
        return True
    return agreeing.answers(event, speaker)


def named(event: Event, speaker: Speaker) -> int | None:
    """The number of the broadcast the event is about."""
    if agreeing.answers(event, speaker):
        return agreeing.asked_about(speaker)
    left = _left(event, speaker)
    return left if left is not None else review.split(review.argument_of(event))[0]


def verb_of(event: Event, speaker: Speaker) -> str:
    if _left(event, speaker) is not None:
        return "show"
    found = (verb for name, verb in VERBS.items() if review.calls(event, name))
    return next(found, "refuse")


def _left(event: Event, speaker: Speaker) -> int | None:
    """Whose last question, whether to stop it for good, was left with "back" or "cancel": it is held, and
    whoever held it has to see that."""
    if not (isinstance(event, Commanded) and event.name in ("back", "cancel")):
        return None
    if not isinstance(speaker.place, Home):
        return None
    calls = (taps.unpack(offer.data) for offer in speaker.offered)
    asked = (
        review.split(one.argument)
        for one in calls
        if isinstance(one, taps.Call) and one.command == "stop_broadcast"
    )
    return next((number for number, words in asked if words == _SURE), None)


def answer(event: Event, facts: SendingFacts) -> Effects:
    """Do it, or say why it cannot be done."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    if review.calls(event, LIST):
        return (*left, Reply(_listed(facts)))
    one = facts.one
    if one is None or not facts.may:
        which = "which" if facts.number is None else "unknown"
        text = say(language, f"broadcast.refused.{which}", id=facts.number)
        return (*left, Reply(Message(text=text, nav=(wording.call(language, LIST),))))
    match verb_of(event, speaker):
        case "hold" if not one.is_over and one.state in ("due", "preparing", "sending", "done"):
            return (
                *left,
                HoldBroadcast(one.id),
                *_changed(event, facts, replace(one, state="paused"), "held"),
            )
        case "resume" if one.state == "paused":
            return (
                *left,
                ResumeBroadcast(one.id),
                *_changed(event, facts, replace(one, state="sending"), "resumed"),
            )
        case "stop" if not one.is_over and one.state in (*UNBEGUN, *UNDER_WAY, "done"):
            return _stop(event, facts, one)
        case "agree" | "refuse" as verb:
            return agreeing.decide(event, facts, one, agrees=verb == "agree")
        case "export" if one.standing.expected:
            once = f"{one.id}:{speaker.person.id}:{int(event.at.timestamp())}"
            text = say(language, "broadcast.export.making", id=one.id)
            return (*left, MakeListing(one.id, once), Reply(Message(text=text)))
        case "show":
            return (*left, Reply(progress.show(language, one)))
        case _:
            note = say(language, "broadcast.refused.not_now")
            return (*left, Reply(progress.show(language, one, note)))


def _stop(event: Event, facts: SendingFacts, one: Known) -> Effects:
    """Before it began its words come back to whoever wrote them; under way it is held while one last question
    is asked, for every second more people get it."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if one.state in UNBEGUN:
        closed = CloseButtons(f"agree:{one.id}")
        if facts.back is not None and facts.back.plan is not None:
            place = composing_of(one, int(event.at.timestamp()))
            note = say(language, "broadcast.stop.back", id=one.id)
            shown = preview.show(facts.back, place, facts.back.plan, note)
            return (StopBroadcast(one.id), closed, MoveTo(place), Reply(shown))
        return (*left, StopBroadcast(one.id), closed, *_changed(event, facts, _stopped(one), "stopped"))
    if review.split(review.argument_of(event))[1] == _SURE:
        return (*left, StopBroadcast(one.id), *_changed(event, facts, _stopped(one), "stopped"))
    sure = Button(
        say(language, "broadcast.stop.yes"), taps.pack(taps.Call("stop_broadcast", f"{one.id} {_SURE}"))
    )
    on = Button(say(language, "broadcast.stop.no"), taps.pack(taps.Call("resume_broadcast", str(one.id))))
    counted = preview.number(language, one.standing.sent)
    asked = wording.choose(say(language, "broadcast.stop.sure", id=one.id, sent=counted), (sure, on))
    hold = () if one.state == "paused" else (HoldBroadcast(one.id),)
    return (*left, *hold, Reply(asked))


def _stopped(one: Known) -> Known:
    return replace(one, state="stopped")


def composing_of(one: Known, revision: int) -> Composing:
    """The screen at which a broadcast stood before it was sent."""
    content, theme, text = one.content, "", ""
    if isinstance(content, Piece):
        theme = content.themes[0] if len(content.themes) == 1 else ANY_THEME
    elif isinstance(content, Text):
        text = content.texts[0][1]
    return Composing(
        revision=revision,
        step="preview",
        unit_id=one.audience.unit_ids[0] if one.audience.unit_ids else 0,
        did=tuple(did.value for did in one.audience.did),
        role=one.audience.role,
        fdi=one.audience.fdi,
        text=text,
        theme=theme,
        groups=one.groups,
    )


def _changed(event: Event, facts: SendingFacts, now: Known, what: str) -> Effects:
    """Whoever did it sees how it stands; its writer hears of it from somebody else's hand."""
    speaker = facts.speaker
    note = say(speaker.language, f"broadcast.done.{what}", id=now.id)
    effects: Effects = (Reply(progress.show(speaker.language, now, note)),)
    if now.by_id is None or now.by_id == speaker.person.id:
        return effects
    name = speaker.person.name or say(now.by_language, "review.unnamed")
    text = say(now.by_language, f"broadcast.told.{what}", id=now.id, name=name)
    shown = progress.show(now.by_language, now, text)
    # Held, let go and held again are three things to know.
    once = f"broadcast:{now.id}:{what}:{int(event.at.timestamp())}"
    return (*effects, Tell(now.by_id, shown, once))


def _listed(facts: SendingFacts) -> Message:
    language = facts.speaker.language
    nav = (wording.call(language, "compose"),)
    if not facts.listed:
        return Message(text=say(language, "broadcast.list.none"), nav=nav)
    buttons = [
        Button(progress.line(language, one), taps.pack(taps.Call("broadcast", str(one.id))))
        for one in facts.listed[:SHOWN]
    ]
    return wording.choose(say(language, "broadcast.list.heading"), buttons, nav)
