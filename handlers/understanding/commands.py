"""Commands, as words, with a slash, and with the number of an item."""

import re
from typing import Final
from unicodedata import normalize

from handlers.understanding.folding import fold
from handlers.understanding.lexicon import Lexicon
from handlers.understanding.trimming import trimmed
from messages import words

_LONGEST: Final = 60
_LONGEST_WITH_REASON: Final = 2000
_SLASH: Final = re.compile(r"\s*/\s*([^\s@]+)(?:@\w+)?(?:\s+(.*))?\s*", re.DOTALL)
#: A key held down: "dungggg" and "STOPPP" are "dung" and "STOP".
_HELD_KEY: Final = re.compile(r"(\w)\1{2,}", re.IGNORECASE)
_CODE: Final = r"#?(?:[A-Za-z]{1,5}\s?-\s?|[A-Za-z]{2,5}(?=\d)|[A-Z]{2,5}\s)?"
_ITEM: Final = re.compile(rf"({_CODE})0*([1-9]\d{{0,8}})(?![\d%/]|[.,]\d)[\s.,:;)\-]*(.*)", re.DOTALL)
_STARTS_ITEM: Final = re.compile(rf"(?<!\S){_CODE}\d")


def _typed(table: str, *, slash: bool) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(form.removeprefix("/") for form in forms if form.startswith("/") is slash)
        for name, forms in words.spoken(table).items()
    }


_SLASHES: Final = Lexicon({**_typed("commands", slash=True), **_typed("opt_out", slash=True)}, telex=False)
_OFFICER_SLASHES: Final = Lexicon(_typed("officer", slash=True), telex=False)
_STOP: Final = Lexicon(_typed("opt_out", slash=False), telex=False, strict=True)
_COMMANDS: Final = Lexicon(_typed("commands", slash=False))
_OFFICER: Final = Lexicon(_typed("officer", slash=False))
_POLITE_BEFORE: Final = Lexicon({True: words.spoken("polite")["before"]})
_POLITE_AFTER: Final = Lexicon({True: words.spoken("polite")["after"]})
_BEFORE_ITEM: Final = Lexicon({True: words.spoken("item")["before"]})
_COUNTED: Final = Lexicon({True: words.spoken("item")["counted"]}, telex=False)

#: What cannot be followed by more than the item: a longer message is a sentence about something else.
_WITHOUT_REASON: Final = frozenset(
    {
        "open",
        "full",
        "history",
        "approve",
        "claim",
        "takeover",
        "release",
        "part",
        "broadcast",
        "hold_broadcast",
        "resume_broadcast",
        "stop_broadcast",
        "agree_broadcast",
        "export_broadcast",
        "apply_workbook",
        "drop_workbook",
    }
)
#: What is always about an item: words may begin with anything that can be counted.
_WRITES: Final = frozenset({"note", "message", "reply"})
_TAKES_ARGUMENT: Final = frozenset({"start", "language"})


def command(text: str) -> tuple[str, str] | None:
    """The command a whole message is, and what follows it as it was typed; no sentence is a command.

    The names are those of `messages/words.toml`; an officer's ones carry the item (`item_number`).
    """
    if len(text) > _LONGEST_WITH_REASON:
        return None
    if len(text) <= _LONGEST and (_STOP.get(text) or _STOP.get(_HELD_KEY.sub(r"\1", text))):
        return "stop", ""
    if slashed := _SLASH.fullmatch(text):
        return _slashed(slashed[1], (slashed[2] or "").strip(), text)
    return _worded(text)


def _slashed(word: str, rest: str, text: str) -> tuple[str, str] | None:
    if item_number(rest) and (action := _OFFICER_SLASHES.get(word)):
        return _on_item(action, word, rest, slash=True)
    if name := _SLASHES.get(word):
        return (name, rest) if len(rest) <= _LONGEST and (not rest or name in _TAKES_ARGUMENT) else None
    return _worded(text.replace("/", " ", 1))


def _worded(text: str) -> tuple[str, str] | None:
    if len(text) <= _LONGEST:
        if name := _COMMANDS.get(text):
            return name, ""
        said = text.split()
        if 1 < len(said) <= 8 and (name := _COMMANDS.get(" ".join(_trim(said)))):
            return name, ""
    starts = _STARTS_ITEM.search(text[:_LONGEST])
    if starts is None:
        return None
    before = text[: starts.start()].split()
    for size in range(len(before), 0, -1):
        between = " ".join(before[size:])
        if between and not _BEFORE_ITEM.get(between):
            continue
        word = " ".join(before[:size])
        if action := _OFFICER.get(word):
            return _on_item(action, word, text[starts.start() :].strip(), slash=False)
    return None


def _trim(said: list[str]) -> list[str]:
    return list(trimmed(said, _POLITE_BEFORE, _POLITE_AFTER))


def _on_item(action: str, word: str, argument: str, *, slash: bool) -> tuple[str, str] | None:
    found = _ITEM.fullmatch(argument)
    if found is None:
        return None
    code, rest = found[1], found[3].strip()
    words_follow = rest and not _POLITE_AFTER.get(rest)
    if words_follow and action == "claim" and fold(word) == "nhan" and word.isascii():
        action = "message"  # what takes an item up and what writes to its author differ by their marks alone
    if words_follow and action in _WITHOUT_REASON:
        return None
    if rest and not code and not slash and action not in _WRITES and _COUNTED.lead(rest.split()[:4]):
        return None
    return action, argument


def item_number(argument: str) -> tuple[int, str] | None:
    """The item's number, without its code's letters and zeros, and the words after it."""
    found = _ITEM.fullmatch(normalize("NFKC", argument).strip())
    return (int(found[2]), found[3].strip()) if found else None
