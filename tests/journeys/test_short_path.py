"""What was recognised already needs a name, an effect and its decision, and no more than eight turns."""

import pytest
from kit.federation import house_on
from kit.house import House, Phone
from kit.telling import join, report, send
from sqlalchemy import Engine

from storage import tables as t

pytestmark = pytest.mark.slow


def tells(worker: Phone) -> int:
    """The short path to its end; how many turns it took."""
    turns = (
        lambda: worker.says("đã có quyết định").sees("Câu 1/5", "đặt tên"),
        lambda: worker.says("Con lăn đẩy thùng ở bàn đóng gói").sees("Câu 2/5"),
        lambda: worker.chooses("Thời gian").sees("Câu 3/6"),
        lambda: worker.says("8 giây").sees("Câu 4/6", "Quyết định số mấy"),
        lambda: worker.says("18/2026, 15/3/2026, ông Kim Min Ho").sees("Câu 5/6", "chụp quyết định"),
        lambda: worker.sends_file("qd.jpg"),
        lambda: worker.says("xong").sees("Số quyết định: 18/2026", "Ngày quyết định: 15/03/2026"),
        lambda: worker.chooses("Gửi").sees("Mã số: NT-000001"),
    )
    for turn in turns:
        turn()
    return len(turns)


def test_a_recognised_one_is_sent_in_eight_turns(house: House, worker: Phone) -> None:
    assert tells(worker) <= 8
    row = house.rows(t.initiatives)[0]
    assert row.title == "Con lăn đẩy thùng ở bàn đóng gói"
    told = row.answers
    assert (told["recognition"], told["decision_number"]) == ("have", "18/2026")
    assert (told["decision_date"], told["decision_signer"]) == ("2026-03-15", "ông Kim Min Ho")
    assert [one["key"] for one in told["decision_photo"]] == ["test:qd.jpg"]
    assert row.form_version == 1


def test_only_the_number_is_enough(house: House, worker: Phone) -> None:
    worker.says("đã có quyết định").says("Máng hứng dầu máy tiện").chooses("An toàn")
    worker.says("Không còn trơn trượt").says("18/QĐ").says("xong").chooses("Gửi").sees("NT-000001")
    assert house.rows(t.initiatives)[0].answers["decision_signer"] is None


def test_more_may_be_told_and_each_question_skipped(house: House, worker: Phone) -> None:
    worker.says("đã có quyết định").says("Máng hứng dầu máy tiện").chooses("An toàn")
    worker.says("Không còn trơn trượt").says("18/QĐ").says("xong").chooses("Kể thêm")
    worker.sees("Câu nào không muốn kể thì bỏ qua").says("Em hàn thêm cái máng dưới trục máy tiện")
    for _ in range(12):
        if worker.step() != "summary":
            worker.says("xong" if worker.step() == "evidence" else "bỏ qua")
    worker.sees("Em hàn thêm cái máng").unsaid("Kể thêm").chooses("Gửi").sees("NT-000001")


def test_a_photo_that_comes_too_early_is_kept(worker: Phone) -> None:
    worker.says("đã có quyết định").sends_file("anh.jpg").says("Máng hứng dầu máy tiện")
    assert [one["key"] for one in worker.answers()["evidence"]] == ["test:anh.jpg"]
    assert worker.step() == "effect"


def test_whoever_began_the_long_way_goes_on_the_short_one(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").taps("Đã có quyết định").sees("đặt tên")
    assert worker.answers()["recognition"] == "have"


def test_what_was_told_before_is_not_lost_by_it(worker: Phone) -> None:
    worker.says("Em gắn con lăn dưới bàn đóng gói nên đẩy thùng nhẹ hẳn").says("đã có quyết định")
    worker.sees("đặt tên")
    assert worker.answers()["idea"].startswith("Em gắn con lăn")


def test_what_was_told_before_does_not_go_with_the_next_answer(worker: Phone) -> None:
    worker.says("Em gắn con lăn dưới bàn đóng gói nên đẩy thùng nhẹ hẳn").says("đã có quyết định")
    worker.says("Con lăn dưới bàn đóng gói").sees("được lợi")
    assert worker.answers()["idea"].startswith("Em gắn con lăn")


def test_an_unfinished_report_is_offered_first(worker: Phone) -> None:
    worker.says("đã có quyết định").says("tạm dừng").says("đã có quyết định").sees("bản đang viết")


def test_the_decision_is_read_again_when_it_is_changed(worker: Phone) -> None:
    worker.says("đã có quyết định").says("Máng hứng dầu máy tiện").chooses("An toàn")
    worker.says("Không còn trơn trượt").says("18/QĐ").says("xong")
    worker.changes("Quyết định: 18/QĐ").says("19/QĐ, bà Lan").sees("Số quyết định: 19/QĐ", "Người ký: bà Lan")


def test_going_back_is_one_question(worker: Phone) -> None:
    worker.says("đã có quyết định").says("Máng hứng dầu máy tiện").chooses("An toàn")
    worker.says("Không còn trơn trượt").says("18/QĐ").says("quay lại").sees("Quyết định số mấy", "18/QĐ")


def test_starting_over_stays_on_the_short_path(worker: Phone) -> None:
    worker.says("đã có quyết định").says("Máng hứng dầu máy tiện").says("làm lại").chooses("Đồng ý")
    worker.sees("đặt tên")


def test_the_long_form_is_as_it_was(sqlite_engine: Engine) -> None:
    house = house_on(sqlite_engine)
    worker = send(report(join(house.person("hoa"))))
    worker.sees("NT-000001")
    assert "short" not in house.rows(t.initiatives)[0].answers
