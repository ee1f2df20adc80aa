"""Does what officers decided in a spreadsheet, each of it once: the decision and the note that it was read
are one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.officers.rulings import Ruled, Ruling
from handlers.sheets import wishes
from handlers.sheets.plan import Kept
from handlers.sheets.wishes import Trouble, Wish
from handlers.understanding.folding import fold
from messages.catalog import say
from storage import rulings
from storage.apply.telling import Render
from storage.sinks import sheet_rows, sheet_values


@dataclass(frozen=True, slots=True)
class Found:
    """Cells of an officer that were not read before. `trouble`: they cannot be trusted, and why."""

    kept: Kept
    inputs: Mapping[str, str]
    trouble: Trouble = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who decides, and what the house needs to do it: `labels` are the names that may stand in the officer's
    column, `person_id` is who decides where none does."""

    sink_id: int
    language: str
    zone: ZoneInfo
    render: Render
    can_edit: Callable[[str], bool]
    labels: Mapping[str, int]
    person_id: int | None = None


def take(connection: Connection, desk: Desk, found: Found, at: datetime) -> bool:
    """Whether it was new. Nothing is done twice, also when the process dies before the sheet is told."""
    kept = sheet_rows.kept(connection, desk.sink_id, [found.kept.id]).get(found.kept.id)
    if kept is None or not wishes.is_new(found.inputs, kept.read):
        return False
    lines: list[str] = []
    taken: list[str] = []
    name, person = _officer(desk, found.inputs["officer"])
    wish = wishes.wish(found.inputs)
    if found.trouble or person is None:
        why = found.trouble or ("no_officer" if not name else "unknown_officer")
        lines.append(say(desk.language, f"gsheet.refused.{why}", name=name))
    else:
        for part in ("value", "decision"):
            if part in wishes.parts(found.inputs):
                act = _value if part == "value" else _decide
                done, text = act(connection, desk, kept, person, wish, at)
                lines.append(text)
                taken += [part] if done else []
    note: dict[str, Any] = {
        "cells": dict(found.inputs),
        "taken": taken,
        "result": _result(desk.language, desk.zone, lines, found.inputs, taken, at),
        "shown": False,
    }
    sheet_rows.note(connection, desk.sink_id, {kept.id: note})
    return True


def _decide(
    connection: Connection, desk: Desk, kept: Kept, person: int, wish: Wish, at: datetime
) -> tuple[bool, str]:
    if wish.word is None:
        return False, say(desk.language, "gsheet.refused.unclear")
    ruling = Ruling(
        number=kept.number,
        revision=kept.revision,
        word=wish.word,
        reason=wish.reason,
        words=wish.words,
    )
    outcome = rulings.rule(connection, person, "sheet", ruling, at, desk.render, desk.can_edit, desk.zone)
    if isinstance(outcome, Ruled):
        word = say(desk.language, f"register.action.{outcome.action}")
        return True, say(desk.language, "gsheet.taken.decision", word=word)
    return False, outcome.text


def _value(
    connection: Connection, desk: Desk, kept: Kept, person: int, wish: Wish, at: datetime
) -> tuple[bool, str]:
    if wish.value is None:
        return False, say(desk.language, "gsheet.refused.unread_value")
    why = sheet_values.correct(
        connection, person, kept.number, wish.value, at, desk.render, desk.can_edit, desk.zone
    )
    if why:
        return False, why
    value = say(desk.language, "report.amount.of.dong", amount=f"{wish.value:,}".replace(",", "."))
    return True, say(desk.language, "gsheet.taken.value", value=value)


def _officer(desk: Desk, told: str) -> tuple[str, int | None]:
    if not told:
        return "", desk.person_id
    known = {fold(label): person for label, person in desk.labels.items()}
    return told, known.get(fold(told))


def distrust(
    connection: Connection, sink_id: int, found: Found, at: datetime, language: str, zone: ZoneInfo
) -> None:
    """What stands there may have been meant for another initiative: it is not taken, also not later, until
    the officer chooses again."""
    if wishes.is_new(found.inputs, found.kept.read):
        lines = [say(language, "gsheet.refused.mixed", name="")]
        result = _result(language, zone, lines, found.inputs, [], at)
        note = {"cells": dict(found.inputs), "taken": [], "result": result, "shown": False}
        sheet_rows.note(connection, sink_id, {found.kept.id: note})


def _result(
    language: str,
    zone: ZoneInfo,
    lines: list[str],
    inputs: Mapping[str, str],
    taken: list[str],
    at: datetime,
) -> str:
    local = at.astimezone(zone)
    moment = {"time": f"{local:%H:%M}", "date": f"{local:%d/%m/%Y}"}
    whole = set(taken) == set(wishes.parts(inputs))
    told = " ".join(" ".join(line.split()) for line in lines)
    state = "taken" if whole else "partly" if taken else "refused"
    return say(language, f"gsheet.result.{state}", told=told, **moment)
