"""Every text by id and language."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

LANGUAGES = ("vi", "en")
DEFAULT = "vi"


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value).strip("\n")


def _read(language: str) -> dict[str, str]:
    """All files of a language as one table; an id starts with its file's name."""
    texts: dict[str, str] = {}
    folder = files("messages") / language
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            table = tomllib.loads(entry.read_text(encoding="utf-8"))
            texts.update(_flatten(table, f"{entry.name.removesuffix('.toml')}."))
    return texts


_TEXTS: dict[str, dict[str, str]] = {language: _read(language) for language in LANGUAGES}


def say(language: str, text_id: str, /, **values: object) -> str:
    """The text in that language, `{name}` filled from `values`.

    Values are put in as they are and never read as a pattern, so a name with braces is harmless.
    Raises KeyError for an id no catalogue has: a missing text is a bug the tests find.
    """
    text = _TEXTS.get(language, _TEXTS[DEFAULT]).get(text_id)
    if text is None:
        text = _TEXTS[DEFAULT][text_id]
    return text.format_map(values) if values else text


def texts(language: str) -> dict[str, str]:
    """The whole catalogue of a language, for pages and tests."""
    return dict(_TEXTS[language])


def under(language: str, prefix: str) -> dict[str, str]:
    """The texts whose id begins with `prefix`, by the rest of their id, in the file's order."""
    return {
        key.removeprefix(prefix): text for key, text in _TEXTS[language].items() if key.startswith(prefix)
    }
