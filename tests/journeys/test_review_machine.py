"""Random people do random things to initiatives: no step outside the table, no word lost, no silence."""

import re
import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kit.databases import fresh_sqlite
from kit.employers import PAGE
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.telling import demo, join, report, send
from sqlalchemy import update

from bot.routes import routes
from handlers.employer.requests import Answer
from handlers.initiative import Action, Level, Review, Status, workflow
from storage import tables as t
from storage.employers import answering

WORDS = ("duyệt", "trả", "loại", "mở lại", "nhận", "nhả", "nhận thay", "xem", "xem đủ", "quá trình", "tách")
REASONED = ("trả", "loại", "mở lại")
NUMBERS = st.integers(1, 2)


class ReviewMachine(RuleBasedStateMachine):
    """Two workers, two grassroots officers, one of an upper level, and an employer."""

    @initialize(ruled=st.sampled_from([(2, True), (2, False), (1, True), (1, False)]))
    def begin(self, ruled: tuple[int, bool]) -> None:
        levels, recognition = ruled
        self.stack = ExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        engine = self.stack.enter_context(fresh_sqlite(Path(folder)))
        found(engine)
        with engine.begin() as connection:
            connection.execute(update(t.programmes).values(levels=levels, recognition=recognition))
        self.review = Review(levels, recognition)
        self.house = House(engine, routes=routes(page=lambda: PAGE))
        self.workers = [join(self.house.person(name), name=name) for name in ("Hoa", "Bình")]
        self.officers = [
            appoint(self.house, self.house.person("hanh"), "MAYTL", "Lê Thị Hạnh"),
            appoint(self.house, self.house.person("son"), "MAYTL", "Võ Văn Sơn"),
            appoint(self.house, self.house.person("mai"), "KCN", "Đặng Thị Mai"),
        ]
        send(report(self.workers[0]))
        send(report(self.workers[1], demo("Đèn báo")))
        self.spoken = 0
        self.kept: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def fresh(self) -> str:
        """Words that were never said before."""
        self.spoken += 1
        return f"xem giúp chỗ thứ {self.spoken} nhé"

    def acts(self, phone: Phone, act: Any) -> None:
        """Somebody does something, and is never left without an answer."""
        before = len(phone.parts())
        act()
        assert len(phone.parts()) > before, "silence"

    @rule(who=st.integers(0, 2), word=st.sampled_from(WORDS), number=NUMBERS)
    def officer_says(self, who: int, word: str, number: int) -> None:
        officer = self.officers[who]
        reason = self.fresh() if word in REASONED else ""
        before = self.moves()
        self.acts(officer, lambda: officer.says(f"{word} {number} {reason}".strip()))
        if reason and self.moves() > before:
            self.kept.append(reason)

    @rule(chance=st.randoms(use_true_random=True))
    def a_busy_hour(self, chance: Random) -> None:
        """Many people one after the other do what is offered to them: hypothesis alone seldom goes deep."""
        for _ in range(25):
            number = chance.randint(1, 2)
            match chance.randrange(8):
                case 0:
                    self.author_acts(number - 1, "mend")
                case 1:
                    given = chance.choice([Answer.RECOGNISED, Answer.NOT_YET, Answer.REFUSED])
                    seen = chance.choice([Answer.NONE, Answer.NOT_YET])
                    self.a_manager_answers_by_any_link_ever_given(chance.randrange(9), given, seen)
                case _:
                    self.follows_the_card(self.officers[chance.randrange(3)], number, chance)
            self.every_step_stands_in_the_table()

    def follows_the_card(self, officer: Phone, number: int, chance: Random) -> None:
        self.acts(officer, lambda: officer.says(f"xem {number}"))
        offered = [data for data in self.datas(officer) if data.startswith(("d:", "c:ask:"))]
        if not offered:
            return
        press, reason, before = chance.choice(offered), self.fresh(), self.moves()
        self.acts(officer, lambda: officer.presses(press))
        if "English" in officer.buttons():
            self.acts(officer, lambda: officer.taps("English"))
        elif '"deciding"' in officer.row().place:
            self.acts(officer, lambda: officer.says(reason))
            if self.moves() > before:
                self.kept.append(reason)

    def datas(self, phone: Phone) -> list[str]:
        """What the buttons under the last message carry."""
        return [one.data for row in phone.parts()[-1].rows for one in row]

    @rule(who=st.integers(0, 2), kind=st.sampled_from(["ghi chú", "nhắn"]), number=NUMBERS)
    def officer_writes(self, who: int, kind: str, number: int) -> None:
        words = self.fresh()
        before = len(self.house.rows(t.remarks))
        self.acts(self.officers[who], lambda: self.officers[who].says(f"{kind} {number} {words}"))
        assert len(self.house.rows(t.remarks)) == before + 1
        self.kept.append(words)

    @rule(who=st.integers(0, 2), place=st.integers(0, 400))
    def officer_presses_any_button_ever_shown(self, who: int, place: int) -> None:
        officer = self.officers[who]
        shown = [
            button.data
            for part in officer.parts()
            for row in part.rows
            for button in row
            if not button.data.startswith(("c:language", "c:cut", "c:leave"))
        ]
        if shown:
            self.acts(officer, lambda: officer.presses(shown[place % len(shown)]))

    @rule(who=st.integers(0, 1), act=st.sampled_from(["mend", "withdraw", "look"]))
    def author_acts(self, who: int, act: str) -> None:
        worker = self.workers[who]
        code = f"NT-{who + 1:06d}"
        if act == "mend":
            self.acts(worker, lambda: worker.presses(f"c:fix:{code}"))
            if "Gửi lại" in worker.buttons():
                self.acts(worker, lambda: worker.taps("Gửi lại"))
        elif act == "withdraw":
            self.acts(worker, lambda: worker.presses(f"c:withdraw:{code}"))
            if "Rút lại" in worker.buttons() and self.spoken % 4 == 0:
                self.acts(worker, lambda: worker.taps("Rút lại"))
        else:
            self.acts(worker, lambda: worker.presses(f"c:mine:{code}"))

    @rule(who=st.integers(0, 2), first=NUMBERS)
    def officer_finds_two_the_same(self, who: int, first: int) -> None:
        officer = self.officers[who]
        self.acts(officer, lambda: officer.says(f"giống {first} {3 - first}"))
        while officer.buttons() and officer.buttons()[0] in ("Là một", "Giữ NT-000001", "Giữ NT-000002"):
            label = officer.buttons()[0]
            self.acts(officer, lambda label=label: officer.taps(label))  # type: ignore[misc]

    @rule(number=NUMBERS, who=st.integers(0, 2))
    def an_officer_asks_the_employer(self, number: int, who: int) -> None:
        officer = self.officers[who]
        self.acts(officer, lambda: officer.says(f"đề nghị {number}"))
        if "English" in officer.buttons():
            self.acts(officer, lambda: officer.taps("English"))

    @rule(
        place=st.integers(0, 9),
        given=st.sampled_from([Answer.RECOGNISED, Answer.NOT_YET, Answer.REFUSED]),
        seen=st.sampled_from([Answer.NONE, Answer.NOT_YET]),
    )
    def a_manager_answers_by_any_link_ever_given(self, place: int, given: Answer, seen: Answer) -> None:
        letters = [part.text for officer in self.officers for part in officer.parts()]
        tokens = [token for letter in letters for token in re.findall(r"/r/([\w-]+)", letter)]
        if not tokens:
            return
        words = "" if given is Answer.RECOGNISED else self.fresh()
        told = answering.Given(answer=given, name="Kim Min Ho", title="Director", words=words)
        with self.house.engine.begin() as connection:
            outcome = answering.answer(
                connection, tokens[place % len(tokens)], told, seen, self.house.now, self.house.tools().render
            )
        if outcome is answering.Outcome.KEPT and words:
            self.kept.append(words)

    @rule(number=NUMBERS, who=st.integers(0, 2))
    def a_decision_on_paper_is_written_down(self, number: int, who: int) -> None:
        officer = self.officers[who]
        for said in (f"quyết định {number}", *["bỏ qua"] * 5, "có"):
            if said == "có" and "Đúng" not in officer.buttons():
                return
            self.acts(officer, lambda said=said: officer.says(said))  # type: ignore[misc]

    @rule(minutes=st.sampled_from([1, 29, 31, 600, 5000]))
    def time_passes(self, minutes: int) -> None:
        self.house.now += timedelta(minutes=minutes)
        self.house.attend()

    @rule()
    def the_bot_is_started_anew(self) -> None:
        self.house.restarted().pump()

    def moves(self) -> int:
        return len(self.house.rows(t.decisions))

    @invariant()
    def every_step_stands_in_the_table(self) -> None:
        if not hasattr(self, "house"):
            return
        steps = self.house.rows(t.decisions)
        allowed = workflow(self.review)
        for one in self.house.rows(t.initiatives):
            status = before = Status.SUBMITTED
            for step in (step for step in steps if step.initiative_id == one.id):
                ways = {
                    allowed[status, Action(step.action), level]
                    for level in Level
                    if (status, Action(step.action), level) in allowed
                }
                if Status.ENDORSED in ways:
                    ways.add(Status.RECOGNISED)
                if step.action == "part":
                    assert status is Status.MERGED
                    ways = {before}
                if step.action == "merge":
                    before = status
                assert Status(step.status) in ways, (status, step.action, step.status)
                status = Status(step.status)
            assert one.status == status
            assert one.revision == 1 + sum(step.initiative_id == one.id for step in steps)

    @invariant()
    def no_word_is_lost_or_doubled(self) -> None:
        if not hasattr(self, "house"):
            return
        told = Counter(step.words for step in self.house.rows(t.decisions) if step.words)
        told.update(remark.words for remark in self.house.rows(t.remarks))
        for words in self.kept:
            assert told[words] == 1, words
        versions = self.house.rows(t.versions)
        sent = Counter(version.initiative_id for version in versions)
        for one in self.house.rows(t.initiatives):
            again = [
                step
                for step in self.house.rows(t.decisions)
                if step.initiative_id == one.id and step.action == "resubmit"
            ]
            assert sent[one.id] == 1 + len(again)

    @invariant()
    def nobody_confirms_what_they_endorsed(self) -> None:
        if not hasattr(self, "house") or self.review.levels < 2:
            return
        endorsed: dict[int, int] = {}
        for step in self.house.rows(t.decisions):
            if step.action == "endorse":
                endorsed[step.initiative_id] = step.by_id
            if step.action == "approve":
                assert endorsed.get(step.initiative_id) != step.by_id

    @invariant()
    def what_became_valid_was_recognised_where_it_must_be(self) -> None:
        if not hasattr(self, "house") or not self.review.recognition:
            return
        for one in self.house.rows(t.initiatives):
            if one.status == "valid":
                assert one.recognition_id is not None


ReviewMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
TestReview = pytest.mark.slow(ReviewMachine.TestCase)
