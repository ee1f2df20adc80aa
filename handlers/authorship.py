"""Whose report it is: the speaker's, or that of the worker for whom they write."""

from handlers.form import wording
from handlers.form.drafts import Draft
from handlers.message import Button
from handlers.person import Person
from handlers.units import Unit
from handlers.values import dataclass
from messages.catalog import say


@dataclass(frozen=True, slots=True)
class Author:
    """Whose initiative it is, and where they work."""

    name: str
    unit: Unit | None
    unit_words: str = ""

    @property
    def unit_name(self) -> str:
        return self.unit.name if self.unit else self.unit_words


def author(person: Person, draft: Draft) -> Author:
    """The speaker, or the worker for whom they write."""
    if draft.behalf is not None:
        return Author(draft.behalf.name, draft.behalf.unit)
    return Author(person.name or "", person.unit, person.unit_words or "")


def thanks(language: str, draft: Draft, code: str, title: str) -> tuple[str, tuple[Button, ...]]:
    """What whoever sent it is told, and where they may go on."""
    if draft.behalf is None:
        text = say(language, "report.submitted", code=code, title=title)
        return text, (wording.call(language, "start"), wording.call(language, "mine"))
    text = say(language, "posts.behalf.sent", code=code, title=title, name=draft.behalf.name)
    return text, (wording.call(language, "behalf"), wording.call(language, "mine"))
