"""What an initiative brings in dong a year: the author's value, the officer's, and when to look twice."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal

from handlers.form import wording
from handlers.form.initiative_form import REPORT
from handlers.initiative import Initiative
from handlers.officers import review_card
from handlers.record.facts import Peers
from handlers.understanding.amounts import Measure
from messages.catalog import say

#: One entry of 100 billion in a bulletin of 2021 made a whole province's sum useless: above one billion a
#: year a person looks twice, and so at what is far from what the same union's valid ones bring.
HUGE: Final = 1_000_000_000
TIMES: Final = 20
ENOUGH: Final = 5
_AMOUNT: Final = next(step for step in REPORT.steps if step.key == "amount")
#: Begins a correction's remark; nothing that a person types can, as `folding.clean` takes it out.
_SIGN: Final = "\x1e"


def told(answers: Mapping[str, Any]) -> int | None:
    """The author's value in VND a year, where it was counted in money; other measures need a price first."""
    if answers.get("effect") != Measure.DONG:
        return None
    try:
        amount = Decimal(str(answers.get("amount")))
    except InvalidOperation:
        return None  # kept by an older form as words
    return int(amount) if amount.is_finite() and 0 < amount < 10**15 else None


def counted(item: Initiative) -> int | None:
    """The value that counts: the officer's where there is one."""
    return item.benefit if item.benefit_corrected is None else item.benefit_corrected


def outlier(value: int | None, peers: Peers) -> Literal["", "huge", "beside"]:
    """Why a value should be looked at twice; "" when it need not. Nothing is refused for it."""
    if value is None:
        return ""
    if value > HUGE:
        return "huge"
    return "beside" if peers.count >= ENOUGH and value > TIMES * peers.median else ""


def money(language: str, value: int | None) -> str:
    if value is None:
        return say(language, "trail.history.no_benefit")
    return say(language, "report.amount.of.dong", amount=wording.written(language, str(value)))


def lines(language: str, item: Initiative) -> list[str]:
    """What it brings: the author's own words for it, or the officer's value with the author's beside it."""
    text = review_card.value_text(language, _AMOUNT, item.answers)
    if item.benefit_corrected is None or item.benefit_corrected == item.benefit:
        return [say(language, "trail.card.benefit", value=text)] if text else []
    kind, set_to = "benefit_told" if text else "benefit_set", money(language, item.benefit_corrected)
    return [say(language, f"trail.card.{kind}", value=set_to, told=text)]


def corrected(before: int | None, after: int | None) -> str:
    """A correction as the words of an internal remark, which keeps who and when and is never changed."""
    return f"{_SIGN}{'' if before is None else before}>{'' if after is None else after}"


def correction(words: str) -> tuple[int | None, int | None] | None:
    """From what to what, when a remark is a correction; None when somebody wrote it."""
    if not words.startswith(_SIGN):
        return None
    before, _, after = words.removeprefix(_SIGN).partition(">")
    return (int(before) if before else None, int(after) if after else None)
