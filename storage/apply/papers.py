"""Papers that were asked for, as rows of the outbox, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import Connection

from handlers.events import FileRef
from handlers.message import Message
from handlers.officers.effects import MakePapers
from storage.apply import telling
from storage.library import files
from storage.traffic import outbox

if TYPE_CHECKING:
    from storage.apply.batch import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be written, and who gets it where; `reads` is the language they are spoken to in."""

    initiative_id: int
    language: str
    code: str
    link: str
    once: str
    conversation: str
    person_id: int
    reads: str


_ORDER: TypeAdapter[Order] = TypeAdapter(Order)


def paper_rows(connection: Connection, batch: Batch) -> list[outbox.Row]:
    """A row for each `MakePapers`; one that was asked for under the same `once` is left out."""
    rows = []
    for turn, effect in batch.recognition:
        if isinstance(effect, MakePapers):
            speaker = turn.look.speaker
            order = Order(
                initiative_id=effect.initiative_id,
                language=effect.language,
                code=effect.code,
                link=effect.link,
                once=effect.once,
                conversation=speaker.conversation,
                person_id=speaker.person.id,
                reads=speaker.language,
            )
            rows.append(order_row(order, turn.event.at))
    return rows


def order_row(order: Order, now: datetime) -> outbox.Row:
    """Under a name of its own: the officer's next answer does not wait until the papers are written."""
    return outbox.ordered("papers", order.conversation, order.once, _ORDER.dump_json(order).decode(), now)


def read_order(body: str) -> Order:
    """What a row made by `order_row` asks for."""
    return _ORDER.validate_json(body)


def deliver(
    connection: Connection,
    order: Order,
    made: Sequence[FileRef],
    message: Message,
    bodies: list[str],
    now: datetime,
) -> None:
    """The papers are known and the message that carries them is queued, both or neither, and once."""
    files.want(connection, order.conversation, made, now)
    lane = outbox.lane_of(order.conversation)
    once = f"papers-made:{order.once}"
    rows = telling.said(lane, order.conversation, order.person_id, message, bodies, now, once)
    outbox.add(connection, rows)
