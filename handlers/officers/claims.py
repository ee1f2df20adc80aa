"""Officers take an initiative up for a while, so that no two of them work on the same one."""

from datetime import datetime, timedelta, tzinfo

from handlers import taps
from handlers.effects import Effects, Reply, Tell
from handlers.events import Event
from handlers.initiative import Claim, Initiative
from handlers.message import Button, Message
from handlers.officers import refusals, review, review_card, steps
from handlers.officers.effects import PutDown, TakeUp
from handlers.officers.review import ItemFacts
from handlers.speaker import Speaker
from messages.catalog import say


def asks_claim(event: Event, speaker: Speaker) -> bool:
    return any(review.calls(event, name) for name in ("claim", "takeover", "release"))


def answer_claim(event: Event, facts: ItemFacts) -> Effects:
    """Take it up, take it over from somebody who is told of it, or give it back."""
    item = review.look(facts)
    if isinstance(item, Message):
        return (*review.leave(facts.speaker), Reply(item))
    if review.calls(event, "release"):
        return _release(event, facts, item)
    waits = steps.is_waiting(item) and steps.offered(item, facts.levels, facts.speaker.person.id)
    refusal = refusals.barred(facts, item) or (None if waits else refusals.nothing_to_do(facts, item))
    if refusal is not None:
        return (*review.leave(facts.speaker), Reply(refusal))
    held = others(item, event.at, facts.speaker.person.id)
    if held is not None and not review.calls(event, "takeover"):
        return (*review.leave(facts.speaker), Reply(refusals.held(facts, item, held)))
    return (*review.leave(facts.speaker), *_take(event, facts, item, held))


def take_up(item: Initiative, now: datetime) -> TakeUp:
    """The speaker is at work on it from now on, for as long as the programme allows."""
    return TakeUp(item.id, now + timedelta(minutes=item.review.lease_minutes))


def others(item: Initiative, now: datetime, person_id: int) -> Claim | None:
    """The claim of somebody else that still runs."""
    claim = item.claimed_at(now)
    return claim if claim is not None and claim.by_id != person_id else None


def line(language: str, item: Initiative, now: datetime, zone: tzinfo, me: int = 0) -> str:
    """Who is at work on it until when; "" when nobody is. `me` is addressed as themselves."""
    claim = item.claimed_at(now)
    if claim is None:
        return ""
    until = review_card.moment(claim.until, zone)["time"]
    if claim.by_id == me:
        return say(language, "review.claim.line_mine", time=until)
    return say(language, "review.claim.line", name=refusals.officer(language, claim.by_name), time=until)


def button(language: str, item: Initiative, now: datetime, person_id: int) -> Button:
    """Take it up, take it over or give it back, whichever fits this officer now."""
    claim = item.claimed_at(now)
    name = "claim" if claim is None else "release" if claim.by_id == person_id else "takeover"
    data = taps.pack(taps.Call(name, str(review_card.number_of(item))))
    return Button(say(language, f"review.act.{name}"), data)


def _take(event: Event, facts: ItemFacts, item: Initiative, held: Claim | None) -> Effects:
    language, person = facts.speaker.language, facts.speaker.person
    taken = take_up(item, event.at)
    until = review_card.moment(taken.until, facts.zone)["time"]
    text = say(language, "review.claim.taken", code=item.code, time=until)
    shown = Reply(Message(text=text, choices=((review_card.open_button(language, item),),)))
    if held is None:
        return (taken, shown)
    theirs = facts.holder.language if facts.holder else language
    name = refusals.officer(theirs, person.name or "")
    notice = Message(
        text=say(theirs, "review.claim.taken_over", code=item.code, name=name),
        choices=((review_card.open_button(theirs, item),),),
    )
    # By the moment too: it may go to and fro between two officers, and each time is news.
    once = f"over:{item.id}:{int(event.at.timestamp())}:{held.by_id}"
    return (TakeUp(taken.initiative_id, taken.until, over=held.by_id), Tell(held.by_id, notice, once), shown)


def _release(event: Event, facts: ItemFacts, item: Initiative) -> Effects:
    language, person = facts.speaker.language, facts.speaker.person
    claim = item.claimed_at(event.at)
    choices = ((review_card.open_button(language, item),),)
    if claim is None:
        text = say(language, "review.claim.nobodys", code=item.code)
        return (*review.leave(facts.speaker), Reply(Message(text=text, choices=choices)))
    if claim.by_id != person.id:
        return (*review.leave(facts.speaker), Reply(refusals.held(facts, item, claim)))
    text = say(language, "review.claim.released", code=item.code)
    return (PutDown(item.id), *review.leave(facts.speaker), Reply(Message(text=text, choices=choices)))
