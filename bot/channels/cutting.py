"""Measures and cuts text the way platforms count it: in UTF-16 units."""

from unicodedata import category

#: What belongs to the letter before it although Unicode calls it no mark: joiners and skin tones.
_JOINER = "\u200d"
_ATTACHED = frozenset("\u200c\u200d" + "".join(map(chr, range(0x1F3FB, 0x1F400))))


def units(text: str) -> int:
    """The length a platform sees: an emoji counts two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` units, cut between paragraphs, else lines, else words.

    Only white space at a cut is dropped. At least one piece, even of an empty text.
    """
    pieces = []
    while units(text) > limit:
        piece, text = _split(text, limit)
        if piece:
            pieces.append(piece)
    if text or not pieces:
        pieces.append(text)
    return pieces


def shorten(text: str, limit: int) -> str:
    """The text itself, or its beginning and an ellipsis."""
    if units(text) <= limit:
        return text
    return text[: _whole(text, _reach(text, limit - 1))].rstrip() + "…"


def _split(text: str, limit: int) -> tuple[str, str]:
    reach = _reach(text, limit)
    window = text[: reach + 1]  # a separator may stand just behind the last letter that fits
    for separator in ("\n\n", "\n", " "):
        at = window.rfind(separator)
        # A paragraph that ends early would leave a stub; the next smaller break fills the part better.
        if at > reach // 3 or (separator == " " and at > 0):
            return text[:at].rstrip(), text[at:].lstrip()
    at = _whole(text, reach)
    return text[:at].rstrip(), text[at:].lstrip()


def _reach(text: str, limit: int) -> int:
    """How many code points from the start fit into `limit` units."""
    if text[:limit].isascii():
        return min(limit, len(text))
    held = text[:limit].encode("utf-16-le", "surrogatepass")[: limit * 2]
    if held and 0xD8 <= held[-1] <= 0xDB:
        held = held[:-2]  # the first half of a pair whose second half does not fit
    return max(1, len(held.decode("utf-16-le", "surrogatepass")))


def _whole(text: str, at: int) -> int:
    """The nearest place at or before `at` that is inside no letter with its marks, if there is one."""
    place = at
    while 0 < place < len(text) and _clings(text, place):
        place -= 1
    return place or at


def _clings(text: str, place: int) -> bool:
    following = text[place]
    return category(following)[0] == "M" or following in _ATTACHED or text[place - 1] == _JOINER
