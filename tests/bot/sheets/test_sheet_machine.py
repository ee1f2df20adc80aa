"""Officers at the spreadsheet and our rounds in any order: nothing doubled, nothing of theirs changed, every
decision taken exactly once."""

import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from fakes.sheets_api import Fault
from fakes.sheets_desk import opened_desk
from fakes.sheets_human import DECISION
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kit.backlog import by, wait
from kit.databases import fresh_sqlite

from bot.sinks.sink import SinkFailed
from storage import tables as t

NOTES = "Ghi chú của tôi"


class SheetMachine(RuleBasedStateMachine):
    """`notes` are a person's own cells by code, `chosen` the decisions they made and when they were taken."""

    @initialize()
    def open(self) -> None:
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        engine = self.stack.enter_context(fresh_sqlite(folder))
        self.desk = self.stack.enter_context(opened_desk(engine, folder, quota=None))
        self.count = 0
        self.more(), self.more(), self.more()
        self.desk.round()
        self.human = self.desk.human
        self.human.inserts_column(6, NOTES)
        self.notes: dict[str, str] = {}
        self.chosen: set[int] = set()
        self.deleted: set[str] = set()

    def teardown(self) -> None:
        self.stack.close()

    @rule()
    def more(self) -> None:
        self.count += 1
        wait(self.desk.house, self.count)

    @rule(pick=st.integers(0, 99))
    def change(self, pick: int) -> None:
        """An author mends what nobody has decided."""
        number = pick % self.count + 1
        if number not in self.chosen:
            self.desk.change(number, title=f"Tên {pick}")

    @rule()
    def work(self) -> None:
        self._work()

    @rule(pick=st.integers(0, 99), lost=st.booleans())
    def work_on_a_bad_line(self, pick: int, lost: bool) -> None:
        fault = (Fault(after=lost), Fault(429, "Quota exceeded"), Fault(503))[pick % 3]
        self.desk.api.fails(("batchUpdate", "values.get")[pick % 2], fault)
        self._work()

    @rule(random=st.randoms(use_true_random=False))
    def work_while_somebody_sorts(self, random: Random) -> None:
        self.desk.api.meanwhile("batchUpdate", lambda: self.human.shuffles(random))
        self._work()

    @rule()
    def restart(self) -> None:
        self.desk.sink.close()
        self.desk.start()

    @rule(random=st.randoms(use_true_random=False))
    def sort(self, random: Random) -> None:
        self.human.shuffles(random)

    @rule(pick=st.integers(0, 99))
    def write_a_note(self, pick: int) -> None:
        if (code := self._code(pick)) is not None:
            self.notes[code] = f"ghi {pick}"
            self.human.types(code, NOTES, self.notes[code])

    @rule(pick=st.integers(0, 99))
    def insert_a_column(self, pick: int) -> None:
        if len(self.human.tab.columns) < 60:
            self.human.inserts_column(pick % len(self.human.tab.columns), f"Riêng {pick}{self.count}")

    @rule(pick=st.integers(0, 99))
    def delete_a_row(self, pick: int) -> None:
        code = self._code(pick)
        if code is not None and int(code[-6:]) not in self.chosen:
            self.human.deletes_row(code)
            self.deleted.add(code)
            self.notes.pop(code, None)

    @rule(pick=st.integers(0, 99))
    def decide(self, pick: int) -> None:
        """What they see is what there is; otherwise a refusal would be right."""
        code = self._code(pick)
        number = int(code[-6:]) if code else 0
        if code is None or number in self.chosen:
            return
        one, kept = by(self.desk.house, number), self.desk.kept(number)
        if kept is not None and kept.revision == one.revision and not kept.gone:
            self.chosen.add(number)
            self.human.decides(code, "Duyệt")

    @invariant()
    def no_row_is_doubled_and_no_note_is_lost(self) -> None:
        if not hasattr(self, "notes"):
            return
        codes = Counter(self.human.codes())
        assert all(count == 1 for count in codes.values()), codes
        for code, note in self.notes.items():
            assert self.human.reads(code, NOTES) == note

    @invariant()
    def nothing_is_decided_but_what_was_chosen_and_only_once(self) -> None:
        if not hasattr(self, "notes"):
            return
        steps = Counter(one.initiative_id for one in self.desk.house.rows(t.decisions))
        assert all(count == 1 for count in steps.values())
        chosen = {by(self.desk.house, number).id for number in self.chosen}
        assert set(steps) <= chosen

    def check_the_end(self) -> None:
        self.desk.api._faults.clear()
        self.desk.api._acts.clear()
        for _ in range(4):
            self._work()
        taken = {one.initiative_id for one in self.desk.house.rows(t.decisions)}
        for number in self.chosen:
            one, code = by(self.desk.house, number), f"NT-{number:06d}"
            refused = str(self.human.reads(code, "Kết quả")).startswith("⚠️")
            assert one.id in taken or refused, f"{code} was lost"
            assert (self.human.reads(code, DECISION) == "") is (one.id in taken)
        seen: dict[str, Any] = {
            str(code): self.human.reads(str(code), "Tên sáng kiến") for code in self.human.codes()
        }
        for one in self.desk.house.rows(t.initiatives):
            assert one.code in seen or one.code in self.deleted
            if one.code in seen:
                assert seen[one.code] == one.title

    def _work(self) -> None:
        try:
            self.desk.round()
        except SinkFailed:
            return

    def _code(self, pick: int) -> str | None:
        codes = sorted(map(str, self.human.codes()))
        return codes[pick % len(codes)] if codes else None


class EndingMachine(SheetMachine):
    def teardown(self) -> None:
        try:
            if hasattr(self, "notes"):
                self.check_the_end()
        finally:
            super().teardown()


EndingMachine.TestCase.settings = settings(
    max_examples=6, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestSheetMachine = EndingMachine.TestCase
