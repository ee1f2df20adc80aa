"""Whatever happens while broadcasts go out, everybody is accounted for and nobody hears twice."""

import shutil
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, SEWING, SHOES, found, hire
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from kit.broadcasting import anywhere, plain, report
from sqlalchemy import func, select, update

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import ANYBODY, Text
from storage import merging
from storage.broadcasts import broadcasts, outcomes, preparing, queueing, stopping
from storage.database.engine import open_engine
from storage.tables import broadcasts as rows
from storage.tables import metadata, people, recipients
from storage.tables import outbox as outbox_rows
from storage.traffic import outbox, receipts

pytestmark = pytest.mark.slow

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=ZONE)
LANE = "web:main"
ENDS = st.sampled_from(["sent", "failed", "uncertain", "again"])


class Town(RuleBasedStateMachine):
    """Two factories, whose people change their minds while officers send, hold and stop."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.engine = open_engine(f"sqlite:///{Path(self.folder) / 'test.db'}", synchronous="OFF")
        metadata.create_all(self.engine)
        self.now = NOON
        self.people = list(range(1, 9))
        self.joined: set[int] = set()
        self.reports = 0
        with self.engine.begin() as connection:
            found(connection)
            for person in self.people:
                hire(connection, person, SEWING if person % 2 else SHOES)

    def teardown(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.folder)

    def open_ones(self) -> list[int]:
        with self.engine.connect() as connection:
            return list(connection.scalars(select(rows.c.id).where(rows.c.ended_at.is_(None))))

    @rule(unit=st.sampled_from([PROVINCE, SEWING, SHOES]))
    def an_officer_sends(self, unit: int) -> None:
        self.somebody_sends(unit)

    def somebody_sends(self, unit: int) -> None:
        with self.engine.begin() as connection:
            broadcasts.make(
                connection,
                title="Words",
                audience=Audience(unit_ids=(unit,)),
                content=Text(((ANYBODY, "Words"),)),
                now=self.now,
                state="due",
                begins_at=self.now,
            )

    @rule(sent=st.integers(0, 9))
    def a_whole_broadcast_goes_out(self, sent: int) -> None:
        self.somebody_sends(PROVINCE)
        number = self.open_ones()[-1]
        with self.engine.begin() as connection:
            while not preparing.prepare(connection, number, self.now, ZONE):
                pass
            queueing.queue(connection, number, LANE, self.now, ZONE, plain, anywhere)
        self.some_are_sent(sent, ["sent"] * sent, False)

    @precondition(lambda self: self.open_ones())
    @rule(which=st.integers(0, 9), most=st.integers(1, 5), dies=st.booleans())
    def a_page_is_written_down(self, which: int, most: int, dies: bool) -> None:
        chosen = self.open_ones()
        with self.engine.connect() as connection:
            transaction = connection.begin()
            preparing.prepare(connection, chosen[which % len(chosen)], self.now, ZONE, most)
            transaction.rollback() if dies else transaction.commit()

    @precondition(lambda self: self.open_ones())
    @rule(which=st.integers(0, 9), most=st.integers(1, 5), dies=st.booleans())
    def a_page_is_handed_over(self, which: int, most: int, dies: bool) -> None:
        chosen = self.open_ones()
        with self.engine.connect() as connection:
            transaction = connection.begin()
            number = chosen[which % len(chosen)]
            queueing.queue(connection, number, LANE, self.now, ZONE, plain, anywhere, most)
            transaction.rollback() if dies else transaction.commit()

    @rule(most=st.integers(1, 4), ends=st.lists(ENDS, min_size=4, max_size=4), dies=st.booleans())
    def a_sender_takes_some(self, most: int, ends: list[str], dies: bool) -> None:
        self.some_are_sent(most, ends, dies)

    def some_are_sent(self, most: int, ends: list[str], dies: bool) -> None:
        with self.engine.begin() as connection:
            claimed = outbox.claim(connection, LANE, self.now, most)
        if dies:
            return  # what is in flight waits for its lease
        told = [
            receipts.Outcome(
                outbox_id=row.id,
                result=end,  # type: ignore[arg-type]
                platform_id=str(row.id),
                again_at=self.now + timedelta(seconds=5) if end == "again" else None,
            )
            for row, end in zip(claimed, ends, strict=False)
        ]
        with self.engine.begin() as connection:
            receipts.settle(connection, told, self.now)

    @rule(hours=st.sampled_from([0.02, 1, 6, 11, 24]))
    def time_passes(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        with self.engine.begin() as connection:
            queueing.rest(connection, self.now, ZONE)
            receipts.recover(connection, self.now)

    @rule(who=st.integers(0, 9), yes=st.booleans())
    def somebody_changes_their_mind(self, who: int, yes: bool) -> None:
        person = self.people[who % len(self.people)]
        with self.engine.begin() as connection:
            connection.execute(update(people).where(people.c.id == person).values(campaigns=yes))
            if not yes:
                outbox.strike(connection, [person])

    @rule(who=st.integers(0, 9))
    def somebody_reports(self, who: int) -> None:
        self.reports += 1
        with self.engine.begin() as connection:
            report(connection, self.reports, self.people[who % len(self.people)], "submitted", self.now)

    @precondition(lambda self: self.open_ones())
    @rule(which=st.integers(0, 9), what=st.sampled_from(["hold", "resume", "stop"]))
    def an_officer_orders(self, which: int, what: str) -> None:
        chosen = self.open_ones()
        number = chosen[which % len(chosen)]
        with self.engine.begin() as connection:
            if what == "hold":
                stopping.pause(connection, number)
            elif what == "resume":
                stopping.resume(connection, number, self.now)
            else:
                stopping.stop(connection, number, self.now)

    @precondition(lambda self: len(self.people) > 5)
    @rule(one=st.integers(0, 9), other=st.integers(0, 9))
    def two_turn_out_to_be_one(self, one: int, other: int) -> None:
        kept, gone = self.people[one % len(self.people)], self.people[other % len(self.people)]
        if kept == gone:
            return
        with self.engine.begin() as connection:
            assert merging.merge(connection, kept, gone, f"{LANE}:{kept}", self.now)
        self.people.remove(gone)
        self.joined.add(kept)

    @invariant()
    def everybody_is_accounted_for(self) -> None:
        with self.engine.begin() as connection:
            assert outcomes.settle(connection, self.now) == []
            prepared = rows.c.state.in_(["sending", "done", "stopped"])
            for number in connection.scalars(select(rows.c.id).where(prepared)).all():
                counted = outcomes.count(connection, number)
                assert counted.total == counted.expected

    @invariant()
    def nobody_hears_the_same_twice(self) -> None:
        with self.engine.connect() as connection:
            told = connection.execute(
                select(outbox_rows.c.broadcast_id, outbox_rows.c.person_id, func.count())
                .where(outbox_rows.c.broadcast_id.is_not(None))
                .group_by(outbox_rows.c.broadcast_id, outbox_rows.c.person_id)
            ).all()
        assert all(row[2] == 1 for row in told)

    @invariant()
    def nobody_is_bothered_too_often(self) -> None:
        with self.engine.connect() as connection:
            given = connection.execute(
                select(recipients.c.person_id, recipients.c.at).where(recipients.c.state == "queued")
            ).all()
        days = Counter((row.person_id, row.at.astimezone(ZONE).date()) for row in given)
        assert all(count == 1 for (person, _), count in days.items() if person not in self.joined)

    @invariant()
    def who_said_no_is_left_in_peace(self) -> None:
        with self.engine.connect() as connection:
            waiting = (
                select(func.count())
                .join(people, people.c.id == outbox_rows.c.person_id)
                .where(people.c.campaigns.is_(False), outbox_rows.c.state.in_(["queued", "paused"]))
            )
            assert connection.scalar(waiting.select_from(outbox_rows)) == 0


Town.TestCase.settings = settings(max_examples=15, stateful_step_count=40, deadline=None)
TestTown = Town.TestCase
