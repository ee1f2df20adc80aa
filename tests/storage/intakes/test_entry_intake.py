"""Recognised initiatives come in by workbook: checked cell by cell, entered once, waiting like any other."""

from datetime import date
from time import perf_counter

import pytest
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.intaking import Sheet, notes, states
from kit.telling import join, report, send
from kit.update_day import BINH, HOA
from sqlalchemy import Engine, select

from storage import tables as t
from storage.intakes.entry import ENTRY

SHEET = Sheet(ENTRY)
check, do = SHEET.check, SHEET.do


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    return House(engine)


@pytest.fixture
def officer(house: House) -> Phone:
    return appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


@pytest.fixture
def zone_officer(house: House) -> Phone:
    return appoint(house, house.person("binh"), "KCN", "Phan Thanh Bình")


def test_a_row_becomes_an_initiative_that_waits_for_the_officer(house: House, officer: Phone) -> None:
    plan = check(house, officer, HOA)
    assert states(plan) == ["change"]
    (done,) = do(house, officer, plan)
    assert done.state == "change"
    assert "NT-000001" in done.notes[0].text
    (made,) = house.rows(t.initiatives)
    assert (made.code, made.status, made.title) == ("NT-000001", "submitted", HOA["title"])
    assert made.entered_by == officer.row().id
    assert made.benefit == 50_000_000
    assert made.answers["recognition"] == "have"
    assert made.answers["decision_number"] == "18/QĐ-2026"
    assert made.counted_at is not None
    assert len(house.rows(t.versions)) == 1
    (paper,) = house.rows(t.recognitions)
    assert (paper.number, paper.signed_on, paper.signer) == ("18/QĐ-2026", date(2026, 3, 15), "Kim Min Ho")
    assert made.recognition_id == paper.id


def test_the_consent_is_kept_as_given_on_paper(house: House, officer: Phone) -> None:
    do(house, officer, check(house, officer, HOA))
    (made,) = house.rows(t.initiatives)
    (consent,) = [one for one in house.rows(t.consents) if one.person_id == made.author_id]
    assert (consent.purpose, consent.given) == ("handling", True)
    assert consent.text_version.startswith("vi:paper:")
    assert consent.conversation == f"workbook:main:{officer.row().id}"


def test_without_the_signed_paper_nobody_is_entered(house: House, officer: Phone) -> None:
    for consent in (None, "không", "nói miệng"):
        plan = check(house, officer, {**HOA, "consent": consent})
        assert states(plan) == ["wrong"]
        assert "2 consent: Chọn “Có giấy đồng ý”" in notes(plan)


def test_one_decision_for_many_rows_is_kept_once(house: House, officer: Phone) -> None:
    plan = check(house, officer, HOA, BINH, {**BINH, "author": "Trần Văn Nam", "title": "Giá để khuôn xoay"})
    assert plan.count("change") == 3
    do(house, officer, plan)
    assert len(house.rows(t.recognitions)) == 1
    assert len({one.recognition_id for one in house.rows(t.initiatives)}) == 1
    other = check(house, officer, {**HOA, "title": "Giàn phơi rèm tự quay", "number": "19"})
    do(house, officer, other, "intake:2")
    assert len(house.rows(t.recognitions)) == 2


def test_the_same_rows_again_change_nothing(house: House, officer: Phone) -> None:
    plan = check(house, officer, HOA, BINH)
    do(house, officer, plan)
    before = len(house.rows(t.outbox))
    again = do(house, officer, plan, "intake:2")
    assert [one.state for one in again] == ["same", "same"]
    assert states(check(house, officer, HOA, BINH)) == ["same", "same"]
    assert len(house.rows(t.initiatives)) == 2
    assert len(house.rows(t.outbox)) == before
    # Numbers that were not used are given back.
    do(house, officer, check(house, officer, {**HOA, "title": "Giàn phơi rèm tự quay"}), "intake:3")
    assert house.rows(t.initiatives)[-1].code == "NT-000003"


def test_nobody_without_the_right_enters_anything(house: House) -> None:
    worker = join(house.person("hoa"))
    plan = check(house, worker, HOA)
    assert plan.rows == ()
    assert "không nhập hộ được" in plan.refused
    assert "--as" in check(house, None, HOA).refused


def test_a_right_that_ended_meanwhile_is_a_conflict(
    house: House, officer: Phone, zone_officer: Phone
) -> None:
    plan = check(house, zone_officer, {**HOA, "unit": "TOMBV"})
    (row,) = do(house, officer, plan)
    assert row.state == "conflict"
    assert house.rows(t.initiatives) == []


def test_rows_of_one_file_that_tell_the_same_are_flagged(house: House, officer: Phone) -> None:
    nearly = {**HOA, "title": "Con lăn đẩy thùng hàng ở kho thành phẩm số 1", "number": "19"}
    plan = check(house, officer, HOA, HOA, nearly, BINH)
    assert states(plan) == ["change", "same", "doubtful", "change"]
    assert "Giống hệt dòng 2" in notes(plan)
    assert "Rất giống dòng 2" in notes(plan)
    assert "Nguyễn Thị Hoa" in notes(plan)


def test_what_is_in_the_base_already_is_flagged_with_its_code_and_author(
    house: House, officer: Phone
) -> None:
    send(report(join(house.person("hoa"))))
    (sent,) = house.rows(t.initiatives)
    plan = check(house, officer, {**BINH, "title": sent.title, "change": sent.answers["change"]})
    assert states(plan) == ["doubtful"]
    assert sent.code in notes(plan)
    assert "Nguyễn Thị Hoa" in notes(plan)
    # Who looked and says it is another one enters it.
    assert [one.state for one in do(house, officer, plan)] == ["change"]


def test_the_programmes_rules_are_told_as_the_chat_tells_them(house: House, officer: Phone) -> None:
    plan = check(house, officer, {**HOA, "applied": "1/2/2020"}, {**BINH, "protected": "Có"})
    assert states(plan) == ["doubtful", "doubtful"]
    assert "2 applied: Ngày áp dụng nằm ngoài thời gian" in notes(plan)
    assert "3 protected: " in notes(plan)


def test_an_officer_above_hears_once_and_the_author_where_they_write_to_us(
    house: House, officer: Phone, zone_officer: Phone
) -> None:
    hoa = join(house.person("hoa"))
    hoa.new()
    do(house, zone_officer, check(house, zone_officer, HOA, BINH))
    told = [one for one in officer.new() if "tệp Excel" in one]
    assert len(told) == 1
    assert "chờ đồng chí xác nhận" in told[0]
    hoa.sees("Con lăn đẩy thùng hàng", "NT-000001", "Phan Thanh Bình")
    (first, _) = house.rows(t.initiatives)
    assert first.author_id != hoa.row().id


def test_a_thousand_rows_take_reasonable_time(house: House, officer: Phone) -> None:
    things = ("máng dầu", "giá khuôn", "con lăn", "rèm che", "tay gắp", "khay phôi", "đèn soi", "kẹp chỉ")
    told = [
        {
            **HOA,
            "author": f"Trần Văn {'ABCDEGHIKL'[place % 10]} {'Nam' if place % 2 else 'Hải'}",
            "phone": None,
            "title": f"Cải tiến {things[place % 8]} máy số {place} tổ {place % 37}",
        }
        for place in range(1000)
    ]
    begun = perf_counter()
    plan = check(house, officer, *told)
    checked = perf_counter() - begun
    assert len(plan.rows) == 1000
    assert plan.count("wrong") == 0
    begun = perf_counter()
    do(house, officer, plan)
    print(f"{house.engine.dialect.name}: checked in {checked:.1f} s, done in {perf_counter() - begun:.1f} s")
    assert checked < 30
    assert perf_counter() - begun < 90
    assert len(house.rows(t.initiatives)) == len(plan.doable)


def test_what_the_author_took_back_may_be_entered_anew(house: House, officer: Phone) -> None:
    do(house, officer, check(house, officer, HOA))
    with house.engine.begin() as connection:
        connection.execute(t.initiatives.update().values(status="withdrawn"))
        assert connection.scalar(select(t.initiatives.c.status)) == "withdrawn"
    assert states(check(house, officer, HOA)) == ["change"]
