"""What is to leave the house leaves in order, one message of a conversation at a time, replies first."""

import random
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from storage.database.engine import open_engine
from storage.tables import metadata
from storage.tables import outbox as rows
from storage.traffic import outbox, receipts
from storage.traffic.outbox import BULK, REPLY, Claimed, Row
from storage.traffic.receipts import Outcome

NOW = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
LANE = "web:main"


def row(conversation: str = "a", body: str = "x", **more: object) -> Row:
    plain = Row(
        kind="say", lane=LANE, conversation=f"{LANE}:{conversation}", body=body, queued_at=NOW, due_at=NOW
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def sent(claimed: list[Claimed]) -> list[Outcome]:
    return [Outcome(outbox_id=one.id, result="sent", platform_id=f"p{one.id}") for one in claimed]


def drain(engine: Engine, now: datetime = NOW, most: int = 100) -> list[list[str]]:
    """Claim and send until nothing is due; the bodies of each round."""
    rounds = []
    while True:
        with engine.begin() as connection:
            claimed = outbox.claim(connection, LANE, now, most)
            receipts.settle(connection, sent(claimed), now)
        if not claimed:
            return rounds
        rounds.append([one.body for one in claimed])


def test_messages_of_a_conversation_leave_one_after_another_in_their_order(engine: Engine) -> None:
    with engine.begin() as connection:
        assert outbox.add(connection, [row("a", "1"), row("b", "I"), row("a", "2"), row("a", "3")]) == 4
    assert drain(engine) == [["1", "I"], ["2"], ["3"]]


def test_a_reply_overtakes_campaign_mail_that_was_queued_before(engine: Engine) -> None:
    with engine.begin() as connection:
        outbox.add(connection, [row("a", "bulk", priority=BULK), row("b", "bulk b", priority=BULK)])
        outbox.add(connection, [row("a", "reply")])
    assert drain(engine) == [["reply", "bulk b"], ["bulk"]]


def test_a_claim_for_replies_leaves_campaign_mail_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        outbox.add(connection, [row("a", "bulk", priority=BULK), row("b", "reply")])
        claimed = outbox.claim(connection, LANE, NOW, 10, least_urgent=REPLY)
        assert [one.body for one in claimed] == ["reply"]


def test_another_channels_rows_are_not_touched(engine: Engine) -> None:
    with engine.begin() as connection:
        outbox.add(connection, [row("a", "theirs", lane="telegram:1")])
        assert outbox.claim(connection, LANE, NOW, 10) == []


def test_what_is_due_later_holds_back_what_comes_after_it_in_the_same_conversation(engine: Engine) -> None:
    later = NOW + timedelta(seconds=2)
    with engine.begin() as connection:
        outbox.add(connection, [row("a", "1", due_at=later), row("a", "2"), row("b", "I")])
    assert drain(engine) == [["I"]]
    with engine.begin() as connection:
        assert outbox.next_due(connection, [LANE], NOW) == later
    assert drain(engine, later) == [["1"], ["2"]]
    with engine.begin() as connection:
        assert outbox.next_due(connection, [LANE], NOW) is None


def test_a_dedupe_key_used_before_adds_nothing_for_good(engine: Engine) -> None:
    with engine.begin() as connection:
        assert outbox.add(connection, [row(body="1", dedupe_key="k")]) == 1
    drain(engine)
    with engine.begin() as connection:
        assert outbox.add(connection, [row(body="1", dedupe_key="k"), row(body="2", dedupe_key="l")]) == 1
    assert drain(engine) == [["2"]]


def test_rows_with_and_without_keys_keep_their_order(engine: Engine) -> None:
    with engine.begin() as connection:
        outbox.add(connection, [row(body="1", dedupe_key="k"), row(body="2"), row(body="3", dedupe_key="l")])
    assert drain(engine) == [["1"], ["2"], ["3"]]


def test_a_person_who_opts_out_gets_no_more_campaign_mail_but_their_replies(engine: Engine) -> None:
    with engine.begin() as connection:
        mail = [row("a", "bulk", priority=BULK, person_id=1), row("b", "bulk b", priority=BULK, person_id=2)]
        outbox.add(connection, [*mail, row("a", "reply", person_id=1)])
        assert outbox.strike(connection, [1]) == 1
        assert outbox.queued(connection) == 2
    assert drain(engine) == [["reply", "bulk b"]]


def test_the_platforms_id_is_known_once_a_message_was_sent(engine: Engine) -> None:
    with engine.begin() as connection:
        outbox.add(connection, [row()])
        (claimed,) = outbox.claim(connection, LANE, NOW, 1)
        assert outbox.platform_id(connection, claimed.id) == ""
        receipts.settle(connection, sent([claimed]), NOW)
        assert outbox.platform_id(connection, claimed.id) == f"p{claimed.id}"
        assert outbox.platform_id(connection, 999) == ""


def test_no_more_than_asked_for_is_claimed_however_the_database_plans_it(engine: Engine) -> None:
    with engine.begin() as connection:
        outbox.add(connection, [row(str(number)) for number in range(50)])
    with engine.begin() as connection:
        assert len(outbox.claim(connection, LANE, NOW, 7)) == 7


def test_two_claimers_never_hold_the_same_row_or_the_same_conversation(engine: Engine) -> None:
    """Eight threads claim and send at once; each conversation's messages still leave in their order."""
    with engine.begin() as connection:
        outbox.add(connection, [row(str(n % 10), str(n), priority=BULK * (n % 3 == 0)) for n in range(120)])
    left: list[Claimed] = []
    lock = threading.Lock()

    def send(number: int) -> None:
        # Its own engine stands for its own process: on SQLite they meet in the file only.
        own = open_engine(engine.url.render_as_string(hide_password=False), synchronous="NORMAL")
        idle = 0
        while idle < 3:
            try:
                with own.begin() as connection:
                    claimed = outbox.claim(connection, LANE, NOW, 4)
            except IntegrityError:
                continue  # the other was quicker: the index keeps the promise, the claimer looks again
            with lock:
                left.extend(claimed)
            with own.begin() as connection:
                receipts.settle(connection, sent(claimed), NOW)
            idle = 0 if claimed else idle + 1
        own.dispose()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(one.body) for one in left) == list(range(120))
    for conversation in range(10):
        own = [one for one in left if one.conversation == f"{LANE}:{conversation}"]
        assert own == sorted(own, key=lambda one: (one.priority, one.id))


#: A step: a message of a conversation is queued, some are claimed, or one in flight ends some way.
step = st.one_of(
    st.tuples(st.just("add"), st.sampled_from("abc"), st.sampled_from([REPLY, BULK])),
    st.tuples(st.just("claim"), st.integers(1, 4), st.sampled_from([REPLY, BULK])),
    st.tuples(st.just("end"), st.integers(0, 9), st.sampled_from(["sent", "failed", "again", "uncertain"])),
    st.tuples(st.just("wait"), st.integers(1, 90), st.just(0)),
)
Step = tuple[str, object, object]


def walk(engine: Engine, steps: list[Step]) -> None:
    """Take the steps, and check after each claim that no promise was broken."""
    now, queued, flying = NOW, 0, {}
    for name, first, second in steps:
        with engine.begin() as connection:
            if name == "add":
                queued += outbox.add(connection, [row(str(first), priority=int(str(second)))])
            elif name == "wait":
                now += timedelta(seconds=int(str(first)))
                receipts.recover(connection, now)
                flying = {i: one for i, one in flying.items() if state_of(engine, connection, i) == "sending"}
            elif name == "end" and flying:
                one = list(flying.values())[int(str(first)) % len(flying)]
                outcome = Outcome(outbox_id=one.id, result=second, again_at=now + timedelta(seconds=5))  # type: ignore[arg-type]
                receipts.settle(connection, [outcome], now)
                if second != "uncertain":
                    del flying[one.id]
            elif name == "claim":
                claimed = outbox.claim(connection, LANE, now, int(str(first)), least_urgent=int(str(second)))
                check(connection, claimed, now)
                flying |= {one.id: one for one in claimed}
                assert len({one.conversation for one in flying.values()}) == len(flying)
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(rows)) == queued


def state_of(engine: Engine, connection, row_id: int) -> str:  # type: ignore[no-untyped-def]
    return str(connection.scalar(select(rows.c.state).where(rows.c.id == row_id)))


def check(connection, claimed: list[Claimed], now: datetime) -> None:  # type: ignore[no-untyped-def]
    assert [(one.priority, one.id) for one in claimed] == sorted((one.priority, one.id) for one in claimed)
    for one in claimed:
        earlier = connection.scalar(
            select(func.count())
            .where(rows.c.conversation == one.conversation, rows.c.state == "queued")
            .where(
                (rows.c.priority < one.priority) | ((rows.c.priority == one.priority) & (rows.c.id < one.id))
            )
        )
        assert earlier == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(step, max_size=40))
def test_one_in_flight_replies_first_and_order_kept_whatever_happens(steps: list[Step]) -> None:
    engine = open_engine("sqlite://")
    metadata.create_all(engine, tables=[metadata.tables[name] for name in ("outbox", "receipts")])
    try:
        walk(engine, steps)
    finally:
        engine.dispose()


def test_the_same_promises_hold_on_both_databases(engine: Engine) -> None:
    chance = random.Random(7)  # noqa: S311 - a repeatable walk, not a secret
    kinds = {
        "add": lambda: (chance.choice("abc"), chance.choice([REPLY, BULK])),
        "claim": lambda: (chance.randint(1, 4), chance.choice([REPLY, BULK])),
        "end": lambda: (chance.randint(0, 9), chance.choice(["sent", "failed", "again", "uncertain"])),
        "wait": lambda: (chance.randint(1, 90), 0),
    }
    walk(engine, [(name, *kinds[name]()) for name in chance.choices(list(kinds), [4, 3, 3, 1], k=200)])


def test_a_queue_on_disk_survives_its_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'queue.db'}"
    first = open_engine(url)
    metadata.create_all(first)
    with first.begin() as connection:
        outbox.add(connection, [row("a", "1"), row("a", "2")])
        outbox.claim(connection, LANE, NOW, 1)
    first.dispose()
    second = open_engine(url)
    with second.begin() as connection:
        assert outbox.claim(connection, LANE, NOW, 10) == []  # it may have arrived
        assert receipts.recover(connection, NOW + timedelta(seconds=61)) == (1, 0)
    assert drain(second, NOW + timedelta(seconds=61)) == [["1"], ["2"]]
    second.dispose()
