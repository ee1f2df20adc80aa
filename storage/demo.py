"""Fills an empty database with the demo federation, and tells such a database from a real one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update

from handlers.form.drafts import Answers
from handlers.form.initiative_form import REPORT
from handlers.initiative import Action, Status
from handlers.understanding.folding import clean
from messages.demo import reading
from messages.demo.reading import DemoAnswers, DemoInitiative, DemoOfficer, DemoWorker
from messages.programmes.reading import load_programmes
from storage import counters, programmes, units
from storage.apply.initiatives import searchable
from storage.campaigns import campaigns
from storage.tables import conversations, decisions, initiatives, notes, officers, people
from storage.tables import programmes as programme_rows
from storage.tables import units as unit_rows
from storage.traffic.outbox import lane_of

#: The note that marks a database as the demo's.
MARK = "demo"
PROGRAMME = "emulation_2026"

_ACTIONS = {
    "valid": Action.APPROVE,
    "returned": Action.RETURN,
    "not_valid": Action.REJECT,
}


@dataclass(slots=True)
class _Seed:
    """What has been made so far, by code and by name."""

    connection: Connection
    now: datetime
    zone: ZoneInfo
    units: dict[str, int] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    workers: dict[str, tuple[int, str]] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)

    def day(self, days_ago: int) -> str:
        return (self.now.astimezone(self.zone).date() - timedelta(days=days_ago)).isoformat()


def is_marked(connection: Connection) -> bool:
    """Whether this database is the demo's."""
    return connection.scalar(select(notes.c.value).where(notes.c.key == MARK)) == "1"


def is_empty(connection: Connection) -> bool:
    """Whether neither a unit nor a person was ever put in."""
    return all(
        connection.execute(select(table.c.id).limit(1)).first() is None for table in (unit_rows, people)
    )


def seed(connection: Connection, now: datetime, zone: ZoneInfo) -> None:
    """The federation, its people, their initiatives and a Peak Week that begins today; marks the
    database. Raises ValueError when anything is in it already."""
    if not is_empty(connection):
        raise ValueError("only an empty database becomes a demo")
    connection.execute(insert(notes).values(key=MARK, value="1"))
    federation = reading.load_federation()
    making = _Seed(connection, now, zone)
    for unit in federation.units:
        made = units.add(
            connection,
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            parent=unit.parent or None,
            members=unit.members,
            workers=unit.workers,
            fdi=unit.fdi,
        )
        making.units[unit.code], making.parents[unit.code] = made, unit.parent
    for officer in federation.officers:
        _officer(making, officer)
    for worker in federation.workers:
        _worker(making, worker)
    programme = _programme(making)
    written = sorted(reading.load_initiatives(), key=lambda one: -one.submitted_days_ago)
    numbers = counters.reserve(connection, "initiative", len(written))
    for number, initiative in zip(numbers, written, strict=True):
        _initiative(making, programme, number, initiative)
    _campaign(making, federation.campaign)


def first_officer(connection: Connection) -> tuple[int, int]:
    """The ids of the officer who sits at the first factory, and of that factory."""
    row = connection.execute(
        select(officers.c.person_id, officers.c.unit_id)
        .join(unit_rows, unit_rows.c.id == officers.c.unit_id)
        .where(unit_rows.c.kind == "grassroots", officers.c.until.is_(None))
        .order_by(officers.c.id)
        .limit(1)
    ).one()
    return row.person_id, row.unit_id


def seat(connection: Connection, conversation: str, now: datetime) -> None:
    """Let the first factory's officer talk from a new conversation from now on."""
    person_id, _ = first_officer(connection)
    lane = lane_of(conversation)
    connection.execute(
        insert(conversations).values(
            key=conversation, lane=lane, person_id=person_id, last_at=now, burst_at=now
        )
    )
    connection.execute(update(people).where(people.c.id == person_id).values(conversation=conversation))


def _officer(making: _Seed, officer: DemoOfficer) -> None:
    unit = making.units[officer.unit]
    person = _person(making, officer.name, officer.phone, unit, {"handling": True})
    making.posts.setdefault(officer.unit, person)
    making.connection.execute(
        insert(officers).values(
            person_id=person, unit_id=unit, role=officer.role, since=making.now - timedelta(days=400)
        )
    )


def _worker(making: _Seed, worker: DemoWorker) -> None:
    consents = worker.consents.model_dump()
    person = _person(making, worker.name, worker.phone, making.units[worker.unit], consents, worker.language)
    making.workers[worker.name] = (person, worker.unit)


def _person(
    making: _Seed,
    name: str,
    phone: str,
    unit_id: int,
    consents: Mapping[str, bool | None],
    language: str = "vi",
) -> int:
    made = making.connection.execute(
        insert(people)
        .values(
            name=name,
            phone=phone,
            unit_id=unit_id,
            language=language,
            created_at=making.now - timedelta(days=30),
            **consents,
        )
        .returning(people.c.id)
    )
    return int(made.scalar_one())


def _programme(making: _Seed) -> tuple[int, str]:
    """The running programme's id and prefix. Where no phase of it is open today its dates are left
    out: a try-out in a later year must not tell everybody that they are too late."""
    preset = next(one for one in load_programmes() if one.key == PROGRAMME)
    phase = preset.phase_on(making.now.astimezone(making.zone).date())
    programmes.run(
        making.connection,
        {
            "key": preset.key,
            "name": preset.name,
            "slogan": preset.slogan,
            "prefix": preset.prefix,
            "applied_from": preset.applied_from if phase else None,
            "applied_to": preset.applied_to if phase else None,
            "opens": phase.opens if phase else None,
            "closes": phase.closes if phase else None,
            # One officer sits beside the worker on the demo's page: alone they could only endorse.
            "levels": 1,
            "recognition": False,
            "answer_days": preset.answer_days,
            "lease_minutes": preset.lease_minutes,
        },
    )
    found = making.connection.scalar(select(programme_rows.c.id).where(programme_rows.c.active))
    return int(found or 0), preset.prefix


def _initiative(making: _Seed, programme: tuple[int, str], number: int, initiative: DemoInitiative) -> None:
    author, unit = making.workers[initiative.author]
    # At work, each at its own minute, and never in the future.
    day = making.now.astimezone(making.zone).date() - timedelta(days=initiative.submitted_days_ago)
    began = datetime.combine(day, time(7, 30), making.zone)
    at = min(began + timedelta(minutes=17 * number), making.now - timedelta(minutes=1))
    decided = initiative.status != "submitted"
    moved = min(at + timedelta(hours=26), making.now) if decided else at
    answers = _answers(making, initiative.answers)
    made = making.connection.execute(
        insert(initiatives)
        .values(
            number=number,
            code=f"{programme[1]}-{number:06d}",
            author_id=author,
            unit_id=making.units[unit],
            programme_id=programme[0],
            status=Status(initiative.status).value,
            revision=2 if decided else 1,
            title=answers["title"],
            answers=answers,
            form_version=REPORT.version,
            folded=searchable(answers["title"], answers, initiative.author),
            submitted_at=at,
            updated_at=moved,
        )
        .returning(initiatives.c.id)
    ).scalar_one()
    if decided:
        making.connection.execute(
            insert(decisions).values(
                initiative_id=made,
                action=_ACTIONS[initiative.status].value,
                by_id=_nearest(making, unit, author),
                at=moved,
                reason=initiative.reason,
                words=initiative.words,
            )
        )


def _nearest(making: _Seed, unit: str, author: int) -> int:
    """The officer of the unit or of the next one above that has one."""
    while unit not in making.posts or making.posts[unit] == author:
        unit = making.parents[unit]
    return making.posts[unit]


def _answers(making: _Seed, told: DemoAnswers) -> Answers:
    """The report as the form would have kept it."""
    kept: Answers = {
        **{key: clean(value) for key, value in told.model_dump().items() if isinstance(value, str)},
        "applied": making.day(told.applied_days_ago),
        "amount": None if told.amount is None else f"{Decimal(str(told.amount)):f}",
        "coauthors": [{"name": one.name, "share": str(one.share)} for one in told.coauthors],
        "decision_date": None
        if told.decision_date_days_ago is None
        else making.day(told.decision_date_days_ago),
        "decision_photo": [],
        "evidence": [],
    }
    asked = [step.key for step in REPORT.steps if step.relevant(kept)]
    return {key: kept[key] if kept[key] != "" else None for key in asked}


def _campaign(making: _Seed, campaign: reading.DemoCampaign) -> None:
    starts = making.now.astimezone(making.zone).date()
    campaigns.create(
        making.connection,
        name=campaign.name,
        slogan=campaign.slogan,
        starts=starts,
        ends=starts + timedelta(days=campaign.length_days - 1),
        hours=[time.fromisoformat(hour) for hour in campaign.hours],
        unit_ids=[making.units[campaign.root]],
        now=making.now,
    )
