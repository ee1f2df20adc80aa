"""Rules, audiences and contents of a plan as the JSON that tables keep."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import Content
from handlers.campaigns.schedule import Rule

_RULE: TypeAdapter[Rule] = TypeAdapter(Annotated[Rule, Field(discriminator="kind")])
_CONTENT: TypeAdapter[Content] = TypeAdapter(Annotated[Content, Field(discriminator="kind")])
_AUDIENCE: TypeAdapter[Audience] = TypeAdapter(Audience)


def write_rule(rule: Rule) -> Any:
    return _RULE.dump_python(rule, mode="json")


def read_rule(kept: Any) -> Rule:
    return _RULE.validate_python(kept)


def write_content(content: Content) -> Any:
    return _CONTENT.dump_python(content, mode="json")


def read_content(kept: Any) -> Content:
    return _CONTENT.validate_python(kept)


def write_audience(audience: Audience) -> Any:
    return _AUDIENCE.dump_python(audience, mode="json")


def read_audience(kept: Any, unit_ids: tuple[int, ...] = ()) -> Audience:
    """`unit_ids` stand in where none are kept: a plan's entry speaks to its campaign's units."""
    return _AUDIENCE.validate_python({"unit_ids": unit_ids, **kept})
