"""Targets and their changes in words."""

from datetime import tzinfo

from handlers.targets.targets import Aim, Change, Target
from messages.catalog import say


def number(language: str, count: int | None) -> str:
    """A target as a count of initiatives, with its thousands apart."""
    if count is None:
        return say(language, "target.chat.none")
    shown = f"{count:,}"
    return shown.replace(",", ".") if language == "vi" else shown


def line(language: str, one: Aim) -> str:
    """A unit below with what it has reached of what counts."""
    key = "line" if one.target.counts is not None else "line_none"
    values = {"valid": number(language, one.valid), "target": number(language, one.target.counts)}
    return say(language, f"target.chat.{key}", unit=one.unit.name, **values)


def choice(language: str, one: Aim) -> str:
    """A unit as an answer to choose."""
    shown = say(language, "target.chat.choice", unit="{unit}", target=number(language, one.target.counts))
    room = 60 - len(shown) + len("{unit}")
    name = one.unit.name if len(one.unit.name) <= room else f"{one.unit.name[: room - 1].rstrip()}…"
    return shown.replace("{unit}", name)


def change_line(language: str, one: Change, zone: tzinfo) -> str:
    """A change of a target: when, whose, from what to what, by whom and why."""
    words = say(language, "target.change.undo") if one.undoes is not None and not one.words else one.words
    return say(
        language,
        f"target.change.{one.kind}",
        at=f"{one.at.astimezone(zone):%H:%M %d/%m/%Y}",
        unit=one.unit.name,
        before=_count(language, one.before),
        after=_count(language, one.after),
        by=one.by or say(language, "target.change.machine"),
        words=f", {words}" if words else "",
    )


def summary(language: str, target: Target, valid: int, percent: int | None) -> list[str]:
    """What was given, what the unit set itself, and what is reached, each on its line."""
    lines = [say(language, "target.chat.assigned", number=number(language, target.assigned))]
    lines.append(say(language, "target.chat.own", number=number(language, target.own)))
    if percent is None:
        lines.append(say(language, "target.chat.valid", number=number(language, valid)))
    else:
        shown = number(language, valid)
        lines.append(say(language, "target.chat.reached", number=shown, percent=percent))
    return lines


def _count(language: str, count: int | None) -> str:
    return say(language, "target.change.nothing") if count is None else number(language, count)
