"""Text made comparable, or fit to keep."""

import re
from functools import lru_cache
from typing import Final
from unicodedata import category, is_normalized, normalize

# No decomposition knows these. The Icelandic eth looks like the Vietnamese letter and is typed for it.
_STROKED: Final = {"\u0111": "d", "\u00f0": "d", "\u0142": "l", "\u00f8": "o", "\u0131": "i"}
_BREAKS: Final = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85"


def _fold_one(char: str) -> str:
    """What is left of one lower-case character; `` `` where words part."""
    if char in _STROKED:
        return _STROKED[char]
    kind = category(char)
    if char in _BREAKS:
        return " "
    if kind[0] == "M" or kind in {"Cc", "Cf"}:
        return ""
    plain = normalize("NFKD", char).lower()
    if plain != char:
        return "".join(_fold_one(part) for part in plain)
    return char if char.isalnum() else " "


class _Table(dict[int, str]):
    """Fills itself as characters are met; rare ones are not kept, so no stranger can make it grow."""

    def __missing__(self, code: int) -> str:
        folded = _fold_one(chr(code))
        if code < 0x3000:
            self[code] = folded
        return folded


_FOLDED = _Table()


def fold(text: str) -> str:
    """Lower case without marks, punctuation or anything invisible, words one space apart."""
    # Button labels and short answers are folded many times a turn.
    return _fold_short(text) if len(text) <= 64 else _fold(text)


def _fold(text: str) -> str:
    return " ".join(text.lower().translate(_FOLDED).split())


_fold_short = lru_cache(maxsize=8192)(_fold)


_BLANK_LINES: Final = re.compile(r"\n{4,}")
_LINE_END: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Bidi marks can turn a name or a reason around on an officer's screen; a lone surrogate
# cannot be stored; NUL breaks PostgreSQL.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_EMOJI: Final = "[\u203c-\u3299\ufe0f\U0001f000-\U0001faff]"
_LOOSE_JOINER: Final = re.compile(f"(?<!{_EMOJI})\u200d|\u200d(?!{_EMOJI})")


def clean(text: str) -> str:
    """A person's own text as it is kept and shown: NFC, nothing invisible, at most two blank lines."""
    if text.isprintable() and is_normalized("NFC", text):
        return text.strip()  # one line without anything invisible, as nearly all are
    text = _LINE_END.sub("\n", text).replace("\t", " ")
    text = _LOOSE_JOINER.sub("", normalize("NFC", _UNWANTED.sub("", text)))
    text = "\n".join(line.rstrip() for line in normalize("NFC", text).split("\n"))
    return _BLANK_LINES.sub("\n\n\n", text).strip()


_VOWELS: Final = "aeiouy"
_KEYED_DIGIT: Final = re.compile(r"(?<=[a-z])[0-9]+")
_DOUBLED: Final = re.compile(r"([a-z])\1+")
_NO_KEYS: Final = str.maketrans("", "", "sfrxjzw")
_LATE_KEY: Final = re.compile(f"([^{_VOWELS}]*[{_VOWELS}]+(?:ch|ng|nh|[cmnpt]))[aeod]+")


@lru_cache(maxsize=4096)
def _untype(word: str) -> str:
    """One word without the keys that an input method should have turned into marks.

    After its first vowel no Vietnamese word has s, f, r, x, j, z or w: there they are keys.
    """
    word = _DOUBLED.sub(r"\1", _KEYED_DIGIT.sub("", word))
    start = next((place for place, char in enumerate(word) if char in "aeiouyw"), len(word))
    if word[start : start + 1] == "w":
        word = f"{word[:start]}u{word[start + 1 :]}"
    tail = word[start:].translate(_NO_KEYS)
    word = _DOUBLED.sub(r"\1", word[:start] + tail)
    late = _LATE_KEY.fullmatch(word)
    return late[1] if late else word


def untelex(text: str) -> str:
    """Folded, with Telex and VNI keys undone; over-eager, so only to be compared with known phrases."""
    return " ".join(_untype(word) for word in fold(text).split())
