"""The labels of the papers by language, and the page they are printed on."""

import tomllib
from importlib.resources import files
from typing import Final

#: Vietnamese comes first on every paper; one of the others may stand below it.
LANGUAGES: Final = ("vi", "en", "ko", "ja", "zh")


def _read(language: str) -> dict[str, str]:
    source = (files("messages.documents") / f"labels_{language}.toml").read_text(encoding="utf-8")
    return {
        f"{part}.{key}": text for part, table in tomllib.loads(source).items() for key, text in table.items()
    }


_LABELS: Final = {language: _read(language) for language in LANGUAGES}


def label(language: str, key: str, /, **values: object) -> str:
    """Raises KeyError for a language or a key that no paper has."""
    text = _LABELS[language][key]
    return text.format_map(values) if values else text


def labels(language: str) -> dict[str, str]:
    """All of a language, for tests."""
    return dict(_LABELS[language])


def template() -> bytes:
    """The Typst source of the page; the paper itself is in `paper.json` beside it."""
    return (files("messages.documents") / "paper.typ").read_bytes()
