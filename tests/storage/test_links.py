"""Codes, conversations and reminders of one person on several channels, in the tables."""

import threading
from datetime import date, datetime, time, timedelta
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, SEWING, found, hire
from kit.federation import house_on
from kit.house import House, Phone
from kit.telling import join
from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import OperationalError

from bot import pump
from handlers.events import Said, Tapped
from handlers.linking import LASTS, TRIES, hash_of
from handlers.person import Person
from handlers.speaker import Asked, Speaker
from storage import links, merging, people
from storage import tables as t
from storage.apply import Conflict
from storage.broadcasts import broadcasts, outcomes, preparing, queueing
from storage.campaigns import campaigns, planning
from storage.people import Reach

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 5, 4, 11, 45, tzinfo=ZONE)
CODE = "4829137506"


def asked(text: str, conversation: str = "web:main:2", person: int = 2) -> list[Asked]:
    said = Said(conversation=conversation, at=NOON, text=text)
    return [Asked(said, Speaker(conversation=conversation, person=Person(id=person)))]


def give(connection: Connection, person: int, code: str = CODE, at: datetime = NOON) -> None:
    row = {"code_hash": hash_of(code), "person_id": person, "conversation": f"web:main:{person}"}
    connection.execute(insert(t.links).values(**row, made_at=at, expires_at=at + LASTS))


def second(connection: Connection, person: int, key: str, *, ago: timedelta) -> None:
    """Another conversation of the same person."""
    row = {"key": key, "lane": key.rpartition(":")[0], "person_id": person}
    connection.execute(insert(t.conversations).values(**row, last_at=NOON - ago, burst_at=NOON))


@pytest.fixture
def federation(engine: Engine) -> Engine:
    with engine.begin() as connection:
        found(connection)
        for person in (1, 2):
            hire(connection, person, SEWING)
    return engine


def test_a_code_names_its_account_while_it_counts(federation: Engine) -> None:
    with federation.begin() as connection:
        give(connection, 1)
        (facts,) = links.load_codes(connection, asked(f"mã {CODE}"))
        assert facts.found is not None
        assert facts.found.person.id == 1
        assert facts.found.person.unit is not None
        assert links.load_codes(connection, asked("mã 4829137607"))[0].found is None
        connection.execute(update(t.links).values(expires_at=NOON))
        assert links.load_codes(connection, asked(CODE))[0].found is None
        connection.execute(update(t.links).values(expires_at=NOON + LASTS, used_at=NOON))
        assert links.load_codes(connection, asked(CODE))[0].found is None


def test_after_too_many_tries_no_code_is_looked_at_until_the_hour_is_over(federation: Engine) -> None:
    with federation.begin() as connection:
        give(connection, 1)
        tried = {"tries": TRIES, "tries_at": NOON - timedelta(minutes=59)}
        connection.execute(update(t.conversations).values(tried))
        (facts,) = links.load_codes(connection, asked(CODE))
        assert (facts.found, facts.paused) == (None, True)
        connection.execute(update(t.conversations).values(tries_at=NOON - timedelta(hours=1)))
        (facts,) = links.load_codes(connection, asked(CODE))
        assert facts.found is not None
        assert facts.tries == 0


def test_a_code_is_spent_once_and_says_who_came_later(federation: Engine) -> None:
    with federation.begin() as connection:
        give(connection, 1)
        second(connection, 2, "telegram:a:2", ago=timedelta(hours=1))
        assert merging.use(connection, hash_of(CODE), 2, "web:main:2", NOON)
        assert not merging.use(connection, hash_of(CODE), 2, "web:main:2", NOON)
        assert merging.merge(connection, 1, 2, "web:main:2", NOON)
        (facts,) = links.load_channels(connection, asked("", "web:main:1", 1))
    joined = {one.conversation: one.joined_at for one in facts.wheres}
    assert joined == {"web:main:1": None, "web:main:2": NOON, "telegram:a:2": NOON}


def test_nobody_is_told_where_they_cannot_be_reached(federation: Engine) -> None:
    with federation.begin() as connection:
        second(connection, 1, "telegram:a:1", ago=timedelta(hours=2))
        second(connection, 1, "zalo_bot:a:1", ago=timedelta(hours=1))
        assert people.reach(connection, [1, 2, 99]) == {
            1: Reach("web:main:1", "web:main", "vi"),
            2: Reach("web:main:2", "web:main", "vi"),
        }
        shut = update(t.conversations).values(reachable=False)
        connection.execute(shut.where(t.conversations.c.key.in_(["web:main:1", "web:main:2"])))
        assert people.reach(connection, [1, 2]) == {1: Reach("zalo_bot:a:1", "zalo_bot:a", "vi"), 2: None}
        connection.execute(shut)
        assert people.reach(connection, [1, 2]) == {1: None, 2: None}


def broadcast(connection: Connection) -> int:
    campaigns.create(
        connection,
        name="Peak Week",
        slogan="Proud",
        starts=date(2026, 5, 4),
        ends=date(2026, 5, 10),
        hours=(time(11, 45),),
        unit_ids=(PROVINCE,),
        now=NOON - timedelta(days=1),
    )
    assert planning.catch_up(connection, NOON, ZONE) == 1
    (broadcast_id,) = broadcasts.unfinished(connection, NOON)
    return broadcast_id


def spread(connection: Connection, broadcast_id: int, most: int = 500) -> queueing.Page:
    """The next page of whichever lane somebody waits in."""
    preparing.prepare(connection, broadcast_id, NOON, ZONE, most)
    lane = (queueing.lanes(connection, broadcast_id) or [""])[0]
    return queueing.queue(
        connection,
        broadcast_id,
        lane,
        NOON,
        ZONE,
        lambda letter, had: queueing.Words("Words"),
        lambda name, acted: True,
        most,
    )


def reminded(connection: Connection) -> list[tuple[int, str]]:
    rows = select(t.outbox.c.person_id, t.outbox.c.conversation).where(t.outbox.c.state == "queued")
    return [(row.person_id, row.conversation) for row in connection.execute(rows.order_by(t.outbox.c.id))]


def test_a_reminder_goes_where_the_person_can_still_be_reached(federation: Engine) -> None:
    with federation.begin() as connection:
        second(connection, 1, "zalo_bot:a:1", ago=timedelta(hours=1))
        connection.execute(
            update(t.conversations).where(t.conversations.c.lane == "web:main").values(reachable=False)
        )
        assert spread(connection, broadcast(connection)).queued == 1
        assert reminded(connection) == [(1, "zalo_bot:a:1")]
        assert connection.scalars(select(t.outbox.c.lane)).all() == ["zalo_bot:a"]


@pytest.mark.parametrize(("kept", "other"), [(1, 2), (2, 1)])
@pytest.mark.parametrize("most", [1, 500])
def test_somebody_joined_while_a_reminder_spreads_hears_it_once(
    federation: Engine, kept: int, other: int, most: int
) -> None:
    with federation.begin() as connection:
        broadcast_id = broadcast(connection)
        spread(connection, broadcast_id, most)
        assert merging.merge(connection, kept, other, f"web:main:{other}", NOON)
        while not spread(connection, broadcast_id, most).done:
            pass
        assert [person for person, _ in reminded(connection)] == [kept]
        counted = outcomes.count(connection, broadcast_id)
        assert counted.total == counted.expected == 1


def work(house: House) -> None:
    """A pump in a thread of its own, patient with what the database refuses."""
    while True:
        try:
            with house.engine.begin() as connection:
                if not pump.work(connection, house.tools(), 1, house.routes).taken:
                    return
        except (Conflict, OperationalError):
            continue


def codes(house: House, phones: list[Phone]) -> list[str]:
    """Everybody's live code, known because nobody drew it."""
    drawn = []
    for number, phone in enumerate(phones):
        phone.says("liên kết")
        drawn.append(f"111122233{number}")
        code = update(t.links).where(t.links.c.person_id == phone.row().id)
        with house.engine.begin() as connection:
            connection.execute(code.values(code_hash=hash_of(drawn[-1])))
    return drawn


def test_pumps_that_join_the_same_people_at_once_lose_nobody(engine: Engine) -> None:
    house = house_on(engine)
    phones = [join(house.person(name, channel=f"c{name}"), name=f"Lê {name}") for name in ("An", "Ba", "Tư")]
    drawn = codes(house, phones)
    for phone, code in zip(phones, [*drawn[1:], drawn[0]], strict=True):
        phone.says(code)
    for _ in range(3):
        house.store(
            *(
                Tapped(conversation=phone.conversation, at=house.now, data=phone.button("Đúng, đó là tôi"))
                for phone in phones
            ),
            *(Said(conversation=phone.conversation, at=house.now, text="trợ giúp") for phone in phones),
        )
    threads = [threading.Thread(target=work, args=(house,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [row.error for row in house.rows(t.inbox) if row.state != "done"]
    kept = {phone.row().id for phone in phones}
    assert {row.id for row in house.rows(t.people)} == kept
    assert len(kept) < 3
    assert len(house.rows(t.conversations)) == 3


def test_somebody_joined_twice_while_a_pump_waits_is_still_found(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("one writer: nobody waits for a person's row")
    house = house_on(engine)
    an, ba, tu = (house.person(name, channel=f"c{name}") for name in ("An", "Ba", "Tư"))
    for phone in (an, ba, tu):
        phone.says("xin chào")
    first, second_, third = (phone.row().id for phone in (an, ba, tu))
    found: list[int] = []

    def wait_for_an() -> None:
        with engine.begin() as connection:
            looks = people.look(connection, [(an.conversation, house.now)])
            found.append(looks[an.conversation].speaker.person.id)

    def join_again() -> None:
        with engine.begin() as connection:
            assert merging.merge(connection, third, second_, tu.conversation, house.now)
            sleep(0.3)

    waiting = [threading.Thread(target=wait_for_an), threading.Thread(target=join_again)]
    with engine.begin() as connection:
        assert merging.merge(connection, second_, first, ba.conversation, house.now)
        for thread in waiting:
            thread.start()
            sleep(0.3)
    for thread in waiting:
        thread.join()
    assert found == [third]
