"""The texts for employers by id and language."""

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any, Final

from babel.dates import format_date

#: Vietnamese first: it is what the papers are kept in.
LANGUAGES: Final = ("vi", "en", "ko", "ja", "zh")
DEFAULT: Final = "vi"


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value).strip("\n")


def _read(language: str) -> dict[str, str]:
    text = (files("messages.employer") / f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flatten(tomllib.loads(text)))


_TEXTS: Final = {language: _read(language) for language in LANGUAGES}


def known(language: str) -> str:
    """The language itself when employers are written to in it, else the default."""
    return language if language in _TEXTS else DEFAULT


def say(language: str, text_id: str, /, **values: object) -> str:
    """The text with `{name}` filled from `values`. Raises KeyError for an id that no language has."""
    text = _TEXTS[known(language)][text_id]
    return text.format_map(values) if values else text


def day(language: str, when: date) -> str:
    """A date as a letter in that language writes it."""
    return format_date(when, say(language, "date"), locale=known(language))


def texts(language: str) -> dict[str, str]:
    """Everything in one language, for tests."""
    return dict(_TEXTS[language])
