"""A worker's initiative goes up through both levels of the union, and its author hears of each step."""

from datetime import timedelta
from typing import Any

import pytest
from kit.federation import appoint
from kit.house import NUMBERS, House, Phone
from kit.telling import join, report, send
from kit.two_levels import govern
from sqlalchemy import insert, select, update

from storage import tables as t

PAPERS: dict[str, Any] = {"kind": "decision", "number": "18/QĐ-MTL", "file_key": "test:qd.jpg"}


@pytest.fixture
def two(house: House, officer: Phone, zone_officer: Phone, worker: Phone) -> House:
    """Two levels; NT-000001 waits at the factory."""
    govern(house)
    send(report(worker))
    for phone in (officer, zone_officer, worker):
        phone.new()
    return house


@pytest.fixture
def second(two: House) -> Phone:
    """Another officer of the zone."""
    return appoint(two, two.person("thu"), "KCN", "Đặng Minh Thư")


def row(house: House) -> Any:
    (found,) = house.rows(t.initiatives)
    return found


def history(house: House) -> list[str]:
    return [one.action for one in house.rows(t.decisions)]


def test_both_levels_say_yes_and_the_author_hears_each(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    officer.says("xem 1")
    assert "Xác nhận, chuyển cấp trên" in officer.buttons()
    officer.taps("Xác nhận").sees("Đã xác nhận NT-000001", "cấp trên")
    (told,) = worker.new()
    assert "Công đoàn cơ sở đã đồng ý" in told
    assert "công đoàn cấp trên sẽ xem" in told
    zone_officer.sees("chờ cấp trên duyệt", "NT-000001").says("xem 1").taps("Duyệt").sees(
        "Đã duyệt NT-000001"
    )
    (told,) = worker.new()
    assert "Công đoàn cấp trên đã xác nhận" in told
    assert (row(two).status, history(two)) == ("valid", ["endorse", "approve"])
    assert row(two).answered_at is not None


def test_the_upper_level_sends_it_back_and_the_grassroots_returns_it_to_the_author(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    officer.says("duyệt 1")
    zone_officer.says("trả 1 ảnh mờ").sees("Đã trả NT-000001 về công đoàn cơ sở")
    officer.sees("cấp trên nhờ công đoàn cơ sở xem lại", "Lý do: Ảnh mờ")
    worker.sees("nhờ công đoàn cơ sở xem lại", "Ảnh mờ", "chưa phải làm gì")
    assert worker.buttons() == []
    officer.says("trả 1 ảnh mờ, chụp lại giúp")
    worker.sees("chụp lại giúp").taps("Sửa sáng kiến").taps("Gửi lại")
    officer.says("duyệt 1")
    zone_officer.says("duyệt 1").sees("Đã duyệt NT-000001")
    assert history(two) == ["endorse", "send_back", "return", "resubmit", "endorse", "approve"]


def test_the_upper_level_says_no_and_opens_it_again(
    two: House, officer: Phone, zone_officer: Phone, second: Phone, worker: Phone
) -> None:
    officer.says("duyệt 1")
    zone_officer.says("loại 1 ngoài thời gian").sees("không hợp lệ")
    worker.sees("chưa được tính vào chương trình", "Áp dụng ngoài thời gian", "để xem lại")
    assert row(two).status == "not_valid"
    second.says("duyệt 1").sees("Phan Thanh Bình đã ghi NT-000001").taps("Mở lại để xét").sees("Vì sao")
    second.says("Công ty gửi giấy xác nhận đúng ngày").sees("Đã mở lại NT-000001")
    worker.sees("mở lại sáng kiến NT-000001", "Công ty gửi giấy xác nhận", "tạm thời chưa tính")
    officer.sees("xem lại").says("duyệt 1").sees("Đã xác nhận")
    zone_officer.says("duyệt 1")
    assert (row(two).status, history(two)[-4:]) == ("valid", ["reject", "reopen", "endorse", "approve"])


def test_a_last_word_cannot_be_undone_without_a_reason(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    officer.says("duyệt 1")
    zone_officer.says("duyệt 1").says("mở lại 1").says("thôi").sees("chưa quyết định gì")
    officer.says("mở lại 1 nhầm").sees("cấp trên mở lại được")
    assert row(two).status == "valid"


def attach(house: House, **more: Any) -> None:
    """The employer's decision is here, as the effects of attaching it leave it."""
    values = PAPERS | {"signed_on": house.now.date() - timedelta(days=30)} | more
    with house.engine.begin() as connection:
        made = connection.execute(
            insert(t.recognitions).values(**values, at=house.now).returning(t.recognitions.c.id)
        ).scalar_one()
        connection.execute(
            update(t.initiatives).values(
                recognition_id=made, status="recognised", revision=t.initiatives.c.revision + 1
            )
        )


def undecided(worker: Phone) -> None:
    """The report came without any decision of the employer."""
    with worker.house.engine.begin() as connection:
        answers = connection.scalar(select(t.initiatives.c.answers))
        connection.execute(update(t.initiatives).values(answers={**answers, "recognition": "not_yet"}))


def test_the_employers_decision_is_needed_between_the_two(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    govern(two, recognition=True)
    undecided(worker)
    officer.says("duyệt 1").sees("xin quyết định công nhận")
    worker.sees("đề nghị doanh nghiệp công nhận")
    assert zone_officer.new() == []
    zone_officer.says("duyệt 1").sees("Cần quyết định công nhận của doanh nghiệp trước")
    attach(two)
    zone_officer.says("duyệt 1").sees("Đã duyệt")
    worker.sees("hợp lệ")
    assert row(two).status == "valid"


def test_half_papers_are_sent_back_with_one_tap(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    govern(two, recognition=True)
    undecided(worker)
    officer.says("duyệt 1")
    attach(two, number="", file_key="")
    zone_officer.says("duyệt 1").sees("còn thiếu số hoặc ảnh của quyết định")
    zone_officer.taps("Trả công đoàn cơ sở bổ sung").sees("Chưa có quyết định").says("gửi")
    officer.sees("xem lại")
    worker.sees("Chưa có quyết định công nhận")
    assert row(two).status == "sent_back"


def test_a_decision_told_in_the_report_becomes_a_record_and_goes_straight_up(
    two: House, officer: Phone, zone_officer: Phone
) -> None:
    govern(two, recognition=True)
    officer.says("duyệt 1").sees("chuyển công đoàn cấp trên")
    (kept,) = two.rows(t.recognitions)
    assert (kept.number, kept.kind, kept.file_key) == ("18/QĐ-MTL", "decision", "test:quyet-dinh.jpg")
    assert (row(two).status, row(two).recognition_id, row(two).lacking) == ("recognised", kept.id, False)
    zone_officer.sees("chờ cấp trên duyệt").says("duyệt 1").sees("Đã duyệt")


def test_whoever_endorsed_it_for_a_union_without_officers_leaves_it_to_the_next_above(house: House) -> None:
    govern(house)
    zone = appoint(house, house.person("binh"), "KCN", "Phan Thanh Bình")
    province = appoint(house, house.person("mai"), "TINH", "Đặng Thị Mai")
    worker = send(report(join(house.person("hoa"))))
    zone.sees("NT-000001").says("duyệt 1").sees("Đã xác nhận")
    zone.says("duyệt 1").sees("đã xác nhận NT-000001", "đủ hai người")
    province.sees("chờ cấp trên duyệt").says("duyệt 1").sees("Đã duyệt")
    worker.sees("hợp lệ")


def test_joint_authors_hear_of_it_too(two: House, officer: Phone, zone_officer: Phone, worker: Phone) -> None:
    other = send(report(join(two.person("ty"), name="Lê Văn Tý")))
    merged, kept = 2, 1
    with two.engine.begin() as connection:
        person = connection.scalar(
            select(t.conversations.c.person_id).where(t.conversations.c.key == other.conversation)
        )
        connection.execute(
            insert(t.joint_authors).values(initiative_id=kept, person_id=person, from_id=merged)
        )
        gone = t.initiatives.c.id == merged
        connection.execute(update(t.initiatives).where(gone).values(status="merged", merged_into=kept))
    officer.says("duyệt 1")
    other.sees("Công đoàn cơ sở đã đồng ý", "NT-000001")
    zone_officer.says("duyệt 1")
    other.sees("Công đoàn cấp trên đã xác nhận")
    other.says("/sangkien").taps("NT-000002 · đã gộp vào NT-000001").sees(
        "đồng tác giả của NT-000001", "hợp lệ"
    )
    officer.says("duyệt 2").sees("xem NT-000001")


def test_an_author_reads_where_it_stands_and_what_comes_next(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    worker.says("/sangkien").taps("NT-000001").sees("công đoàn đang xem", "Có kết quả")
    officer.says("duyệt 1")
    worker.says("/sangkien").taps("NT-000001").sees("doanh nghiệp đã công nhận", "công đoàn cấp trên sẽ xem")
    zone_officer.says("trả 1 thiếu nội dung")
    worker.says("/sangkien").taps("NT-000001").sees("Nội dung còn thiếu", "đang xem lại")
    officer.says("duyệt 1")
    zone_officer.says("loại 1 trùng lặp")
    worker.says("/sangkien").taps("NT-000001").sees("chưa được tính lần này", "Trùng với", "để xem lại")


def test_everything_goes_by_typed_words_where_there_are_no_buttons(
    two: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    two.limits = NUMBERS
    officer.says("xem 1").chooses("Xác nhận").sees("Đã xác nhận")
    zone_officer.says("nhan 1").sees("đã nhận xử lý").says("nha 1").sees("Đã nhả")
    zone_officer.says("tra 1").sees("1. Chưa có quyết định").chooses("Ảnh mờ").says("gửi").sees("Đã trả")
    officer.says("duyet 1").sees("Đã xác nhận")
    zone_officer.says("duyet 1").sees("Đã duyệt").says("mo lai 1 ghi nham").sees("Đã mở lại")
    assert row(two).status == "sent_back"


def test_a_helper_an_observer_and_an_administrator_hear_of_nothing_and_decide_nothing(
    house: House, officer: Phone, worker: Phone
) -> None:
    others = [
        appoint(house, house.person(role), "MAYTL", role) for role in ("helper", "observer", "administrator")
    ]
    with house.engine.begin() as connection:
        for other in others:
            name = other.conversation.rpartition(":")[2]
            person = select(t.people.c.id).where(t.people.c.name == name).scalar_subquery()
            connection.execute(update(t.officers).where(t.officers.c.person_id == person).values(role=name))
    send(report(worker))
    officer.sees("NT-000001")
    for other in others:
        assert other.parts() == []
        other.says("duyệt 1").sees("theo dõi và hỗ trợ").says("nhận 1").sees("theo dõi và hỗ trợ")
    assert row(house).status == "submitted"
