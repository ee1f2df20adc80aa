"""Officers ask for figures, rankings and points in the chat; workers hear where their union stands."""

from datetime import timedelta
from typing import Any

import pytest
from kit.federation import appoint, found
from kit.house import NUMBERS, START, House, Phone
from sqlalchemy import Engine, insert, select, update

from storage import tables as t
from storage import units
from storage.duties import tallying

#: What a phone shows in one line.
NARROW = 40


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    house = House(engine)
    places = {code: unit(house, code) for code in ("KCN", "MAYTL", "TOMBV")}
    with engine.begin() as connection:
        programme = connection.scalar(select(t.programmes.c.id))
        connection.execute(t.phases.delete())
        opens, closes = (START - timedelta(days=20)).date(), (START + timedelta(days=20)).date()
        phase = connection.execute(
            insert(t.phases)
            .values(programme_id=programme, key="gd", name="Giai đoạn 2", opens=opens, closes=closes)
            .returning(t.phases.c.id)
        ).scalar_one()
        for code, target in (("KCN", 100), ("MAYTL", 40), ("TOMBV", 10)):
            connection.execute(
                insert(t.targets).values(phase_id=phase, unit_id=places[code], assigned=target)
            )
        connection.execute(update(t.units).where(t.units.c.code == "MAYTL").values(workers=400))
    return house


def unit(house: House, code: str) -> int:
    with house.engine.connect() as connection:
        return int(connection.scalar(select(t.units.c.id).where(t.units.c.code == code)) or 0)


def reports(house: House, code: str, count: int, status: str = "valid", *, author: int | None = None) -> None:
    """So many, each by an author of its own unless one is given."""
    unit_id = unit(house, code)
    with house.engine.begin() as connection:
        last = len(connection.execute(select(t.initiatives.c.id)).all())
        programme = connection.scalar(select(t.programmes.c.id))
        for number in range(last + 1, last + count + 1):
            person = (
                author
                or connection.execute(
                    insert(t.people).values(unit_id=unit_id, created_at=START).returning(t.people.c.id)
                ).scalar_one()
            )
            values: dict[str, Any] = {
                "number": number,
                "code": f"NT-{number:06d}",
                "author_id": person,
                "unit_id": unit_id,
                "programme_id": programme,
                "status": status,
                "title": "Giá đỡ",
                "answers": {},
                "form_version": 1,
                "submitted_at": START,
                "updated_at": START,
            }
            connection.execute(insert(t.initiatives).values(values))


def officer(house: House, code: str = "KCN") -> Phone:
    return appoint(house, house.person("hanh"), code, "Hạnh")


def worker(house: House, code: str) -> Phone:
    """Somebody who has told their name and unit."""
    lan, unit_id = house.person("lan"), unit(house, code)
    with house.engine.begin() as connection:
        person = connection.execute(
            insert(t.people)
            .values(
                name="Lan",
                handling=True,
                unit_id=unit_id,
                conversation=lan.conversation,
                created_at=START,
            )
            .returning(t.people.c.id)
        ).scalar_one()
        connection.execute(
            insert(t.conversations).values(
                key=lan.conversation, lane="web:test", person_id=person, last_at=START, burst_at=START
            )
        )
    return lan


def person_of(house: House, phone: Phone) -> Any:
    with house.engine.connect() as connection:
        return connection.execute(
            select(t.people)
            .join(t.conversations, t.conversations.c.person_id == t.people.c.id)
            .where(t.conversations.c.key == phone.conversation)
        ).one()


@pytest.mark.parametrize("typed", ["tiến độ", "tien do", "kết quả", "/tiendo"])
def test_an_officer_types_a_word_and_reads_how_far_the_unit_has_come(house: House, typed: str) -> None:
    reports(house, "MAYTL", 3)
    reports(house, "TOMBV", 2, "submitted")
    hanh = officer(house).says(typed)
    said = hanh.last()
    assert "Tiến độ: Công đoàn Khu công nghiệp" in said
    assert "Hợp lệ: 3/100 (3% chỉ tiêu)" in said
    assert "Đã nộp: 5" in said
    assert "Tính đến 08:30 ngày 23/11/2026" in said
    assert [one for one in hanh.buttons() if "/" in one] == ["May Tân Lam: 3/40", "Tôm Bảo Vịnh: 0/10"]


def test_going_down_by_number_where_there_are_no_buttons(house: House) -> None:
    reports(house, "MAYTL", 3)
    numbered = House(house.engine, limits=NUMBERS)
    hanh = officer(numbered).says("tiến độ").says("1")
    assert "Hợp lệ: 3/40 (7,5% chỉ tiêu)" in hanh.last()
    hanh.says("điểm thi đua")
    assert "Điểm thi đua: Công đoàn cơ sở Công ty TNHH May Tân Lam" in hanh.last()


def test_every_line_of_figures_fits_a_phone(house: House) -> None:
    reports(house, "MAYTL", 12)
    reports(house, "MAYTL", 30, author=1)
    reports(house, "TOMBV", 2)
    with house.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(benefit=123_456_789_000, answered_at=START))
        connection.execute(update(t.people).values(direct=True))
        connection.execute(update(t.initiatives).values(answer_hours=12))
        tallying.tally(connection, phase(connection), (START - timedelta(days=7)).date(), house.tools().zone)
    hanh = officer(house).says("tiến độ")
    screens = [hanh.last()]
    hanh.chooses("Xếp hạng")
    screens.append(hanh.last())
    hanh.chooses("Theo số hợp lệ")
    screens.append(hanh.last())
    hanh.chooses("Tiến độ").chooses("Tuần trước")
    screens.append(hanh.last())
    for screen in screens:
        prose = ("Dấu ⚠", "Cùng kết quả")
        lines = [one for one in screen.splitlines()[1:] if not one.startswith(prose)]
        assert [one for one in lines if len(one) > NARROW] == []


def phase(connection: Any) -> Any:
    from storage.campaigns import phases

    (one,) = (found for every in phases.of_programmes(connection, [1]).values() for found in every)
    return one


def test_a_long_list_of_units_is_turned_by_words_and_gone_down_from_its_second_page(house: House) -> None:
    with house.engine.begin() as connection:
        for number in range(10):
            units.add(
                connection, code=f"Z{number}", name=f"Nhà máy {number}", kind="grassroots", parent="KCN"
            )
    numbered = House(house.engine, limits=NUMBERS)
    hanh = officer(numbered).says("tiến độ")
    assert "12 đơn vị bên dưới" in hanh.last()
    assert "Nhà máy 9" not in hanh.last()
    hanh.says("xem thêm")
    assert "Nhà máy 9" in hanh.last()
    hanh.chooses("Nhà máy 9")
    assert "Tiến độ: Nhà máy 9" in hanh.last()
    hanh.says("xếp hạng").says("xem thêm")
    assert "Nhà máy 9" in hanh.last()
    assert "chưa có chỉ tiêu" in hanh.last()


def test_like_is_ranked_with_like_where_clusters_were_named(house: House) -> None:
    reports(house, "MAYTL", 20)
    reports(house, "TOMBV", 1)
    with house.engine.begin() as connection:
        connection.execute(update(t.units).where(t.units.c.code == "TOMBV").values(cluster="Khối thủy sản"))
    said = officer(house).says("xếp hạng").chooses("Theo cụm").last()
    assert "【Khối thủy sản】\nHạng 1 Tôm Bảo Vịnh: 10%" in said
    assert "May Tân Lam" not in said


def test_a_small_union_that_reached_its_target_ranks_first(house: House) -> None:
    reports(house, "MAYTL", 20)
    reports(house, "TOMBV", 10)
    hanh = officer(house).says("xếp hạng")
    lines = hanh.last().splitlines()
    assert [one for one in lines if one.startswith("Hạng")] == [
        "Hạng 1 Tôm Bảo Vịnh: 100%",
        "Hạng 2 May Tân Lam: 50%",
    ]
    assert "  20 hợp lệ/20 nộp, 1 mỗi tác giả" in lines


def test_padding_is_seen_and_said_to_cost_nothing(house: House) -> None:
    hanh = officer(house)
    reports(house, "MAYTL", 40, author=1)
    hanh.says("xếp hạng")
    assert "⚠ trên 3 hồ sơ mỗi tác giả" in hanh.last()
    assert "⚠ một người nộp 100% số hồ sơ" in hanh.last()
    assert "không trừ điểm" in hanh.last()


def test_a_tie_is_explained_where_it_stands(house: House) -> None:
    reports(house, "MAYTL", 20)
    reports(house, "TOMBV", 5)
    said = officer(house).says("xếp hạng").last()
    assert said.count("Hạng 1 ") == 2
    assert "cùng hạng với 1 đơn vị vì cùng 50%" in said


def test_a_unit_of_unknown_size_is_listed_apart_with_the_reason(house: House) -> None:
    reports(house, "MAYTL", 4)
    hanh = officer(house).says("xếp hạng").chooses("Theo số tác giả")
    assert "Hạng 1 May Tân Lam: 1" in hanh.last()
    assert "Không xếp hạng:\nTôm Bảo Vịnh: chưa rõ số lao động" in hanh.last()


def test_nobody_sees_the_figures_of_a_unit_that_is_not_theirs(house: House) -> None:
    hanh = officer(house, "MAYTL")
    hanh.says("tiến độ")
    hanh.presses(f"c:results:{unit(house, 'TOMBV')}")
    assert "chỉ xem được đơn vị mình phụ trách" in hanh.last()


def test_points_are_explained_line_by_line(house: House) -> None:
    reports(house, "MAYTL", 30)
    said = officer(house, "MAYTL").says("điểm thi đua").last()
    assert "Đạt chỉ tiêu sáng kiến hợp lệ: 26/40\n  75% chỉ tiêu; từ 70 được 26 điểm" in said
    assert "Nhiều người tham gia: 15/20\n  7,5 tác giả trên 100 lao động; đạt 10 thì đủ điểm" in said
    assert "chấm trực tiếp, chưa có điểm" in said


def test_a_week_ago_is_told_only_when_it_was_written_down(house: House) -> None:
    hanh = officer(house).says("tuần trước")
    assert "Chưa có số liệu của bảy ngày trước." in hanh.last()
    reports(house, "MAYTL", 2)
    with house.engine.begin() as connection:
        tallying.tally(connection, phase(connection), (START - timedelta(days=7)).date(), house.tools().zone)
    reports(house, "MAYTL", 3)
    assert "Hợp lệ: 2 → 5 (+3)" in hanh.says("tuần trước").last()


def test_a_worker_hears_where_their_union_stands_and_no_names(house: House) -> None:
    reports(house, "MAYTL", 20)
    reports(house, "TOMBV", 10)
    said = worker(house, "MAYTL").says("xếp hạng").last()
    assert "Đang ở hạng 2 trong 2 đơn vị của Công đoàn Khu công nghiệp, đạt 50% chỉ tiêu." in said
    assert "Tính đến 08:30" in said
    assert "Tôm" not in said


def test_an_author_is_asked_once_whether_they_work_hands_on(house: House) -> None:
    lan = worker(house, "MAYTL")
    assert "trực tiếp" not in lan.says("sáng kiến của tôi").last()
    reports(house, "MAYTL", 1, author=person_of(house, lan).id)
    lan.says("sáng kiến của tôi")
    assert "hay làm gián tiếp" in lan.last()
    assert {"Tôi làm trực tiếp", "Tôi làm gián tiếp"} <= set(lan.buttons())
    assert "trực tiếp" not in lan.says("sáng kiến của tôi").last()
    assert person_of(house, lan).direct is None


@pytest.mark.parametrize("limits", [None, NUMBERS])
def test_the_answer_is_kept_and_can_be_changed_at_any_time(house: House, limits: Any) -> None:
    house = House(house.engine, limits=limits or house.limits)
    lan = worker(house, "MAYTL")
    reports(house, "MAYTL", 1, author=person_of(house, lan).id)
    lan.says("sáng kiến của tôi").chooses("Tôi làm gián tiếp")
    assert person_of(house, lan).direct is False
    assert "làm gián tiếp" in lan.last()
    lan.says("toi lam truc tiep")
    assert person_of(house, lan).direct is True


def test_a_question_beside_the_list_leaves_its_numbers_alone(house: House) -> None:
    numbered = House(house.engine, limits=NUMBERS)
    lan = worker(numbered, "MAYTL")
    reports(numbered, "MAYTL", 1, author=person_of(numbered, lan).id)
    lan.says("sáng kiến của tôi").says("1")
    assert "NT-000001" in lan.last()
    assert person_of(numbered, lan).direct is None
