"""The part of a batch that receives workbooks and answers what was asked about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection

from handlers.intakes.effects import ApplyWorkbook, DropWorkbook, ReceiveWorkbook
from storage.intakes import ledger

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> bool:
    """False when a workbook that was to be applied waits no more."""
    for turn, effect in batch.intakes:
        person = turn.look.speaker.person.id
        match effect:
            case ReceiveWorkbook(file_key, name):
                ledger.receive(
                    connection,
                    person_id=person,
                    conversation=turn.event.conversation,
                    file_key=file_key,
                    name=name,
                    at=turn.event.at,
                )
            case ApplyWorkbook(intake_id):
                if not ledger.begin(connection, intake_id, person):
                    return False
            case DropWorkbook(intake_id):
                ledger.drop(connection, intake_id, person)
            case _:
                assert_never(effect)
    return True
