"""Roles, invites by link and by code, leaving, handing over and standing in, as officers live it."""

import re
from datetime import timedelta

import pytest
from kit.federation import SEWING, appoint
from kit.house import NUMBERS, House, Phone
from kit.telling import demo, report, send
from sqlalchemy import update

from storage import tables as t

pytestmark = pytest.mark.slow


def invited(officer: Phone, unit: str = "MAYTL", role: str = "Cán bộ công đoàn cơ sở") -> str:
    """The short code of a fresh invite."""
    officer.says(f"mời {unit}").chooses(role)
    found = re.search(r"mã (\d{4} \d{4})", officer.last())
    assert found, officer.last()
    return found[1]


def joined(officer: Phone, name: str, said: str, role: str = "Cán bộ công đoàn cơ sở") -> Phone:
    """Somebody new who took a post by its short code."""
    phone = officer.house.person(name)
    return phone.says(invited(officer, role=role)).says(said)


def roles(house: House) -> list[str]:
    return sorted(one.role for one in house.rows(t.officers) if one.until is None)


def claim(house: House, phone: Phone) -> None:
    person, until = phone.row().id, house.now + timedelta(minutes=30)
    with house.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(claimed_by=person, claimed_until=until))


def claimed_by(house: House) -> int | None:
    found: int | None = house.rows(t.initiatives)[0].claimed_by
    return found


def test_an_invite_names_its_role_and_is_taken_by_a_code_typed_anywhere(zone_officer: Phone) -> None:
    zone_officer.says("mời MAYTL").sees("vai trò nào", "• Người theo dõi: chỉ xem")
    assert zone_officer.buttons() == [
        "Cán bộ công đoàn cơ sở",
        "Người hỗ trợ nhập sáng kiến",
        "Người theo dõi",
    ]
    code = invited(zone_officer)
    zone_officer.sees("Lời mời: cán bộ công đoàn cơ sở", SEWING)
    house = zone_officer.house
    new = house.person("nhung").says(code).sees("xét sáng kiến của", SEWING, "Họ và tên")
    zone_officer.sees("Người được mời đã nhận lời mời", SEWING)
    new.says("Nguyễn Thị Nhung").sees("đồng chí Nguyễn Thị Nhung")
    house.person("ke").says(code).sees("đã có người dùng")
    assert roles(house) == ["grassroots", "upper"]


def test_an_invite_works_with_numbers_and_words_only(zone_officer: Phone) -> None:
    zone_officer.house.limits = NUMBERS
    zone_officer.says("mời maytl").sees("2. Người hỗ trợ").says("2").sees("người hỗ trợ nhập sáng kiến")
    zone_officer.says("loi moi").sees("1. Người hỗ trợ nhập sáng kiến").says("1").sees("Thu hồi lời mời này?")
    zone_officer.says("có").sees("Đã thu hồi")
    assert zone_officer.house.rows(t.invites)[0].revoked_at is not None


def test_a_revoked_invite_opens_nothing(zone_officer: Phone) -> None:
    code = invited(zone_officer)
    zone_officer.says("lời mời").taps("Cán bộ công đoàn cơ sở").taps("Thu hồi").sees("Đã thu hồi")
    zone_officer.says("lời mời").sees("không có lời mời nào")
    zone_officer.house.person("nhung").says(code).sees("đã được thu hồi")
    assert roles(zone_officer.house) == ["upper"]


def test_nobody_revokes_an_invite_of_somebody_else(zone_officer: Phone, officer: Phone) -> None:
    invited(zone_officer)
    officer.presses("c:revoke:1:yes").sees("đã dùng, hết hạn hoặc thu hồi")
    assert zone_officer.house.rows(t.invites)[0].revoked_at is None


def test_a_code_counts_for_a_day_and_its_link_for_a_week(zone_officer: Phone) -> None:
    code = invited(zone_officer)
    link = next(line for line in zone_officer.last().splitlines() if "i_" in line)
    zone_officer.house.now += timedelta(days=2)
    zone_officer.house.person("nhung").says(code).sees("không đúng hoặc đã hết hạn")
    zone_officer.house.person("nhung").says(link).sees(SEWING, "Họ và tên")


def test_guessing_codes_is_paused_and_the_right_one_is_not_looked_at_either(zone_officer: Phone) -> None:
    code = invited(zone_officer)
    guesser = zone_officer.house.person("ke")
    for _ in range(5):
        guesser.says("0000 0001").sees("không đúng")
    guesser.says(code).sees("tạm ngừng nhận mã")
    assert roles(zone_officer.house) == ["upper"]


def test_eight_digits_in_a_form_are_an_answer(worker: Phone) -> None:
    report(worker, demo("Đèn báo")).changes("Nơi áp dụng").says("12345678").sees("12345678")


@pytest.mark.parametrize("role", ["administrator", "upper", "province"])
def test_nobody_invites_above_their_own_role(officer: Phone, role: str) -> None:
    officer.presses(f"c:invite:MAYTL:{role}").sees("chưa mời được")
    officer.says("mời KCN").sees("không thuộc phạm vi")
    assert officer.house.rows(t.invites) == []


def test_a_helper_enters_looks_and_decides_nothing(zone_officer: Phone, worker: Phone) -> None:
    send(report(worker))
    helper = joined(zone_officer, "ho", "Lê Văn Hỗ", "Người hỗ trợ")
    helper.begins()
    assert helper.buttons()[0] == "Nhập hộ"
    helper.says("duyệt 1")
    assert helper.house.rows(t.initiatives)[0].status == "submitted"
    helper.says("mời MAYTL").sees("chưa mời được")
    helper.says("trợ giúp").sees("nhập hộ").unsaid("Gõ “duyệt 123”", "“mời”")


def test_an_officer_leaves_and_the_level_above_is_told_from_then_on(
    zone_officer: Phone, officer: Phone, worker: Phone
) -> None:
    officer.says("thôi nhiệm vụ").sees("cán bộ xét cuối cùng", "Công đoàn Khu công nghiệp")
    assert "upper" in roles(officer.house)
    officer.says("có").sees("đã thôi làm", "được báo tới Công đoàn Khu công nghiệp")
    assert roles(officer.house) == ["upper"]
    officer.says("/duyet").sees("dành cho cán bộ")
    send(report(worker))
    zone_officer.sees("NT-000001")


def test_an_officer_above_ends_a_post_and_what_was_at_work_is_free_at_once(
    zone_officer: Phone, officer: Phone, worker: Phone
) -> None:
    send(report(worker))
    claim(officer.house, officer)
    zone_officer.says("cán bộ MAYTL").taps("Nguyễn Thị Nhung").taps("Cho thôi nhiệm vụ").taps("Đồng ý")
    zone_officer.sees("Đã cho đồng chí Nguyễn Thị Nhung thôi")
    officer.sees("đã cho đồng chí thôi làm")
    assert claimed_by(officer.house) is None
    officer.says("/duyet 1").sees("dành cho cán bộ")


def test_an_equal_or_a_stranger_ends_nobody(
    officer: Phone, zone_officer: Phone, other_officer: Phone
) -> None:
    second = joined(zone_officer, "hai", "Trần Thị Hai")
    post = next(one.id for one in officer.house.rows(t.officers) if one.person_id == officer.row().id)
    for somebody in (second, other_officer):
        somebody.presses(f"c:leave:{post}:yes")
    assert roles(officer.house).count("grassroots") == 3
    second.says("cán bộ").taps("Nguyễn Thị Nhung")
    assert second.buttons() == []


def test_a_hand_over_moves_the_post_and_the_work_to_whoever_took_up_a_post_first(
    zone_officer: Phone, officer: Phone, worker: Phone
) -> None:
    house = officer.house
    send(report(worker))
    claim(house, officer)
    officer.says("bàn giao").sees("chưa có cán bộ nào khác")
    heir = joined(officer, "hai", "Trần Thị Hai", "Người hỗ trợ")
    officer.says("bàn giao").taps("Trần Thị Hai").sees("Việc đang giữ chuyển theo").taps("Đồng ý bàn giao")
    officer.sees("Đã bàn giao")
    heir.sees("đã bàn giao cho đồng chí", SEWING)
    assert claimed_by(house) == heir.row().id
    assert roles(house) == ["grassroots", "helper", "upper"]
    heir.says("/duyet 1").sees("NT-000001")
    officer.says("/duyet").sees("dành cho cán bộ")


def test_a_colleague_stands_in_for_the_days_that_were_named(
    house: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    house.limits = NUMBERS
    other = appoint(house, house.person("hai"), "TOMBV", "Trần Thị Hai")
    other.says("nhờ thay").sees("1. ").says("1").sees("từ ngày nào")
    other.says("chắc tuần tới").sees("chưa đọc được ngày")
    other.says("từ mai đến thứ sáu").sees("từ 24/11/2026 đến hết 27/11/2026")
    other.says("đúng").sees("Đã nhờ đồng chí")
    zone_officer.sees("nhờ đồng chí làm thay", "24/11/2026")
    other.says("nhiệm vụ").sees("làm thay Trần Thị Hai", "đến hết 27/11/2026")


def test_a_stand_in_has_the_posts_rights_until_the_last_evening(
    house: House, officer: Phone, other_officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    send(report(worker))
    helper = joined(officer, "ho", "Lê Văn Hỗ", "Người hỗ trợ")
    officer.says("nhờ thay").taps("Lê Văn Hỗ").says("25/11 đến 26/11").taps("Đúng")
    helper.sees("nhờ đồng chí làm thay")
    helper.says("/duyet 1")
    assert house.rows(t.decisions) == []
    house.now += timedelta(days=2)
    helper.says("/duyet 1").sees("Đã duyệt NT-000001")
    assert house.rows(t.decisions)[0].by_id == helper.row().id
    send(report(worker, demo("Đèn báo")))
    house.now += timedelta(days=2)
    helper.says("/duyet 2")
    assert len(house.rows(t.decisions)) == 1


@pytest.mark.parametrize("who", ["officer", "stand_in"])
def test_either_of_the_two_ends_it_early(officer: Phone, zone_officer: Phone, who: str) -> None:
    stand_in = joined(officer, "hai", "Trần Thị Hai")
    officer.says("nhờ thay").taps("Trần Thị Hai").says("3 ngày").taps("Đúng").sees("Đã nhờ")
    ending, other = (officer, stand_in) if who == "officer" else (stand_in, officer)
    ending.says("nhiệm vụ").taps("Thôi làm thay").sees("Đã thôi")
    other.sees("Đã thôi trước hạn")
    ending.says("nhiệm vụ").unsaid("làm thay Nguyễn")


def test_days_are_forgotten_when_the_officer_turns_to_something_else(
    officer: Phone, zone_officer: Phone
) -> None:
    joined(officer, "hai", "Trần Thị Hai")
    officer.says("nhờ thay").taps("Trần Thị Hai").says("/duyet").says("25/11 đến 26/11")
    assert officer.house.rows(t.delegations) == []
    officer.unsaid("Nhờ đồng chí")


def test_somebody_without_a_post_is_told_so(worker: Phone) -> None:
    for word in ("/nhiemvu", "/loimoi", "/canbo", "/thoinhiemvu", "/bangiao", "/nhothay", "/nhapho"):
        worker.says(word).sees("dành cho cán bộ")
    worker.presses("c:revoke:1:yes").sees("dành cho cán bộ")
    worker.presses("c:standin_end:1").sees("dành cho cán bộ")
