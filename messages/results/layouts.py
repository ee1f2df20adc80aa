"""The templates of the pictures of figures, and the words of the official report."""

import tomllib
from importlib.resources import files
from typing import Final, Literal

#: What can be drawn of figures.
Drawing = Literal["ranking", "progress"]


def _read() -> dict[str, str]:
    source = (files("messages.results") / "official_vi.toml").read_text(encoding="utf-8")
    return {
        f"{part}.{key}": text for part, table in tomllib.loads(source).items() for key, text in table.items()
    }


_WORDS: Final = _read()


def word(key: str, /, **values: object) -> str:
    """Words of the report, which is written in Vietnamese. Raises KeyError for those it has not."""
    text = _WORDS[key]
    return text.format_map(values) if values else text


def template(name: Drawing) -> bytes:
    """The Typst source of a picture; what it shows is in `picture.json` beside it."""
    return (files("messages.results") / f"{name}.typ").read_bytes()
