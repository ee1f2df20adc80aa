"""The story of an initiative as it is first drafted, and what fits the library of an officer's own words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers.form.initiative_form import COUNTED
from handlers.form.wording import measured
from handlers.initiative import Initiative
from handlers.officers.review_card import cut
from handlers.understanding.folding import clean
from messages.catalog import DEFAULT, say

#: How many letters an officer's own words have, without the slogan.
LEAST: Final = 80
LONGEST: Final = 900
#: How many letters of a name stand on a story's picture.
TITLE: Final = 60
_BEFORE, _CHANGE, _EFFECT, _NAME = 180, 240, 160, 150
# Whoever reads a story in a group must find nobody's number in it.
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .\-]?\d){8,10}(?!\d)")
_ADDRESS: Final = re.compile(r"\S+@\S+\.\S+")


def slogan() -> str:
    """The line that every piece of the library ends with."""
    return say(DEFAULT, "web.page.slogan")


def title(item: Initiative) -> str:
    return cut(item.title, TITLE)


def draft(item: Initiative, names: Sequence[str]) -> str:
    """A short story from what the author told: their words stand in quotes, for they speak of themselves.
    Always in Vietnamese, like the library."""
    values = {
        "names": say(DEFAULT, "propaganda.story.and").join(names),
        "unit": item.unit.name if item.unit is not None else item.unit_words,
        "title": cut(item.title, _NAME),
    }
    lines = [say(DEFAULT, "propaganda.story.opening", **values)]
    told = {"before": _BEFORE, "change": _CHANGE}
    for key, most in told.items():
        words = cut(str(item.answers.get(key) or ""), most)
        if words:
            lines.append(say(DEFAULT, f"propaganda.story.{key}", words=words))
    lines += [_effect(item), say(DEFAULT, "propaganda.story.closing", **values)]
    return finished("\n\n".join(line for line in lines if line))


def finished(words: str) -> str:
    """The words without telephone numbers and addresses, and the slogan below."""
    bare = _ADDRESS.sub("…", _PHONE.sub("…", clean(words))).strip()
    return f"{bare.removesuffix(slogan()).strip()}\n\n{slogan()}"


def length(words: str) -> int:
    """How many letters an officer's own words have."""
    return len(clean(words).strip().removesuffix(slogan()).strip())


def _effect(item: Initiative) -> str:
    """What came of it, as a sentence, with the officer's value where there is one; "" when nothing was
    told."""
    answers: Mapping[str, Any] = item.answers
    if item.benefit_corrected is not None:
        answers = {"effect": "dong", "amount": str(item.benefit_corrected)}
    effect, amount = answers.get("effect"), answers.get("amount")
    if effect in COUNTED and amount:
        words = measured(DEFAULT, str(amount), answers)
        return say(DEFAULT, f"propaganda.story.saved.{effect}", words=words)
    words = cut(str(answers.get("effect_words") or ""), _EFFECT)
    return say(DEFAULT, "propaganda.story.effect", words=words) if words else ""
