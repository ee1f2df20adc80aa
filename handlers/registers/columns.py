"""The columns that lists of initiatives are made of, each with its name and its kind of cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final, Literal

from handlers.form.initiative_form import REPORT, SHORT
from handlers.officers import review_card
from handlers.registers.listed import Listed
from messages.catalog import say

#: What a cell holds; money is in VND, moments are local and without a zone, as spreadsheets keep them.
Cell = str | int | date | datetime | None
Kind = Literal["text", "long", "number", "money", "date", "moment"]
_STEPS: Final = {step.key: step for step in (*SHORT.steps, *REPORT.steps)}


@dataclass(frozen=True, slots=True)
class Column:
    """`key` names it in settings and in files; its title is ``register.column.<key>``. `width` is in
    letters."""

    key: str
    kind: Kind
    width: int
    read: Callable[[Listed, str, tzinfo], Cell]

    def title(self, language: str) -> str:
        return say(language, f"register.column.{self.key}")


def _answer(key: str, *, kind: Kind = "text", width: int = 24) -> Column:
    step = _STEPS[key]
    return Column(
        key, kind, width, lambda one, language, _: review_card.value_text(language, step, one.answers)
    )


def _phone(one: Listed) -> str:
    """As people here write it."""
    told = one.author_phone
    return f"0{told[3:]}" if told.startswith("+84") else told


def _status(one: Listed, language: str, zone: tzinfo) -> Cell:
    return say(language, f"review.status.{one.status}")


def _applied(one: Listed, language: str, zone: tzinfo) -> Cell:
    try:
        return date.fromisoformat(str(one.answers.get("applied") or ""))
    except ValueError:
        return review_card.value_text(language, _STEPS["applied"], one.answers)


def _paper(one: Listed, language: str) -> str:
    return say(language, f"register.paper.{one.recognition.kind}") if one.recognition else ""


def _last(one: Listed, language: str) -> str:
    return say(language, f"register.action.{one.last.action}") if one.last else ""


def _reason(one: Listed, language: str) -> str:
    if one.last is None or not one.last.reason or one.last.reason == "other":
        return ""
    return say(language, f"review.reason.{one.last.reason}")


def _local(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0) if moment is not None else None


#: Every column there is, in the order of a full register.
COLUMNS: Final[Sequence[Column]] = (
    Column("number", "number", 8, lambda one, *_: one.number),
    Column("code", "text", 13, lambda one, *_: one.code),
    Column("title", "long", 40, lambda one, *_: one.title),
    Column("status", "text", 22, _status),
    Column("author", "text", 24, lambda one, *_: one.author_name),
    Column("coauthors", "text", 28, lambda one, *_: ", ".join((*one.coauthors, *one.joint))),
    Column("phone", "text", 14, lambda one, *_: _phone(one)),
    Column("unit", "text", 32, lambda one, *_: one.unit_name or one.unit_words),
    Column("unit_code", "text", 12, lambda one, *_: one.unit_code),
    Column("upper", "text", 32, lambda one, *_: one.upper_name),
    Column("programme", "text", 24, lambda one, *_: one.programme),
    Column("submitted", "moment", 17, lambda one, _, zone: _local(one.submitted_at, zone)),
    Column("updated", "moment", 17, lambda one, _, zone: _local(one.updated_at, zone)),
    _answer("kind"),
    _answer("field"),
    _answer("idea", kind="long", width=50),
    _answer("before", kind="long", width=50),
    _answer("change", kind="long", width=50),
    _answer("where", width=28),
    Column("applied", "date", 12, _applied),
    _answer("effect"),
    _answer("amount", width=20),
    _answer("effect_words", kind="long", width=40),
    _answer("beneficiaries"),
    Column("benefit", "money", 16, lambda one, *_: one.benefit),
    Column("benefit_corrected", "money", 16, lambda one, *_: one.benefit_corrected),
    Column("worth", "money", 16, lambda one, *_: one.worth),
    Column("paper", "text", 18, lambda one, language, _: _paper(one, language)),
    Column("paper_number", "text", 16, lambda one, *_: one.recognition.number if one.recognition else ""),
    Column("paper_date", "date", 12, lambda one, *_: one.recognition.signed_on if one.recognition else None),
    Column("paper_signer", "text", 24, lambda one, *_: one.recognition.signer if one.recognition else ""),
    _answer("protected"),
    Column("last", "text", 22, lambda one, language, _: _last(one, language)),
    Column("last_by", "text", 24, lambda one, *_: one.last.by_name if one.last else ""),
    Column("last_at", "moment", 17, lambda one, _, zone: _local(one.last.at if one.last else None, zone)),
    Column("last_reason", "text", 28, lambda one, language, _: _reason(one, language)),
    Column("last_words", "long", 40, lambda one, *_: one.last.words if one.last else ""),
    Column("photos", "number", 8, lambda one, *_: len(one.files)),
    Column("portal_code", "text", 16, lambda one, *_: one.portal_code),
    Column("portal_at", "moment", 17, lambda one, _, zone: _local(one.portal_at, zone)),
    Column("portal_refusal", "text", 28, lambda one, *_: one.portal_refusal),
)
BY_KEY: Final = {column.key: column for column in COLUMNS}


def named(keys: Sequence[str]) -> tuple[Column, ...]:
    """The columns of these keys. Raises `KeyError` with the first unknown one."""
    return tuple(BY_KEY[key] for key in keys)
