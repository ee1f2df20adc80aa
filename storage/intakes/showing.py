"""The message that shows its sender how far a workbook is, changed while its rows are done."""

import json

from sqlalchemy import Connection, select

from handlers.intakes import telling
from storage.intakes.kinds import Desk
from storage.intakes.ledger import Kept
from storage.tables import outbox
from storage.traffic import outbox as queue


def show(connection: Connection, kept: Kept, done: int, total: int, desk: Desk) -> int:
    """How many messages were queued: none where a channel cannot change what it sent, or while the last
    change is still on its way. A channel that is slow is not made slower by what nobody will see."""
    about = telling.progress_of(kept.id)
    shown = connection.execute(
        select(outbox.c.id, outbox.c.lane, outbox.c.conversation)
        .where(outbox.c.about == about, outbox.c.kind == "say", outbox.c.state == "sent")
        .where(outbox.c.person_id == kept.person_id)
        .order_by(outbox.c.id.desc())
        .limit(1)
    ).first()
    if shown is None or not desk.can_edit(shown.lane):
        return 0
    waits = (outbox.c.about == f"edit:{shown.id}") & outbox.c.state.in_(["queued", "sending"])
    if done < total and connection.execute(select(outbox.c.id).where(waits).limit(1)).first() is not None:
        return 0
    message = telling.going(desk.language, kept.id, kept.name, done, total)
    part = json.loads(desk.render(shown.lane, message, desk.language)[-1])
    row = queue.Row(
        kind="edit",
        lane=shown.lane,
        conversation=shown.conversation,
        person_id=kept.person_id,
        body=json.dumps({**part, "edits": str(shown.id)}, ensure_ascii=False),
        about=f"edit:{shown.id}",
        queued_at=desk.now,
        due_at=desk.now,
        dedupe_key=f"edit:{shown.id}:{done}",
    )
    return queue.add(connection, [row])
