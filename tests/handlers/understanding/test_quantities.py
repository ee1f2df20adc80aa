"""Numbers and amounts as they are written in a factory."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.amounts import Measure, amount
from handlers.understanding.numbers import number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1500", "1500"),
        ("1500.", "1500"),
        ("1.500", "1500"),
        ("1.500.000", "1500000"),
        ("1 500 000", "1500000"),
        ("1,500,000", "1500000"),
        ("1.500.000,5", "1500000.5"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("2tr5", "2500000"),
        ("2tr500", "2500000"),
        ("1tr250", "1250000"),
        ("1tr", "1000000"),
        ("1,5 triệu", "1500000"),
        ("1.5 trieu", "1500000"),
        ("1.500 triệu", "1500000000"),
        ("2 triệu rưỡi", "2500000"),
        ("triệu rưỡi", "1500000"),
        ("500k", "500000"),
        ("500 ngàn", "500000"),
        ("500 nghìn đồng", "500000"),
        ("3 tỷ", "3000000000"),
        ("3 tỉ 2", "3200000000"),
        ("2 tỷ 300 triệu", "2300000000"),
        ("2.500.000đ", "2500000"),
        ("2.500.000 VNĐ", "2500000"),
        ("khoảng 20", "20"),
        ("khoảng 20 người", "20"),
        ("tầm 15 công nhân ạ", "15"),
        ("~20", "20"),
        ("hơn 20", "20"),
        ("hai mươi lăm", "25"),
        ("hai lăm", "25"),
        ("hai muwowi lawm", "25"),
        ("hai muoi", "20"),
        ("mười", "10"),
        ("mười hai", "12"),
        ("một trăm linh năm", "105"),
        ("một trăm hai mươi", "120"),
        ("một trăm rưỡi", "150"),
        ("ba trăm hai mươi nghìn", "320000"),
        ("hai triệu năm trăm", "2500000"),
        ("mười lăm triệu", "15000000"),
        ("ba nghìn tỷ", "3000000000000"),
        ("hai chục", "20"),
        ("3 trăm nghìn", "300000"),
        ("nửa triệu", "500000"),
        ("nua trieu", "500000"),
        ("12 củ", "12000000"),
        ("2 rưỡi", "2.5"),
        ("0", "0"),
        ("２０", "20"),
    ],
)
def test_a_number_is_read_as_it_is_said(typed: str, value: str) -> None:
    assert number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "bà",
        "tăm",
        "1,500",
        "1500.000",
        "1.50.000",
        "2tr50",
        "20-30",
        "20 đến 30",
        "1/2",
        "-5",
        "5%",
        "5 kg",
        "vài chục",
        "mấy trăm",
        "hai ba",
        "một trăm hai",
        "hai mươi năm",
        "mười năm",
        "nghìn",
        "rưỡi",
        "2 triệu 3 tỷ",
        "triệu triệu",
        "20 20",
        "dưới 20",
        "hai rưỡi ba",
        "9" * 40,
        "20 " * 60,
        "máy số 2",
    ],
)
def test_a_number_that_could_be_two_is_none(typed: str) -> None:
    assert number(typed) is None


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("5 triệu", Measure.DONG, "5000000"),
        ("5 triệu/tháng", Measure.DONG, "60000000"),
        ("5tr/thang", Measure.DONG, "60000000"),
        ("5 triệu 1 tháng", Measure.DONG, "60000000"),
        ("tiết kiệm khoảng 2tr5 mỗi tháng", Measure.DONG, "30000000"),
        ("1.500.000đ/tháng", Measure.DONG, "18000000"),
        ("2 triệu rưỡi/tháng", Measure.DONG, "30000000"),
        ("3 triệu mỗi quý", Measure.DONG, "12000000"),
        ("20 triệu đồng/năm", Measure.DONG, "20000000"),
        ("20 triệu một năm", Measure.DONG, "20000000"),
        ("năm triệu một năm", Measure.DONG, "5000000"),
        ("lam loi 120 trieu dong moi nam", Measure.DONG, "120000000"),
        ("5 million per month", Measure.DONG, "60000000"),
        ("3s/sp", Measure.SECONDS, "3"),
        ("3", Measure.SECONDS, "3"),
        ("nửa phút", Measure.SECONDS, "30"),
        ("1 phút rưỡi", Measure.SECONDS, "90"),
        ("1 phút 20 giây", Measure.SECONDS, "80"),
        ("1p20s", Measure.SECONDS, "80"),
        ("2 phút 15", Measure.SECONDS, "135"),
        ("giảm 3 giây mỗi sản phẩm", Measure.SECONDS, "3"),
        ("giam duoc 5 giay/ao", Measure.SECONDS, "5"),
        ("2 tạ", Measure.KG, "200"),
        ("2 ta", Measure.KG, "200"),
        ("2 tạ rưỡi", Measure.KG, "250"),
        ("2 tạ 30 kg", Measure.KG, "230"),
        ("1,2 tấn", Measure.KG, "1200"),
        ("1 tấn 2", Measure.KG, "1200"),
        ("3 ký rưỡi", Measure.KG, "3.5"),
        ("500 g", Measure.KG, "0.5"),
        ("50", Measure.KG, "50"),
        ("nửa tiếng", Measure.HOURS, "0.5"),
        ("2 tiếng rưỡi", Measure.HOURS, "2.5"),
        ("90 phút", Measure.HOURS, "1.5"),
        ("1h30", Measure.HOURS, "1.5"),
        ("1 tiếng 30 phút", Measure.HOURS, "1.5"),
        ("hai tieengs", Measure.HOURS, "2"),
        ("5%", Measure.PERCENT, "5"),
        ("2,5 %", Measure.PERCENT, "2.5"),
        ("giảm 3 phần trăm", Measure.PERCENT, "3"),
        ("3 phan tram", Measure.PERCENT, "3"),
        ("100", Measure.PERCENT, "100"),
    ],
)
def test_an_amount_comes_in_the_unit_that_was_asked(typed: str, unit: Measure, value: str) -> None:
    assert amount(typed, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("200k/ngày", Measure.DONG),
        ("200k mỗi ca", Measure.DONG),
        ("5 triệu/tuần", Measure.DONG),
        ("20 kg", Measure.DONG),
        ("20 USD", Measure.DONG),
        ("hai mươi năm", Measure.DONG),
        ("0", Measure.DONG),
        ("từ 5 triệu xuống 3 triệu", Measure.DONG),
        ("nhiều lắm", Measure.DONG),
        ("", Measure.DONG),
        ("3 kg", Measure.SECONDS),
        ("20 giây 1 phút", Measure.SECONDS),
        ("1 phút 90", Measure.SECONDS),
        ("5-7 giây", Measure.SECONDS),
        ("5 kg/ngày", Measure.KG),
        ("5 giờ", Measure.KG),
        ("2 lít", Measure.KG),
        ("2 kg", Measure.HOURS),
        ("0 giờ", Measure.HOURS),
        ("120%", Measure.PERCENT),
        ("0%", Measure.PERCENT),
        ("từ 5% xuống 3%", Measure.PERCENT),
        ("5-7%", Measure.PERCENT),
        ("5 triệu", Measure.PERCENT),
    ],
)
def test_an_amount_in_another_unit_or_out_of_range_is_none(typed: str, unit: Measure) -> None:
    assert amount(typed, unit) is None


PIECES = "2 5 1.500 0,5 tr k triệu tỷ mươi trăm rưỡi nửa năm hai linh / % tháng giây phút tấn một - đ mỗi ² ٣"
NEAR_NUMBERS = st.lists(st.sampled_from(PIECES.split()), max_size=7).map(" ".join)


@given(st.one_of(st.text(), NEAR_NUMBERS))
def test_no_text_makes_a_number_fail(text: str) -> None:
    value = number(text)
    assert value is None or value >= 0


@given(st.one_of(st.text(), NEAR_NUMBERS), st.sampled_from(Measure))
def test_no_text_makes_an_amount_fail(text: str, unit: Measure) -> None:
    value = amount(text, unit)
    assert value is None or value > 0


def test_a_million_of_millions_of_millions_is_no_amount() -> None:
    assert amount("1TR TR TR TR", Measure.KG) is None


@given(st.integers(min_value=0, max_value=10**12))
def test_every_number_is_read_back_with_its_dots(value: int) -> None:
    assert number(f"{value:,}".replace(",", ".")) == value
    assert number(str(value)) == value


def test_a_number_beyond_all_money_is_asked_again() -> None:
    assert number("1TR TR TY TY") is None
    assert amount("1TR TR TY TY", Measure.DONG) is None
