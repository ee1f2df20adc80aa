"""An author takes an initiative back."""

from kit.house import Phone
from kit.telling import report, send

from storage import tables as t


def status(phone: Phone) -> str:
    return str(phone.house.rows(t.initiatives)[0].status)


def test_an_initiative_is_taken_back_after_a_question_and_stays_in_the_history(
    worker: Phone, officer: Phone
) -> None:
    send(report(worker))
    officer.says("xem 1")
    worker.says("sáng kiến của tôi").says("1")
    worker.taps("Rút lại").sees("muốn rút lại NT-000001")
    assert status(worker) == "submitted"
    worker.taps("Rút lại").sees("Đã rút lại NT-000001")
    assert status(worker) == "withdrawn"
    assert [row.action for row in worker.house.rows(t.decisions)] == ["withdraw"]
    officer.says("duyệt 1").sees("Tác giả đã rút NT-000001")
    assert status(worker) == "withdrawn"


def test_thinking_again_keeps_the_initiative(worker: Phone) -> None:
    send(report(worker))
    worker.says("sáng kiến của tôi").says("1").taps("Rút lại").taps("Thôi, giữ nguyên")
    worker.sees("NT-000001", "công đoàn đang xem")
    assert status(worker) == "submitted"


def test_what_was_decided_cannot_be_taken_back_by_an_old_button(worker: Phone, officer: Phone) -> None:
    send(report(worker))
    worker.says("sáng kiến của tôi").says("1").taps("Rút lại")
    officer.says("duyệt 1")
    worker.taps("Rút lại").sees("không rút lại được nữa")
    assert status(worker) == "valid"


def test_a_returned_one_that_is_being_mended_can_be_taken_back(worker: Phone, officer: Phone) -> None:
    send(report(worker))
    officer.says("trả 1 thiếu quyết định")
    worker.says("sửa sáng kiến")
    assert worker.draft() is not None
    worker.says("sáng kiến của tôi").says("1").taps("Rút lại").taps("Rút lại").sees("Đã rút lại")
    assert worker.draft() is None


def test_nobody_takes_back_what_is_anothers(worker: Phone, officer: Phone) -> None:
    send(report(worker))
    officer.presses("c:withdraw:NT-000001:yes").sees("không rút lại được nữa")
    assert status(worker) == "submitted"
