"""A second officer agrees to a broadcast or does not; the first answer holds."""

from datetime import datetime
from typing import Final

from handlers import taps
from handlers.broadcasts.broadcast_effects import AgreeToBroadcast, RefuseBroadcast
from handlers.broadcasts.composing import preview
from handlers.broadcasts.sending import progress
from handlers.broadcasts.sending.facts import Known, SendingFacts
from handlers.effects import CloseButtons, Effects, MoveTo, Reply, Tell
from handlers.events import Commanded, Event, Said
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import reasons, review
from handlers.speaker import Disagreeing, Home, Speaker
from handlers.understanding.folding import clean
from messages.catalog import say

#: The reasons offered; any other can be typed.
REASONS: Final = ("people", "words", "moment")
#: The most letters of a reason: it is read on a phone.
_LONGEST: Final = 500
_LEAVE: Final = "leave"
_LEAVING: Final = ("cancel", "back", "pause")


def answers(event: Event, speaker: Speaker) -> bool:
    """Whether this is the reason that was asked for on the last screen shown."""
    place = speaker.place
    if not isinstance(place, Disagreeing) or not isinstance(event, Said | Commanded):
        return False
    shown = any(
        offer.data.startswith(f"c:refuse_broadcast:{place.broadcast_id} ") for offer in speaker.offered
    )
    typed = isinstance(event, Said) and not event.forwarded
    return shown and (typed or (isinstance(event, Commanded) and event.name in _LEAVING))


def asked_about(speaker: Speaker) -> int | None:
    return speaker.place.broadcast_id if isinstance(speaker.place, Disagreeing) else None


def decide(event: Event, facts: SendingFacts, one: Known, *, agrees: bool) -> Effects:
    """Its writer hears it at once, and nobody else is asked any more."""
    speaker = facts.speaker
    language, left = speaker.language, review.leave(speaker)
    if one.by_id == speaker.person.id and one.state == "asking":
        return (*left, Reply(Message(text=say(language, "broadcast.refused.own", id=one.id))))
    if one.state != "asking" or facts.begins is None:
        note = say(language, "broadcast.refused.settled")
        return (*left, Reply(progress.show(language, one, note)))
    if agrees:
        return (*left, *_agreed(facts, one, facts.begins))
    words = _words(event)
    left_it = isinstance(event, Commanded) and event.name in _LEAVING
    if left_it or words == _LEAVE or reasons.says(words, reasons.LEAVE):
        return (MoveTo(Home()), Reply(Message(text=say(language, "broadcast.asked.still", id=one.id))))
    if not words:
        return (MoveTo(Disagreeing(one.id)), Reply(_why(language, one)))
    if words in REASONS:
        words = say(one.by_language, f"broadcast.reason.{words}")
    return (MoveTo(Home()), *_refused(facts, one, words[:_LONGEST]))


def _words(event: Event) -> str:
    if isinstance(event, Said):
        return clean(event.text)
    return review.split(review.argument_of(event))[1]


def _why(language: str, one: Known) -> Message:
    buttons = [
        Button(
            say(language, f"broadcast.reason.{name}"),
            taps.pack(taps.Call("refuse_broadcast", f"{one.id} {name}")),
        )
        for name in REASONS
    ]
    leave = Button(
        say(language, "broadcast.asked.leave"), taps.pack(taps.Call("refuse_broadcast", f"{one.id} {_LEAVE}"))
    )
    return wording.choose(say(language, "broadcast.asked.why", id=one.id), buttons, (leave,))


def _agreed(facts: SendingFacts, one: Known, begins: datetime) -> Effects:
    text = say(
        facts.speaker.language,
        "broadcast.asked.agreed",
        id=one.id,
        moment=preview.moment(facts.speaker.language, begins),
    )
    told = say(
        one.by_language,
        "broadcast.told.agreed",
        id=one.id,
        name=facts.speaker.person.name or say(one.by_language, "review.unnamed"),
        moment=preview.moment(one.by_language, begins),
    )
    ways = (progress.button(one.by_language, "stop", one.id, label="recall"),)
    return (
        AgreeToBroadcast(one.id, begins),
        *_heard(one, Message(text=told, nav=ways, about=one.about), "agreed"),
        CloseButtons(f"agree:{one.id}"),
        Reply(Message(text=text)),
    )


def _refused(facts: SendingFacts, one: Known, words: str) -> Effects:
    name = facts.speaker.person.name or say(one.by_language, "review.unnamed")
    told = say(one.by_language, "broadcast.told.refused", id=one.id, name=name, words=words)
    nav = (wording.call(one.by_language, "compose"),)
    return (
        RefuseBroadcast(one.id, words),
        *_heard(one, Message(text=told, nav=nav), "refused"),
        CloseButtons(f"agree:{one.id}"),
        Reply(Message(text=say(facts.speaker.language, "broadcast.asked.refused", id=one.id))),
    )


def _heard(one: Known, message: Message, what: str) -> tuple[Tell, ...]:
    return (Tell(one.by_id, message, f"broadcast:{one.id}:{what}"),) if one.by_id is not None else ()
