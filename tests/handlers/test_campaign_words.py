"""A reminder says what fits the day, and always how to stop it."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handlers import taps
from handlers.broadcasts import words
from handlers.broadcasts.audience import Did
from handlers.broadcasts.content import ANYBODY, Piece, Reminder, Text
from handlers.broadcasts.letter import Letter
from handlers.message import Message
from messages.catalog import LANGUAGES, say

LETTER = Letter(
    broadcast_id=1,
    content=Reminder(),
    did=Did.NOTHING,
    lane="web:main",
    language="vi",
    campaign="Peak Week",
    slogan="Proud",
    closes_at=datetime(2026, 5, 11, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    days_left=5,
)


def reminder(letter: Letter, language: str = "vi") -> Message:
    message = words.compose(replace(letter, language=language))
    assert message is not None
    return message


@pytest.mark.parametrize(
    ("letter", "moment"),
    [
        (replace(LETTER, first=True, days_left=7), "first"),
        (replace(LETTER, first=True, days_left=1), "first"),
        (LETTER, "middle"),
        (replace(LETTER, days_left=3), "middle"),
        (replace(LETTER, days_left=2), "last_days"),
        (replace(LETTER, days_left=1), "last_days"),
    ],
)
def test_the_words_fit_the_day(letter: Letter, moment: str) -> None:
    expected = say(
        "vi",
        f"outreach.reminder.{moment}",
        slogan="Proud",
        campaign="Peak Week",
        closes="hết ngày 10/5/2026",
        days_left=letter.days_left,
    )
    assert reminder(letter, "vi").text.startswith(expected)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("days_left", [1, 5])
def test_every_reminder_ends_with_the_way_to_stop_it(language: str, first: bool, days_left: int) -> None:
    message = reminder(replace(LETTER, first=first, days_left=days_left), language)
    assert message.text.split("\n")[-1] == say(language, "outreach.reminder.how_to_stop")
    assert "{" not in message.text


def test_the_button_begins_a_report_and_is_no_numbered_answer() -> None:
    message = reminder(LETTER, "vi")
    assert message.choices == ()
    assert [taps.unpack(button.data) for button in message.nav] == [taps.Call("start")]


def test_the_closing_day_is_written_as_the_reader_writes_it() -> None:
    assert "10 May 2026" in reminder(LETTER, "en").text


@pytest.mark.parametrize("did", [Did.DRAFT, Did.RETURNED, Did.RECOGNISED])
def test_whoever_has_begun_is_told_how_to_finish(did: Did) -> None:
    begun = replace(LETTER, did=did)
    expected = say(
        "vi",
        f"outreach.reminder.{did.value}",
        slogan="Proud",
        campaign="Peak Week",
        closes="hết ngày 10/5/2026",
    )
    assert reminder(begun).text.startswith(expected)
    (way,) = reminder(begun).nav
    assert taps.unpack(way.data) == taps.Call("mine" if did is Did.RETURNED else "resume")


@pytest.mark.parametrize("did", [Did.SENT, Did.ASKED])
def test_whoever_sent_one_in_is_never_urged(did: Did) -> None:
    assert words.compose(replace(LETTER, did=did)) is None


def test_a_closing_minute_within_the_day_is_named() -> None:
    at_five = replace(LETTER, closes_at=datetime(2026, 5, 10, 17, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    assert "17:00 ngày 10/5/2026" in reminder(at_five).text


def test_one_entry_carries_a_text_for_each_who_has_done_something_else() -> None:
    texts = Text(((Did.SENT.value, "Thank you"), (ANYBODY, "Come along")))
    sent = words.compose(replace(LETTER, content=texts, did=Did.SENT))
    other = words.compose(replace(LETTER, content=texts, did=Did.DRAFT))
    assert sent is not None
    assert sent.text.startswith("Thank you")
    assert sent.nav == ()
    assert other is not None
    assert other.text.startswith("Come along")
    only = replace(LETTER, content=Text(((Did.SENT.value, "Thank you"),)))
    assert words.compose(only) is None


def test_a_piece_of_the_library_keeps_the_way_to_stop() -> None:
    message = words.compose(replace(LETTER, content=Piece()), "A story")
    assert message is not None
    assert message.text == f"A story\n\n{say('vi', 'outreach.reminder.how_to_stop')}"
