"""What is written down of who works hands-on."""

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class AskedDirect:
    """The speaker was asked, and is not asked again."""


@dataclass(frozen=True, slots=True)
class SetDirect:
    """What the speaker said of themselves."""

    direct: bool


DirectEffect = AskedDirect | SetDirect
