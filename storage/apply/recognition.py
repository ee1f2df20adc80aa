"""The part of a batch that concerns employers: links to them, their decisions, the papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection, insert, select, update

from handlers.officers import effects as o
from storage.tables import initiatives, recognitions, requests

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
                _keep(connection, turn, effect)
            case o.MakePapers():
                pass  # becomes a row of the outbox, see `storage.apply.batch`
            case _:
                assert_never(effect)


def _ask(connection: Connection, turn: Turn, effect: o.AskEmployer) -> None:
    at = turn.event.at
    earlier = (
        (requests.c.initiative_id == effect.initiative_id)
        & (requests.c.answer == "")
        & requests.c.revoked_at.is_(None)
    )
    connection.execute(update(requests).where(earlier).values(revoked_at=at))
    connection.execute(
        insert(requests).values(
            initiative_id=effect.initiative_id,
            token_hash=effect.token_hash,
            code=effect.code,
            language=effect.language,
            made_by=turn.look.speaker.person.id,
            made_at=at,
            expires_at=effect.expires_at,
        )
    )


def _keep(connection: Connection, turn: Turn, effect: o.KeepRecognition) -> None:
    same = None
    if effect.number and effect.unit_id is not None:
        same = connection.scalar(
            select(recognitions.c.id).where(
                recognitions.c.unit_id == effect.unit_id,
                recognitions.c.number == effect.number,
                recognitions.c.signed_on == effect.signed_on,
            )
        )
    values = {
        "unit_id": effect.unit_id,
        "kind": effect.kind,
        "number": effect.number,
        "signed_on": effect.signed_on,
        "signer": effect.signer,
        "signer_title": effect.signer_title,
        "file_key": effect.file_key,
        "made_by": turn.look.speaker.person.id,
        "at": turn.event.at,
    }
    if same is None:
        made = insert(recognitions).values(values).returning(recognitions.c.id)
        same = connection.scalar(made)
    elif effect.file_key:
        scanned = {"file_key": effect.file_key}
        connection.execute(update(recognitions).where(recognitions.c.id == same).values(scanned))
    named = initiatives.c.id.in_(effect.initiative_ids)
    connection.execute(
        update(initiatives).where(named).values(recognition_id=same, lacking=not effect.file_key)
    )
