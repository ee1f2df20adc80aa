"""Union organisations in the tree."""

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A union organisation; `code` is what is printed on its posters and typed by hand."""

    id: int
    code: str
    name: str
