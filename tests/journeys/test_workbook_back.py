"""The review workbook comes back filled in: read first, then applied, each row once, everybody told."""

from pathlib import Path
from typing import Any

import pytest
from kit.house import House, Phone
from kit.telling import demo, report, send
from kit.two_levels import govern
from kit.workbooks import copy_of, review, sends, work

from storage import tables as t

YES = {"decision": "Duyệt"}


@pytest.fixture
def three(house: House, officer: Phone, zone_officer: Phone, worker: Phone) -> House:
    """One level; NT-000001 to NT-000003 wait at the factory."""
    govern(house, levels=1)
    for title in ("Dưỡng mica", "Dưỡng mica", "Dưỡng mica"):
        send(report(worker, demo(title)))
    for phone in (officer, zone_officer, worker):
        phone.new()
    return house


def steps(house: House) -> list[tuple[int, str, str]]:
    return [(one.initiative_id, one.action, one.via) for one in house.rows(t.decisions)]


def states(house: House) -> list[str]:
    return [one.state for one in house.rows(t.intakes)]


def test_a_filled_in_workbook_is_read_asked_about_and_applied(
    three: House, officer: Phone, worker: Phone, tmp_path: Path
) -> None:
    data = review(three, {1: YES, 2: {"decision": "trả lại", "words": "chụp lại ảnh giúp"}})
    sends(officer, data, tmp_path)
    first, asked = officer.new()
    assert "Đã nhận tệp “xet.xlsx”" in first
    assert "Sẽ ghi: 2 dòng" in asked
    assert "Dòng 2: NT-000001" in asked
    assert "Chưa ghi gì" in asked
    assert steps(three) == []
    officer.chooses("Áp dụng")
    assert "Đang áp dụng" in officer.last()
    work(three, tmp_path)
    officer.sees("Đã áp dụng xong", "Đã ghi: 2 dòng", "mở lại")
    assert steps(three) == [(1, "approve", "workbook"), (2, "return", "workbook")]
    told = worker.new()
    assert len(told) == 2
    assert any("chụp lại ảnh giúp" in one for one in told)
    officer.says("quá trình 1").sees("(qua tệp Excel)")


def test_the_same_file_again_says_when_and_by_whom_and_changes_nothing(
    three: House, officer: Phone, worker: Phone, tmp_path: Path
) -> None:
    data = review(three, {1: YES})
    sends(officer, data, tmp_path).chooses("Áp dụng")
    work(three, tmp_path)
    worker.new()
    sends(officer, data, tmp_path)
    officer.sees("đã được Nguyễn Thị Nhung áp dụng lúc")
    assert len(steps(three)) == 1
    assert worker.new() == []
    officer.says("áp dụng").sees("Không có tệp Excel nào đang chờ")


def test_an_old_workbook_saved_again_changes_nothing_twice(
    three: House, officer: Phone, worker: Phone, tmp_path: Path
) -> None:
    rows = {1: YES, 2: {"decision": "Trả lại", "reason": "Ảnh không đọc được", "words": "chụp lại"}}
    data, again = review(three, rows), review(three, {**rows, 3: {"words": "ghi chú riêng"}})
    sends(officer, data, tmp_path).chooses("Áp dụng")
    work(three, tmp_path)
    worker.new()
    sends(officer, again, tmp_path)
    officer.sees("Đã đúng như vậy rồi: 2 dòng", "không có gì mới")
    assert len(steps(three)) == 2
    assert worker.new() == []


def test_what_was_decided_in_the_chat_meanwhile_is_a_conflict_and_stays(
    three: House, officer: Phone, worker: Phone, tmp_path: Path
) -> None:
    data = review(three, {1: YES, 2: YES, 3: YES})
    officer.says("trả 1 ảnh mờ quá").says("duyệt 2")
    officer.new()
    sends(officer, data, tmp_path)
    officer.sees("Sẽ ghi: 1 dòng", "Đã đúng như vậy rồi: 1 dòng", "vừa quyết định khác: 1 dòng", "NT-000001")
    # and one more between the question and the answer
    officer.says("trả 3 thiếu số liệu").says("áp dụng")
    work(three, tmp_path)
    officer.sees("Không ghi, vì có người vừa quyết định khác: 2 dòng")
    assert steps(three) == [(1, "return", ""), (2, "approve", ""), (3, "return", "")]
    cells = copy_of(officer, tmp_path)
    assert cells[0][0] == "Cần sửa"
    assert "trả lại" in cells[1][0]
    assert cells[2][0] == ""


def test_what_cannot_be_read_is_said_by_row_and_cell_with_a_marked_copy(
    three: House, officer: Phone, other_officer: Phone, tmp_path: Path
) -> None:
    rows: dict[int, dict[str, Any]] = {1: {"decision": "chắc được"}, 2: {"decision": "Không hợp lệ"}}
    data = review(three, {**rows, 3: {**YES, "corrected": "nhiều lắm"}})
    sends(officer, data, tmp_path)
    officer.sees("Chưa ghi được: 3 dòng", "Dòng 2", "chắc được", "tô màu")
    assert officer.buttons() == []
    cells = copy_of(officer, tmp_path)
    assert "không phải là quyết định" in cells[1][0]
    assert "cần lý do" in cells[2][0]
    assert "không phải là số tiền" in cells[3][0]
    sends(other_officer, review(three, {1: YES}), tmp_path)
    other_officer.sees("không thuộc đơn vị của đồng chí")
    assert steps(three) == []


def test_a_value_is_corrected_alone_or_with_a_decision(three: House, officer: Phone, tmp_path: Path) -> None:
    rows: dict[int, dict[str, Any]] = {1: {"corrected": 48_000_000}, 2: {**YES, "corrected": "50 triệu"}}
    sends(officer, review(three, rows), tmp_path).chooses("Áp dụng")
    work(three, tmp_path)
    assert [one.benefit_corrected for one in three.rows(t.initiatives)] == [48_000_000, 50_000_000, None]
    assert steps(three) == [(2, "approve", "workbook")]
    officer.says("quá trình 1").sees("48.000.000")


def test_a_workbook_is_dropped_by_words_or_by_waiting(three: House, officer: Phone, tmp_path: Path) -> None:
    sends(officer, review(three, {1: YES}), tmp_path)
    officer.says("bỏ tệp").sees("Đã bỏ tệp")
    sends(officer, review(three, {2: YES}), tmp_path)
    three.now = three.now.replace(day=three.now.day + 2)
    officer.says("áp dụng 2").sees("quá 24 giờ")
    assert states(three) == ["dropped", "dropped"]
    assert steps(three) == []


def test_with_numbers_only_the_words_of_the_answer_are_typed(numbers: House, tmp_path: Path) -> None:
    from kit.federation import appoint
    from kit.telling import join

    officer = appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    govern(numbers, levels=1)
    send(report(join(numbers.person("hoa"))))
    sends(officer, review(numbers, {1: YES}), tmp_path)
    officer.sees("áp dụng 1", "bỏ tệp 1")
    officer.says("ap dung 1").sees("Đang áp dụng")
    work(numbers, tmp_path)
    officer.sees("Đã ghi: 1 dòng")
    assert [(action, via) for _, action, via in steps(numbers)] == [("approve", "workbook")]


def test_two_officers_send_the_same_initiative_and_one_decision_counts(
    three: House, officer: Phone, zone_officer: Phone, worker: Phone, tmp_path: Path
) -> None:
    sends(officer, review(three, {1: YES}), tmp_path)
    sends(
        zone_officer,
        review(three, {1: {"decision": "Không hợp lệ", "words": "đã có ở xưởng khác"}}),
        tmp_path,
    )
    officer.chooses("Áp dụng")
    zone_officer.chooses("Áp dụng")
    work(three, tmp_path)
    assert [one[1] for one in steps(three)] == ["approve"]
    zone_officer.sees("Không ghi, vì có người vừa quyết định khác: 1 dòng", "Nguyễn Thị Nhung")
    assert len(worker.new()) == 1


def test_a_worker_who_sends_a_workbook_gets_the_usual_answer(
    three: House, worker: Phone, tmp_path: Path
) -> None:
    sends(worker, review(three, {1: YES}), tmp_path)
    worker.unsaid("Đã nhận tệp")
    assert three.rows(t.intakes) == []


def test_an_officer_whose_post_ended_meanwhile_decides_nothing(
    three: House, officer: Phone, tmp_path: Path
) -> None:
    from sqlalchemy import update

    sends(officer, review(three, {1: YES}), tmp_path).chooses("Áp dụng")
    with three.engine.begin() as connection:
        connection.execute(update(t.officers).values(until=three.now))
    work(three, tmp_path)
    assert steps(three) == []
    officer.sees("Chưa ghi được: 1 dòng")
