"""What stands in the way of a decision, and how it is said."""

from datetime import datetime
from typing import Literal, assert_never

from handlers.initiative import Action, Initiative
from handlers.message import Message
from handlers.officers import claims, refusals, steps
from handlers.officers.papers import papers_needed
from handlers.officers.review import ItemFacts

#: `changed`: it is not as it was looked at. `own`: it is theirs, or they entered it. `no_level`: their post
#: only looks and helps. `held`: somebody else is at work on it.
Hindrance = Literal["changed", "own", "no_level", "impossible", "held", "four_eyes", "papers"]


def find(facts: ItemFacts, item: Initiative, revision: int, action: Action, at: datetime) -> Hindrance | None:
    """Why this officer cannot take this step on what they saw at `revision`; the weightiest first."""
    person = facts.speaker.person.id
    if revision != item.revision:
        return "changed"
    if person in (item.author_id, item.entered_by, *(one.person_id for one in facts.joint)):
        return "own"
    if not facts.levels:
        return "no_level"
    if steps.reached(item, action, facts.levels) is None:
        return "impossible"
    if claims.others(item, at, person) is not None:
        return "held"
    if steps.confirms_own(item, action, person):
        return "four_eyes"
    if action is Action.APPROVE and item.review.recognition and papers_needed.missing(item):
        return "papers"
    return None


def message(facts: ItemFacts, item: Initiative, why: Hindrance, action: Action, at: datetime) -> Message:
    """What the officer is told, with the ways on."""
    match why:
        case "changed":
            return refusals.too_late(facts, item)
        case "own" | "no_level":
            return refusals.barred(facts, item) or refusals.nothing_to_do(facts, item)
        case "impossible":
            return refusals.impossible(facts, item, action)
        case "held":
            claim = claims.others(item, at, facts.speaker.person.id)
            return refusals.held(facts, item, claim) if claim else refusals.nothing_to_do(facts, item)
        case "four_eyes":
            return refusals.four_eyes(facts, item)
        case "papers":
            return refusals.papers(facts, item)
        case _:
            assert_never(why)
