"""The part of a batch that orders workbooks; who sends messages makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from handlers.registers.export_effects import Form, Kind
from storage.traffic import outbox

if TYPE_CHECKING:
    from storage.apply.batch import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which workbook of which branch, and who gets it where; `reads` is their language."""

    kind: Kind | Form
    unit_id: int
    once: str
    conversation: str
    person_id: int
    reads: str


_ORDER: TypeAdapter[Order] = TypeAdapter(Order)


def export_rows(batch: Batch) -> list[outbox.Row]:
    """A row for each workbook that was asked for, under a name of its own: no answer waits for it."""
    rows = []
    for turn, effect in batch.exports:
        speaker = turn.look.speaker
        order = Order(
            kind=effect.kind,
            unit_id=effect.unit_id,
            once=effect.once,
            conversation=speaker.conversation,
            person_id=speaker.person.id,
            reads=speaker.language,
        )
        body = _ORDER.dump_json(order).decode()
        rows.append(outbox.ordered("workbook", order.conversation, order.once, body, turn.event.at))
    return rows


def read_order(body: str) -> Order:
    """What a row of `export_rows` asks for."""
    return _ORDER.validate_json(body)
