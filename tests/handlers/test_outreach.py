"""A reminder says what fits the day, and always how to stop it."""

from dataclasses import replace
from datetime import date

import pytest

from handlers import outreach, taps
from handlers.outreach import Fire
from messages.catalog import LANGUAGES, say

FIRE = Fire(id=1, campaign="Peak Week", slogan="Proud", closes=date(2026, 5, 10), days_left=5, first=False)


@pytest.mark.parametrize(
    ("fire", "moment"),
    [
        (replace(FIRE, first=True, days_left=7), "first"),
        (replace(FIRE, first=True, days_left=1), "first"),
        (FIRE, "middle"),
        (replace(FIRE, days_left=3), "middle"),
        (replace(FIRE, days_left=2), "last_days"),
        (replace(FIRE, days_left=1), "last_days"),
    ],
)
def test_the_words_fit_the_day(fire: Fire, moment: str) -> None:
    expected = say(
        "vi",
        f"outreach.reminder.{moment}",
        slogan="Proud",
        campaign="Peak Week",
        closes="10/5/2026",
        days_left=fire.days_left,
    )
    assert outreach.reminder(fire, "vi").text.startswith(expected)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("days_left", [1, 5])
def test_every_reminder_ends_with_the_way_to_stop_it(language: str, first: bool, days_left: int) -> None:
    message = outreach.reminder(replace(FIRE, first=first, days_left=days_left), language)
    assert message.text.split("\n")[-1] == say(language, "outreach.reminder.how_to_stop")
    assert "{" not in message.text


def test_the_button_begins_a_report_and_is_no_numbered_answer() -> None:
    message = outreach.reminder(FIRE, "vi")
    assert message.choices == ()
    assert [taps.unpack(button.data) for button in message.nav] == [taps.Call("start")]


def test_the_closing_day_is_written_as_the_reader_writes_it() -> None:
    assert "10 May 2026" in outreach.reminder(FIRE, "en").text
