"""Every language of an employer says the same things, with the same facts in them."""

from string import Formatter
from unicodedata import is_normalized

import pytest

from messages.catalog import LANGUAGES as CHAT
from messages.employer.reading import LANGUAGES, texts


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_and_nothing_is_said_twice(language: str) -> None:
    ours, vietnamese = texts(language), texts("vi")
    assert ours.keys() == vietnamese.keys()
    assert [key for key in ours if placeholders(ours[key]) != placeholders(vietnamese[key])] == []
    assert all(text.strip() and is_normalized("NFC", text) for text in ours.values())


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "vi"])
def test_every_text_is_translated(language: str) -> None:
    assert [key for key, text in texts(language).items() if text == texts("vi")[key]] == []


def test_whoever_chats_in_a_language_may_be_written_to_in_it() -> None:
    assert set(CHAT) <= set(LANGUAGES)
