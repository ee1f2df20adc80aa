"""The demo federation and its doors."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, insert, select

from bot import demo
from bot.channels.web import doors
from handlers.form.initiative_form import REPORT
from handlers.initiative import Action, Level, Review, Status, moved
from handlers.officers.posts.invites import hash_of
from storage import initiatives, people, programmes, units
from storage.campaigns import campaigns
from storage.database.writer import Writer
from storage.tables import conversations, decisions, invites, notes
from storage.tables import initiatives as initiative_rows
from storage.tables import people as people_rows
from storage.tables import units as unit_rows

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def seeded(engine: Engine) -> Iterator[Engine]:
    with engine.begin() as connection:
        demo.seed(connection, NOW)
    return engine


def test_the_federation_is_whole(seeded: Engine) -> None:
    with seeded.connect() as connection:
        codes = list(connection.scalars(select(initiative_rows.c.code).order_by(initiative_rows.c.number)))
        rows = connection.execute(select(initiative_rows)).all()
        running = programmes.running(connection)
        (campaign,) = campaigns.running(connection, NOW)
        history = connection.execute(select(decisions)).all()
        unit = units.by_codes(connection, ["MAYTL"])
    assert codes == [f"NT-{number:06d}" for number in range(1, len(codes) + 1)]
    assert len(codes) >= 12
    assert {row.status for row in rows} == {"submitted", "returned", "valid", "not_valid"}
    assert running is not None
    assert running.closes == date(2026, 12, 31)
    assert (campaign.starts, campaign.ends) == (date(2026, 11, 22), date(2026, 11, 28))
    assert unit["maytl"].code == "MAYTL"
    decided = {row.initiative_id: row for row in history}
    for row in rows:
        if row.status == "submitted":
            assert row.id not in decided
            assert row.revision == 1
            continue
        step = decided[row.id]
        assert moved(Review(), Status.SUBMITTED, Action(step.action), Level.GRASSROOTS) == row.status
        assert row.revision == 2
        assert row.submitted_at < step.at <= NOW
        assert step.by_id != row.author_id


def test_each_report_holds_exactly_what_the_form_would_have_asked(seeded: Engine) -> None:
    with seeded.connect() as connection:
        rows = connection.execute(select(initiative_rows)).all()
    for row in rows:
        answers = row.answers
        assert set(answers) == {step.key for step in REPORT.steps if step.relevant(answers)}
        date.fromisoformat(answers["applied"])
        assert "amount" not in answers or Decimal(answers["amount"]) > 0
        assert all(set(one) == {"name", "share"} for one in answers["coauthors"])
        for step in REPORT.steps:
            assert step.optional or step.key not in answers or answers[step.key] is not None, (
                row.code,
                step.key,
            )


def test_decisions_are_made_by_the_nearest_officer(seeded: Engine) -> None:
    with seeded.connect() as connection:
        author = connection.scalar(
            select(people_rows.c.id).where(people_rows.c.name.startswith("Nguyễn Thị Thu H"))
        )
        assert author is not None
        written = initiatives.of_authors(connection, [author])[author]
        officer, unit_id = demo.demo.first_officer(connection)
        code = connection.scalar(select(unit_rows.c.code).where(unit_rows.c.id == unit_id))
    assert code == "MAYTL"
    assert {one.last.by_id for one in written if one.last} == {officer}


def test_only_an_empty_database_becomes_a_demo(seeded: Engine) -> None:
    with pytest.raises(ValueError, match="empty"), seeded.begin() as connection:
        demo.seed(connection, NOW)


def test_a_try_out_in_a_later_year_tells_nobody_that_they_are_too_late(engine: Engine) -> None:
    with engine.begin() as connection:
        demo.seed(connection, datetime(2029, 3, 1, tzinfo=UTC))
        running = programmes.running(connection)
    assert running is not None
    assert running.closes is None
    assert running.applied_to is None


def test_demo_data_is_never_in_a_real_start(seeded: Engine) -> None:
    with seeded.connect() as connection:
        assert demo.check(connection, True) is None
        assert demo.check(connection, False) == "admin.demo.in_real"


def test_real_data_is_never_in_a_demo(engine: Engine) -> None:
    with engine.begin() as connection:
        assert demo.check(connection, True) is None
        assert demo.check(connection, False) is None
        connection.execute(insert(notes).values(key="clock", value="1"))
        units.add(connection, code="KCN", name="KCN", kind="board")
        assert demo.check(connection, False) is None
        assert demo.check(connection, True) == "admin.demo.not_empty"


async def test_the_worker_behind_the_door_is_somebody_nobody_knows(seeded: Engine, writer: Writer) -> None:
    house = demo.DemoDoors(writer, lambda: NOW)
    first, payload = await house.person("worker", fresh=False)
    second, _ = await house.person("worker", fresh=True)
    assert payload == ""
    assert first != second
    with seeded.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(conversations)) == 0


async def test_the_officer_behind_the_door_holds_the_first_factorys_post(
    seeded: Engine, writer: Writer
) -> None:
    address, payload = await demo.DemoDoors(writer, lambda: NOW).person("officer", fresh=False)
    assert payload == ""
    assert address.startswith("demo-officer-")
    key = doors.conversation(address)
    with seeded.begin() as connection:
        look = people.look(connection, [(key, NOW)])[key]
    (post,) = look.speaker.person.posts
    assert "May" in post.unit_name
    assert look.speaker.person.is_known
    assert look.told_in == key


async def test_a_new_officer_comes_in_by_a_real_invite(seeded: Engine, writer: Writer) -> None:
    address, payload = await demo.DemoDoors(writer, lambda: NOW).person("officer", fresh=True)
    assert payload.startswith("i_")
    with seeded.connect() as connection:
        row = connection.execute(select(invites)).one()
        assert connection.scalar(select(func.count()).select_from(conversations)) == 0
    assert row.secret_hash == hash_of(payload.removeprefix("i_"))
    assert row.expires_at > NOW
    assert doors.conversation(address) not in payload
