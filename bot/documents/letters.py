"""A text's letters as paper can take them."""

from unicodedata import normalize


def printable(text: str) -> str:
    """NFC with plain spaces, nothing invisible and no control characters, which no Word file may hold."""
    spaced = (" " if one.isspace() and one != "\n" else one for one in normalize("NFC", text))
    return "".join(one for one in spaced if one.isprintable() or one == "\n")
