"""The demo federation, its people and their initiatives as typed values."""

import tomllib
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

YesNo = Literal["yes", "no"]


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class DemoUnit(_Fact):
    """A union organisation; `parent` is a code, "" for the root. A parent stands before its children."""

    code: str
    name: str
    kind: Literal["province", "board", "ward", "commune", "grassroots", "section"]
    parent: str = ""
    members: int
    workers: int
    fdi: bool = False


class DemoOfficer(_Fact):
    """Somebody with a post; `unit` is a code."""

    name: str
    phone: str
    unit: str
    role: Literal["grassroots", "upper"]


class DemoConsents(_Fact):
    """What a worker answered, by purpose; `None` was never asked."""

    handling: bool | None = None
    campaigns: bool | None = None
    public: bool | None = None


class DemoWorker(_Fact):
    """An author, or one to be; `unit` is a code, `phone` is E.164."""

    name: str
    phone: str
    unit: str
    language: Literal["vi", "en"] = "vi"
    consents: DemoConsents


class DemoCampaign(_Fact):
    """A Peak Week; `root` is the code above its units, `hours` are local times (``11:45``)."""

    name: str
    slogan: str
    root: str
    length_days: int
    hours: tuple[str, ...]


class Federation(_Fact):
    """A whole union tree with its people."""

    units: tuple[DemoUnit, ...]
    officers: tuple[DemoOfficer, ...]
    workers: tuple[DemoWorker, ...]
    campaign: DemoCampaign


class Coauthor(_Fact):
    """Somebody who did part of it; `share` is in percent, the author keeps what is left of 100."""

    name: str
    share: int


class DemoAnswers(_Fact):
    """The report as its author typed it, slips and all.

    A confidential one has only its title and effect: no `idea`, `before`, `change`, `where`.
    `amount` is in the unit that `effect` names, `effect_words` stand where no number can.
    """

    idea: str = ""
    title: str
    kind: Literal["technical", "management", "operational", "application", "research"]
    field: Literal["production", "product", "safety", "administration", "community", "union"]
    confidential: YesNo = "no"
    before: str = ""
    change: str = ""
    where: str = ""
    applied_days_ago: int
    effect: Literal["dong", "seconds", "kg", "hours", "percent", "safety", "uncountable"]
    amount: int | float | None = None
    effect_words: str = ""
    beneficiaries: str = ""
    coauthors: tuple[Coauthor, ...] = ()
    recognition: Literal["have", "asked", "not_yet"]
    decision_number: str = ""
    decision_date_days_ago: int | None = None
    decision_signer: str = ""
    protected: Literal["yes", "no", "unknown"] = "no"


class DemoInitiative(_Fact):
    """An initiative and what became of it; `author` is a worker's name, `reason` and `words` are
    given where an officer returned or rejected it."""

    author: str
    status: Literal["submitted", "returned", "valid", "not_valid"]
    submitted_days_ago: int
    reason: Literal[
        "",
        "missing_decision",
        "photo_unreadable",
        "duplicate",
        "content_missing",
        "outside_period",
        "not_recognised",
        "public_order",
        "protected",
    ] = ""
    words: str = ""
    answers: DemoAnswers


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("messages.demo") / name).read_text(encoding="utf-8"))


def load_federation() -> Federation:
    return Federation.model_validate(_read("federation.toml"))


def load_initiatives() -> tuple[DemoInitiative, ...]:
    return tuple(DemoInitiative.model_validate(entry) for entry in _read("initiatives.toml")["initiative"])


def split_story(text: str, limit: int = 4096) -> tuple[str, ...]:
    """The messages a person sends a long text in: whole paragraphs, each at most `limit` UTF-16 units.

    A paragraph longer than the limit stays whole.
    """
    parts: list[str] = []
    for paragraph in text.split("\n\n"):
        joined = f"{parts[-1]}\n\n{paragraph}" if parts else paragraph
        if parts and len(joined.encode("utf-16-le")) // 2 <= limit:
            parts[-1] = joined
        else:
            parts.append(paragraph)
    return tuple(parts)
