"""What is shown to a person, in finished words, the same for every channel."""

from typing import Final, Literal

from handlers.events import FileKind
from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A label and what comes back when it is pressed (see `taps`), at most 64 bytes.

    Data that begins with ``https://`` is a link instead, of any length: pressing it opens the page and
    nothing comes back. Where a channel has no buttons the link stands in the text.
    """

    label: str
    data: str


def is_link(button: Button) -> bool:
    return button.data.startswith("https://")


#: Begins the key of a picture that is drawn whenever it is asked for: a QR code of the words after it.
DRAWN: Final = "qr:"
#: Begins the key of a picture of the propaganda library, drawn in the same way: ``card:<piece>:<unit>``.
CARD: Final = "card:"


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept file to show, by its key, or a picture to draw."""

    key: str
    kind: FileKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """The facts of a message for a form that a platform approved beforehand (Zalo's ZBS templates).

    `purpose` picks the form among the administrator's; `values` are its parameters by name.
    """

    purpose: Literal["verdict", "reminder"]
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing said to a person.

    `choices` are the answers, numbered from 1 in reading order wherever a channel has no
    buttons; `nav` are the ways out (back, skip, help), which are offered as words there.
    `share_phone` asks the channel for its own-number button, with this label.
    `about` names the thing whose buttons die when it is decided (``initiative:12``).
    `template` is how a notice may be given where free words are no longer allowed.
    """

    text: str
    choices: tuple[tuple[Button, ...], ...] = ()
    nav: tuple[Button, ...] = ()
    files: tuple[Shown, ...] = ()
    share_phone: str = ""
    about: str = ""
    template: Template | None = None
