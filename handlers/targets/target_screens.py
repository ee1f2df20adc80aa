"""The screens of targets: a unit's, the choice of a unit, a division before it is made, the history."""

from collections.abc import Sequence
from zlib import crc32

from handlers import pages
from handlers.form import wording
from handlers.message import Button, Message
from handlers.targets import target_words as words
from handlers.targets.target_facts import SHOWN, TargetFacts, data
from handlers.targets.targets import Aim, Basis, Division, left, percent
from messages.catalog import say


def unit(facts: TargetFacts, top: Aim, note: str = "") -> Message:
    """A unit's target and what is done about it."""
    language, phase = facts.speaker.language, facts.phase
    lines = [note, ""] if note else []
    lines.append(say(language, "target.chat.title", unit=top.unit.name))
    if phase is not None:
        days = {"opens": f"{phase.opens:%d/%m/%Y}", "closes": f"{phase.closes:%d/%m/%Y}"}
        lines.append(say(language, "target.heading", phase=phase.name, **days))
    lines += words.summary(language, top.target, top.valid, percent(top.valid, top.target))
    if facts.below:
        lines += ["", say(language, "target.chat.below")]
        lines += [words.line(language, one) for one in facts.below[:SHOWN]]
        if len(facts.below) > SHOWN:
            lines.append(say(language, "target.chat.and_more", count=len(facts.below) - SHOWN))
        rest = left(top.target, [one.target for one in facts.below])
        if rest:
            key = "left" if rest > 0 else "over"
            lines.append(say(language, f"target.{key}", number=words.number(language, abs(rest))))
    return wording.choose("\n".join(lines), _ways(facts, top), (wording.call(language, "help"),))


def _ways(facts: TargetFacts, top: Aim) -> list[Button]:
    language, unit_id = facts.speaker.language, top.unit.id
    ways = [("set_own", data(unit_id, "own"))] if facts.may_own else []
    if facts.may_give and facts.below:
        ways.append(("give", data(unit_id, "give")))
        ways.append(("split", data(unit_id, "split", Basis.WORKERS)))
        ways.append(("split_equally", data(unit_id, "split", Basis.EQUALLY)))
    if facts.below:
        ways.append(("look", data(unit_id, "look")))
    ways.append(("log", data(unit_id, "log")))
    return [Button(say(language, f"target.chat.{name}"), way) for name, way in ways]


def which(facts: TargetFacts, note: str = "") -> Message:
    """Whose target, for whoever has several posts."""
    language = facts.speaker.language
    asked = say(language, "target.chat.which")
    buttons = [Button(one.name, data(one.id)) for one in facts.units]
    return wording.choose(f"{note}\n\n{asked}" if note else asked, buttons)


def choose(facts: TargetFacts, top: Aim, act: str, start: int) -> Message:
    """One of the units below, a page of them: to give it a target, or to see it."""
    language = facts.speaker.language
    span = pages.span(facts.below, start, SHOWN)
    shown = facts.below[span.start : span.end]
    buttons = [
        Button(
            words.choice(language, one),
            data(top.unit.id, "to", one.unit.id) if act == "give" else data(one.unit.id),
        )
        for one in shown
    ]
    more = data(top.unit.id, act, span.end) if span.end < len(facts.below) else ""
    less = data(top.unit.id, act, max(0, span.start - SHOWN)) if span.start else ""
    asked = say(language, "target.chat.whom" if act == "give" else "target.chat.whose")
    ways = (*pages.turns(language, more=more, less=less), _back(language, top))
    return wording.choose(pages.headed(language, asked, facts.below, span, SHOWN), buttons, ways)


def ask(facts: TargetFacts, top: Aim, about: Aim, kind: str, note: str = "") -> Message:
    """A number, to be typed."""
    language = facts.speaker.language
    asked = say(
        language,
        f"target.chat.ask_{kind}",
        unit=about.unit.name,
        phase=facts.phase.name if facts.phase is not None else "",
        assigned=words.number(language, about.target.assigned),
    )
    stop = Button(say(language, "target.chat.stop"), data(top.unit.id, "stop"))
    return Message(text=f"{note}\n\n{asked}" if note else asked, nav=(stop,))


def preview(facts: TargetFacts, top: Aim, planned: Division, note: str = "") -> Message:
    """How it would be divided, for a yes."""
    language = facts.speaker.language
    basis = say(language, f"target.basis.{planned.basis}")
    total = words.number(language, planned.total)
    lines = [note, ""] if note else []
    lines.append(say(language, "target.chat.preview", unit=top.unit.name, total=total, basis=basis))
    for one, share in planned.shares[: 3 * SHOWN]:
        before = words.number(language, one.target.assigned)
        told = {"unit": one.unit.name, "before": before, "after": words.number(language, share)}
        lines.append(say(language, "target.chat.preview_line", **told))
    if len(planned.shares) > 3 * SHOWN:
        lines.append(say(language, "target.chat.and_more", count=len(planned.shares) - 3 * SHOWN))
    if planned.unsized:
        names = _names(planned.unsized)
        lines.append(say(language, "target.chat.preview_unsized", basis=basis, units=names))
    lines += ["", say(language, "target.chat.sure")]
    yes = data(top.unit.id, "split", planned.basis, fingerprint(planned))
    return wording.choose(
        "\n".join(lines), (Button(say(language, "target.chat.yes"), yes),), (_back(language, top),)
    )


def fingerprint(planned: Division) -> str:
    """What a yes to a division was given to: another one has another."""
    seen = (planned.total, planned.numbers, planned.before)
    return f"{crc32(repr(seen).encode()):08x}"


def history(facts: TargetFacts, top: Aim) -> Message:
    language = facts.speaker.language
    lines = [say(language, "target.chat.log_title", unit=top.unit.name)]
    lines += [words.change_line(language, one, facts.zone) for one in facts.changes]
    if not facts.changes:
        lines.append(say(language, "target.chat.log_none"))
    return Message(text="\n".join(lines), nav=(_back(language, top),))


def _names(aims: Sequence[Aim]) -> str:
    names = [one.unit.name for one in aims[:SHOWN]]
    return ", ".join(names) + ("…" if len(aims) > SHOWN else "")


def _back(language: str, top: Aim) -> Button:
    return Button(say(language, "target.chat.back"), data(top.unit.id, "back"))
