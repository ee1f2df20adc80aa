"""Which versions of the program understand each other on the line."""

from importlib.metadata import version

PROGRAM = version("sang-kien")


def fits(theirs: str, ours: str = PROGRAM) -> bool:
    """The same but for repairs: what the rows of another one mean is not known for sure."""
    return theirs.split(".")[:2] == ours.split(".")[:2] and bool(theirs)
