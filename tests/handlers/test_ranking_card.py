"""What stands on the pictures of figures, before they are drawn."""

from dataclasses import replace
from datetime import date

import pytest
from kit.boards import LONG, ZONE, board, course, line, many

from handlers.bulletins import amounts, drawn_keys, progress_chart, ranking_card, short_names
from handlers.bulletins.course import Course, pace
from handlers.bulletins.drawn_keys import Wanted
from handlers.bulletins.ranking_card import RankingCard
from handlers.results.figures import Board
from handlers.results.ranking import By, ranked
from handlers.units import Unit


def card(shown: Board, by: By = "target") -> RankingCard:
    return ranking_card.lay_out("vi", shown, ranked(shown, by), by, ZONE)


def test_ten_of_thirty_are_shown_and_it_says_so() -> None:
    shown = card(board(many(30)))
    assert len(shown.rows) == 10
    assert shown.besides == "Chỉ tiêu 2.000 sáng kiến. 10 đứng đầu trong 30 đơn vị."
    assert [one.place for one in shown.rows] == [str(at) for at in range(1, 11)]
    assert (shown.rows[0].figure, shown.rows[0].counts, shown.rows[0].length) == ("300%", "300 / 400", 1)
    assert shown.mark == pytest.approx(1 / 3)


def test_ties_share_a_place_and_movement_has_a_direction() -> None:
    lines = (
        line(0, 50, 60, week_ago=(10, 20)),
        line(1, 50, 60, week_ago=(20, 20)),
        line(3, 20, 30, week_ago=(15, 20)),
    )
    shown = card(board(lines))
    assert [(one.place, one.moved) for one in shown.rows] == [("1", 2), ("1", 0), ("3", -1)]
    assert len(shown.legend) == 2


def test_nobody_is_first_with_nothing() -> None:
    shown = card(board((line(0, 0, 0), line(1, 0, 0)), valid=0, submissions=0))
    assert [(one.place, one.figure, one.length) for one in shown.rows] == [("–", "0%", 0), ("–", "0%", 0)]
    assert shown.reached == "0%"


def test_without_any_target_the_bars_compare_what_is_valid() -> None:
    shown = card(board((line(0, 5, 9, None), line(1, 10, 12, None)), target=None))
    assert [(one.figure, one.length) for one in shown.rows] == [("10", 1), ("5", 0.5)]
    assert (shown.mark, shown.reached) == (0, "")
    assert "Chưa có chỉ tiêu" in shown.legend[0]


def test_one_without_a_target_among_others_has_no_place_but_its_counts() -> None:
    last = card(board((line(0, 5, 9, None), line(1, 10, 12)))).rows[-1]
    assert (last.place, last.figure, last.counts) == ("–", "–", "5 / 9")


@pytest.mark.parametrize(("by", "figure"), [("authors", "0,6"), ("valid", "0,5"), ("rate", "100%")])
def test_other_orders_show_what_they_rank_by(by: By, figure: str) -> None:
    assert card(board((line(0, 5, 6),)), by).rows[0].figure == figure


def test_a_percentage_is_never_rounded_up_to_a_target_that_was_missed() -> None:
    assert amounts.percent("vi", 99.96) == "99,9%"
    assert amounts.percent("vi", 100 * 1234 / 2000) == "61,7%"


def test_long_names_keep_what_tells_them_apart() -> None:
    names = (LONG, "Công đoàn cơ sở Công ty TNHH May Tân Lam", LONG.replace("Phan Rang", "Ninh Chữ"))
    units = [Unit(at, f"DV{at}", name) for at, name in enumerate(names)]
    short = short_names.shorten(units, 38)
    assert short[0].endswith("… Phan Rang")
    assert short[1] == "Công ty TNHH May Tân Lam"
    assert short[2].endswith("… Ninh Chữ")
    assert all(len(one) <= 38 for one in short)


def test_two_names_that_come_out_alike_have_their_codes() -> None:
    twins = [Unit(1, "MAY1", LONG), Unit(2, "MAY2", LONG)]
    first, second = short_names.shorten(twins, 38)
    assert first.endswith("(MAY1)")
    assert second.endswith("(MAY2)")
    assert max(len(first), len(second)) <= 38


def test_the_pace_is_what_is_missing_over_the_days_that_are_left() -> None:
    assert pace(2000, 1234, 39) == 20
    assert pace(2000, 2000, 39) == 0
    assert pace(2000, 1234, 0) is None
    assert pace(None, 5, 3) is None


def test_today_and_the_last_day_both_count_as_left() -> None:
    days = Course(date(2026, 2, 1), date(2026, 2, 28))
    assert days.left(date(2026, 2, 28)) == 1
    assert days.left(date(2026, 3, 1)) == 0
    assert days.left(date(2026, 1, 1)) == 28


def test_the_chart_ends_today_and_leads_on_to_the_target() -> None:
    shown = progress_chart.lay_out("vi", board(), course(40), ZONE)
    assert [one.figure for one in shown.tiles] == ["61,7%", "1.234", "39"]
    assert shown.sentence == "Cần thêm 766 sáng kiến hợp lệ, mỗi ngày ít nhất 20."
    assert len(shown.reached) == 41
    assert shown.ahead[0] == shown.reached[-1]
    assert shown.ahead[1] == (1.0, shown.goal)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in (*shown.reached, *shown.submissions))


def test_a_chart_says_when_its_days_begin_late_and_when_there_is_no_target() -> None:
    late = replace(course(40), days=course(40).days[30:])
    shown = progress_chart.lay_out("vi", board(target=None), late, ZONE)
    assert shown.note == "Mới có số liệu từng ngày kể từ 31/10/2026."
    assert (shown.goal, shown.ahead) == (None, ())
    assert [one.words for one in shown.tiles] == ["hợp lệ", "đã nộp", "ngày còn lại"]


@pytest.mark.parametrize("most", [0, 1, 3, 7, 19, 99, 100, 2010, 123_456])
def test_a_scale_has_whole_steps_and_room_above(most: int) -> None:
    shown = progress_chart.lay_out("vi", board(valid=0, submissions=most, target=None), course(), ZONE)
    assert all(y <= 1 for _, y in shown.submissions)
    assert len(shown.steps) == 4


def test_a_phase_that_is_over_or_to_come_is_told_as_such() -> None:
    over = progress_chart.lay_out("vi", board(), course(closes=date(2026, 11, 1)), ZONE)
    assert over.sentence.startswith("Đã hết hạn nộp.")
    ahead = progress_chart.lay_out("vi", board(valid=0), course(opens=date(2026, 12, 1)), ZONE)
    assert ahead.sentence == "Mở nhận từ ngày 01/12/2026."
    assert ahead.reached == ()


def test_a_key_carries_what_is_wanted_and_nothing_else_is_read() -> None:
    shown = drawn_keys.ranking("vi", board(), board().as_of, ZONE, "authors")
    assert shown.key == "ranking:1:1:authors:202611230800"
    assert shown.name == "Xep-hang-TINH-2026-11-23.png"
    assert drawn_keys.read(shown.key) == Wanted("ranking", 1, 1, "authors")
    for odd in ("ranking:7:3:authors", "ranking:x:3::202611230800", "qr:x", "report:1:2::2026112308001"):
        assert drawn_keys.read(odd) is None
