"""The labels of the papers: the same in every language, and truly in that language."""

import re
from string import Formatter
from unicodedata import is_normalized

import pytest

from handlers.form.initiative_form import COUNTED, FIELDS, KINDS, TOLD
from messages.documents.reading import LANGUAGES, labels, template

SCRIPTS = {"ko": "[가-힣]", "ja": "[ぁ-んァ-ヶ一-龠]", "zh": "[一-龠]"}
#: The same everywhere: names of files, and a mark that is the same in Chinese.
PLAIN = re.compile(r"file\.")


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_language_has_what_the_vietnamese_papers_say_and_a_letter(language: str) -> None:
    vietnamese, other = labels("vi"), labels(language)
    letter = {key for key in other if key.startswith("letter.")}
    assert letter
    assert other.keys() - letter == vietnamese.keys()
    assert {key for key in vietnamese if slots(vietnamese[key]) != slots(other[key])} == set()


def test_the_letter_says_the_same_in_every_language() -> None:
    letters = [{key for key in labels(one) if key.startswith("letter.")} for one in LANGUAGES[1:]]
    assert all(one == letters[0] for one in letters)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_written_in_its_language(language: str) -> None:
    for key, text in labels(language).items():
        assert text.strip() == text, key
        assert text, key
        assert is_normalized("NFC", text), key
        if language in SCRIPTS and not PLAIN.match(key):
            assert re.search(SCRIPTS[language], text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_the_form_can_be_printed(language: str) -> None:
    printed = labels(language)
    wanted = [f"kind.{one}" for one in KINDS] + [f"field.{one}" for one in FIELDS]
    wanted += [f"effect.{one}" for one in (*COUNTED, *TOLD)]
    assert [key for key in wanted if key not in printed] == []


def test_the_page_comes_with_the_words() -> None:
    assert b"paper.json" in template()
