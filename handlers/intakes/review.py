"""What becomes of each row of the review workbook, before it is done and when it is done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from handlers.initiative import Decision, Initiative
from handlers.intakes.plan import Planned, State
from handlers.intakes.review_rows import Wish, planned, short
from handlers.officers import refusals, review_card, rulings, steps
from handlers.officers.review import ItemFacts
from handlers.officers.rulings import Ruled, Ruling, Why
from handlers.record import value
from handlers.registers import review_columns as columns
from handlers.understanding.folding import fold
from messages.catalog import say

#: What the decision lacks is said beside the cell that lacks it.
_CELLS: Final[Mapping[Why, str]] = {
    "reason_wanted": columns.REASON,
    "unfit_reason": columns.REASON,
    "too_long": columns.WORDS,
    "impossible": columns.DECISION,
}


def weigh(facts: ItemFacts, row: int, wish: Wish, at: datetime) -> Planned:
    """What becomes of a row as things stand. The same answer before it is done and when it is done."""
    language, item = facts.speaker.language, facts.item
    seen = item if facts.may else None
    title = _title(language, seen, wish)
    decided = _decided(facts, row, wish, at)
    if decided.state not in ("change", "same") or wish.corrected is None:
        return replace(decided, title=title)
    priced = _priced(facts, row, wish)
    if priced.state not in ("change", "same"):
        return replace(priced, title=title)
    state: State = "change" if "change" in (decided.state, priced.state) else "same"
    notes = (*decided.notes, *priced.notes) if state == "same" else decided.notes
    return Planned(row=row, state=state, what=wish.packed(), title=title, notes=notes)


def _decided(facts: ItemFacts, row: int, wish: Wish, at: datetime) -> Planned:
    ruling, item = wish.ruling, facts.item
    if ruling is None:
        return planned(row, "same", wish)
    outcome = rulings.rule(facts, ruling, at)
    if isinstance(outcome, Ruled):
        return planned(row, "change", wish)
    if item is not None and outcome.why in ("changed", "impossible", "four_eyes"):
        before = _before(facts, item, ruling)
        if before is not None:
            return planned(row, "same", wish, _done(facts, item, before))
    state: State = "conflict" if outcome.why in ("changed", "held") else "wrong"
    return planned(row, state, wish, outcome.text, _CELLS.get(outcome.why, ""))


def is_decided(facts: ItemFacts, wish: Wish, at: datetime) -> bool:
    """Whether only its value is left to be done."""
    return _decided(facts, 0, wish, at).state == "same"


def _before(facts: ItemFacts, item: Initiative, ruling: Ruling) -> Decision | None:
    """The step by which this was decided already: by the same officer from a workbook, or by whoever was
    last when nothing is left to be done about it."""
    meant, person = steps.MEANINGS[ruling.word], facts.speaker.person.id
    for step in reversed(item.history):
        if step.via == "workbook" and step.by_id == person and step.action in meant and _says(step, ruling):
            return step
    last = item.last
    if last is None or last.action not in meant or not _says(last, ruling):
        return None
    return (
        last
        if steps.reached(item, steps.meant(ruling.word, item, facts.levels), facts.levels) is None
        else None
    )


def _says(step: Decision, ruling: Ruling) -> bool:
    """Whether nothing this officer wants to say was left unsaid."""
    reason = ruling.reason in ("", step.reason)
    # Words that only name a reason of the list are kept as that reason.
    words = (
        not ruling.words or fold(step.words) == fold(ruling.words) or (not step.words and bool(step.reason))
    )
    return reason and words


def _done(facts: ItemFacts, item: Initiative, step: Decision) -> str:
    if step is item.last:
        return refusals.too_late(facts, item).text
    moment = review_card.moment(step.at, facts.zone)
    return say(facts.speaker.language, "intake.review.done_before", code=item.code, **moment)


def _priced(facts: ItemFacts, row: int, wish: Wish) -> Planned:
    item, language, person = facts.item, facts.speaker.language, facts.speaker.person
    column = columns.CORRECTED
    if item is None or not person.is_officer:
        text = say(language, "register.refused.unknown", number=wish.number)
        return planned(row, "wrong", wish, text, columns.NUMBER)
    if not facts.may:
        return planned(row, "wrong", wish, say(language, "register.refused.not_yours"))
    if person.id in (item.author_id, item.entered_by, *(one.person_id for one in facts.joint)):
        return planned(row, "wrong", wish, say(language, "trail.remark.own"), column)
    if not facts.levels:
        return planned(row, "wrong", wish, say(language, "trail.remark.may_not"), column)
    if item.benefit_corrected == wish.corrected:
        return planned(row, "same", wish)
    if wish.knows_value and wish.valued != item.benefit_corrected:
        now = value.money(language, value.counted(item))
        return planned(row, "conflict", wish, say(language, "intake.review.valued", value=now), column)
    return planned(row, "change", wish)


def _title(language: str, item: Initiative | None, wish: Wish) -> str:
    """Nothing of an initiative is told to somebody who may not see it."""
    parts = [f"{item.code} · {short(item.title)}"] if item is not None else [str(wish.number)]
    if wish.word is not None:
        parts.append(columns.decision_texts(language)[wish.word])
    if wish.corrected is not None:
        parts.append(value.money(language, wish.corrected))
    return ": ".join((parts[0], ", ".join(parts[1:])))
