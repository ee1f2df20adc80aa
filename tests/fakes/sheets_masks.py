"""Field masks as Google's APIs take them: ``sheets(properties(sheetId,title),data.columnMetadata)``."""

from typing import Any

_KNOWN = frozenset(
    {
        *("spreadsheetId", "properties", "title", "sheets", "sheetId", "index", "sheetType"),
        *("gridProperties", "rowCount", "columnCount", "frozenRowCount", "frozenColumnCount"),
        *("data", "columnMetadata", "developerMetadata", "metadataId", "metadataKey", "metadataValue"),
        *("replies", "addSheet", "updatedSpreadsheet", "rowData", "values", "effectiveValue"),
        *("startRow", "startColumn"),
    }
)
Tree = dict[str, "Tree"]


def masked(answer: Any, mask: str) -> Any:
    """The answer with nothing but what the mask names. Raises `ValueError`."""
    tree, rest = _read(mask)
    if rest:
        raise ValueError(f"cannot read {rest!r} in {mask!r}")
    return _cut(answer, tree)


def _read(text: str) -> tuple[Tree, str]:
    tree: Tree = {}
    while True:
        end = next((at for at, letter in enumerate(text) if letter in ".,()"), len(text))
        name, text = text[:end], text[end:]
        if name not in _KNOWN:
            raise ValueError(f"unknown field {name!r}")
        below: Tree = {}
        if text.startswith("."):
            path = text[1:]
            below, text = _one(path)
        elif text.startswith("("):
            below, text = _read(text[1:])
            if not text.startswith(")"):
                raise ValueError("a bracket is not closed")
            text = text[1:]
        tree[name] = below
        if not text.startswith(","):
            return tree, text
        text = text[1:]


def _one(text: str) -> tuple[Tree, str]:
    """A single path behind a dot: it ends at the next comma."""
    end = next((at for at, letter in enumerate(text) if letter in ".,()"), len(text))
    name, text = text[:end], text[end:]
    if name not in _KNOWN:
        raise ValueError(f"unknown field {name!r}")
    below: Tree = {}
    if text.startswith("."):
        below, text = _one(text[1:])
    elif text.startswith("("):
        below, text = _read(text[1:])
        text = text[1:]
    return {name: below}, text


def _cut(answer: Any, tree: Tree) -> Any:
    if not tree:
        return answer
    if isinstance(answer, list):
        return [_cut(one, tree) for one in answer]
    return {name: _cut(answer[name], below) for name, below in tree.items() if name in answer}
