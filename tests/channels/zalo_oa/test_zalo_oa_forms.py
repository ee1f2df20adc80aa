"""What fits into an approved template, and the hours in which none is sent."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.channels.zalo_oa import forms, night
from bot.channels.zalo_oa.forms import Form, Param

NOON = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("value", "longest", "fitted"),
    [
        ("Con lăn", 7, "Con lăn"),
        ("Con lăn dưới bàn", 10, "Con lăn…"),
        ("Con lăn, dưới bàn", 10, "Con lăn…"),
        ("Con lăn dưới bàn", 8, "Con lăn…"),
        ("Conlăndướibàn", 8, "Conlănd…"),
        ("A Conlăndướibànđónggói", 12, "A Conlăndướ…"),
        ("  hai\ndòng ", 30, "hai dòng"),
        ("Bo\u0302", 2, "Bô"),
    ],
)
def test_a_long_value_is_cut_after_a_word(value: str, longest: int, fitted: str) -> None:
    form = Form((Param("sang_kien", True, "STRING", longest),), "ENABLE")
    assert form.fill({"sang_kien": value}) == {"sang_kien": fitted}


def test_a_day_is_never_cut() -> None:
    form = Form((Param("han", True, "DATE", 5),), "ENABLE")
    with pytest.raises(forms.Unfit):
        form.fill({"han": "10/05/2026"})


def test_zalos_description_is_understood_in_numbers_and_in_words() -> None:
    told = {"name": "ten", "require": "false", "type": "string", "maxLength": "30"}
    assert forms.read({"listParams": [told, "?"]}) == Form((Param("ten", False, "STRING", 30),), "")
    assert forms.read({"listParams": None, "status": "enable"}) == Form((), "ENABLE")
    assert forms.read({"listParams": [{"name": "ma"}]}).params == (Param("ma", True, "", None),)


@pytest.mark.parametrize(
    ("local", "hours"),
    [("21:59", None), ("22:00", 8 + 5 / 60), ("00:00", 6 + 5 / 60), ("05:59", 6 / 60), ("06:00", None)],
)
def test_the_night_ends_at_five_past_six(local: str, hours: float | None) -> None:
    now = datetime.combine(NOON.date(), datetime.strptime(local, "%H:%M").time(), ZONE)  # noqa: DTZ007
    wanted = None if hours is None else timedelta(hours=hours)
    assert night.rest(now.astimezone(UTC), ZONE) == wanted
