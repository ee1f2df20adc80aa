"""A small federation with a campaign, and a rehearsal of it in which nothing happens by chance."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert

from bot.channels.abilities import limits_of
from bot.channels.port import Limits
from bot.rehearsal.assumptions import Assumptions
from bot.rehearsal.rehearsal import Rehearsal, Wanted
from bot.rehearsal.results import Report
from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import Content, Reminder
from handlers.campaigns.schedule import FromStart, Rule
from handlers.person import Role
from storage import programmes, units
from storage import tables as t
from storage.campaigns import campaigns, entries

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MADE = datetime(2026, 4, 1, tzinfo=UTC)
MONDAY, SUNDAY = date(2026, 5, 4), date(2026, 5, 10)
EVERYONE = Audience(unit_ids=())
#: Nobody refuses, fails or is lost, so that figures can be told beforehand.
SMOOTH = Assumptions(consent=1.0, foreign=0, stops=0, blocked=0, failed=0, uncertain=0)
WEB = {"web": 1}


def found(connection: Connection, **review: Any) -> None:
    """A province with two factories, officers at all three, and a programme."""
    ids = [
        units.add(connection, code="TINH", name="Province", kind="province"),
        units.add(
            connection, code="MAY", name="Sewing", kind="grassroots", parent="TINH", fdi=True, workers=900
        ),
        units.add(
            connection, code="GIAY", name="Shoes", kind="grassroots", parent="TINH", fdi=True, workers=100
        ),
    ]
    fields = {"key": "test", "name": "Test", "slogan": "Proud", "prefix": "NT", **review}
    programmes.run(connection, fields)
    for place, unit in enumerate((*ids, ids[0])):
        role = Role.PROVINCE if unit == ids[0] else Role.GRASSROOTS
        person = connection.execute(
            insert(t.people).values(created_at=MADE).returning(t.people.c.id)
        ).scalar()
        connection.execute(
            insert(t.officers).values(person_id=person, unit_id=unit, role=role.value, since=MADE)
        )
        assert place < 4


def campaign(connection: Connection, *plan: tuple[Rule, Audience, Content], **how: Any) -> int:
    fields: dict[str, Any] = {
        "name": "Peak Week",
        "slogan": "Proud",
        "starts": MONDAY,
        "ends": SUNDAY,
        "unit_ids": [1],
        "now": MADE,
        "target": 1,
        **how,
    }
    made = campaigns.create(connection, **fields)
    for rule, audience, content in plan:
        entries.add(connection, made, rule, audience, content)
    return made


def rehearse(engine: Engine, made: int, limits: Callable[[str], Limits] = limits_of, **how: Any) -> Report:
    fields: dict[str, Any] = {
        "people": 60,
        "runs": 1,
        "rates": SMOOTH,
        "channels": WEB,
        "sample": 0,
        "after": 1,
        **how,
    }
    report = Rehearsal(engine, ZONE, limits).rehearse(Wanted(campaign_id=made, **fields))
    assert report is not None
    return report


def rules(report: Report) -> set[str]:
    return {one.rule for one in report.findings}


def planned(engine: Engine, *plan: tuple[Rule, Audience, Content], **how: Any) -> int:
    with engine.begin() as connection:
        found(connection)
        return campaign(connection, *plan, **how)


def noon(day: int = 0) -> tuple[Rule, Audience, Content]:
    return (FromStart(day, time(11, 45)), EVERYONE, Reminder())
