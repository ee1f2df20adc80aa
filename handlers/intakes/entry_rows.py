"""A row of the entry workbook while its cells are read, each by the rules of the form's own questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final

from handlers.events import Said
from handlers.form import answers as reading
from handlers.form.answers import Given, Piece
from handlers.form.drafts import Draft
from handlers.form.forms import Step
from handlers.form.initiative_form import REPORT, SHORT
from handlers.intakes import entry_cells as cells
from handlers.intakes import entry_columns as columns
from handlers.intakes.entry_cells import Trouble
from handlers.intakes.plan import Line, Note, Value
from handlers.understanding import choices
from messages.catalog import say

STEPS: Final[Mapping[str, Step]] = {step.key: step for step in REPORT.steps}


@dataclass(slots=True)
class Row:
    """`troubles` keep the row from being entered, `remarks` are only told."""

    language: str
    line: Line
    today: date
    troubles: list[Note] = field(default_factory=list)
    remarks: list[Note] = field(default_factory=list)

    def refuse(self, column: str, what: str, **values: object) -> None:
        self.troubles.append(Note(column, say(self.language, f"entry.trouble.{what}", **values)))

    def remark(self, column: str, what: str, **values: object) -> None:
        self.remarks.append(Note(column, say(self.language, f"entry.remark.{what}", **values)))

    def cell(self, column: str) -> Value:
        return self.line.cells.get(column)

    def words(self, column: str) -> str:
        return cells.line(self.cell(column))

    def text(self, column: str, key: str) -> str | None:
        """A cell as the form's question `key` takes it; None for an empty one, or after a trouble."""
        step = STEPS[key]
        typed = cells.words(self.cell(column)) if step.story else self.words(column)
        if not typed:
            self.miss(column)
            return None
        taken = self.taken(column, key, typed)
        return str(taken) if taken is not None else None

    def day(self, column: str) -> str | None:
        """A day in ISO 8601, from a real date or from words."""
        typed = cells.line(cells.serial(self.cell(column)))
        if not typed:
            self.miss(column)
            return None
        taken = self.taken(column, "decision_date", typed)
        return str(taken) if taken is not None else None

    def choice(self, column: str) -> str | None:
        step, value = STEPS[column], self.cell(column)
        if {"yes", "no"} <= set(step.choices):
            said = True if value is True else choices.yes_or_no(cells.line(value))
            if said is not None:
                return "yes" if said else "no"
        known = cells.spelled(
            lambda language, key: say(language, f"report.{column}.choice.{key}"), step.choices
        )
        found = cells.pick(self.language, value, known, labels(self.language, column))
        if isinstance(found, Trouble):
            self.troubles.append(Note(column, found.text))
            return None
        if found is None:
            self.miss(column)
        return found

    def taken(self, column: str, key: str, typed: str) -> Any:
        """What the form makes of these words; None after telling why it makes nothing of them."""
        draft = Draft(form="report", version=SHORT.version, step=key)
        said = Said(conversation="", at=datetime.combine(self.today, time(), UTC), text=typed)
        match reading.read_text(STEPS[key], draft, said, self.today):
            case Given(value):
                return value
            case Piece(text):
                # In a cell nothing more is on its way.
                return text
            case reading.Trouble(trouble, values):
                self.refuse(column, trouble, **values)
        return None

    def miss(self, column: str) -> None:
        """An empty cell, where one must not be."""
        if column in columns.MUST:
            self.refuse(column, "missing", hint=say(self.language, f"entry.hint.{column}"))


def labels(language: str, column: str) -> list[str]:
    """The words on offer in a column."""
    return [say(language, f"report.{column}.choice.{key}") for key in STEPS[column].choices]
