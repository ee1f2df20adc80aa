"""A merge is taken back while nothing has come of it."""

from dataclasses import dataclass

from handlers.effects import Decide, Effects, Reply, Tell
from handlers.events import Event
from handlers.initiative import Action, Initiative, Status
from handlers.likeness.alike import likeness
from handlers.message import Message
from handlers.officers import refusals, review
from handlers.officers.effects import Part
from handlers.officers.review import ItemFacts
from handlers.officers.review_card import open_button
from handlers.speaker import Speaker
from messages.catalog import say


@dataclass(frozen=True, slots=True)
class PartingFacts:
    """A merged initiative, the one it is part of, and where it stood before."""

    about: ItemFacts
    kept: Initiative | None
    before: Status


def asks_parting(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "part")


def answer_parting(event: Event, facts: PartingFacts) -> Effects:
    """Once the kept one was decided on, its decision is that of both and stays so."""
    about, kept = facts.about, facts.kept
    item = review.look(about)
    if isinstance(item, Message):
        return (*review.leave(about.speaker), Reply(item))
    if item.status is not Status.MERGED or kept is None:
        return (*review.leave(about.speaker), Reply(_said(about, item, "alike.part.not_merged", item.code)))
    barred = refusals.barred(about, item)
    if barred is not None:
        return (*review.leave(about.speaker), Reply(barred))
    if _decided_since(item, kept):
        return (*review.leave(about.speaker), Reply(_said(about, item, "alike.part.decided", kept.code)))
    text = say(item.author_language, "alike.author.parted", code=item.code, kept=kept.code)
    return (
        Decide(item.id, item.revision, Action.PART, facts.before, words=kept.code),
        Part(item.id, kept.id, likeness(item, kept)),
        Tell(item.author_id, Message(text=text), f"step:{item.id}:{item.revision}:{item.author_id}"),
        *review.leave(about.speaker),
        Reply(_said(about, item, "alike.part.done", kept.code)),
    )


def _decided_since(item: Initiative, kept: Initiative) -> bool:
    merged = next((step.at for step in reversed(item.history) if step.action is Action.MERGE), None)
    return merged is not None and any(
        step.at > merged and step.action is not Action.RESUBMIT for step in kept.history
    )


def _said(about: ItemFacts, item: Initiative, text_id: str, kept: str) -> Message:
    language = about.speaker.language
    text = say(language, text_id, code=item.code, kept=kept)
    return Message(text=text, choices=((open_button(language, item),),))
