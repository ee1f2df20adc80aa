"""Rankings and progress as pictures for phones."""

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from kit.boards import LONG, PROVINCE, SLOGAN, ZONE, board, course, line, many
from PIL import Image

from bot.documents import charts
from handlers.bulletins import progress_chart, ranking_card
from handlers.bulletins.progress_chart import ProgressChart
from handlers.bulletins.ranking_card import RankingCard
from handlers.results.figures import Board
from handlers.results.ranking import ranked

pytestmark = pytest.mark.slow

BLUE = (0, 90, 156)
NOBODY = board()
ZERO = board((line(0, 0, 0), line(1, 0, 0)), valid=0, submissions=0)
NO_TARGET = board(many(10, None), target=None)


def card(shown: Board) -> RankingCard:
    return ranking_card.lay_out("vi", shown, ranked(shown), "target", ZONE)


def chart(shown: Board, days: int = 50) -> ProgressChart:
    return progress_chart.lay_out("vi", shown, course(days), ZONE)


def opened(shown: RankingCard | ProgressChart) -> Image.Image:
    return Image.open(io.BytesIO(charts.draw(shown))).convert("RGB")


def longest_bars(picture: Image.Image) -> list[int]:
    """How many pixels each bar is long, from the top."""
    wide, high = picture.size
    pixels = picture.load()
    assert pixels is not None
    rows = [sum(pixels[x, y] == BLUE for x in range(110, 740)) for y in range(400, high - 190)]
    bars: list[int] = []
    inside = False
    for count in rows:
        if count > 40 and not inside:
            bars.append(count)
        elif count > 40:
            bars[-1] = max(bars[-1], count)
        inside = count > 40
    assert wide == 1080
    return bars


@pytest.mark.parametrize(
    "shown",
    [card(board(many(3))), card(board(many(30))), card(NO_TARGET), card(ZERO), card(NOBODY)],
    ids=["three", "thirty", "no target", "zero", "nobody"],
)
def test_a_ranking_is_as_large_as_a_phone_shows_and_always_the_same(shown: RankingCard) -> None:
    data = charts.draw(shown)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1080, 1350))
    assert charts.draw(shown) == data
    assert len(data) < 1_000_000


@pytest.mark.parametrize(
    "shown",
    [chart(board()), chart(board(), 0), chart(NO_TARGET), chart(ZERO, 0)],
    ids=["usual", "first day", "no target", "zero"],
)
def test_so_is_a_chart(shown: ProgressChart) -> None:
    data = charts.draw(shown)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1080, 1350))
    assert charts.draw(shown) == data


def test_bars_are_as_long_as_their_share() -> None:
    full, half, quarter = longest_bars(
        opened(card(board((line(0, 100, 100), line(1, 50, 50), line(3, 25, 25)))))
    )
    assert half == pytest.approx(full / 2, abs=8)
    assert quarter == pytest.approx(full / 4, abs=8)


def test_nothing_is_drawn_beyond_the_edge_however_long_the_names() -> None:
    lines = [replace(one, unit=replace(one.unit, name=f"{LONG} {at}")) for at, one in enumerate(many(12))]
    shown = board(lines)
    shown = replace(
        shown, top=replace(shown.top, unit=replace(shown.top.unit, name=LONG * 2)), phase=LONG * 2
    )
    for one in (card(shown), chart(shown)):
        picture = opened(one)
        edges = {picture.getpixel((x, y)) for x in (2, 1077) for y in range(300, 1250)}
        assert edges == {(255, 255, 255)}
        assert {picture.getpixel((1060, y)) for y in range(40, 255)} == {(11, 51, 85)}


def test_a_letter_that_no_font_has_is_left_out() -> None:
    odd = replace(board(), top=replace(board().top, unit=replace(board().top.unit, name=f"{PROVINCE} 🎉")))
    assert charts.draw(card(odd)) == charts.draw(card(replace(odd, top=board().top)))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed here")
def test_the_picture_says_the_right_numbers(tmp_path: Path) -> None:
    def words(shown: RankingCard | ProgressChart) -> str:
        (tmp_path / "picture.pdf").write_bytes(charts.printed(shown))
        called = ["pdftotext", "-layout", str(tmp_path / "picture.pdf"), "-"]
        return subprocess.run(called, check=True, capture_output=True, text=True).stdout

    ranking = words(card(board(many(12))))
    for one in (PROVINCE, "1.234 hợp lệ / 2.010 đã nộp", "61,7%", "300%", "291 / 391", SLOGAN, "12 đơn vị"):
        assert one in ranking
    assert "Tính đến 08:00 ngày 23/11/2026" in ranking
    progress = words(chart(board()))
    for one in ("61,7%", "39", "Cần thêm 766", "ít nhất 20", "Chỉ tiêu 2.000", "01/10/2026", "31/12/2026"):
        assert one in progress
