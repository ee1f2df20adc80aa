"""Whatever a person does in whatever order, the form keeps its promises."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from kit.federation import found
from kit.house import House
from kit.telling import answer, demo, join

from handlers.events import FileKind, FileTrouble
from handlers.form import forms
from handlers.form.initiative_form import SHORT_MARK, SHORT_START, of
from storage import tables as t
from storage.database.engine import open_engine
from storage.tables import metadata

pytestmark = pytest.mark.slow

DEMO = [demo("Dưỡng mica"), demo("Khay lot"), demo("Chia ngăn xe thuốc"), demo("Đèn báo")]
WORDS = ["quay lại", "bỏ qua", "xong", "tiếp tục", "tạm dừng", "trợ giúp", "có", "không", "1", "2"]
WORDS += ["hủy", "làm lại", "sáng kiến của tôi", "DỪNG", "nhận tin", "ngôn ngữ"]


class Worker(RuleBasedStateMachine):
    """One person with a phone and no plan."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.engine = open_engine(f"sqlite:///{Path(self.folder) / 'test.db'}", synchronous="OFF")
        metadata.create_all(self.engine)
        found(self.engine)
        self.phone = join(House(self.engine).person("hoa"))
        self.phone.taps("Báo sáng kiến").new()
        self.before: dict[str, object] = {}
        self.sent = 0

    def teardown(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.folder)

    @rule(told=st.sampled_from(DEMO))
    def answers_the_question(self, told: object) -> None:
        if self.phone.row().place == '{"kind":"home"}':
            self.phone.says("tiếp tục" if self.phone.draft() else "báo sáng kiến")
        elif self.phone.step() not in ("summary", "") and not self.pending():
            language = self.phone.row().language
            self.acts(lambda: answer(self.phone, told, language=language))  # type: ignore[arg-type]

    @rule(words=st.sampled_from(WORDS))
    def says_a_word(self, words: str) -> None:
        self.acts(lambda: self.phone.says(words))

    @rule(place=st.integers(0, 30), back=st.integers(0, 3))
    def presses_any_button_of_the_last_screens(self, place: int, back: int) -> None:
        screens = [part for part in self.phone.parts() if part.rows][-1 - back :]
        shown = [one for row in screens[0].rows for one in row if "gửi" not in one.label.lower()]
        if shown:
            self.acts(lambda: self.phone.presses(shown[place % len(shown)].data), silent=True)

    @rule(kind=st.sampled_from(list(FileKind)), name=st.sampled_from("abc"))
    def sends_a_file(self, kind: FileKind, name: str) -> None:
        self.acts(lambda: self.phone.sends_file(name, kind))

    @rule(name=st.sampled_from("abc"))
    def loses_a_file(self, name: str) -> None:
        self.acts(lambda: self.phone.loses_file(name, FileTrouble.UNREADABLE), drops=True)

    @rule()
    def begins_again(self) -> None:
        self.acts(lambda: self.phone.begins())

    @precondition(lambda self: self.phone.step() == "summary" and not self.pending())
    @rule()
    def sends(self) -> None:
        if self.phone.row().place != '{"kind":"home"}':
            self.phone.says("trợ giúp").taps("Gửi").sees("Mã số")
            self.sent += 1
            self.phone.taps("Báo sáng kiến")

    def pending(self) -> bool:
        draft = self.phone.draft()
        return bool(draft and '"pending"' in draft.state)

    def acts(self, act: object, *, silent: bool = False, drops: bool = False) -> None:
        """Do it; it is answered, and no answer goes that was not asked for first."""
        self.phone.new()
        before, asked = self.phone.answers(), self.phone.last()
        agreed = drops or "muốn bỏ hẳn" in asked or "viết lại từ đầu" in asked or self.pending()
        was_asked = '"asking":"' in self.phone.row().place and '"asking":""' not in self.phone.row().place
        act()  # type: ignore[operator]
        assert silent or self.phone.new(), f"no answer after: {asked}"
        if not (agreed or was_asked):
            gone = {key for key, value in before.items() if value not in (None, [])} - set(
                self.phone.answers()
            )
            assert not gone, f"{gone} went silently"

    @invariant()
    def only_fitting_answers_are_kept(self) -> None:
        draft = self.phone.draft()
        if draft is None or draft.form != "report":
            return
        fitting = {step.key for step in forms.path(of(draft.answers), draft.answers)}
        # The short path answers two questions by itself and divides one line into the decision's parts.
        parts = {"decision_number", "decision_date", "decision_signer"}
        given = {*SHORT_START, *parts} if SHORT_MARK in draft.answers else set()
        assert {key.removesuffix("_done") for key in draft.answers} <= fitting | given
        assert draft.step in (*fitting, forms.SUMMARY)
        if draft.step == forms.SUMMARY:
            assert forms.next_step(of(draft.answers), draft.answers) == forms.SUMMARY

    @invariant()
    def each_sending_made_one_initiative(self) -> None:
        assert len(self.phone.house.rows(t.initiatives)) == self.sent

    @invariant()
    def nothing_failed(self) -> None:
        assert not [one.error for one in self.phone.house.rows(t.inbox) if one.attempts]


Worker.TestCase.settings = settings(max_examples=10, stateful_step_count=30, deadline=None)
TestWorker = Worker.TestCase
