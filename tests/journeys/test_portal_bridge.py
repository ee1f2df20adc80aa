"""Officers type what is valid into the portal: nothing twice, everybody told, every code found again."""

from datetime import timedelta
from typing import Any

import pytest
from kit.backlog import by, change, wait
from kit.federation import appoint
from kit.house import House, Phone
from kit.telling import join, report, send

from handlers.events import FileKind
from storage import tables as t


@pytest.fixture
def told(house: House, officer: Phone, zone_officer: Phone, worker: Phone) -> House:
    """NT-000001 is valid, and nobody has anything unread."""
    send(report(worker))
    officer.says("duyệt 1")
    for phone in (officer, zone_officer, worker):
        phone.new()
    return house


def kinds(house: House) -> list[str]:
    return [one.kind for one in house.rows(t.portal_entries)]


def text(phone: Phone) -> str:
    """Everything of the last answer."""
    return "\n".join(phone.new())


def test_an_officer_copies_it_types_it_in_and_the_author_hears_of_the_code(
    told: House, officer: Phone, worker: Phone
) -> None:
    officer.says("len cong").sees("Chờ đưa lên Cổng sáng kiến: 1", "tuần này: 0")
    officer.new()
    officer.says("1")
    parts = officer.new()
    assert "• Tên sáng kiến: Dưỡng mica" in parts[0]
    assert "• Điện thoại: 0912345678" in parts[0]
    assert "Trước khi cải tiến: ở tin riêng số 1" in parts[0]
    assert parts[1].startswith("Mỗi nắp túi phải đo thước")
    assert parts[1].endswith("rất mất công."), "a long value stands alone, to be copied with one touch"
    officer.taps("Đã chép, đang nhập").sees("Đồng chí đang nhập NT-000001, giữ đến")
    officer.says("mã là  sk－2026 / 00017").sees("Đã ghi: NT-000001 lên Cổng với mã SK-2026/00017")
    row = by(told, 1)
    assert (row.portal_code, row.portal_at) == ("SK-2026/00017", told.now)
    worker.sees("Tin vui, Nguyễn Thị Hoa ơi!", "NT-000001", "Mã trên Cổng: SK-2026/00017", "Tự hào trí tuệ")
    officer.says("lên cổng").sees("Không còn sáng kiến hợp lệ nào", "tuần này: 1")
    assert kinds(told) == ["taken", "entered"]
    officer.says("quá trình 1").sees("Nguyễn Thị Nhung nhập lên Cổng", "đưa lên Cổng, mã SK-2026/00017")
    officer.says("xem 1").sees("Trên Cổng: mã SK-2026/00017")


def test_the_figures_of_what_is_on_the_portal_rise(told: House, zone_officer: Phone, officer: Phone) -> None:
    zone_officer.says("tiến độ").sees("Đã nhập lên cổng: 0")
    officer.says("lên cổng 1 SK-17")
    zone_officer.says("tiến độ").sees("Đã nhập lên cổng: 1")


def test_on_a_channel_without_buttons_numbers_are_enough(numbers: House) -> None:
    phone = appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    for number in range(1, 9):
        wait(numbers, number, days=10 - number, status="valid")
    phone.says("lên cổng").sees("Chờ đưa lên Cổng sáng kiến: 8", "Trang 1/2", "1. NT-000001", "7. Xem thêm")
    phone.says("7").sees("Trang 2/2", "1. NT-000007", "2. NT-000008", "3. Trang trước")
    phone.says("3").sees("Trang 1/2", "1. NT-000001")
    phone.says("2").sees("NT-000002", "1. Đã chép, đang nhập", "2. Ghi mã", "3. Cổng từ chối")
    phone.says("1").sees("Đồng chí đang nhập NT-000002")
    phone.says("SK-2").sees("NT-000002 lên Cổng với mã SK-2", "1. Sáng kiến tiếp theo")
    phone.says("1").sees("NT-000001 ·")
    phone.says("3").sees("Vì sao Cổng từ chối NT-000001?", "8. Cổng lỗi hoặc đang đóng")
    phone.says("8").sees("Cổng từ chối NT-000001. Lý do: Cổng lỗi hoặc đang đóng")
    phone.says("lên cổng").sees("Chờ đưa lên Cổng sáng kiến: 6", "Cổng từ chối: 1.")
    assert by(numbers, 1).portal_refusal == "Cổng lỗi hoặc đang đóng"


def test_others_see_who_types_it_in_and_a_turn_ends_by_itself(
    told: House, officer: Phone, zone_officer: Phone
) -> None:
    officer.says("lên cổng 1").taps("Đã chép, đang nhập")
    zone_officer.says("lên cổng")
    assert any("Nguyễn Thị Nhung đang nhập" in label for label in zone_officer.buttons())
    zone_officer.says("lên cổng 1").sees("Đồng chí Nguyễn Thị Nhung đang nhập từ")
    assert "Đã chép, đang nhập" not in zone_officer.buttons()
    zone_officer.presses("c:portal:1:take").sees("đang nhập NT-000001 từ", "Đồng chí có thể nhập thay")
    assert kinds(told) == ["taken"]
    told.now += timedelta(hours=1)
    zone_officer.says("lên cổng 1").taps("Đã chép, đang nhập").sees("Đồng chí đang nhập NT-000001")
    assert kinds(told) == ["taken", "taken"]


def test_taking_over_and_recording_instead_are_told_to_whoever_was_at_it(
    told: House, officer: Phone, zone_officer: Phone
) -> None:
    officer.says("lên cổng 1").taps("Đã chép, đang nhập")
    zone_officer.says("lên cổng 1").taps("Nhập thay").sees("Đồng chí đang nhập NT-000001")
    officer.sees("Đồng chí Phan Thanh Bình đang nhập NT-000001 lên Cổng thay đồng chí.")
    officer.says("ghi mã 1 SK-5").sees("lên Cổng với mã SK-5")
    zone_officer.sees("Đồng chí Nguyễn Thị Nhung đã ghi mã SK-5 cho NT-000001", "không cần nhập nữa")


def test_a_photo_of_the_answer_comes_before_with_or_after_the_code(told: House, officer: Phone) -> None:
    for number in (2, 3):
        wait(told, number, status="valid")
    officer.says("lên cổng 1").taps("Đã chép, đang nhập")
    officer.sends_file("truoc.jpg").sees("Đã nhận ảnh.", "gõ giúp mã")
    officer.says("SK-1").sees("với mã SK-1")
    officer.sends_file("sau.jpg").sees("Đã giữ ảnh xác nhận của NT-000001, mã SK-1")
    officer.says("lên cổng 2").sends_file("duoi.jpg", caption="Mã: SK-2").sees(
        "NT-000002 lên Cổng với mã SK-2"
    )
    officer.says("xin chào").sends_file("lenh.pdf", FileKind.DOCUMENT, caption="ghi mã 3 SK-3").sees(
        "mã SK-3"
    )
    kept = [(one.kind, one.code, one.file_key) for one in told.rows(t.portal_entries)]
    assert kept == [
        ("taken", "", ""),
        ("entered", "SK-1", "test:truoc.jpg"),
        ("proof", "SK-1", "test:sau.jpg"),
        ("entered", "SK-2", "test:duoi.jpg"),
        ("entered", "SK-3", "test:lenh.pdf"),
    ]
    assert {one.key for one in told.rows(t.files)} >= {key for _, _, key in kept if key}


def test_a_photo_that_is_no_picture_is_told_and_the_code_still_counts(told: House, officer: Phone) -> None:
    officer.says("ghi mã 1").sees("Cổng cấp mã nào cho NT-000001?").sends_file("hong.jpg")
    officer.loses_file("hong.jpg").sees("Cổng cấp mã nào cho NT-000001?")
    officer.says("SK-1").sees("với mã SK-1")
    (entry,) = told.rows(t.portal_entries)
    assert (entry.kind, entry.file_key) == ("entered", "")


@pytest.mark.parametrize("odd", ["0912345678", "23/11/2026", "NT-000001", "CONGDOAN"])
def test_a_code_that_looks_odd_is_read_back_first(told: House, officer: Phone, odd: str) -> None:
    officer.says("ghi mã 1").says(odd).sees(f"“{odd}” có đúng là mã Cổng cấp cho NT-000001")
    assert kinds(told) == []
    officer.says("đúng").sees(f"với mã {odd}")
    assert by(told, 1).portal_code == odd


def test_an_odd_code_is_typed_once_more_instead(told: House, officer: Phone) -> None:
    officer.says("ghi mã 1").says("0912345678").sees("xem lại giúp")
    officer.says("không").sees("Cổng cấp mã nào")
    officer.says("chưa có đâu đồng chí ơi").sees("Đây chưa giống một mã.", "từ 3 đến 40")
    officer.says("20261234").sees("với mã 20261234")


def test_a_code_of_another_initiative_is_refused_and_that_one_named(told: House, officer: Phone) -> None:
    wait(told, 2, status="valid")
    officer.says("ghi mã 1 SK-1")
    officer.says("ghi mã 2 sk-1").sees(
        "Mã SK-1 đã ghi cho NT-000001 · Dưỡng mica", "xem lại mã của NT-000002"
    )
    assert by(told, 2).portal_code is None


def test_a_second_code_for_the_same_one_is_refused_with_who_and_when(
    told: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    officer.says("ghi mã 1 SK-1")
    worker.new()
    for code in ("SK-2", "SK-1"):
        zone_officer.says(f"ghi mã 1 {code}")
        zone_officer.sees("NT-000001 đã lên Cổng với mã SK-1. Đồng chí Nguyễn Thị Nhung ghi lúc")
    assert (by(told, 1).portal_code, kinds(told), worker.new()) == ("SK-1", ["entered"], [])


def test_a_mistaken_code_is_taken_back_and_the_right_one_told(
    told: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    officer.says("ghi mã 1 SK-1")
    zone_officer.says("rút mã 1").sees("Vì sao rút mã SK-1 của NT-000001?").taps("Ghi nhầm mã")
    zone_officer.sees("Đã rút mã SK-1")
    officer.sees("Đồng chí Phan Thanh Bình đã rút mã SK-1 mà đồng chí ghi cho NT-000001.")
    row = by(told, 1)
    assert (row.portal_code, row.portal_at) == (None, None)
    officer.says("lên cổng").sees("Chờ đưa lên Cổng sáng kiến: 1")
    officer.says("ghi mã 1 SK-9")
    worker.sees("vừa được ghi lại cho đúng", "Mã mới: SK-9")
    zone_officer.says("rút mã 1 nhầm lần nữa")
    worker.new()
    officer.says("ghi mã 1 SK-9")
    assert worker.new() == [], "the same code is no news"
    officer.says("quá trình 1").sees("rút mã SK-1: Ghi nhầm mã", "rút mã SK-9: nhầm lần nữa")


def test_an_old_screen_takes_back_no_code_that_came_later(
    told: House, officer: Phone, zone_officer: Phone
) -> None:
    officer.says("ghi mã 1 SK-1")
    zone_officer.says("rút mã 1")
    officer.says("rút mã 1 nhầm").says("ghi mã 1 SK-2")
    zone_officer.says("nhầm").sees("NT-000001 đã lên Cổng với mã SK-2")
    assert by(told, 1).portal_code == "SK-2"


def test_what_the_portal_refused_goes_back_the_usual_way_and_is_tried_again(
    told: House, officer: Phone, worker: Phone
) -> None:
    officer.says("cổng từ chối 1 thiếu ảnh quyết định có dấu").sees("Lý do: thiếu ảnh quyết định có dấu")
    officer.says("lên cổng").sees("Không còn", "Cổng từ chối: 1.").taps("Cổng từ chối (1)")
    officer.chooses("NT-000001").sees(
        "Cổng từ chối: thiếu ảnh quyết định có dấu. Đồng chí Nguyễn Thị Nhung ghi"
    )
    officer.taps("Đưa lại vào danh sách chờ").sees("NT-000001 đã về danh sách chờ")
    officer.says("lên cổng 1").taps("Cổng từ chối")
    officer.taps("Ảnh, tệp không rõ").sees("cần sửa")
    officer.taps("Mở lại để xét").says("chụp lại quyết định giúp").sees("Đã mở lại NT-000001")
    assert (by(told, 1).status, by(told, 1).portal_refusal) == ("submitted", "")
    officer.says("lên cổng 1").sees("Chỉ sáng kiến hợp lệ mới đưa lên Cổng")
    officer.says("duyệt 1")
    officer.says("lên cổng").sees("Chờ đưa lên Cổng sáng kiến: 1")
    officer.says("xem 1").unsaid("Cổng từ chối")
    assert "Mở lại để xét" in officer.buttons()


def test_what_was_entered_and_is_not_valid_any_more_is_to_be_taken_out(told: House, officer: Phone) -> None:
    officer.says("ghi mã 1 SK-1").says("mở lại 1 sai số liệu")
    officer.says("lên cổng").sees("Cần gỡ trên Cổng: 1.").taps("Cần gỡ trên Cổng (1)")
    officer.sees("không còn hợp lệ").chooses("NT-000001").sees("gỡ trên Cổng rồi báo lại ở đây")
    officer.taps("Đã gỡ trên Cổng").sees("Đã rút mã SK-1")
    assert by(told, 1).portal_code is None
    officer.says("lên cổng").unsaid("Cần gỡ")
    change(told, 1, status="valid", portal_code="SK-7")
    officer.says("lên cổng").unsaid("Cần gỡ")


def test_nobody_enters_what_is_not_of_their_branch_or_only_looks(
    told: House, officer: Phone, other_officer: Phone, worker: Phone
) -> None:
    other_officer.says("lên cổng").sees("Không còn sáng kiến hợp lệ nào chờ")
    for words in ("lên cổng 1", "ghi mã 1 SK-1", "cổng từ chối 1 lỗi", "rút mã 1 nhầm"):
        other_officer.says(words).sees("thuộc đơn vị khác").unsaid("Dưỡng mica")
    looker = appoint(told, told.person("dung"), "MAYTL", "Lê Dũng")
    person = looker.row().id
    with told.engine.begin() as connection:
        connection.execute(
            t.officers.update().where(t.officers.c.person_id == person).values(role="observer")
        )
    looker.says("lên cổng 1")
    assert not {"Ghi mã", "Đã chép, đang nhập"} & set(looker.buttons())
    looker.presses("c:portal:1:take").sees("Nhiệm vụ của đồng chí chỉ xem")
    worker.says("ghi mã 1 SK-1").unsaid("Cổng")
    assert kinds(told) == []


def test_words_after_another_screen_are_no_code(told: House, officer: Phone) -> None:
    officer.says("ghi mã 1").says("tiến độ").says("SK-2026-1")
    assert kinds(told) == []
    officer.says("ghi mã 1").says("thôi, để sau").sees("chưa ghi gì cho NT-000001").says("SK-2026-1")
    assert kinds(told) == []


def test_forged_buttons_do_nothing(told: House, officer: Phone) -> None:
    for data in (
        "99:take",
        "1:yes",
        "1:undo:mistake",
        "list:wait:after:999999999",
        "1:refuse:nonsense",
        "x",
        ":",
    ):
        officer.presses(f"c:portal:{data}")
        assert officer.last()
    assert kinds(told) == []


def test_a_secret_one_shows_only_what_may_be_entered(house: House, officer: Phone) -> None:
    answers: dict[str, Any] = {
        "title": "Dưỡng",
        "before": "Vẽ phấn.",
        "effect_words": "Nhanh",
        "confidential": "yes",
    }
    wait(house, 1, status="valid", answers=answers)
    officer.new()
    shown = text(officer.says("lên cổng 1"))
    assert "Vẽ phấn" not in shown
    assert "chỉ nhập tên, hiệu quả" in shown
    assert "Nhanh" in shown


def test_both_authors_of_one_hear_of_it(told: House, officer: Phone, worker: Phone) -> None:
    second = join(told.person("lan"), name="Trần Thị Lan")
    send(report(second))
    rows = {one.name: one.id for one in told.rows(t.people)}
    with told.engine.begin() as connection:
        values = {"initiative_id": 1, "person_id": rows["Trần Thị Lan"], "from_id": 2}
        connection.execute(t.joint_authors.insert().values(values))
    officer.says("ghi mã 1 SK-1")
    for phone in (worker, second):
        phone.sees("đã lên Cổng sáng kiến", "SK-1")
