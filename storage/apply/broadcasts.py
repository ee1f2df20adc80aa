"""The part of a batch that officers do with broadcasts: make, agree, hold, go on, stop, list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from pydantic import TypeAdapter
from sqlalchemy import Connection

from handlers.broadcasts import broadcast_effects as b
from handlers.broadcasts.sending import asking
from storage.broadcasts import broadcasts, stopping
from storage.traffic import outbox

if TYPE_CHECKING:
    from storage.apply.batch import Batch, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Whose outcomes are to be listed, and who gets the sheet where; `reads` is their language."""

    broadcast_id: int
    once: str
    conversation: str
    person_id: int
    reads: str


_LISTING: TypeAdapter[Listing] = TypeAdapter(Listing)


def write(connection: Connection, batch: Batch) -> bool:
    """Everything in its order; false when somebody else answered the same request meanwhile."""
    for turn, effect in batch.broadcasts:
        at = turn.event.at
        match effect:
            case b.MakeBroadcast():
                _make(connection, batch, turn, effect)
            case b.AgreeToBroadcast(broadcast_id, begins_at):
                values = {"begins_at": begins_at, **_decided(turn)}
                if not broadcasts.move(connection, broadcast_id, "asking", to="due", **values):
                    return False
            case b.RefuseBroadcast(broadcast_id, words):
                ended = {"ended_at": at, **_decided(turn)}
                if not broadcasts.move(
                    connection, broadcast_id, "asking", to="refused", words=words, **ended
                ):
                    return False
            case b.HoldBroadcast(broadcast_id):
                stopping.pause(connection, broadcast_id)
            case b.ResumeBroadcast(broadcast_id):
                stopping.resume(connection, broadcast_id, at)
            case b.StopBroadcast(broadcast_id):
                stopping.stop(connection, broadcast_id, at)
            case b.MakeListing():
                pass
            case _:
                assert_never(effect)
    return True


def _decided(turn: Turn) -> dict[str, int | datetime]:
    return {"agreed_by": turn.look.speaker.person.id, "agreed_at": turn.event.at}


def _make(connection: Connection, batch: Batch, turn: Turn, effect: b.MakeBroadcast) -> None:
    """Only the database knows its number, so what is said of it is said from here."""
    speaker = turn.look.speaker
    broadcast_id = broadcasts.make(
        connection,
        title=effect.title,
        audience=effect.audience,
        content=effect.content,
        now=turn.event.at,
        by_id=speaker.person.id,
        campaign_id=effect.plan.campaign_id,
        groups=effect.groups,
        state="asking" if effect.begins_at is None else "due",
        begins_at=effect.begins_at,
    )
    batch.replies.append((turn, asking.made(speaker, broadcast_id, effect)))
    batch.tells += [(turn, told) for told in asking.request(speaker.person.name or "", broadcast_id, effect)]


def listing_rows(batch: Batch) -> list[outbox.Row]:
    """A row for each sheet that was asked for, under a name of its own: no answer waits for it."""
    rows = []
    for turn, effect in batch.broadcasts:
        if isinstance(effect, b.MakeListing):
            speaker = turn.look.speaker
            order = Listing(
                broadcast_id=effect.broadcast_id,
                once=effect.once,
                conversation=speaker.conversation,
                person_id=speaker.person.id,
                reads=speaker.language,
            )
            body = _LISTING.dump_json(order).decode()
            rows.append(outbox.ordered("listing", order.conversation, order.once, body, turn.event.at))
    return rows


def read_listing(body: str) -> Listing:
    """What a row of `listing_rows` asks for."""
    return _LISTING.validate_json(body)
