"""What the sender of a workbook is told: what it would change, how far it is, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from handlers.form import wording
from handlers.intakes.plan import UNCLEAN, Plan, Planned, State
from handlers.message import Message, Shown
from handlers.officers import review_card
from messages.catalog import say

#: What is counted, in the order of how much it matters to who sent it.
_COUNTED: Final[tuple[State, ...]] = ("change", "doubtful", "same", "conflict", "wrong")
_LISTED: Final[tuple[State, ...]] = ("wrong", "conflict", "doubtful", "change")
#: How many rows of each sort are told; all of them stand in the copy.
_ROWS: Final[Mapping[State, int]] = {"wrong": 5, "conflict": 5, "doubtful": 3, "change": 5}
#: Letters of what is said about one row: the whole message fits into one of Zalo's.
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Which workbook is spoken of, to whom; `titles` names its columns by their keys."""

    id: int
    name: str
    language: str
    titles: Mapping[str, str]


def about(intake_id: int) -> str:
    """Marks the message that asks; its buttons go once it is answered."""
    return f"intake:{intake_id}"


def progress_of(intake_id: int) -> str:
    """Marks the message that shows how far it is."""
    return f"intake:{intake_id}:going"


def checked(subject: Subject, plan: Plan, copy: Shown | None, *, ask: bool) -> Message:
    """What it would change; `ask` offers to do it."""
    language = subject.language
    kind = say(language, f"intake.kind.{plan.kind}")
    lines = [say(language, "intake.checked.heading", name=subject.name, kind=kind)]
    if plan.refused:
        return Message(text=f"{lines[0]}\n\n{plan.refused}")
    lines.append("\n".join(_counts(language, "checked", {one: plan.count(one) for one in _COUNTED})))
    if not plan.doable:
        lines.append(say(language, "intake.checked.nothing"))
    lines += [_list(subject, plan.rows, state) for state in _LISTED]
    if copy is not None:
        lines.append(say(language, "intake.checked.copy"))
    if not ask:
        return Message(text=_joined(lines), files=(copy,) if copy else ())
    lines.append(say(language, f"intake.undo.{plan.kind}"))
    lines.append(say(language, "intake.checked.ask", id=subject.id))
    ways = [wording.call(language, one, str(subject.id)) for one in ("apply_workbook", "drop_workbook")]
    return Message(
        text=_joined(lines), nav=tuple(ways), files=(copy,) if copy else (), about=about(subject.id)
    )


def going(language: str, intake_id: int, name: str, done: int, total: int) -> Message:
    state = "begun" if not done else "ended" if done >= total else "going"
    values = {"done": wording.written(language, str(done)), "total": wording.written(language, str(total))}
    text = say(language, f"intake.chat.{state}", name=name, **values)
    return Message(text=text, about=progress_of(intake_id))


def ended(
    subject: Subject, kind: str, totals: Mapping[str, int], left: Sequence[Planned], copy: Shown | None
) -> Message:
    """What was done, what was not and why."""
    language = subject.language
    lines = [say(language, "intake.report.heading", name=subject.name)]
    lines.append("\n".join(_counts(language, "report", totals)))
    lines += [_list(subject, left, state) for state in _LISTED if state != "change"]
    if copy is not None:
        lines.append(say(language, "intake.checked.copy"))
    if totals.get("change"):
        lines.append(say(language, f"intake.undo.{kind}"))
    return Message(text=_joined(lines), files=(copy,) if copy else ())


def again(language: str, name: str, at: datetime | None, zone: tzinfo) -> str:
    """The very same bytes were sent before: `name` is "" when it was at the machine."""
    if at is None:
        return say(language, "intake.checked.again_now")
    text = "again" if name else "again_machine"
    return say(language, f"intake.checked.{text}", name=name, **review_card.moment(at, zone))


def row_text(subject: Subject, planned: Planned) -> str:
    """A row in one line: what would be done, or what is wrong in which cell."""
    language = subject.language
    if planned.state not in UNCLEAN or not planned.notes:
        return say(language, "intake.checked.row", row=planned.row, title=planned.title)
    note = planned.notes[0]
    text = _cut(note.text)
    if note.column in subject.titles:
        text = say(language, "intake.checked.cell", column=subject.titles[note.column], text=text)
    if not planned.title:
        return say(language, "intake.checked.row", row=planned.row, title=text)
    return say(language, "intake.checked.row_note", row=planned.row, title=planned.title, text=text)


def _counts(language: str, where: str, counts: Mapping[str, int]) -> list[str]:
    return [
        say(language, f"intake.{where}.{state}", count=wording.written(language, str(counts[state])))
        for state in _COUNTED
        if counts.get(state)
    ]


def _list(subject: Subject, rows: Sequence[Planned], state: State) -> str:
    chosen = [one for one in rows if one.state == state]
    if not chosen:
        return ""
    shown = [f"• {row_text(subject, one)}" for one in chosen[: _ROWS[state]]]
    more = len(chosen) - len(shown)
    if more:
        count = wording.written(subject.language, str(more))
        shown.append(say(subject.language, "intake.checked.more", count=count))
    return "\n".join([say(subject.language, f"intake.checked.of_{state}"), *shown])


def _joined(lines: Sequence[str]) -> str:
    return "\n\n".join(line for line in lines if line)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
