"""An officer writes to many: each screen after the other, up to the button that sends."""

from handlers.broadcasts import broadcasting
from handlers.broadcasts.broadcast_effects import MakeBroadcast
from handlers.broadcasts.composing import preview, screens, walking
from handlers.broadcasts.composing.facts import ComposingFacts, Plan, audience_of, content_of, title_of
from handlers.broadcasts.composing.walking import Move
from handlers.effects import Effects, MoveTo, Reply
from handlers.events import Event
from handlers.form import wording
from handlers.message import Message
from handlers.officers import review
from handlers.speaker import Composing, Home
from messages.catalog import say


def compose(event: Event, facts: ComposingFacts) -> Effects:
    """The next screen; nobody is written to before its last button."""
    language, person = facts.speaker.language, facts.speaker.person
    if not person.is_officer:
        return (Reply(review.no_post(language)),)
    if not broadcasting.composes(person):
        return (
            *review.leave(facts.speaker),
            Reply(Message(text=say(language, "broadcast.refused.no_right"))),
        )
    move = walking.advance(event, facts)
    if move.place is None:
        return _left(facts, move)
    place = move.place
    if place.step != "preview":
        return (MoveTo(place), Reply(screens.ask(facts, place, move.note)))
    if facts.plan is None:  # its unit ended meanwhile
        place = Composing(revision=place.revision, text=place.text, theme=place.theme, did=place.did)
        return (MoveTo(place), Reply(screens.ask(facts, place, "no_unit")))
    return _previewed(facts, place, facts.plan, move)


def _left(facts: ComposingFacts, move: Move) -> Effects:
    language = facts.speaker.language
    text = say(language, "broadcast.compose.gone" if move.note else "broadcast.compose.left")
    nav = (wording.call(language, "compose"), wording.call(language, "broadcasts"))
    return (*review.leave(facts.speaker), Reply(Message(text=text, nav=nav)))


def _previewed(facts: ComposingFacts, place: Composing, plan: Plan, move: Move) -> Effects:
    language = facts.speaker.language
    told = preview.sample(facts, place)
    note = screens.noted(facts, place, move.note) if move.note else ""
    if told is None:
        back = Composing(revision=place.revision, unit_id=place.unit_id, did=place.did, step="words")
        return (MoveTo(back), Reply(screens.ask(facts, back, "no_words")))
    match move.act:
        case "send":
            return _sent(facts, place, plan, told)
        case "test":
            shown = preview.show(facts, place, plan, say(language, "broadcast.preview.tested"))
            return (MoveTo(place), Reply(told), Reply(shown))
        case "sample":
            above = say(
                language, "broadcast.preview.above_piece" if place.theme else "broadcast.preview.above"
            )
            return (MoveTo(place), Reply(told), Reply(preview.show(facts, place, plan, above)))
        case "show":
            return (MoveTo(place), Reply(preview.show(facts, place, plan, note)))


def _sent(facts: ComposingFacts, place: Composing, plan: Plan, told: Message) -> Effects:
    language = facts.speaker.language
    asks = broadcasting.needs_second(plan.people, plan.above)
    if not plan.people or (asks and not plan.seconds):
        note = say(language, "broadcast.note.alone") if plan.people else ""
        return (MoveTo(place), Reply(preview.show(facts, place, plan, note)))
    made = MakeBroadcast(
        title=title_of(language, place),
        audience=audience_of(place),
        content=content_of(place),
        groups=place.groups and bool(plan.groups),
        plan=plan,
        sample=told,
        begins_at=None if asks else plan.begins,
    )
    return (MoveTo(Home()), made)
