"""Buttons carry little, come back as they went, and what is not ours is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import taps
from handlers.form.initiative_form import REPORT
from handlers.form.join_form import JOIN
from handlers.initiative import Action

MINE = [
    taps.Answer(1_700_000_000, "kind", "technical"),
    taps.Answer(3, "unit", "12:34"),
    taps.Go(0, "back"),
    taps.Edit(7, "decision_signer"),
    taps.Call("open", "123"),
    taps.Call("help"),
    taps.Decision(999_999_999, 12, Action.RETURN),
    taps.Reason(12, 3, "missing_decision"),
]


@pytest.mark.parametrize("tap", MINE)
def test_a_button_comes_back_as_what_it_was(tap: taps.Tap) -> None:
    assert taps.unpack(taps.pack(tap)) == tap


FOREIGN = (
    """|:|a|a:1|a:x:kind:yes|a:-1:kind:yes|g:1:fly|d:1:1:explode|d:1:1|e:1|r:x:1:y|a:²:kind:yes|z:1:2|c"""
)
LONG = ("g:" + "9" * 40 + ":back", "a:1:kind:" + "x" * 64, "c:" + "đ" * 40)


@pytest.mark.parametrize("data", [*FOREIGN.split("|"), *LONG])
def test_what_we_never_made_is_no_button(data: str) -> None:
    assert taps.unpack(data) is None


@given(st.text(max_size=80))
def test_no_text_at_all_breaks_the_reading_of_buttons(data: str) -> None:
    tap = taps.unpack(data)
    assert tap is None or len(taps.pack(tap).encode()) <= taps.LONGEST + 3


def test_64_bytes_fit_and_65_do_not() -> None:
    assert len(taps.pack(taps.Call("open", "1" * 57))) == 64
    with pytest.raises(ValueError, match="64 bytes"):
        taps.pack(taps.Call("open", "1" * 58))
    with pytest.raises(ValueError, match="64 bytes"):
        taps.pack(taps.Call("open", "đ" * 29))


@pytest.mark.parametrize("form", [REPORT, JOIN])
def test_every_choice_of_every_question_fits_a_button(form: object) -> None:
    for step in form.steps:  # type: ignore[attr-defined]
        taps.pack(taps.Edit(2**31, step.key))
        for value in step.choices:
            taps.pack(taps.Answer(2**31, step.key, value))
