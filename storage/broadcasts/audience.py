"""The people an audience means, as statements that a database of millions answers page by page."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, literal, or_, select

from handlers.broadcasts.audience import EVERYBODY, Audience, Did
from handlers.initiative import Status
from storage.people import TOLD_IN
from storage.tables import conversations, drafts, initiatives, officers, people, units

#: Why somebody who is meant is not written to, known before anything is queued: skipped with this reason.
OPTED_OUT, NO_CONSENT, UNREACHABLE = "opted_out", "no_consent", "unreachable"

#: What was taken back or found not to count leaves its author as if nothing had been sent.
_GONE = (Status.WITHDRAWN.value, Status.NOT_VALID.value)


def since_of(first: date, zone: ZoneInfo) -> datetime:
    """From when on what people sent counts for a campaign."""
    return datetime.combine(first, time(), zone)


def did(since: datetime) -> ColumnElement[str]:
    """What a person (a row of `people`) has done since then, as a value of `Did`."""
    # One look at a person's own, by the index on authors: asked for by status, SQLite goes through
    # everybody's returned ones for each.
    furthest = (
        select(
            func.max(
                case(
                    (initiatives.c.status == Status.RETURNED.value, 3),
                    (initiatives.c.status == Status.ASKED.value, 1),
                    else_=2,
                )
            )
        )
        .where(initiatives.c.author_id == people.c.id, initiatives.c.submitted_at >= since)
        .where(initiatives.c.status.not_in(_GONE))
        .scalar_subquery()
    )
    # A draft that says the employer has decided counts before any other.
    decided = drafts.c.answers["recognition"].as_string() == "have"
    begun = (
        select(func.max(case((decided, 2), else_=1)))
        .where(drafts.c.person_id == people.c.id, drafts.c.form == "report", drafts.c.initiative_id.is_(None))
        .scalar_subquery()
    )
    # With a value, so that each of both is looked up once a person and not once for every answer.
    stage = func.coalesce(furthest, 0) * 10 + func.coalesce(begun, 0)
    sent = {30: Did.RETURNED, 20: Did.SENT, 10: Did.ASKED}
    known = {base + draft: done.value for base, done in sent.items() for draft in (0, 1, 2)}
    known |= {2: Did.RECOGNISED.value, 1: Did.DRAFT.value}
    return case(known, value=stage, else_=Did.NOTHING.value)


#: "" for whoever may be written to.
REASON: ColumnElement[str] = case(
    (people.c.campaigns.is_(False), OPTED_OUT),
    (people.c.campaigns.is_(None), NO_CONSENT),
    (TOLD_IN.is_(None), UNREACHABLE),
    else_="",
)


def roots(connection: Connection, audience: Audience) -> list[str]:
    """The paths of the audience's units. A unit that ended hangs below the one it was merged into, so the
    one that stands there now is meant too."""
    found = connection.execute(select(units.c.path).where(units.c.id.in_(audience.unit_ids)))
    return list(found.scalars())


def people_of(audience: Audience, paths: list[str]) -> Select[Any]:
    """The ids of everybody the audience may mean, but for what they did, in the order of their ids."""
    below = select(units.c.id).where(or_(*(units.c.path.startswith(path) for path in paths)))
    if audience.fdi is not None:
        below = below.where(units.c.fdi.is_(audience.fdi))
    query = select(people.c.id).where(people.c.unit_id.in_(below)).where(people.c.handling.is_not(False))
    if audience.languages:
        query = query.where(people.c.language.in_(audience.languages))
    if audience.role:
        holds = exists(
            select(literal(1))
            .select_from(officers)
            .where(officers.c.person_id == people.c.id, officers.c.until.is_(None))
        )
        query = query.where(holds if audience.role == "officer" else ~holds)
    if audience.steps:
        at_step = exists(
            select(literal(1))
            .select_from(drafts)
            .where(drafts.c.person_id == people.c.id, drafts.c.form == "report")
            .where(drafts.c.step.in_(audience.steps))
        )
        query = query.where(at_step)
    return query


def facts(ids: Any, since: datetime, audience: Audience) -> Select[Any]:
    """person_id, conversation, lane, language, did, why, interacted_at of those of `ids` whom the audience
    means."""
    had_done = did(since)
    inner = (
        select(
            people.c.id.label("person_id"),
            people.c.language,
            TOLD_IN.label("conversation"),
            had_done.label("did"),
            REASON.label("why"),
        )
        .outerjoin(conversations, conversations.c.key == people.c.conversation)
        .where(people.c.id.in_(ids))
        # Or every column that is asked for twice is looked up twice for each person.
        .cte("standing")
        .prefix_with("MATERIALIZED")
    )
    told = conversations.alias("told")
    query = select(inner, func.coalesce(told.c.lane, "").label("lane"), told.c.interacted_at).outerjoin(
        told, told.c.key == inner.c.conversation
    )
    if set(audience.did) != set(EVERYBODY):
        query = query.where(inner.c.did.in_([one.value for one in audience.did]))
    return query
