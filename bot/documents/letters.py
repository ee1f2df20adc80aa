"""A text's letters as paper can take them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize


def printable(text: str) -> str:
    """NFC with plain spaces, nothing invisible and no control characters, which no Word file may hold."""
    spaced = (" " if one.isspace() and one != "\n" else one for one in normalize("NFC", text))
    return "".join(one for one in spaced if one.isprintable() or one == "\n")


def texts(body: Any) -> Iterator[str]:
    """Every word in a body of mappings and lists, as it is printed."""
    if isinstance(body, str):
        yield printable(body)
    elif isinstance(body, Mapping):
        for value in body.values():
            yield from texts(value)
    elif isinstance(body, list | tuple):
        for value in body:
            yield from texts(value)


def without(body: Any, letters: frozenset[str]) -> Any:
    """The same as it is printed, without some letters that no font has."""
    if isinstance(body, str):
        kept = "".join(one for one in printable(body) if one not in letters)
        return re.sub(" {2,}", " ", kept) if letters else kept
    if isinstance(body, Mapping):
        return {key: without(value, letters) for key, value in body.items()}
    if isinstance(body, list | tuple):
        return [without(value, letters) for value in body]
    return body
