"""What was returned and what came back, what was said meanwhile, and all of it in one history."""

from datetime import timedelta

import pytest
from kit.federation import appoint
from kit.house import NUMBERS, House, Phone
from kit.telling import demo, join, report, send
from sqlalchemy import insert, select, update

from handlers.person import Role
from handlers.record.export import export
from storage import tables as t
from storage.review import cards

pytestmark = pytest.mark.slow

SECRET = "Quản đốc nói máy này đã hỏng từ trước"


@pytest.fixture
def sent(officer: Phone, worker: Phone) -> Phone:
    """A worker whose initiative NT-000001 waits for the officer of the factory."""
    return send(report(worker))


def post(house: House, phone: Phone, role: Role, name: str) -> Phone:
    """Somebody with another post at the sewing factory."""
    appoint(house, phone, "MAYTL", name)
    with house.engine.begin() as connection:
        person = connection.scalar(select(t.people.c.id).where(t.people.c.name == name))
        held = t.officers.c.person_id == person
        connection.execute(update(t.officers).where(held).values(role=role.value))
    return phone


def test_the_officer_sees_what_the_author_changed(officer: Phone, sent: Phone) -> None:
    officer.says("trả 1 thiếu quyết định")
    sent.taps("Sửa sáng kiến").changes("Số quyết định").says("19/QĐ-MTL")
    sent.changes("Nơi áp dụng").says("Chuyền 3, sau đó thêm chuyền 9").taps("Gửi lại")
    officer.taps("Xem và xét").sees(
        "Tác giả đã sửa:",
        "Nơi áp dụng: “…sau đó thêm chuyền 5 và chuyền 6” → “…sau đó thêm chuyền 9”",
        "Số quyết định: “18/QĐ-MTL” → “19/QĐ-MTL”",
        "Đã trả lại 1 lần",
    )
    officer.unsaid("Cách làm mới: “")


def test_one_that_came_back_unchanged_says_so(officer: Phone, sent: Phone) -> None:
    officer.says("trả 1 thiếu quyết định")
    sent.taps("Sửa sáng kiến").taps("Gửi lại")
    officer.says("xem 1").sees("không sửa chữ nào")


def test_two_versions_are_compared_on_a_screen_of_their_own(officer: Phone, sent: Phone) -> None:
    for number in ("19/QĐ", "20/QĐ"):
        officer.says("trả 1 thiếu quyết định")
        sent.taps("Sửa sáng kiến").changes("Số quyết định").says(number).taps("Gửi lại")
    officer.says("quá trình 1").sees("18/QĐ-MTL” → “19/QĐ", "“19/QĐ” → “20/QĐ”")
    officer.taps("So bản 1 với bản 3").sees("bản 1", "bản 3", "“18/QĐ-MTL” → “20/QĐ”").unsaid("19/QĐ")


def test_a_question_and_its_answer_go_to_and_fro(officer: Phone, sent: Phone) -> None:
    officer.says("nhắn 1 Chị cho hỏi dưỡng dày mấy li?").sees("Đã nhắn tác giả NT-000001")
    sent.sees("Công đoàn nhắn anh/chị về sáng kiến NT-000001", "dày mấy li?").taps("Trả lời")
    sent.sees("Mời anh/chị viết").says("3 li ạ").sees("Công đoàn đã nhận câu trả lời")
    officer.sees("Nguyễn Thị Hoa trả lời về NT-000001", "“3 li ạ”").taps("Mở NT-000001")
    officer.sees("Tác giả trả lời, 23/11/2026: “3 li ạ”")
    sent.says("sáng kiến của tôi").taps("NT-000001").sees("Trao đổi với công đoàn", "“3 li ạ”")
    assert [(one.words, one.internal) for one in sent.house.rows(t.remarks)] == [
        ("Chị cho hỏi dưỡng dày mấy li?", False),
        ("3 li ạ", False),
    ]


def test_it_all_works_by_typing_where_there_are_no_buttons(numbers: House) -> None:
    officer = appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = send(report(join(numbers.person("hoa"))))
    officer.says("xem 1").says(next_number(officer, "Nhắn tác giả")).says("Chị chụp lại nhé")
    worker.sees("Chị chụp lại nhé", "Trả lời công đoàn").says("tra loi cong doan").says("Em chụp rồi")
    officer.sees("“Em chụp rồi”").says("Nhắn NT-000001").says("Cảm ơn chị").sees("Đã nhắn tác giả")
    worker.sees("Cảm ơn chị").says("trả lời 1 " + "Dạ em cảm ơn công đoàn. " * 15).sees("đã nhận câu trả lời")


def next_number(phone: Phone, label: str) -> str:
    lines = [line.partition(". ") for line in phone.last().splitlines()]
    return next(number for number, _, words in lines if words == label)


def test_an_answer_in_the_middle_of_another_report_is_no_answer_to_its_question(
    officer: Phone, sent: Phone
) -> None:
    sent.taps("Báo sáng kiến")
    officer.says("nhắn 1 Dưỡng dày mấy li?")
    sent.taps("Trả lời").says("Dày 3 li ạ, em cắt bằng cưa tay").sees("đã nhận câu trả lời")
    assert sent.answers() == {}
    sent.taps("Tiếp tục").says("Em gắn con lăn dưới bàn đóng gói")
    assert sent.answers()["idea"] == "Em gắn con lăn dưới bàn đóng gói"


def test_the_last_officer_who_asked_hears_the_answer_and_nobody_else(
    house: House, officer: Phone, zone_officer: Phone, sent: Phone
) -> None:
    officer.new()
    zone_officer.says("nhắn 1 Có ảnh rõ hơn không chị?")
    sent.says("trả lời 1 Dạ có")
    zone_officer.sees("“Dạ có”")
    assert officer.new() == []


def test_when_who_asked_has_left_those_who_look_after_it_now_hear_the_answer(
    house: House, officer: Phone, zone_officer: Phone, sent: Phone
) -> None:
    zone_officer.says("nhắn 1 Có ảnh rõ hơn không chị?")
    with house.engine.begin() as connection:
        person = connection.scalar(select(t.people.c.id).where(t.people.c.name == "Phan Thanh Bình"))
        held = t.officers.c.person_id == person
        connection.execute(update(t.officers).where(held).values(until=house.now))
    zone_officer.new()
    sent.says("trả lời 1 Dạ có")
    officer.sees("“Dạ có”")
    assert zone_officer.new() == []


def test_nothing_an_author_can_open_holds_an_internal_note(officer: Phone, sent: Phone) -> None:
    officer.says(f"ghi chú 1 {SECRET}").says("giá trị 1 30tr").says("nhắn 1 Chị chụp lại ảnh nhé")
    officer.says("trả 1 thiếu quyết định")
    sent.taps("Trả lời").says("Dạ")
    for typed in (
        "sáng kiến của tôi",
        "1",
        "trả lời 1",
        "hủy",
        "xem 1",
        "xem đủ 1",
        "quá trình 1",
        "ghi chú 1",
    ):
        sent.says(typed)
    for pressed in (
        *("c:open:1", "c:full:1", "c:history:1", "c:history:1:p1", "c:history:1:1-2", "c:note:1"),
        *("c:mine:NT-000001", "c:reply:1", "c:benefit:1", "c:unwrite:1:note", "c:fix:NT-000001"),
    ):
        sent.presses(pressed)
    sent.taps("Gửi lại")
    everything = "\n".join(part.text for part in sent.parts())
    assert SECRET not in everything
    assert "30.000.000" not in everything
    assert "\x1e" not in everything
    with sent.house.engine.connect() as connection:
        record = cards.load_record(connection, 1)
    assert record is not None
    theirs = export(
        "vi", cards.without_notes(record), sent.house.now, sent.house.tools().zone, internal=False
    )
    assert SECRET not in theirs
    assert "Chị chụp lại ảnh nhé" in theirs


def test_an_officer_who_is_the_author_reads_no_note_about_their_own(house: House, officer: Phone) -> None:
    second = appoint(house, house.person("lan"), "MAYTL", "Đỗ Thị Lan")
    with house.engine.begin() as connection:
        unit = connection.scalar(select(t.units.c.id).where(t.units.c.code == "MAYTL"))
        own = t.people.c.name == "Đỗ Thị Lan"
        connection.execute(update(t.people).where(own).values(handling=True, unit_id=unit))
    send(report(second.says("báo sáng kiến") if second.step() else second.begins()))
    officer.says(f"ghi chú 1 {SECRET}")
    for typed in ("xem 1", "xem đủ 1", "quá trình 1"):
        second.says(typed).sees("NT-000001")
    second.says("ghi chú 1 tự ghi").sees("cán bộ khác ghi")
    second.says("giá trị 1 9 tỷ").sees("cán bộ khác ghi")
    assert SECRET not in "\n".join(part.text for part in second.parts())
    assert len(house.rows(t.remarks)) == 1


def test_helpers_write_and_observers_only_look(house: House, officer: Phone, sent: Phone) -> None:
    helper = post(house, house.person("tu"), Role.HELPER, "Vũ Văn Tú")
    watcher = post(house, house.person("an"), Role.OBSERVER, "Hồ Thị An")
    helper.says("ghi chú 1 Em đã gọi cho chị Hoa").sees("Đã giữ ghi chú")
    helper.says("giá trị 1 30tr").sees("không ghi thêm được")
    watcher.says("xem 1").sees("NT-000001", "Em đã gọi cho chị Hoa")
    assert not {"Ghi chú nội bộ", "Nhắn tác giả", "Ghi giá trị", "Duyệt"} & set(watcher.buttons())
    watcher.says("nhắn 1 Chào chị").sees("không ghi thêm được")
    assert len(house.rows(t.remarks)) == 1


def test_officers_of_another_factory_add_and_read_nothing(other_officer: Phone, sent: Phone) -> None:
    for typed in ("ghi chú 1 x", "nhắn 1 x", "giá trị 1 30tr", "quá trình 1", "xem đủ 1"):
        other_officer.says(typed).sees("thuộc đơn vị khác").unsaid("Dưỡng mica")
    assert sent.house.rows(t.remarks) == []


def test_the_value_is_computed_when_it_is_sent_and_both_values_are_kept(
    house: House, officer: Phone, worker: Phone
) -> None:
    told = demo("Dưỡng mica").model_copy(update={"effect": "dong", "amount": "48 triệu"})
    send(report(worker, told))
    assert [one.benefit for one in house.rows(t.initiatives)] == [48_000_000]
    officer.says("giá trị 1 30tr").sees("30.000.000 đồng mỗi năm. Trước đó: 48.000.000")
    officer.says("xem 1").sees("30.000.000 đồng mỗi năm (tác giả ghi 48.000.000 đồng mỗi năm)")
    officer.says("trả 1 thiếu quyết định")
    worker.taps("Sửa sáng kiến").changes("Con số").says("50 triệu").taps("Gửi lại")
    row = house.rows(t.initiatives)[0]
    assert (row.benefit, row.benefit_corrected) == (50_000_000, 30_000_000)
    officer.says("quá trình 1").sees("ghi giá trị: 48.000.000 đồng mỗi năm → 30.000.000 đồng mỗi năm")


def test_a_value_far_from_those_of_the_same_factory_is_flagged(
    house: House, officer: Phone, sent: Phone
) -> None:
    officer.says("giá trị 1 50tr").says("xem 1").unsaid("cần xem kỹ")
    with house.engine.begin() as connection:
        row = connection.execute(select(t.initiatives)).one()._asdict()
        for number in range(2, 7):
            values = {"id": number, "number": number, "code": f"NT-{number:06d}", "status": "valid"}
            worth = {"benefit": number * 500_000, "benefit_corrected": None}
            connection.execute(insert(t.initiatives).values(row | values | worth))
    officer.says("xem 1").sees("gấp hơn 20 lần mức giữa ở đơn vị (2.000.000 đồng mỗi năm)")
    officer.says("giá trị 1 2 tỷ").says("xem 1").sees("trên 1 tỷ đồng")


def test_the_whole_history_stands_on_one_screen_in_its_order(
    house: House, officer: Phone, sent: Phone
) -> None:
    officer.says("ghi chú 1 Gọi tổ trưởng").says("nhắn 1 Chị chụp lại nhé")
    sent.says("trả lời 1 Dạ vâng ạ")
    officer.says("trả 1 ảnh mờ, không đọc được")
    house.now += timedelta(days=1)
    sent.taps("Sửa sáng kiến").changes("Số quyết định").says("19/QĐ").taps("Gửi lại")
    officer.says("duyệt 1").says("quá trình 1")
    told = [line for line in officer.last().splitlines() if " · " in line or "•" in line]
    assert [
        next(
            word
            for word in ("gửi sáng", "ghi chú", "nhắn", "trả lời:", "trả lại", "gửi lại", "•", "duyệt")
            if word in line
        )
        for line in told
    ] == ["gửi sáng", "ghi chú", "nhắn", "trả lời:", "trả lại", "gửi lại", "•", "duyệt"]


def test_notes_are_forgotten_as_a_question_when_something_else_is_looked_at(
    house: House, officer: Phone, sent: Phone
) -> None:
    house.limits = NUMBERS
    officer.says("ghi chú 1").sees("Chỉ cán bộ đọc được").says("/duyet").says("Máy số 3 đã hỏng")
    assert house.rows(t.remarks) == []


def test_a_value_of_ten_digits_is_no_code_that_joins_two_channels(officer: Phone, sent: Phone) -> None:
    officer.says("giá trị 1").says("1500000000").sees("Đã ghi giá trị của NT-000001: 1.500.000.000 đồng")
