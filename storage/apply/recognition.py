"""The part of a batch that concerns employers: links to them, their decisions, the papers."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection, func, insert, select, update

from handlers.employer import clocks
from handlers.initiative import Action
from handlers.officers import effects as o
from storage.tables import decisions, initiatives, recognitions, requests

if TYPE_CHECKING:
    from storage.apply.batch import Batch, Turn


def write(connection: Connection, batch: Batch) -> None:
    """Everything in its order."""
    for turn, effect in batch.recognition:
        at = turn.event.at
        match effect:
            case o.AskEmployer():
                _ask(connection, turn, effect)
            case o.RevokeRequest(request_id):
                running = (requests.c.id == request_id) & requests.c.revoked_at.is_(None)
                connection.execute(update(requests).where(running).values(revoked_at=at))
            case o.KeepRecognition():
                keep(connection, effect, turn.look.speaker.person.id, at)
            case o.MakePapers():
                pass  # becomes a row of the outbox, see `storage.apply.batch`
            case _:
                assert_never(effect)


def _ask(connection: Connection, turn: Turn, effect: o.AskEmployer) -> None:
    at = turn.event.at
    # Also one that was answered: a newer asking is the only one that counts.
    earlier = (requests.c.initiative_id == effect.initiative_id) & requests.c.revoked_at.is_(None)
    connection.execute(update(requests).where(earlier).values(revoked_at=at))
    past = requests.c.initiative_id == effect.initiative_id
    connection.execute(update(requests).where(past).values(remind_on=None))
    today = at.date()
    days = clocks.reminders(
        _asked_on(connection, effect.initiative_id, at.tzinfo) or today,
        effect.expires_at.astimezone(at.tzinfo).date(),
    )
    connection.execute(
        insert(requests).values(
            initiative_id=effect.initiative_id,
            token_hash=effect.token_hash,
            code=effect.code,
            language=effect.language,
            made_by=turn.look.speaker.person.id,
            made_at=at,
            expires_at=effect.expires_at,
            remind_on=clocks.following(days, today),
        )
    )


def _asked_on(connection: Connection, initiative_id: int, zone: tzinfo | None) -> date | None:
    """The three months run from when it was asked, and not anew with every link."""
    asked = (decisions.c.initiative_id == initiative_id) & (decisions.c.action == Action.ASK.value)
    at: datetime | None = connection.scalar(select(func.max(decisions.c.at)).where(asked))
    return at.astimezone(zone).date() if at is not None else None


def find(connection: Connection, unit_id: int | None, number: str, signed_on: date | None) -> int | None:
    """The decision of this number and day at a unit: one may be about many initiatives."""
    if not number or unit_id is None:
        return None
    return connection.scalar(
        select(recognitions.c.id).where(
            recognitions.c.unit_id == unit_id,
            recognitions.c.number == number,
            recognitions.c.signed_on.is_not_distinct_from(signed_on),
        )
    )


def keep(connection: Connection, paper: o.KeepRecognition, made_by: int, at: datetime) -> int:
    """The decision's id, after it stands on all its initiatives. A newer scan takes the older one's place;
    what was known of the same paper is not forgotten for being left out now."""
    same = find(connection, paper.unit_id, paper.number, paper.signed_on)
    told = {
        "signer": paper.signer,
        "signer_title": paper.signer_title,
        "file_key": paper.file_key,
    }
    if same is None:
        made = insert(recognitions).values(
            unit_id=paper.unit_id,
            kind=paper.kind,
            number=paper.number,
            signed_on=paper.signed_on,
            made_by=made_by,
            at=at,
            **told,
        )
        same = connection.execute(made.returning(recognitions.c.id)).scalar_one()
    elif any(told.values()):
        news = {key: value for key, value in told.items() if value}
        connection.execute(update(recognitions).where(recognitions.c.id == same).values(news))
    scan = connection.scalar(select(recognitions.c.file_key).where(recognitions.c.id == same))
    named = initiatives.c.id.in_(paper.initiative_ids)
    connection.execute(update(initiatives).where(named).values(recognition_id=same, lacking=not scan))
    return int(same)
