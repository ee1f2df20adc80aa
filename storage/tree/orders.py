"""What may be asked of the tree, as it is kept in the log, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from handlers.units import Unit


class _Order(BaseModel):
    """Units are named by code, in any case; a former code of a unit that still stands will do."""

    model_config = ConfigDict(frozen=True)


class Create(_Order):
    """`over` puts it above the present root. Without `dated` it has stood for as long as its parent."""

    kind: Literal["create"] = "create"
    code: str
    name: str
    sort: str = "grassroots"
    parent: str | None = None
    over: bool = False
    dated: bool = True
    members: int | None = None
    workers: int | None = None
    fdi: bool = False
    employer: str = ""
    employer_language: str = "vi"


class Rename(_Order):
    """Another name, another code, or both."""

    kind: Literal["rename"] = "rename"
    unit: str
    name: str | None = None
    code: str | None = None


class Move(_Order):
    """With all that is below it."""

    kind: Literal["move"] = "move"
    unit: str
    parent: str


class Merge(_Order):
    """`unit` ends; what is below it and its people go to `into`."""

    kind: Literal["merge"] = "merge"
    unit: str
    into: str


class Dissolve(_Order):
    """`unit` ends; its people go to `people_to`, what is below it to `units_to`, or there as well."""

    kind: Literal["dissolve"] = "dissolve"
    unit: str
    people_to: str
    units_to: str | None = None


class Part(_Order):
    """A unit that a split makes, and which units below the old one go to it."""

    code: str
    name: str
    children: tuple[str, ...] = ()


class Split(_Order):
    """The new units are of the old one's kind and stand beside it, or below `parent`."""

    kind: Literal["split"] = "split"
    unit: str
    parts: tuple[Part, ...]
    sort: str | None = None
    parent: str | None = None


class Amend(_Order):
    """What is known of a unit; None leaves it as it is."""

    kind: Literal["amend"] = "amend"
    unit: str
    sort: str | None = None
    members: int | None = None
    workers: int | None = None
    fdi: bool | None = None
    employer: str | None = None
    employer_language: str | None = None
    enterprise: bool | None = None
    cluster: str | None = None


Order = Create | Rename | Move | Merge | Dissolve | Split | Amend
ORDER: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An operation that is carried out, or planned for a day to come."""

    change_id: int
    kind: str
    unit: Unit
    other: Unit | None = None
    effective: date
    planned: bool = False
    people: int = 0
    moved: int = 0
    made: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was done; `values` fill the text ``tree.refused.<why>``."""

    why: str
    values: Mapping[str, str | int] = field(default_factory=dict)
