"""How broadcasts go: the message that shows it changes while they run, and a report is given at the end."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, exists, or_, select

from handlers.broadcasts.sending import progress
from handlers.broadcasts.sending.facts import Known
from handlers.effects import Tell
from handlers.message import Message
from storage.apply.telling import Render, unnumbered
from storage.broadcasts import watching
from storage.tables import broadcasts, outbox
from storage.traffic import outbox as queue

#: For so long after its end a broadcast's report is looked for; told once, it is told for good.
RECENT = timedelta(days=2)
#: So long after its end the message still gets its last words.
LATELY = timedelta(minutes=5)
_SHOWN = ("preparing", "sending", "paused", "done", "stopped")
#: How many are looked after in one go: everybody else's turns wait meanwhile.
MOST = 20


def due(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    """The reports of broadcasts that have ended, each for whoever wrote it; with an alarm where not everybody
    is accounted for."""
    told = select(outbox.c.id).where(outbox.c.dedupe_key == _once(broadcasts.c.id, "#0"))
    ended = connection.scalars(
        select(broadcasts.c.id)
        .where(broadcasts.c.by_id.is_not(None), broadcasts.c.state.in_(["done", "stopped"]))
        .where(broadcasts.c.ended_at >= now - RECENT, ~exists(told))
        .where(or_(broadcasts.c.expected > 0, broadcasts.c.state == "done"))
        .order_by(broadcasts.c.ended_at)
        .limit(MOST)
    ).all()
    tells = []
    for one in watching.describe(connection, ended, zone):
        if one.by_id is None or one.standing.queued:
            continue  # what is in a sender's hands when it is stopped still ends
        # Without its mark: the message that shows how it goes is another one.
        report = replace(progress.show(one.by_language, one), about="")
        tells.append(Tell(one.by_id, report, f"broadcast:{one.id}:report"))
        if one.standing.total != one.standing.expected:
            wrong = progress.alarm(one.by_language, one)
            tells.append(Tell(one.by_id, wrong, f"broadcast:{one.id}:alarm"))
    return tells


def _once(number: Any, part: str) -> Any:
    return "broadcast:" + number.cast(outbox.c.dedupe_key.type) + ":report" + part


def show(
    connection: Connection, now: datetime, zone: ZoneInfo, render: Render, can_edit: Callable[[str], bool]
) -> int:
    """Change the newest message of each running broadcast that shows how it goes; how many were queued.

    One waits at a time: a channel that is slow is not made slower by what nobody will see.
    """
    running = connection.scalars(
        select(broadcasts.c.id)
        .where(broadcasts.c.by_id.is_not(None), broadcasts.c.state.in_(_SHOWN))
        .where(or_(broadcasts.c.ended_at.is_(None), broadcasts.c.ended_at >= now - LATELY))
        .order_by(broadcasts.c.id)
        .limit(MOST)
    ).all()
    rows = []
    for one in watching.describe(connection, running, zone):
        shown = _shown(connection, one)
        if shown is None or not can_edit(shown.lane) or _waits(connection, shown.id):
            continue
        body = _body(one, shown, render)
        if body != _last(connection, shown):
            rows.append(_row(one, shown, body, now))
    return queue.add(connection, rows)


def _shown(connection: Connection, one: Known) -> Any:
    """The newest message that shows it to whoever wrote it."""
    return connection.execute(
        select(outbox.c.id, outbox.c.lane, outbox.c.conversation, outbox.c.body)
        .where(outbox.c.about == one.about, outbox.c.kind == "say", outbox.c.state == "sent")
        .where(outbox.c.person_id == one.by_id)
        .order_by(outbox.c.id.desc())
        .limit(1)
    ).first()


def _waits(connection: Connection, outbox_id: int) -> bool:
    waiting = select(outbox.c.id).where(
        outbox.c.about == f"edit:{outbox_id}", outbox.c.state.in_(["queued", "sending"])
    )
    return connection.execute(waiting.limit(1)).first() is not None


def _last(connection: Connection, shown: Any) -> str:
    """What stands there now."""
    changed = connection.scalar(
        select(outbox.c.body)
        .where(outbox.c.about == f"edit:{shown.id}", outbox.c.state == "sent")
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    return changed or ""


def _body(one: Known, shown: Any, render: Render) -> str:
    language = one.by_language
    told = progress.show(language, one)
    over = Message(text=progress.running(language, one))
    message = unnumbered(over if one.is_over else told)
    part = json.loads(render(shown.lane, message, one.by_language)[-1])
    return json.dumps({**part, "edits": str(shown.id)}, ensure_ascii=False)


def _row(one: Known, shown: Any, body: str, now: datetime) -> queue.Row:
    return queue.Row(
        kind="edit",
        lane=shown.lane,
        conversation=shown.conversation,
        person_id=one.by_id,
        body=body,
        about=f"edit:{shown.id}",
        queued_at=now,
        due_at=now,
        dedupe_key=f"edit:{shown.id}:{int(now.timestamp())}",
    )
