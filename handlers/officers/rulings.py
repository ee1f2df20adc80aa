"""An officer's decision that comes through another door than the chat: the same rules, without a screen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from handlers.effects import Effects, MoveTo, Reply
from handlers.initiative import Action, Status
from handlers.officers import hindrances, reasons, steps, verdicts
from handlers.officers.hindrances import Hindrance
from handlers.officers.review import ItemFacts
from handlers.officers.wishes import Verdict
from messages.catalog import say

#: What an officer says, as in the chat: what it means depends on their level and the state.
Word = Literal["approve", "return", "reject", "reopen"]
WORDS: Final[tuple[Word, ...]] = get_args(Word)
#: The doors beside the chat.
Door = Literal["workbook", "sheet", "api", "node"]
DOORS: Final[tuple[Door, ...]] = get_args(Door)

#: Steps that are told to others with a reason.
_EXPLAINED: Final = (Action.RETURN, Action.SEND_BACK, Action.REJECT, Action.REOPEN)

Untold = Literal["unknown", "not_yours", "reason_wanted", "unfit_reason", "too_long"]
Why = Hindrance | Untold


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
    hindrance = hindrances.find(facts, item, ruling.revision, action, at)
    if hindrance is not None:
        return Unruled(hindrance, hindrances.message(facts, item, hindrance, action, at).text)
    untold = _untold(ruling, action)
    if untold is not None:
        return _unruled(language, untold, most=reasons.LONGEST)
    named = action in _EXPLAINED and ruling.words
    reason = ruling.reason or (reasons.matching(action, ruling.words) if named else "")
    verdict = Verdict(action, ruling.revision, reason, ruling.words)
    to = steps.reached(item, action, facts.levels)
    if to is None:
        raise ValueError(f"{action} leads nowhere from {item.status}")
    settled = verdicts.settle(facts, item, verdict)
    # There is no screen to answer on, and what the officer's own chat waits for is not touched.
    effects = tuple(one for one in settled if not isinstance(one, Reply | MoveTo))
    return Ruled(action=action, status=to, effects=effects)


def _untold(ruling: Ruling, action: Action) -> Untold | None:
    """What the decision itself lacks."""
    if len(ruling.words) > reasons.LONGEST:
        return "too_long"
    if ruling.reason not in ("", reasons.OTHER) and ruling.reason not in reasons.fitting(action):
        return "unfit_reason"
    told = any(letter.isalnum() for letter in ruling.words) or ruling.reason not in ("", reasons.OTHER)
    return "reason_wanted" if action in _EXPLAINED and not told else None


def _unruled(language: str, why: Untold, **values: object) -> Unruled:
    return Unruled(why, say(language, f"register.refused.{why}", **values))
