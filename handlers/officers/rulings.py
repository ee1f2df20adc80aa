"""An officer's decision that comes through another door than the chat: the same rules, without a screen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from handlers.effects import Effects, MoveTo, Reply
from handlers.initiative import Action, Initiative, Status
from handlers.officers import claims, reasons, refusals, steps, verdicts
from handlers.officers.papers import papers_needed
from handlers.officers.review import ItemFacts
from handlers.officers.wishes import Verdict
from messages.catalog import say

#: What an officer says, as in the chat: what it means depends on their level and the state.
Word = Literal["approve", "return", "reject", "reopen"]
WORDS: Final[tuple[Word, ...]] = get_args(Word)
#: The doors beside the chat.
Door = Literal["workbook", "sheet", "api", "node"]
DOORS: Final[tuple[Door, ...]] = get_args(Door)

Why = Literal[
    "unknown",
    "not_yours",
    "changed",
    "own",
    "no_level",
    "impossible",
    "held",
    "four_eyes",
    "papers",
    "reason_wanted",
    "unfit_reason",
    "too_long",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an officer decided on the initiative as it was at `revision`. `reason` is an id of the list of
    reasons that fits, "" or "other" when `words` say it all."""

    number: int
    revision: int
    word: Word
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """It may be done: where it leads, by which step, with everybody who is told in `effects`."""

    action: Action
    status: Status
    effects: Effects


@dataclass(frozen=True, slots=True)
class Unruled:
    """It is not done. `text` is the reason in the officer's language."""

    why: Why
    text: str


def rule(facts: ItemFacts, ruling: Ruling, at: datetime) -> Ruled | Unruled:
    """What becomes of a decision. Promises the same answer as the chat gives to the same officer."""
    language, item = facts.speaker.language, facts.item
    if not facts.speaker.person.is_officer or item is None:
        return _unruled(language, "unknown", number=ruling.number)
    if not facts.may:
        return _unruled(language, "not_yours")
    action = steps.meant(ruling.word, item, facts.levels)
    why = _hindrance(facts, item, ruling, action, at) or _untold(ruling, action)
    if why is not None:
        return Unruled(why, _text(facts, item, why, action, at))
    reason = ruling.reason or (reasons.matching(action, ruling.words) if ruling.words else "")
    verdict = Verdict(action, ruling.revision, reason, ruling.words)
    to = steps.reached(item, action, facts.levels)
    if to is None:
        raise ValueError(f"{action} leads nowhere from {item.status}")
    settled = verdicts.settle(facts, item, verdict)
    # There is no screen to answer on, and what the officer's own chat waits for is not touched.
    effects = tuple(one for one in settled if not isinstance(one, Reply | MoveTo))
    return Ruled(action=action, status=to, effects=effects)


def _hindrance(
    facts: ItemFacts, item: Initiative, ruling: Ruling, action: Action, at: datetime
) -> Why | None:
    person = facts.speaker.person.id
    if ruling.revision != item.revision:
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


def _untold(ruling: Ruling, action: Action) -> Why | None:
    """What the decision itself lacks."""
    if len(ruling.words) > reasons.LONGEST:
        return "too_long"
    if ruling.reason not in ("", reasons.OTHER) and ruling.reason not in reasons.fitting(action):
        return "unfit_reason"
    explained = action in (Action.RETURN, Action.SEND_BACK, Action.REJECT, Action.REOPEN)
    told = any(letter.isalnum() for letter in ruling.words) or ruling.reason not in ("", reasons.OTHER)
    return "reason_wanted" if explained and not told else None


def _text(facts: ItemFacts, item: Initiative, why: Why, action: Action, at: datetime) -> str:
    language = facts.speaker.language
    claim = claims.others(item, at, facts.speaker.person.id)
    match why:
        case "changed":
            return refusals.too_late(facts, item).text
        case "own" | "no_level":
            barred = refusals.barred(facts, item)
            return barred.text if barred is not None else ""
        case "impossible":
            return refusals.impossible(facts, item, action).text
        case "held" if claim is not None:
            return refusals.held(facts, item, claim).text
        case "four_eyes":
            return refusals.four_eyes(facts, item).text
        case "papers":
            return refusals.papers(facts, item).text
        case _:
            return _unruled(language, why, most=reasons.LONGEST).text


def _unruled(language: str, why: Why, **values: object) -> Unruled:
    return Unruled(why, say(language, f"register.refused.{why}", **values))
