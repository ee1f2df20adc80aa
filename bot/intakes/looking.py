"""Looks at one workbook: its kind, what it would change, and the copy that shows where it is not clean."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.workbooks import marking, reading
from bot.workbooks.reading import Sheet, Unread
from handlers.intakes import telling
from handlers.intakes.plan import UNCLEAN, Plan, Planned
from handlers.intakes.telling import Subject
from handlers.person import Person
from messages.catalog import DEFAULT, say
from storage import rulings
from storage.apply.telling import Render
from storage.intakes import ledger
from storage.intakes.kinds import Desk
from storage.intakes.ledger import Kept
from storage.intakes.registry import INTAKES

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a desk needs beside the database."""

    zone: ZoneInfo
    render: Render
    can_edit: Callable[[str], bool]
    doors: Callable[[], tuple[str, ...]] = tuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found: a plan with its sheet, or in finished words why there is none. `copy` is the marked
    workbook, None where nothing is to be marked. `why` is kept beside the state."""

    state: Literal["checked", "refused"]
    why: str = ""
    text: str = ""
    plan: Plan = field(default_factory=lambda: Plan("", ()))
    sheet: Sheet | None = None
    copy: bytes | None = None


def look(engine: Engine, kept: Kept, data: bytes, desk: Desk) -> Looked:
    """Read it and check it against what stands now; changes nothing. A bug is told, not raised: the same
    bytes would only meet it again."""
    try:
        return _look(engine, kept, data, desk)
    except DBAPIError:
        raise
    except Exception:
        log.exception("intake_unread", intake=kept.id)
        return _broken(kept, desk)


def lost(kept: Kept, desk: Desk) -> Looked:
    """Its bytes were here once and are not any more."""
    log.error("intake_bytes_missing", intake=kept.id)
    return _broken(kept, desk)


def _broken(kept: Kept, desk: Desk) -> Looked:
    text = say(desk.language, "intake.unread.broken", name=kept.name)
    return Looked(state="refused", why="broken", text=text)


def _look(engine: Engine, kept: Kept, data: bytes, desk: Desk) -> Looked:
    with engine.connect().execution_options(reading=True) as connection:
        before = ledger.applied_before(connection, kept.sha256)
    if before is not None:
        text = telling.again(desk.language, before.name, before.at, desk.zone)
        return Looked(state="refused", why="again", text=text)
    sheet = reading.read(data, INTAKES, desk.language)
    if isinstance(sheet, Unread):
        return Looked(state="refused", why=sheet.why, text=sheet.text(desk.language))
    with engine.connect().execution_options(reading=True) as connection:
        plan = sheet.intake.check(connection, sheet.lines, desk)
    copy = mark(data, sheet, plan.rows, desk.language)
    return Looked(state="checked" if plan.doable else "refused", plan=plan, sheet=sheet, copy=copy)


def mark(data: bytes, sheet: Sheet, rows: tuple[Planned, ...], language: str) -> bytes | None:
    """The copy, where anything is to be marked. Without it everything is still told in words, so that a
    cell no writer takes stops nobody."""
    if not any(one.state in UNCLEAN for one in rows):
        return None
    try:
        return marking.mark(data, sheet, rows, language)
    except Exception:
        log.exception("intake_unmarked", kind=sheet.intake.kind)
        return None


def subject(kept: Kept, sheet: Sheet, language: str) -> Subject:
    """How this workbook and its columns are named to whoever sent it."""
    titles = {key: words[0] for key, words in sheet.intake.headings(language).items()}
    return Subject(id=kept.id, name=kept.name, language=language, titles=titles)


def sit(connection: Connection, kept: Kept, now: datetime, tools: Tools) -> Desk:
    """Who sent it as they are now: posts that ended meanwhile give no rights any more."""
    sender = None
    if kept.person_id is not None:
        sender = rulings.officer(connection, kept.person_id, now) or Person(id=kept.person_id)
    return Desk(
        sender=sender,
        language=sender.language if sender is not None else DEFAULT,
        now=now,
        zone=tools.zone,
        render=tools.render,
        can_edit=tools.can_edit,
        key=f"intake:{kept.id}",
        doors=tools.doors(),
    )
