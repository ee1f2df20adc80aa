"""The part of a batch that changes drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from storage.database.bulk import Bulk
from storage.people import draft_fields
from storage.tables import drafts

if TYPE_CHECKING:
    from storage.apply.batch import Batch

_SAVE = Bulk(
    update(drafts)
    .where(drafts.c.id == bindparam("row"))
    .values(
        step=bindparam("new_step"),
        answers=bindparam("new_answers", type_=drafts.c.answers.type),
        state=bindparam("new_state"),
        revision=bindparam("new_revision"),
        updated_at=bindparam("new_updated_at"),
    ),
    ("row", "new_step", "new_answers", "new_state", "new_revision", "new_updated_at"),
)


def write(connection: Connection, batch: Batch) -> None:
    """Drop, put aside and save drafts, in that order, so that one person never has two active."""
    if batch.drop:
        connection.execute(delete(drafts).where(drafts.c.person_id.in_(batch.drop), drafts.c.active))
    if batch.aside:
        connection.execute(update(drafts).where(drafts.c.person_id.in_(batch.aside)).values(active=False))
    for person_id, initiative_id in batch.replaced:
        # The record is opened anew: an older draft of the same one would come back afterwards.
        older = (drafts.c.person_id == person_id) & (drafts.c.initiative_id == initiative_id)
        connection.execute(delete(drafts).where(older))
    changed, new = [], []
    for person_id, draft, at in batch.drafts:
        fields = draft_fields(draft)
        if draft.id is None:
            new.append({**fields, "person_id": person_id, "active": True, "updated_at": at})
        else:
            changed.append(
                {
                    "row": draft.id,
                    "new_step": fields["step"],
                    "new_answers": fields["answers"],
                    "new_state": fields["state"],
                    "new_revision": fields["revision"],
                    "new_updated_at": at,
                }
            )
    if changed:
        _SAVE.run(connection, changed)
    if new:
        connection.execute(insert(drafts), new)
    begun = {person_id for person_id, draft, _ in batch.drafts if draft.id is None}
    _reopen(connection, [person for person in batch.drop if person not in begun])


def _reopen(connection: Connection, person_ids: list[int]) -> None:
    """What was put aside for the dropped draft becomes active again, the newest first."""
    if not person_ids:
        return
    newest = (
        select(func.max(drafts.c.id))
        .where(drafts.c.person_id.in_(person_ids))
        .group_by(drafts.c.person_id)
        .having(func.count().filter(drafts.c.active) == 0)
    )
    connection.execute(update(drafts).where(drafts.c.id.in_(newest)).values(active=True))
