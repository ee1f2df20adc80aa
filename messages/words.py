"""The words people type, by what they mean."""

import tomllib
from importlib.resources import files
from typing import Any

_WORDS: dict[str, Any] = tomllib.loads((files("messages") / "words.toml").read_text(encoding="utf-8"))


def spoken(table: str) -> dict[str, tuple[str, ...]]:
    """Every meaning in a table (``yes_no``, ``days.months``) with its typed forms."""
    found: Any = _WORDS
    for key in table.split("."):
        found = found[key]
    return {meaning: tuple(forms) for meaning, forms in found.items() if isinstance(forms, list)}
