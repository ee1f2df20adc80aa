"""A line that is cut at every byte: of a batch and of a page, in both directions."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fakes.bad_line import BadLine, Fault
from kit.federation import appoint
from kit.nodes import Two, submit, two_places
from kit.telling import join
from sqlalchemy import Engine

from bot.nodes.exchange import Exchange
from storage import tables as t
from storage.nodes import words

#: So many remarks an initiative gets, before the next one is written of: what travels stays small.
_FEW = 12


class Talk:
    """Something new on one side before each cut, so that whatever was lost or doubled is seen."""

    def __init__(self, two: Two, part: str) -> None:
        self.two = two
        upper = appoint(two.province.house, two.province.house.person("binh"), "KCN", "Phan Thanh Bình")
        officer = appoint(two.node.house, two.node.house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
        self.worker = join(two.node.house.person("hoa"))
        here = (two.node, officer) if part == "bringing" else (two.province, upper)
        self.place, self.by, self.about, self.said = here[0], here[1].row().id, 0, 0

    async def go_on(self) -> None:
        """A remark, as the chat keeps it."""
        if self.said % _FEW == 0:
            number = submit(self.two.node, self.worker, f"Dưỡng may túi {self.said}")
            await self.two.sync()
            self.about = self.place.row(number).id
        self.said += 1
        kept = words.Said(by=self.by, at=self.place.house.now, words=f"lần {self.said}", internal=True)
        with self.place.house.engine.begin() as connection:
            words.keep(connection, self.about, kept)


Part = Callable[[Exchange], Awaitable[None]]
_PARTS: dict[str, Part] = {"bringing": lambda made: made._bring(), "fetching": lambda made: made._fetch()}


@pytest.mark.slow
@pytest.mark.parametrize("part", _PARTS)
async def test_a_question_and_its_answer_cut_at_every_byte_lose_and_double_nothing(
    sqlite_engine: Engine, tmp_path: Path, part: str
) -> None:
    carry = _PARTS[part]
    async with two_places(sqlite_engine, tmp_path) as two, BadLine(two.port) as line:
        talk = Talk(two, part)
        made = two.exchange(line.url)
        async with made.line:
            await talk.go_on()
            line.reset(lambda _: Fault())
            await carry(made)
            up, down = line.sizes[0]
            # A remark more, and a number of one figure more, make both longer.
            cuts = [Fault(up=byte) for byte in range(1, up + 20)]
            cuts += [Fault(down=byte) for byte in range(down + 40)]
            for cut in cuts:
                await talk.go_on()
                line.reset(lambda asked, cut=cut: cut if asked == 0 else Fault())  # type: ignore[misc]
                await carry(made)
        await two.sync()
        two.both()
        remarks = two.province.house.rows(t.remarks)
        assert len(remarks) == len({one.words for one in remarks}) == talk.said
