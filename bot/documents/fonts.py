"""The letters papers are printed with, and which of a text's letters they lack."""

import json
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typst

#: What to install where the wheel with the East Asian letters is not wanted.
DEBIAN_PACKAGE: Final = "fonts-noto-cjk"
_WHEEL: Final = "noto_cjk_sans_otc"
_FAR: Final = {"ko": "Noto Sans CJK KR", "ja": "Noto Sans CJK JP", "zh": "Noto Sans CJK SC"}
_LINE: Final = (
    '#set text(font: json("probe.json").fonts, fallback: false)\n#set page(width: auto)\n'
    '#json("probe.json").text'
)


@cache
def load() -> typst.Fonts:
    """The same letters on every machine: those in Typst and in the wheel. Only without the wheel the
    machine's own are looked at."""
    spec = find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        return typst.Fonts(include_system_fonts=True)
    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(spec.origin).parent)])


def families(language: str) -> list[str]:
    """In the order they are tried."""
    return ["Libertinus Serif", *([_FAR[language]] if language in _FAR else [])]


def speaks(texts: Iterable[str], language: str, folder: Path) -> bool:
    """Whether all these letters can be printed. `folder` is for a moment's files."""
    return _prints(_letters(texts), families(language), folder)


def lacking(texts: Iterable[str], language: str, folder: Path) -> frozenset[str]:
    """The letters no font of this language has; printed, each would be an empty box."""
    return frozenset(_search(_letters(texts), families(language), folder))


def _letters(texts: Iterable[str]) -> list[str]:
    return sorted({letter for text in texts for letter in text if letter.isprintable()} - {" "})


def _search(letters: list[str], fonts: list[str], folder: Path) -> list[str]:
    if not letters or _prints(letters, fonts, folder):
        return []
    if len(letters) == 1:
        return letters
    half = len(letters) // 2
    return _search(letters[:half], fonts, folder) + _search(letters[half:], fonts, folder)


def _prints(letters: list[str], fonts: list[str], folder: Path) -> bool:
    """PDF/A forbids empty boxes, so whether a text can be set in it is the answer."""
    (folder / "probe.json").write_text(json.dumps({"fonts": fonts, "text": " ".join(letters)}), "utf-8")
    (folder / "probe.typ").write_text(_LINE, "utf-8")
    try:
        typst.compile(
            str(folder / "probe.typ"), root=str(folder), font_paths=load(), format="pdf", pdf_standards="a-2b"
        )
    except typst.TypstError:
        return False
    return True
