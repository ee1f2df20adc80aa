"""Three officers do random things to five initiatives: one code each, no code twice, one history."""

import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kit.backlog import wait
from kit.databases import fresh_sqlite
from kit.federation import appoint, found
from kit.house import House
from sqlalchemy import select

from handlers.events import FileLost, FileTrouble
from storage import tables as t

WHO = st.integers(0, 2)
NUMBER = st.integers(1, 5)
CODES = st.sampled_from(["SK-1", "SK-2", "sk 3", "SK-4", "0912345678", "không có"])
SAID = st.sampled_from(
    ["ghi mã {}", "lên cổng {}", "cổng từ chối {}", "rút mã {}", "rút mã {} nhầm", "cổng từ chối {} lỗi mạng"]
)
ANSWERS = st.sampled_from(
    ["SK-1", "SK-5", "đúng", "không", "thôi", "bỏ qua", "1", "2", "3", "lời nào đó", "lên cổng"]
)


class PortalMachine(RuleBasedStateMachine):
    """Two officers of the factory and one of the zone above it."""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        engine = self.stack.enter_context(fresh_sqlite(Path(folder)))
        found(engine)
        self.house = House(engine)
        self.officers = [
            appoint(self.house, self.house.person("hanh"), "MAYTL", "Lê Thị Hạnh"),
            appoint(self.house, self.house.person("son"), "MAYTL", "Võ Văn Sơn"),
            appoint(self.house, self.house.person("mai"), "KCN", "Đặng Thị Mai"),
        ]
        for number in range(1, 6):
            wait(self.house, number, status="valid", days=number)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    @rule(who=WHO, number=NUMBER, said=SAID)
    def says(self, who: int, number: int, said: str) -> None:
        self.officers[who].says(said.format(number))

    @rule(who=WHO, number=NUMBER, code=CODES)
    def records(self, who: int, number: int, code: str) -> None:
        self.officers[who].says(f"ghi mã {number} {code}")

    @rule(who=WHO, answer=ANSWERS)
    def answers(self, who: int, answer: str) -> None:
        self.officers[who].says(answer)

    @rule(who=WHO, place=st.integers(0, 9))
    def presses(self, who: int, place: int) -> None:
        offered = [one.data for part in self.officers[who].parts()[-1:] for row in part.rows for one in row]
        if offered:
            self.officers[who].presses(offered[place % len(offered)])

    @rule(
        who=WHO, name=st.sampled_from(["a.jpg", "b.jpg"]), caption=st.sampled_from(["", "SK-6", "xem giúp"])
    )
    def sends_a_photo(self, who: int, name: str, caption: str) -> None:
        self.officers[who].sends_file(name, caption=caption)

    @rule(who=WHO, name=st.sampled_from(["a.jpg", "b.jpg"]))
    def loses_a_photo(self, who: int, name: str) -> None:
        phone = self.officers[who]
        lost = FileLost(
            conversation=phone.conversation, at=self.house.now, key=f"test:{name}", why=FileTrouble.DISGUISED
        )
        phone.hurries(lost)

    @rule(who=WHO, number=NUMBER)
    def reopens_and_approves(self, who: int, number: int) -> None:
        self.officers[who].says(f"mở lại {number} xem lại giúp")
        self.officers[who].says(f"duyệt {number}")

    @invariant()
    def the_history_says_what_the_columns_say(self) -> None:
        if not hasattr(self, "house"):
            return
        with self.house.engine.connect() as connection:
            rows = connection.execute(select(t.initiatives)).all()
            done = connection.execute(select(t.portal_entries).order_by(t.portal_entries.c.id)).all()
        given = [row.portal_code for row in rows if row.portal_code is not None]
        assert len(given) == len(set(given)), "a code stands for two"
        for row in rows:
            code, at = None, None
            for one in (one for one in done if one.initiative_id == row.id):
                match one.kind:
                    case "entered":
                        assert code is None, "entered twice"
                        code, at = one.code, one.at
                    case "withdrawn":
                        assert one.code == code, "taken back what was not there"
                        code, at = None, None
                    case "refused" | "taken" | "put_back" | "again":
                        assert code is None, f"{one.kind} after it was entered"
                    case "proof":
                        assert one.code == code, "a picture of nothing"
            assert (row.portal_code, row.portal_at) == (code, at)
            assert not (row.portal_code and row.portal_refusal)


PortalMachine.TestCase.settings = settings(max_examples=12, stateful_step_count=40, deadline=None)
TestPortalMachine = pytest.mark.slow(PortalMachine.TestCase)
