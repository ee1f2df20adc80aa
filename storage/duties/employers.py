"""Reminders of the year for asking an employer, of the three months for its answer, and of links that end."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, select, update

from handlers.effects import Tell
from handlers.employer import clocks, reminding
from handlers.employer.reminding import Overdue, YearEnding
from handlers.employer.requests import last_day
from handlers.initiative import Action, Status
from handlers.officers.officer import Officer
from storage.employers import items
from storage.posts import officers as officer_rows
from storage.tables import decisions, initiatives, officers, people, requests

#: Nobody is woken: hours of the local day between which reminders are given.
FROM, TO = 7, 21
#: How many are looked at in one minute; the rest follows in the next.
MOST: Final = 500
_UNASKED: Final = (Status.SUBMITTED, Status.RETURNED, Status.SENT_BACK, Status.ENDORSED)


def due(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    """What is to be said now. The day of the next reminder is written down with it, so that each minute
    reads only what is due."""
    local = now.astimezone(zone)
    if not FROM <= local.hour < TO:
        return []
    return [*_years(connection, local.date()), *_answers(connection, local.date(), zone)]


def _years(connection: Connection, today: date) -> list[Tell]:
    """One year from the first application is what Decree 13/2012/ND-CP, article 5.2 gives for asking."""
    rows = connection.execute(
        select(initiatives)
        .where(initiatives.c.ask_on <= today)
        .order_by(initiatives.c.ask_on, initiatives.c.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    ).all()
    heard = items.hearers(connection, [row.id for row in rows])
    told = officer_rows.officers_for(connection, {row.unit_id for row in rows}) if rows else {}
    tells: list[Tell] = []
    for row in rows:
        applied = clocks.applied_on(row.answers)
        days = clocks.warnings(applied) if applied else ()
        following = clocks.following(days, today)
        stage = _stage(days, today)
        open_still = Status(row.status) in _UNASKED and row.answers.get("recognition") != "have"
        if not (applied and open_still and today <= clocks.last_day_to_ask(applied)):
            stage, following = None, None
        _set(connection, initiatives, row.id, ask_on=following)
        if stage is not None and applied is not None:
            about = YearEnding(row.id, row.code, row.title, applied, stage, row.status == Status.RETURNED)
            tells += reminding.year(about, heard[row.id], told.get(row.unit_id, []))
    return tells


def _answers(connection: Connection, today: date, zone: ZoneInfo) -> list[Tell]:
    """Three months are what article 7.1 gives for the answer."""
    author = people.alias("author")
    rows = connection.execute(
        select(
            requests,
            initiatives.c.code.label("initiative"),
            initiatives.c.title.label("name_of_it"),
            initiatives.c.status,
            func.coalesce(initiatives.c.establishment_id, initiatives.c.unit_id).label("unit"),
            author.c.name.label("author"),
        )
        .join(initiatives, initiatives.c.id == requests.c.initiative_id)
        .outerjoin(author, author.c.id == initiatives.c.author_id)
        .where(requests.c.remind_on <= today)
        .order_by(requests.c.remind_on, requests.c.id)
        .limit(MOST)
        .with_for_update(of=requests, skip_locked=True)
    ).all()
    tells: list[Tell] = []
    for row in rows:
        if row.status != Status.ASKED:
            _set(connection, requests, row.id, remind_on=None)
            continue
        asked = _asked_on(connection, row, zone)
        ends = None if row.revoked_at else row.expires_at.astimezone(zone).date()
        days = clocks.reminders(asked, ends)
        stages = [name for day, name in days if row.remind_on <= day <= today]
        _set(
            connection,
            requests,
            row.id,
            remind_on=clocks.following(days, today),
            reminded=row.reminded + len(stages),
        )
        tells += _reminders(connection, row, asked, stages, zone)
    return tells


def _reminders(
    connection: Connection, row: Row[Any], asked: date, stages: Iterable[str], zone: ZoneInfo
) -> list[Tell]:
    """The latest of the legal reminders, and the end of the link when that is near."""
    union, _ = items.employer_of(connection, row.unit)
    about = Overdue(
        request_id=row.id,
        initiative_id=row.initiative_id,
        code=row.initiative,
        title=row.name_of_it,
        author=row.author or "",
        union=union,
        language=row.language,
        asked=asked,
        until=last_day(row.expires_at, zone),
    )
    hearing = _hearing(connection, row)
    told = list(stages)
    legal = [one for one in told if one != "expiring"]
    tells = reminding.answer(about, legal[-1], hearing) if legal else []
    if "expiring" in told:
        tells += reminding.expiring(about, hearing)
    if "over" in legal:
        tells += reminding.overdue(about, items.hearers(connection, [row.initiative_id])[row.initiative_id])
    return tells


def _hearing(connection: Connection, row: Row[Any]) -> list[Officer]:
    """The officer who asked; the unit's officers once that one has no post any more."""
    asker = connection.execute(
        select(people.c.id, people.c.language)
        .join(officers, officers.c.person_id == people.c.id)
        .where(people.c.id == row.made_by, officers.c.until.is_(None))
    ).first()
    if asker is not None:
        return [Officer(asker.id, asker.language)]
    return officer_rows.officers_for(connection, {row.unit})[row.unit]


def _asked_on(connection: Connection, row: Row[Any], zone: ZoneInfo) -> date:
    """When it was asked first: a new link gives no new three months."""
    asked = (decisions.c.initiative_id == row.initiative_id) & (decisions.c.action == Action.ASK.value)
    at: datetime | None = connection.scalar(select(func.max(decisions.c.at)).where(asked))
    return (at or row.made_at).astimezone(zone).date()


def _stage(days: tuple[tuple[date, str], ...], today: date) -> str | None:
    passed = [name for day, name in days if day <= today]
    return passed[-1] if passed else None


def _set(connection: Connection, table: Any, row_id: int, **values: object) -> None:
    connection.execute(update(table).where(table.c.id == row_id).values(**values))
