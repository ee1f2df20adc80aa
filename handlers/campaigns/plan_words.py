"""A campaign's plan in words: when, to whom, what."""

from typing import assert_never

from handlers.broadcasts.audience import EVERYBODY, URGED, Audience
from handlers.broadcasts.content import Content, Piece, Reminder, Text
from handlers.campaigns.schedule import BeforeClose, Daily, FromStart, Once, Rule, Shifts, Weekly
from messages.catalog import say

#: How much of a text is shown to know it by.
_LETTERS = 60


def when(language: str, rule: Rule) -> str:
    """The rule as a person would say it."""
    match rule:
        case Once(on, at):
            return _say(language, "rule.once", time=f"{at:%H:%M}", day=f"{on:%d/%m/%Y}")
        case FromStart(days, at):
            name = "before" if days < 0 else "first" if days == 0 else "later"
            count = -days if days < 0 else days + 1
            return _say(language, f"rule.{name}", count=count, time=f"{at:%H:%M}")
        case BeforeClose(hours):
            return _say(language, "rule.before_close", count=hours)
        case Daily(at):
            return _say(language, "rule.daily", times=", ".join(f"{one:%H:%M}" for one in at))
        case Weekly(weekday, at):
            day = _say(language, f"weekday.d{weekday}")
            return _say(language, "rule.weekly", day=day, time=f"{at:%H:%M}")
        case Shifts(minutes):
            return _say(language, "rule.shifts", count=minutes)
        case _:
            assert_never(rule)


def whom(language: str, audience: Audience) -> str:
    """By what they did, and what else narrows them."""
    if set(audience.did) == set(EVERYBODY):
        told = [_say(language, "whom.everybody")]
    elif set(audience.did) == set(URGED):
        told = [_say(language, "whom.urged")]
    else:
        told = [", ".join(_say(language, f"whom.{one}") for one in audience.did)]
    if audience.role:
        told.append(_say(language, f"whom.{audience.role}"))
    told += [_say(language, f"whom.reads_{one}") for one in audience.languages]
    if audience.fdi is not None:
        told.append(_say(language, "whom.fdi" if audience.fdi else "whom.not_fdi"))
    return "; ".join(told)


def what(language: str, content: Content) -> str:
    """The beginning of the words, or where they come from."""
    match content:
        case Reminder():
            return _say(language, "what.reminder")
        case Piece(key, themes):
            return _say(language, "what.piece", name=key or ", ".join(themes) or _say(language, "what.any"))
        case Text(texts):
            words = " ".join((texts[0][1] if texts else "").split())
            return words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1].rstrip()}…"
        case _:
            assert_never(content)


def _say(language: str, text: str, **values: object) -> str:
    return say(language, f"campaign.{text}", **values)
