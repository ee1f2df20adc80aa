"""Broadcasts on their way in a house without edges: handed over, sent, settled, and shown as they go."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from kit.house import House, Phone
from sqlalchemy import insert, select

from bot.duties import Duties
from bot.fanout import Letters
from messages.propaganda.reading import load_pieces
from storage import tables as t
from storage.broadcasts import broadcasts, outcomes, preparing, queueing

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def crowd(
    house: House, count: int, *, unit: str = "MAYTL", lane: str = "web:test", first: int = 1000
) -> None:
    """So many people who agreed to be written to."""
    with house.engine.begin() as connection:
        unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit))
        ids = range(first, first + count)
        connection.execute(
            insert(t.people),
            [
                {
                    "id": one,
                    "name": f"Người {one}",
                    "language": "vi",
                    "unit_id": unit_id,
                    "handling": True,
                    "campaigns": True,
                    "conversation": f"{lane}:p{one}",
                    "created_at": house.now,
                }
                for one in ids
            ],
        )
        connection.execute(
            insert(t.conversations),
            [
                {
                    "key": f"{lane}:p{one}",
                    "lane": lane,
                    "person_id": one,
                    "last_at": house.now,
                    "burst_at": house.now,
                    "interacted_at": house.now,
                }
                for one in ids
            ],
        )


def spread(house: House, *, most: int = 500) -> int:
    """Everything that is due is handed to the outbox, at most `most` people a lane; how many were."""
    letters = Letters(lambda lane: house.limits, {key: one.text for key, one in load_pieces().items()})
    total = 0
    with house.engine.begin() as connection:
        for one in broadcasts.unfinished(connection, house.now):
            while not preparing.prepare(connection, one, house.now, ZONE):
                pass
            for lane in queueing.lanes(connection, one) or [""]:
                page = queueing.queue(
                    connection, one, lane, house.now, ZONE, letters.write, lambda *_: True, most
                )
                total += page.queued
    return total


def settle(house: House) -> list[tuple[int, outcomes.Outcomes]]:
    with house.engine.begin() as connection:
        return outcomes.settle(connection, house.now)


def attend(house: House) -> None:
    """A minute later the clock's duties are done."""
    house.now += timedelta(minutes=1)
    duties = Duties(house.tools().render, ZONE, can_edit=lambda lane: house.limits.edits)
    for name, work in duties.works(house.now):
        if name in ("broadcasts", "progress"):
            with house.engine.begin() as connection:
                work(connection)


def edits(house: House, phone: Phone) -> list[str]:
    """What messages to this person were changed into, in order."""
    from bot.channels import render

    rows = [one for one in house.rows(t.outbox) if one.kind == "edit"]
    return [render.decode(one.body).text for one in rows if one.conversation == phone.conversation]


def told(house: House, number: int) -> list[str]:
    """Who got a broadcast, by the names of their conversations."""
    return sorted(
        one.conversation.rpartition(":")[2]
        for one in house.rows(t.outbox)
        if one.broadcast_id == number and one.state == "sent"
    )


def state(house: House, number: int = 1) -> str:
    return str(next(one.state for one in house.rows(t.broadcasts) if one.id == number))
