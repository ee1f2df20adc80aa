"""What an officer sees in the spreadsheet, and what stays theirs in it."""

from pathlib import Path
from typing import Any

import pytest
from fakes.sheets_api import Fault
from fakes.sheets_book import Formula, shown
from fakes.sheets_desk import Desk, opened_desk
from fakes.sheets_human import DECISION, RESULT
from kit.backlog import wait
from sqlalchemy import Engine, update

from bot.sinks.sheets.client import Pace
from bot.sinks.sink import SinkFailed
from storage import tables as t

FIRST, SECOND, THIRD = "NT-000001", "NT-000002", "NT-000003"


def test_every_initiative_stands_there_once_with_its_words(desk: Desk) -> None:
    desk.rounds()
    assert desk.human.codes() == [FIRST, SECOND, THIRD]
    assert desk.human.reads(SECOND, "Tên sáng kiến") == "Dưỡng số 2"
    assert desk.human.reads(SECOND, "Trước khi cải tiến") == "Vẽ phấn."
    assert desk.human.reads(SECOND, "Tình trạng") == "đang chờ duyệt"


def test_the_tab_is_ready_to_work_in(desk: Desk) -> None:
    tab = desk.human.tab
    hidden = [shown(tab.rows[0][at]) for at, one in enumerate(tab.columns) if one.hidden]
    assert [str(one).split(" (")[0] for one in hidden] == ["Số", "Dấu của dòng"]
    assert (tab.frozen, tab.frozen_columns, tab.filtered) == (1, 4, True)
    assert tab.columns[desk.human.column(DECISION)].choices == [
        "Duyệt",
        "Trả lại",
        "Không hợp lệ",
        "Mở lại để xét",
    ]
    assert tab.columns[desk.human.column("Người quyết định")].choices == ["Nguyễn Thị Nhung"]
    assert [one.title for one in desk.spreadsheet.tabs] == ["Sáng kiến", "Cách dùng", "Trang tính1"]
    guide = [shown(row[0]) for row in desk.spreadsheet.tabs[1].rows]
    assert "Tự hào trí tuệ lao động Việt Nam" in guide


def test_a_change_is_written_where_the_row_is_by_now(desk: Desk) -> None:
    desk.human.sorts("Mã", backwards=True)
    desk.human.inserts_row(1, "ghi chú riêng")
    desk.change(2, title="Dưỡng mới")
    desk.rounds()
    assert desk.human.codes() == [THIRD, SECOND, FIRST]
    assert desk.human.reads(SECOND, "Tên sáng kiến") == "Dưỡng mới"
    assert [desk.human.reads(code, "Tên sáng kiến") for code in (FIRST, THIRD)] == [
        "Dưỡng số 1",
        "Dưỡng số 3",
    ]


def test_own_columns_colours_filters_and_formulas_stay(desk: Desk) -> None:
    human = desk.human
    human.inserts_column(5, "Của tôi")
    human.types(SECOND, "Của tôi", "gọi lại")
    human.types(THIRD, "Của tôi", "=LEN(C4)")
    human.colours(SECOND, "vàng")
    human.filters(SECOND)
    hidden = set(human.tab.hidden_rows)
    human.moves_column(RESULT, 0)
    desk.change(2, title="Dưỡng mới")
    desk.rounds()
    assert human.reads(SECOND, "Của tôi") == "gọi lại"
    assert human.tab.rows[human.row(THIRD)][human.column("Của tôi")].value == Formula("=LEN(C4)")
    assert {cell.colour for cell in human.tab.rows[human.row(SECOND)]} == {"vàng"}
    assert human.tab.hidden_rows == hidden
    assert human.titles()[0] == RESULT
    assert human.reads(SECOND, "Tên sáng kiến") == "Dưỡng mới"


def test_a_cell_of_ours_that_a_person_changed_is_left_until_there_is_news(desk: Desk) -> None:
    desk.human.types(SECOND, "Tên sáng kiến", "tên tôi thích hơn")
    desk.change(2, answers={"title": "Dưỡng số 2", "before": "Đo tay."})
    desk.rounds()
    assert desk.human.reads(SECOND, "Tên sáng kiến") == "tên tôi thích hơn"
    assert desk.human.reads(SECOND, "Trước khi cải tiến") == "Đo tay."


def test_a_renamed_tab_and_a_renamed_column_are_still_ours(desk: Desk) -> None:
    desk.human.renames_tab("Sáng kiến 'quý 4'")
    desk.human.renames_column("Tên sáng kiến", "Tên")
    desk.change(2, title="Dưỡng mới")
    desk.rounds()
    assert desk.human.reads(SECOND, "Tên") == "Dưỡng mới"
    assert desk.human.codes() == [FIRST, SECOND, THIRD]


def test_a_deleted_column_of_the_record_is_not_put_back(desk: Desk) -> None:
    desk.human.deletes_column("Tác giả")
    desk.change(2, title="Dưỡng mới")
    desk.rounds()
    assert "Tác giả" not in desk.human.titles()
    assert desk.human.reads(SECOND, "Tên sáng kiến") == "Dưỡng mới"


def test_a_deleted_row_stays_away_until_it_waits_for_them_again(desk: Desk) -> None:
    desk.human.deletes_row(SECOND)
    desk.change(2, status="valid")
    desk.rounds()
    assert desk.human.codes() == [FIRST, THIRD]
    assert desk.kept(2).gone
    desk.change(2, status="submitted")
    desk.rounds()
    assert desk.human.codes() == [FIRST, THIRD, SECOND]
    assert desk.human.reads(SECOND, "Tình trạng") == "đang chờ duyệt"


def test_a_row_that_comes_back_by_undo_is_ours_again(desk: Desk) -> None:
    before = [list(row) for row in desk.human.tab.rows]
    desk.human.deletes_row(SECOND)
    desk.change(2, status="valid", title="Dưỡng mới")
    desk.rounds()
    desk.human.tab.rows = before
    desk.rounds()
    assert desk.human.reads(SECOND, "Tên sáng kiến") == "Dưỡng mới"
    assert desk.human.codes() == [FIRST, SECOND, THIRD]


def test_what_moves_to_another_unit_leaves_nothing_of_its_author(desk: Desk) -> None:
    other = next(one.id for one in desk.house.rows(t.units) if one.code == "TOMBV")
    own = next(one.id for one in desk.house.rows(t.units) if one.code == "MAYTL")
    desk.change(2, unit_id=other)
    desk.rounds()
    assert desk.human.reads(SECOND, "Tác giả") == ""
    assert "đơn vị khác" in str(desk.human.reads(SECOND, RESULT))
    desk.change(2, unit_id=own)
    desk.rounds()
    assert desk.human.reads(SECOND, "Tác giả") == "Tác giả 2"
    assert desk.human.codes() == [FIRST, SECOND, THIRD]


def test_another_name_of_the_unit_reaches_every_row(desk: Desk) -> None:
    with desk.house.engine.begin() as connection:
        named = update(t.units).where(t.units.c.code == "MAYTL").values(name="Công đoàn May Tân Lam mới")
        connection.execute(named)
    desk.rounds()
    assert {desk.human.reads(code, "Đơn vị") for code in (FIRST, SECOND, THIRD)} == {
        "Công đoàn May Tân Lam mới"
    }


@pytest.mark.parametrize("text", ["=1+1", "+84 912", "@ai", "-5", "'=x", '=HYPERLINK("http://x";"y")'])
def test_nothing_that_an_author_wrote_becomes_a_formula(desk: Desk, text: str) -> None:
    desk.change(2, title=text)
    wait(desk.house, 4, title=text)
    desk.rounds()
    for code in (SECOND, "NT-000004"):
        cell = desk.human.tab.rows[desk.human.row(code)][desk.human.column("Tên sáng kiến")]
        assert cell.value == text
        assert not isinstance(cell.value, Formula)


def test_a_crash_between_writing_and_our_commit_doubles_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are in the sheet, and the process dies before it remembers that."""

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    wait(desk.house, 4)
    with monkeypatch.context() as patched:
        patched.setattr("bot.sinks.sheets.showing.Showing._remember", dies)
        with pytest.raises(KeyboardInterrupt):
            desk.round()
    assert desk.human.codes().count("NT-000004") == 1
    assert desk.kept(4) is None
    desk.start()
    desk.rounds()
    assert desk.human.codes() == [FIRST, SECOND, THIRD, "NT-000004"]
    assert desk.kept(4) is not None


def test_an_answer_that_is_lost_doubles_nothing(desk: Desk) -> None:
    wait(desk.house, 4)
    desk.api.fails("batchUpdate", Fault(after=True))
    with pytest.raises(SinkFailed) as failed:
        desk.round()
    assert failed.value.why == "unreachable"
    desk.rounds()
    assert desk.human.codes() == [FIRST, SECOND, THIRD, "NT-000004"]


def test_rows_that_are_sorted_while_we_write_get_nothing_of_each_other(desk: Desk) -> None:
    desk.change(1, title="Một")
    desk.api.meanwhile("batchUpdate", lambda: desk.human.sorts("Mã", backwards=True))
    desk.rounds()
    names = [desk.human.reads(code, "Tên sáng kiến") for code in (FIRST, SECOND, THIRD)]
    assert names == ["Một", "Dưỡng số 2", "Dưỡng số 3"]
    assert desk.human.codes() == [THIRD, SECOND, FIRST]


def test_two_thousand_rows_take_few_calls(sqlite_engine: Engine, tmp_path: Path) -> None:
    with opened_desk(sqlite_engine, tmp_path) as desk:
        for number in range(1, 2001):
            wait(desk.house, number)
        desk.api.calls.clear()
        desk.listen()
        assert len(desk.human.codes()) == 2000
        assert len(set(desk.human.codes())) == 2000
        assert desk.api.counted("batchUpdate") <= 6
        assert desk.api.counted("values.get") + desk.api.counted("get") <= 12
        desk.api.calls.clear()
        desk.listen()
        assert [call.method for call in desk.api.calls] == ["values.get"]


def test_many_changes_at_once_are_one_call(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.change(number, title=f"Tên {number}")
    desk.api.calls.clear()
    desk.deliver()
    assert [call.method for call in desk.api.calls] == ["values.get", "batchUpdate"]
    desk.deliver()
    assert len(desk.api.calls) == 2


def test_google_is_never_called_oftener_than_it_allows() -> None:
    slept: list[float] = []
    clock = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    pace = Pace(3, lambda: clock[0], sleep)
    for _ in range(7):
        pace.wait()
    assert slept == [60.0, 60.0]
