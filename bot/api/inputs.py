"""What programs may send: bounded, typed, and refused when anything else comes with it."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from handlers.initiative import Status
from handlers.officers.reasons import LONGEST
from handlers.targets.targets import MOST

#: At most nine digits, as in the chat.
MOST_NUMBER: Final = 999_999_999
MOST_ID: Final = 2**63 - 1
_DIGITS: Final = re.compile(r"-?[0-9]{1,19}")
_MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
#: A moment before or behind these means all or nothing, and some calendars end there.
_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)


def _typed_number(told: Any) -> Any:
    """Digits only: pydantic would take "1_000", " 1" and "1.0" for numbers as well."""
    if isinstance(told, str) and not _DIGITS.fullmatch(told):
        raise PydanticCustomError("type", "type")
    return told


def _json_number(told: Any) -> Any:
    """A number of JSON, and neither a text nor a yes."""
    if isinstance(told, bool | str):
        raise PydanticCustomError("type", "type")
    return told


def _moment(told: Any) -> Any:
    """RFC 3339 only: pydantic would take bare numbers for seconds."""
    found = _MOMENT.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        raise PydanticCustomError("string_pattern_mismatch", "pattern")
    day, hour, second, fraction, zone = found.groups()
    # A leap second is the last one that this calendar knows; more than microseconds nobody keeps.
    second = min(second, "59") if second == "60" else second
    words = f"{day}T{hour}:{second}{(fraction or '.0')[:7]}{'+00:00' if zone in 'Zz' else zone}"
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise PydanticCustomError("string_pattern_mismatch", "pattern") from None
    if moment.year < _EARLIEST.year:
        return _EARLIEST
    return _LATEST if moment.year >= _LATEST.year else moment.astimezone(UTC)


Number = Annotated[int, Field(ge=1, le=MOST_NUMBER), BeforeValidator(_typed_number)]
RowId = Annotated[int, Field(ge=1, le=MOST_ID), BeforeValidator(_typed_number)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{2,20}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Limit = Annotated[int, Field(ge=1, le=200), BeforeValidator(_typed_number)]
Cursor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,400}$")]
Since = Annotated[datetime, BeforeValidator(_moment)]
#: Text without the one character that a database cannot keep.
Words = Annotated[str, Field(max_length=LONGEST, pattern=r"^[^\u0000]*$")]
Count = Annotated[int, Field(ge=0, le=MOST), BeforeValidator(_json_number)]
Kind = Literal["initiative", "decision", "remark", "recognition", "unit", "target", "broadcast"]
Reason = Literal[
    "",
    "other",
    "missing_decision",
    "photo_unreadable",
    "duplicate",
    "content_missing",
    "outside_period",
    "not_recognised",
    "public_order",
    "protected",
]


class Sent(BaseModel):
    """What nobody asked for is refused, or a misspelt filter would find everything."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class InitiativeQuery(Sent):
    """`unit` stands for its whole branch; `updated_since` is since when it stands where it stands."""

    status: list[Status] = Field(default_factory=list, max_length=20)
    unit: Code | None = None
    programme: Key | None = None
    updated_since: Since | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


class UnitQuery(Sent):
    """`unit` stands for its whole branch; `ended` gives those that stand no longer, too."""

    unit: Code | None = None
    ended: bool = False
    limit: Limit = 50
    cursor: Cursor | None = None


class FigureQuery(Sent):
    """Without `unit` the client's own, without `phase` the one that is open there, or the last."""

    unit: Code | None = None
    phase: Key | None = None
    spread: Literal["children", "grassroots", "clusters"] = "children"


class FeedQuery(Sent):
    """`after` is the position that was read last; without it the feed is read from its oldest change on.
    `wait` is for how many seconds to wait for a change when there is none."""

    after: Annotated[int, Field(ge=0, le=MOST_ID), BeforeValidator(_typed_number)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000), BeforeValidator(_typed_number)] = 100
    kinds: list[Kind] = Field(default_factory=list, max_length=20)
    wait: Annotated[int, Field(ge=0, le=25), BeforeValidator(_typed_number)] = 0


class DecisionWish(Sent):
    """What the officer says. `word` means the step that fits their level, as in the chat; `reason` is one of
    the list or "other", and `words` are read by the author."""

    word: Literal["approve", "return", "reject", "reopen"]
    reason: Reason = ""
    words: Words = ""


class TargetWish(Sent):
    """Both targets as they are to be from now on; null for none. `why` stands in the history."""

    assigned: Count | None
    own: Count | None
    why: Annotated[str, Field(max_length=300, pattern=r"^[^\u0000]*$")] = ""
