"""Officers decide on the same initiatives in the chat, in workbooks, in a sheet and through a program: one
history, no decision lost, and everybody told once."""

import asyncio
import re
import tempfile
from collections import Counter
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes import sheets_human
from fakes.sheets_desk import opened_desk
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kit.databases import fresh_sqlite
from kit.federation import appoint
from kit.house import ZONE
from kit.programs import Counter as Api
from kit.telling import demo, join, report, send
from sqlalchemy import update

from handlers.initiative import Action, Level, Review, Status, workflow
from handlers.intakes.plan import Line
from handlers.registers import review_columns
from storage import rulings
from storage import tables as t
from storage.database.writer import Writer
from storage.intakes.kinds import Desk
from storage.intakes.review import REVIEW

WORDS = ("approve", "return", "reject", "reopen")
SAID = {"approve": "duyệt", "return": "trả", "reject": "loại", "reopen": "mở lại"}
NUMBERS = st.integers(1, 3)
OFFICERS = st.integers(0, 3)


class DoorsMachine(RuleBasedStateMachine):
    """Three workers; two officers of the factory and two of the zone, each at any door; who looks at a
    workbook, a sheet or an answer of the API sees how things stood when it was made."""

    @initialize(levels=st.sampled_from([1, 2]))
    def begin(self, levels: int) -> None:
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        engine = self.stack.enter_context(fresh_sqlite(folder))
        self.sheet = self.stack.enter_context(opened_desk(engine, folder, quota=None))
        with engine.begin() as connection:
            connection.execute(update(t.programmes).values(levels=levels, recognition=False))
        self.review = Review(levels, False)
        self.house = self.sheet.house
        self.workers = [join(self.house.person(name), name=name) for name in ("Hoa", "Bình", "Lan")]
        self.officers = [
            self.sheet.officer,
            appoint(self.house, self.house.person("son"), "MAYTL", "Võ Văn Sơn"),
            appoint(self.house, self.house.person("mai"), "KCN", "Đặng Thị Mai"),
            appoint(self.house, self.house.person("thu"), "KCN", "Đặng Minh Thư"),
        ]
        send(report(self.workers[0]))
        send(report(self.workers[1], demo("Đèn báo")))
        send(report(self.workers[2], demo("Khay lot")))
        self.spoken = 0
        self.accepted: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self.workbooks: list[tuple[int, dict[int, int]]] = []
        self.typed: dict[int, str] = {}
        self.sheet.rounds(2)
        writer = self.stack.enter_context(closing(Writer(engine, lanes=1)))
        self.loop = self.stack.enter_context(closing(asyncio.new_event_loop()))
        self.api = Api(self.house, writer)
        self.programs = [
            self.api.admits(f"P{place}", officer=phone) for place, phone in enumerate(self.officers)
        ]
        self.read: dict[tuple[int, int], str] = {}

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def ask(self, who: int, method: str, path: str, **told: Any) -> Any:
        return self.loop.run_until_complete(self.programs[who].asks(method, path, **told))

    def fresh(self) -> str:
        """Words that were never said before."""
        self.spoken += 1
        return f"xem giúp chỗ thứ {self.spoken} nhé"

    def revisions(self) -> dict[int, int]:
        return {one.number: one.revision for one in self.house.rows(t.initiatives)}

    def note(self, taken: bool, door: str, words: str) -> None:
        if taken:
            self.accepted.append((door, words))
        else:
            self.refused.append(words)

    @rule(who=OFFICERS, word=st.sampled_from(WORDS), number=NUMBERS)
    def in_the_chat(self, who: int, word: str, number: int) -> None:
        words, before = self.fresh(), len(self.house.rows(t.decisions))
        self.officers[who].says(f"{SAID[word]} {number} {words}")
        taken = len(self.house.rows(t.decisions)) > before
        # An approval has no words of its own in the chat.
        self.note(taken, "", "" if word == "approve" else words)

    @rule(number=NUMBERS, act=st.sampled_from(["mend", "withdraw"]))
    def by_the_author(self, number: int, act: str) -> None:
        worker, code = self.workers[number - 1], f"NT-{number:06d}"
        if act == "mend":
            worker.presses(f"c:fix:{code}")
            if "Gửi lại" in worker.buttons():
                worker.taps("Gửi lại")
        elif self.spoken % 5 == 0:
            worker.presses(f"c:withdraw:{code}")
            if "Rút lại" in worker.buttons():
                worker.taps("Rút lại")

    @rule(who=OFFICERS)
    def a_workbook_is_made(self, who: int) -> None:
        self.workbooks.append((who, self.revisions()))

    @rule(
        place=st.integers(0, 50),
        decided=st.lists(st.sampled_from([*WORDS, ""]), min_size=3, max_size=3),
    )
    def a_workbook_comes_back(self, place: int, decided: list[str]) -> None:
        if not self.workbooks:
            return
        who, seen = self.workbooks[place % len(self.workbooks)]
        texts = review_columns.decision_texts("vi")
        lines, said = [], {}
        for row, (number, word) in enumerate(zip((1, 2, 3), decided, strict=True), 2):
            said[row] = self.fresh() if word else ""
            cells = {
                "number": number,
                "revision": seen[number],
                "decision": texts[word] if word else "",  # type: ignore[index]
                "words": said[row],
            }
            lines.append(Line(row, cells))
        person = self.officers[who].row().id
        tools = self.house.tools()
        with self.house.engine.begin() as connection:
            sender = rulings.officer(connection, person, self.house.now)
            desk = Desk(
                sender=sender,
                language="vi",
                now=self.house.now,
                zone=ZONE,
                render=tools.render,
                can_edit=tools.can_edit,
                key="intake:1",
            )
            plan = REVIEW.check(connection, lines, desk)
            for planned in plan.rows:
                done = REVIEW.do(connection, planned, desk) if planned.state == "change" else planned
                if said.get(planned.row):
                    self.note(done.state == "change", "workbook", said[planned.row])

    @rule(word=st.sampled_from(WORDS), number=NUMBERS)
    def somebody_types_into_the_sheet(self, word: Any, number: int) -> None:
        human, code = self.sheet.human, f"NT-{number:06d}"
        if number in self.typed or code not in human.codes():
            return
        self.typed[number] = self.fresh()
        human.types(code, sheets_human.WORDS, self.typed[number])
        human.types(code, sheets_human.DECISION, review_columns.decision_texts("vi")[word])

    @rule(chance=st.randoms(use_true_random=False))
    def the_sheet_is_looked_at_while_somebody_sorts_it(self, chance: Any) -> None:
        self.sheet.human.shuffles(chance)
        self.sheet.rounds(3)
        kept = {step.words for step in self.house.rows(t.decisions)}
        for number, words in self.typed.items():
            self.note(words in kept, "sheet", words)
            code = f"NT-{number:06d}"
            if code not in self.sheet.human.codes():
                continue  # taken back by its author, and its row with it
            if words not in kept:
                assert self.sheet.human.reads(code, sheets_human.RESULT), "refused without a word"
            for title in (sheets_human.DECISION, sheets_human.WORDS):
                self.sheet.human.types(code, title, "")
        self.typed.clear()
        self.sheet.rounds(1)

    @rule(who=OFFICERS, number=NUMBERS)
    def a_program_reads(self, who: int, number: int) -> None:
        answer = self.ask(who, "GET", f"/initiatives/{number}")
        assert answer.status_code == 200, answer.text
        self.read[who, number] = answer.headers["ETag"]

    @rule(who=OFFICERS, word=st.sampled_from(WORDS), number=NUMBERS, twice=st.booleans())
    def through_a_program(self, who: int, word: str, number: int, twice: bool) -> None:
        if (who, number) not in self.read:
            return
        words = self.fresh()
        for _ in range(2 if twice else 1):
            headers = {"If-Match": self.read[who, number], "Idempotency-Key": f"key-{self.spoken:08d}"}
            body = {"word": word, "words": words}
            answer = self.ask(who, "POST", f"/initiatives/{number}/decisions", json=body, headers=headers)
            assert answer.status_code in (201, 403, 404, 409, 412, 422), answer.text
        self.note(answer.status_code == 201, "api", words)

    @rule(chance=st.randoms(use_true_random=False))
    def a_busy_hour(self, chance: Any) -> None:
        """Everybody at every door, one after the other: hypothesis alone seldom goes deep."""
        for _ in range(12):
            who, number, word = chance.randrange(4), chance.randint(1, 3), chance.choice(WORDS)
            match chance.randrange(6):
                case 0:
                    self.in_the_chat(who, word, number)
                case 1:
                    self.a_workbook_is_made(who)
                    self.a_workbook_comes_back(len(self.workbooks) - 1, [word, "", chance.choice(WORDS)])
                case 2:
                    self.somebody_types_into_the_sheet(word, number)
                    self.the_sheet_is_looked_at_while_somebody_sorts_it(chance)
                case 3:
                    self.a_program_reads(who, number)
                    self.through_a_program(who, word, number, twice=chance.random() < 0.5)
                case 4:
                    self.by_the_author(number, "mend")
                case _:
                    self.time_passes(31)

    @rule(minutes=st.sampled_from([1, 31, 5000]))
    def time_passes(self, minutes: int) -> None:
        self.house.now += timedelta(minutes=minutes)

    @invariant()
    def there_is_one_history(self) -> None:
        if not hasattr(self, "read"):
            return
        steps, allowed = self.house.rows(t.decisions), workflow(self.review)
        for one in self.house.rows(t.initiatives):
            status = Status.SUBMITTED
            own = [step for step in steps if step.initiative_id == one.id]
            for step in own:
                ways = {allowed.get((status, Action(step.action), level)) for level in Level}
                if Status.ENDORSED in ways:
                    ways.add(Status.RECOGNISED)
                assert Status(step.status) in ways, (status, step.action, step.status)
                status = Status(step.status)
            assert (one.status, one.revision) == (status, 1 + len(own))

    @invariant()
    def no_decision_is_lost_or_taken_though_refused(self) -> None:
        if not hasattr(self, "read"):
            return
        steps = self.house.rows(t.decisions)
        by_officers = [step for step in steps if step.action not in ("resubmit", "withdraw")]
        assert len(by_officers) == len(self.accepted)
        told = Counter((step.via, step.words) for step in by_officers if step.words)
        for door, words in self.accepted:
            if words:
                assert told[door, words] == 1, (door, words)
        kept = {step.words for step in steps}
        assert not kept & {words for words in self.refused if words}

    @invariant()
    def every_author_is_told_of_each_step_once(self) -> None:
        if not hasattr(self, "read"):
            return
        rows = {one.id: one for one in self.house.rows(t.initiatives)}
        for place, worker in enumerate(self.workers, 1):
            steps = [
                step
                for step in self.house.rows(t.decisions)
                if rows[step.initiative_id].number == place and step.action not in ("resubmit", "withdraw")
            ]
            heard = "\n".join(part.text for part in worker.parts())
            for step in steps:
                if step.words and step.action != "approve" and step.action != "endorse":
                    assert len(re.findall(re.escape(step.words), heard)) >= 1, step.words
            keys = [
                row.dedupe_key
                for row in self.house.rows(t.outbox)
                if row.dedupe_key and row.dedupe_key.startswith(f"decision:{self.id_of(place)}:")
            ]
            assert len({key.rsplit("/")[0] for key in keys}) == len(steps), (keys, len(steps))

    def id_of(self, number: int) -> int:
        return next(int(one.id) for one in self.house.rows(t.initiatives) if one.number == number)


DoorsMachine.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
TestDoors = pytest.mark.slow(DoorsMachine.TestCase)
