"""Only frames that are ours are read."""

from uuid import UUID

import pytest

from bot.channels.web import frames

KEY = "3f0d0c52-9c0e-4c7e-8f3a-2b7f6f0c1d11"


def test_a_message_with_vietnamese_text_is_read_as_it_was_typed() -> None:
    raw = f'{{"type":"say","key":"{KEY}","text":"Cải tiến máy dập 👍\\nở tổ 3"}}'
    assert frames.read(raw) == frames.Say(type="say", key=UUID(KEY), text="Cải tiến máy dập 👍\nở tổ 3")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "no json",
        "[]",
        "null",
        '{"type":"shout","text":"a"}',
        '{"type":"say","text":"no key"}',
        '{"type":"say","key":"not a uuid","text":"a"}',
        f'{{"type":"say","key":"{KEY}","text":""}}',
        f'{{"type":"say","key":"{KEY}","text":7}}',
        f'{{"type":"say","key":"{KEY}","text":"a","conversation":"web:chat:other"}}',
        f'{{"type":"say","key":"{KEY}","text":"{"a" * 8_001}"}}',
        f'{{"type":"say","key":"{KEY}","text":"\\ud800"}}',
        '{"type":"hello","after_in":"1","after_out":0}',
        '{"type":"hello","after_in":-1,"after_out":0}',
        f'{{"type":"hello","after_in":{10**30},"after_out":0}}',
        f'{{"type":"tap","key":"{KEY}","data":"{"x" * 300}"}}',
    ],
)
def test_anything_else_is_not_a_frame(raw: str) -> None:
    assert frames.read(raw) is None


def test_a_frame_beyond_all_measure_is_not_even_parsed() -> None:
    assert frames.read(f'{{"type":"say","key":"{KEY}","text":"a"}}' + " " * frames.FRAME) is None


def test_a_message_of_the_full_length_fits_into_a_frame() -> None:
    raw = f'{{"type":"say","key":"{KEY}","text":"{"ế" * 8_000}"}}'
    assert frames.read(raw) is not None
