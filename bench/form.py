"""The same questions as anyone would write them for a library's own form, with the same words and buttons."""

from dataclasses import dataclass

from bench.script import ANSWERS
from handlers.form.forms import Step
from handlers.form.initiative_form import REPORT
from messages.catalog import say

#: Choices that only shorten the typing of a text; a form written by hand would not have them.
_SHORTCUTS = ("idea",)


@dataclass(frozen=True, slots=True)
class Question:
    """One step: what is asked, and the values that its numbers stand for."""

    key: str
    text: str
    labels: tuple[str, ...]
    values: tuple[str, ...]
    least: int
    most: int

    def read(self, typed: str) -> str | None:
        """The answer, or None when it is to be asked again."""
        if self.values:
            place = int(typed) if typed.isdigit() else 0
            return self.values[place - 1] if 0 < place <= len(self.values) else None
        return typed if self.least <= len(typed) <= self.most else None


def _question(number: int, step: Step) -> Question:
    values = tuple(value for value in step.choices if value not in _SHORTCUTS)
    return Question(
        key=step.key,
        text=f"{number}/{len(ANSWERS)}\n" + say("vi", f"report.{step.key}.question"),
        labels=tuple(say("vi", f"report.{step.key}.choice.{value}") for value in values),
        values=values,
        least=step.least,
        most=step.most or 4096,
    )


#: The ten that are answered, and the one that the last answer brings up.
QUESTIONS = tuple(_question(number, step) for number, step in enumerate(REPORT.steps[: len(ANSWERS) + 1], 1))
