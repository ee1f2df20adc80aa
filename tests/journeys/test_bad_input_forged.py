"""Buttons, words and file names that no honest phone would send."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.federation import found
from kit.house import House, Phone
from kit.telling import join, until
from sqlalchemy import Engine

from storage import tables as t
from storage.database.engine import open_engine
from storage.tables import metadata

FORGED = st.one_of(
    st.text(max_size=80),
    st.binary(max_size=64).map(lambda raw: raw.decode("utf-8", "replace")),
    st.builds(
        "{}:{}:{}".format,
        st.sampled_from("agedr"),
        st.one_of(st.integers(-5, 10**18), st.text(max_size=5)),
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(["idea:idea", "unit:1", "where:yes", "send", "drop", "summary", "1:approve"]),
        ),
    ),
    st.builds(
        "c:{}:{}".format,
        st.sampled_from(["mine", "fix", "open", "unit", "move", "x", ""]),
        st.text(max_size=20),
    ),
)


@pytest.fixture(scope="module")
def pressed_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('forged')}/test.db", synchronous="NORMAL")
    metadata.create_all(engine)
    yield at_where(engine)
    engine.dispose()


def at_where(engine: Engine) -> Phone:
    found(engine)
    phone = join(House(engine).person("hoa"))
    return until(phone.taps("Báo sáng kiến"), "where")


@settings(max_examples=120, deadline=None)
@given(data=FORGED)
def test_forged_buttons_never_change_the_draft_and_always_get_one_answer(
    pressed_on: Phone, data: str
) -> None:
    before, _ = pressed_on.draft(), pressed_on.new()
    pressed_on.presses(data)
    assert pressed_on.draft() == before
    assert len(pressed_on.new()) == 1
    assert not [one for one in pressed_on.house.rows(t.inbox) if one.attempts]


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_at_all_gets_one_answer(pressed_on: Phone, text: str) -> None:
    pressed_on.new()
    pressed_on.says(text)
    assert len(pressed_on.new()) == 1
    assert not [one for one in pressed_on.house.rows(t.inbox) if one.attempts]
    if pressed_on.step() != "where":
        pressed_on.says("quay lại").says("tiếp tục")


@pytest.mark.parametrize(
    "name", ["a\x00b.png", "\ud83d.png", "a" * 300 + ".png", "{x}<b>.png", "\u202egnp.exe"]
)
def test_a_strange_file_name_harms_nothing(engine: Engine, name: str) -> None:
    phone = at_where(engine)
    phone.sends_file(name)
    assert len(phone.answers()["evidence"]) == 1
    until(phone, "summary").taps("Gửi").sees("NT-000001")


@pytest.mark.parametrize("said", ["chuyền\x00 3", "chuyền \ud83d 3", "\ud800\udc00 chuyền"])
def test_half_characters_harm_nothing(engine: Engine, said: str) -> None:
    phone = at_where(engine)
    phone.says(said)
    assert "chuyền" in phone.answers()["where"]
    phone.presses("a:1:\ud83d")
    assert not [one for one in phone.house.rows(t.inbox) if one.attempts]
