"""What an officer's answer about a workbook rests on."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.intakes import telling
from handlers.intakes.chat import Brought, IntakeFacts, asked_id
from handlers.speaker import Asked
from storage.intakes import ledger
from storage.intakes.ledger import Kept
from storage.posts.officers import VIETNAM


def load_intakes(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[IntakeFacts]:
    """Each speaker's own workbooks; nobody else's are known to them."""
    return [_load(connection, one, zone) for one in asked]


def _load(connection: Connection, one: Asked, zone: ZoneInfo) -> IntakeFacts:
    person, wanted = one.speaker.person.id, asked_id(one.event)
    if not one.speaker.person.is_officer:
        return IntakeFacts(speaker=one.speaker, zone=zone)
    waiting = [kept for kept in ledger.open_of(connection, person) if one.event.at - kept.at <= ledger.LASTS]
    named = ledger.one(connection, wanted) if wanted is not None else None
    return IntakeFacts(
        speaker=one.speaker,
        open=tuple(_brought(connection, kept, one, zone) for kept in waiting),
        named=_brought(connection, named, one, zone) if named and named.person_id == person else None,
        zone=zone,
    )


def _brought(connection: Connection, kept: Kept, one: Asked, zone: ZoneInfo) -> Brought:
    planned = kept.counts.get("plan", {})
    before = ledger.applied_before(connection, kept.sha256) if kept.state == "checked" else None
    language = one.speaker.language
    return Brought(
        id=kept.id,
        name=kept.name,
        state=kept.state,
        rows=planned.get("change", 0) + planned.get("doubtful", 0),
        expired=kept.why == "expired" or (kept.state == "checked" and one.event.at - kept.at > ledger.LASTS),
        done_at=kept.done_at,
        again=telling.again(language, before.name, before.at, zone) if before is not None else "",
    )
