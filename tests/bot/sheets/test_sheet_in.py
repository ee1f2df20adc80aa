"""What officers decide in the spreadsheet, and what becomes of it."""

from typing import Any

import pytest
from fakes.sheets_api import Fault
from fakes.sheets_desk import Desk
from fakes.sheets_human import DECISION, OFFICER, RESULT, VALUE, WORDS
from kit.backlog import by
from kit.federation import appoint

from bot.sinks.sink import SinkFailed
from storage import tables as t

FIRST, SECOND, THIRD = "NT-000001", "NT-000002", "NT-000003"


def result(desk: Desk, code: str) -> str:
    return str(desk.human.reads(code, RESULT))


def test_a_decision_is_taken_told_and_emptied(desk: Desk) -> None:
    desk.human.decides(SECOND, "Duyệt")
    desk.rounds()
    assert desk.decisions() == [("approve", "sheet")]
    assert desk.status(2) == "valid"
    assert desk.human.reads(SECOND, DECISION) == ""
    assert "Đã ghi nhận “Duyệt hợp lệ”" in result(desk, SECOND)
    assert desk.human.reads(SECOND, "Người làm") == "Nguyễn Thị Nhung"
    assert [desk.status(1), desk.status(3)] == ["submitted", "submitted"]


def test_a_decision_is_only_taken_when_it_stood_there_for_a_round(desk: Desk) -> None:
    """People choose first and type the reason after."""
    desk.human.decides(SECOND, "Trả lại")
    desk.round()
    desk.human.types(SECOND, WORDS, "Chụp lại ảnh giúp")
    desk.round()
    assert desk.decisions() == []
    desk.round()
    assert desk.decisions() == [("return", "sheet")]
    (step,) = desk.house.rows(t.decisions)
    assert step.words == "Chụp lại ảnh giúp"
    assert desk.human.reads(SECOND, WORDS) == ""


def test_a_reason_from_the_list_and_one_typed_over_it(desk: Desk) -> None:
    desk.human.decides(FIRST, "Không hợp lệ", reason="Trùng với sáng kiến đã gửi")
    desk.human.decides(SECOND, "Trả lại", reason="chưa rõ số liệu", words="bổ sung giúp")
    desk.rounds()
    steps = {one.initiative_id: one for one in desk.house.rows(t.decisions)}
    assert steps[by(desk.house, 1).id].reason == "duplicate"
    assert steps[by(desk.house, 2).id].words == "chưa rõ số liệu. bổ sung giúp"


def test_what_is_refused_stays_with_its_reason_until_it_is_changed(desk: Desk) -> None:
    desk.human.decides(SECOND, "Trả lại")
    desk.rounds(4)
    assert desk.decisions() == []
    assert desk.human.reads(SECOND, DECISION) == "Trả lại"
    assert "cần lý do" in result(desk, SECOND)
    desk.human.types(SECOND, WORDS, "ảnh mờ")
    desk.rounds()
    assert desk.decisions() == [("return", "sheet")]


def test_a_refused_decision_that_is_taken_back_takes_its_reason_along(desk: Desk) -> None:
    desk.human.decides(SECOND, "Trả lại")
    desk.rounds()
    desk.human.types(SECOND, DECISION, None)
    desk.rounds()
    assert result(desk, SECOND) == ""
    desk.human.decides(SECOND, "Trả lại")
    desk.rounds()
    assert "cần lý do" in result(desk, SECOND)


def test_the_chat_was_first_and_the_sheet_shows_whose_counted(desk: Desk) -> None:
    """Both decide before the sheet hears of the other: one history."""
    desk.human.decides(SECOND, "Trả lại", words="ảnh mờ")
    desk.listen()
    desk.officer.says("duyệt 2")
    desk.listen()
    desk.rounds()
    assert [action for action, _ in desk.decisions()] == ["approve"]
    assert desk.status(2) == "valid"
    assert "Chưa ghi nhận" in result(desk, SECOND)
    assert desk.human.reads(SECOND, "Bước gần nhất") == "Duyệt hợp lệ"
    assert desk.human.reads(SECOND, "Người làm") == "Nguyễn Thị Nhung"


def test_the_sheet_was_first_and_the_chat_hears_it(desk: Desk) -> None:
    desk.officer.says("xem 2")
    desk.human.decides(SECOND, "Duyệt")
    desk.rounds()
    desk.officer.says("trả 2 ảnh mờ")
    assert [action for action, _ in desk.decisions()] == ["approve"]


def test_the_same_again_after_the_author_mended_it(desk: Desk) -> None:
    desk.human.decides(SECOND, "Trả lại", words="ảnh mờ")
    desk.rounds()
    desk.change(2, status="submitted")
    desk.rounds()
    desk.human.decides(SECOND, "Trả lại", words="ảnh mờ")
    desk.rounds()
    assert desk.decisions() == [("return", "sheet"), ("return", "sheet")]


def test_a_value_is_corrected_as_in_the_chat(desk: Desk) -> None:
    desk.human.types(SECOND, VALUE, "12 triệu")
    desk.human.types(THIRD, VALUE, 7_500_000)
    desk.human.types(FIRST, VALUE, "nhiều lắm")
    desk.rounds()
    values = [by(desk.house, number).benefit_corrected for number in (1, 2, 3)]
    assert values == [None, 12_000_000, 7_500_000]
    assert len(desk.house.rows(t.remarks)) == 2
    assert desk.human.reads(SECOND, VALUE) == ""
    assert desk.human.reads(SECOND, "Giá trị cán bộ ghi (đồng/năm)") == 12_000_000
    assert "12.000.000" in result(desk, SECOND)
    assert "Không đọc được số tiền" in result(desk, FIRST)


def test_what_can_be_done_of_two_things_is_done(desk: Desk) -> None:
    desk.human.decides(SECOND, "Trả lại")
    desk.human.types(SECOND, VALUE, "12 triệu")
    desk.rounds()
    assert by(desk.house, 2).benefit_corrected == 12_000_000
    assert desk.human.reads(SECOND, VALUE) == ""
    assert desk.human.reads(SECOND, DECISION) == "Trả lại"
    assert "vẫn còn trong ô" in result(desk, SECOND)


def test_another_officer_decides_under_their_own_name(desk: Desk) -> None:
    zone = appoint(desk.house, desk.house.person("binh"), "KCN", "Phan Thanh Bình")
    desk.rounds(1)
    assert desk.human.tab.columns[desk.human.column(OFFICER)].choices == [
        "Nguyễn Thị Nhung",
        "Phan Thanh Bình",
    ]
    desk.human.decides(SECOND, "Duyệt", officer="Phan Thanh Bình")
    desk.human.decides(THIRD, "Duyệt", officer="Người Lạ")
    desk.rounds()
    (step,) = desk.house.rows(t.decisions)
    assert step.by_id == zone.row().id
    assert "“Người Lạ” không có trong danh sách" in result(desk, THIRD)


def test_nobody_decides_on_their_own_initiative(desk: Desk) -> None:
    desk.change(2, author_id=desk.officer.row().id)
    desk.rounds()
    desk.human.decides(SECOND, "Duyệt")
    desk.rounds()
    assert desk.decisions() == []
    assert "Chưa ghi nhận" in result(desk, SECOND)


def test_words_that_are_no_decision_are_not_guessed(desk: Desk) -> None:
    desk.human.decides(SECOND, "chắc là được")
    desk.rounds()
    assert desk.decisions() == []
    assert "Không hiểu quyết định" in result(desk, SECOND)


def test_decisions_follow_their_rows_when_people_sort(desk: Desk) -> None:
    desk.human.decides(FIRST, "Duyệt")
    desk.listen()
    desk.human.sorts("Mã", backwards=True)
    desk.human.inserts_column(4, "Của tôi")
    desk.listen()
    assert (desk.status(1), desk.status(2), desk.status(3)) == ("valid", "submitted", "submitted")


def test_sorting_while_a_taken_decision_is_emptied_loses_nobodys(desk: Desk) -> None:
    """The first is taken; while its cells are emptied the rows change places with another's decision."""
    desk.human.decides(FIRST, "Duyệt")
    desk.listen()
    desk.human.decides(THIRD, "Trả lại", words="ảnh mờ")
    desk.api.meanwhile("batchUpdate", lambda: desk.human.sorts("Mã", backwards=True))
    desk.listen()
    assert desk.human.reads(THIRD, DECISION) == "Trả lại"
    desk.rounds()
    assert sorted(desk.decisions()) == [("approve", "sheet"), ("return", "sheet")]
    assert (desk.status(1), desk.status(2), desk.status(3)) == ("valid", "submitted", "returned")


def test_rows_torn_apart_by_sorting_what_is_seen_decide_nothing(desk: Desk) -> None:
    """Hidden columns stayed where they were: whose decision is it?"""
    desk.human.decides(FIRST, "Duyệt")
    desk.human.decides(THIRD, "Trả lại", words="ảnh mờ")
    desk.human.sorts_only_seen(DECISION)
    assert desk.human.codes() == [SECOND, FIRST, THIRD]
    desk.rounds()
    assert [desk.status(number) for number in (1, 2, 3)] == ["submitted", "submitted", "returned"]
    assert "xáo trộn" in result(desk, SECOND)
    assert sorted(map(str, desk.human.codes())) == [FIRST, SECOND, THIRD]
    for code in desk.human.codes():
        assert desk.human.reads(str(code), "Tên sáng kiến") == f"Dưỡng số {int(str(code)[-1])}"


def test_a_row_torn_apart_while_news_comes_decides_nothing(desk: Desk) -> None:
    """The news are written before anybody looks for decisions."""
    desk.human.decides(FIRST, "Duyệt")
    desk.human.sorts_only_seen(DECISION)
    desk.change(3, title="Dưỡng mới")
    desk.rounds()
    assert desk.decisions() == []
    assert "xáo trộn" in result(desk, THIRD)
    assert desk.human.reads(FIRST, "Tên sáng kiến") == "Dưỡng số 1"
    assert desk.human.reads(THIRD, "Tên sáng kiến") == "Dưỡng mới"


def test_a_copied_row_decides_once(desk: Desk) -> None:
    desk.human.decides(SECOND, "Duyệt")
    desk.human.copies_row(SECOND)
    desk.rounds()
    assert desk.decisions() == [("approve", "sheet")]


def test_two_rows_that_say_different_things_decide_nothing(desk: Desk) -> None:
    desk.human.decides(SECOND, "Duyệt")
    desk.human.copies_row(SECOND)
    desk.human.types_at(desk.human.rows(SECOND)[1], desk.human.column(DECISION), "Không hợp lệ")
    desk.rounds()
    assert desk.decisions() == []
    told = {desk.human.tab.rows[at][desk.human.column(RESULT)].value for at in desk.human.rows(SECOND)}
    assert all("hai dòng" in str(one) for one in told)


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_after_a_decision_was_taken_takes_it_once(desk: Desk, after: bool) -> None:
    """It was decided, and the sheet was not told, or its answer was lost."""
    desk.human.decides(SECOND, "Duyệt")
    desk.listen()
    desk.api.fails("batchUpdate", Fault(after=after))
    with pytest.raises(SinkFailed):
        desk.listen()
    assert desk.decisions() == [("approve", "sheet")]
    desk.start()
    desk.rounds(4)
    assert desk.decisions() == [("approve", "sheet")]
    assert desk.human.reads(SECOND, DECISION) == ""
    assert "Đã ghi nhận" in result(desk, SECOND)


def test_a_crash_before_anything_is_kept_takes_it_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    desk.human.decides(SECOND, "Duyệt")
    desk.listen()
    with monkeypatch.context() as patched:
        patched.setattr("storage.sinks.sheet_rows.note", dies)
        with pytest.raises(KeyboardInterrupt):
            desk.listen()
    assert desk.decisions() == []
    desk.start()
    desk.rounds()
    assert desk.decisions() == [("approve", "sheet")]
