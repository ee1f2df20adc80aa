"""Whether what people say now follows upon a broadcast."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from handlers.broadcasts.opting_out import AnsweringFacts
from handlers.speaker import Asked
from storage import reads
from storage.tables import outbox

#: What the person has seen, or may have.
_SHOWN = ("sent", "sending", "unknown")


def load_answering(connection: Connection, asked: Sequence[Asked]) -> list[AnsweringFacts]:
    homes = reads.load_home(connection, asked)
    return [
        AnsweringFacts(facts, _was_broadcast(connection, one.speaker.conversation))
        for one, facts in zip(asked, homes, strict=True)
    ]


def _was_broadcast(connection: Connection, conversation: str) -> bool:
    last = connection.execute(
        select(outbox.c.broadcast_id)
        .where(outbox.c.conversation == conversation, outbox.c.kind == "say", outbox.c.state.in_(_SHOWN))
        .order_by(outbox.c.id.desc())
        .limit(1)
    ).first()
    return last is not None and last.broadcast_id is not None
