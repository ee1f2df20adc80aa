"""Where each sink is in the feed, and how it fares, is written down in one place."""

from datetime import UTC, datetime, timedelta

import pytest
from fakes.federation import SEWING, found, hire
from sqlalchemy import Connection, Engine, select

from storage import tables as t
from storage.feed import feed
from storage.sinks import letters, sinks, taking
from storage.sinks.sinks import NameTaken, SinkRow, State

NOW = datetime(2026, 5, 4, 1, 15, tzinfo=UTC)


def made(connection: Connection, **more: object) -> SinkRow:
    found(connection)
    hire(connection, 1, SEWING)
    feed.number(connection, NOW)
    return sinks.add(connection, "webhook", "kho", NOW, config={"url": "https://example.org"}, **more)  # type: ignore[arg-type]


def test_a_name_is_given_once(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection, unit_id=SEWING)
        assert sinks.named(connection, "kho") == row == sinks.all_of(connection, "webhook")[0]
        assert (row.path, row.state, row.kinds) == ("/1/2/", State.ON, None)
        assert sinks.all_of(connection, "sheet") == []
        with pytest.raises(NameTaken):
            sinks.add(connection, "folder", "kho", NOW)


def test_what_arrived_after_a_replay_began_does_not_undo_it(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection, position=2)
        sinks.replay(connection, row.id, 0)
        assert not sinks.arrived(connection, row.id, 3, NOW, behind=2)
        assert sinks.one(connection, row.id).position == 0
        assert sinks.one(connection, row.id).round == 1


def test_what_arrived_while_somebody_switched_it_off_has_arrived(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection)
        sinks.switch_off(connection, row.id)
        assert sinks.arrived(connection, row.id, 3, NOW, behind=0)
        after = sinks.one(connection, row.id)
        assert (after.position, after.state) == (3, State.OFF)


def test_a_failure_that_comes_late_does_not_switch_it_on_again(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection)
        sinks.switch_off(connection, row.id)
        assert sinks.failed(connection, row.id, "refused", NOW).state is State.OFF


def test_one_that_works_again_has_forgotten_its_failures(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection)
        sinks.failed(connection, row.id, "refused", NOW)
        failing = sinks.failed(connection, row.id, "unreachable", NOW + timedelta(minutes=1))
        assert (failing.failures, failing.failing_since, failing.why) == (2, NOW, "unreachable")
        sinks.arrived(connection, row.id, 1, NOW)
        well = sinks.one(connection, row.id)
        assert (well.failures, well.failing_since, well.why, well.due_at) == (0, None, "", None)


def test_a_batch_stays_the_same_until_it_arrived(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection)
        first = taking.take(connection, row.id, NOW, 2)
        hire(connection, 2, SEWING)
        again = taking.take(connection, row.id, NOW + timedelta(hours=1), 50)
        assert first is not None
        assert again is not None
        assert [one.position for one in first.changes] == [1, 2]
        assert again.changes == first.changes
        assert again.sink.begun_at == NOW
        assert (first.upto, first.more) == (2, True)
        sinks.arrived(connection, row.id, first.upto, NOW, behind=0)
        rest = taking.take(connection, row.id, NOW, 50)
        assert rest is not None
        assert (rest.changes[0].position, rest.more) == (3, False)


def test_one_that_rested_has_its_three_days_from_when_it_goes_on(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection)
        taking.take(connection, row.id, NOW, 2)
        sinks.switch_off(connection, row.id)
        assert taking.take(connection, row.id, NOW, 2) is None
        sinks.resume(connection, row.id, NOW + timedelta(days=5))
        assert sinks.one(connection, row.id).begun_at == NOW + timedelta(days=5)


def test_a_removed_sink_leaves_nothing_behind(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection)
        letters.put_aside(connection, row.id, "msg_1", "{}", "refused", 70, NOW)
        sinks.remove(connection, row.id)
        assert sinks.named(connection, "kho") is None
        assert connection.execute(select(t.dead_letters)).all() == []


def test_letters_are_sent_again_one_or_all(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection)
        for key in ("msg_1", "msg_2", "msg_3"):
            letters.put_aside(connection, row.id, key, "{}", "refused", 70, NOW)
        one, *_ = letters.of_sink(connection, row.id)
        assert letters.ask_again(connection, row.id, one.id) == 1
        assert letters.counts(connection) == {row.id: 2}
        letters.settle(connection, one.id, "")
        assert letters.ask_again(connection, row.id) == 2
        assert [found.key for found in letters.waiting(connection, row.id)] == ["msg_2", "msg_3"]
        assert letters.asked(connection) == {row.id}


def test_a_test_is_no_letter_and_stands_in_no_list(engine: Engine) -> None:
    with engine.begin() as connection:
        row = made(connection)
        letters.ask_test(connection, row.id, 1, NOW)
        assert letters.of_sink(connection, row.id) == []
        assert letters.ask_again(connection, row.id) == 0
        assert len(letters.waiting(connection, row.id)) == 1


def test_the_place_before_a_day_is_found(engine: Engine) -> None:
    with engine.begin() as connection:
        made(connection)
        last = feed.newest(connection)
        hire(connection, 2, SEWING)
        assert sinks.place_at(connection, NOW) == 0
        assert sinks.place_at(connection, NOW + timedelta(days=1)) == last
        assert sinks.lags(connection) == {1: last}
