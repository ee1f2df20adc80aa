"""What a broadcast says in a group: words for everybody, a way to share them, the way to the assistant."""

from typing import Final
from urllib.parse import quote

from handlers.broadcasts import words
from handlers.broadcasts.letter import Letter
from handlers.message import Button, Message, Shown
from messages.catalog import say

#: Telegram's page that asks whom to send something on to (core.telegram.org/widgets/share).
_SHARE: Final = "https://t.me/share/url"


def compose(letter: Letter, piece: str, picture: Shown | None, unit_name: str, link: str) -> Message | None:
    """The finished post, or None when there are no words for everybody. `link` opens the assistant with the
    unit known; "" while nobody can say where that is.

    No way to opt out stands in it, and no button that would act for whoever presses it: a group has no
    person to whom either could belong.
    """
    text = words.told(letter, piece)
    if not text:
        return None
    language = letter.language
    nav: tuple[Button, ...] = ()
    if link.startswith("https://"):
        slogan = letter.slogan or say(language, "group.slogan")
        share = say(language, "group.share_text", slogan=slogan, unit=unit_name)
        url = f"{_SHARE}?url={quote(link, safe='')}&text={quote(share, safe='')}"
        nav = (Button(say(language, "group.open"), link), Button(say(language, "group.share"), url))
    return Message(text=text, nav=nav, files=(picture,) if picture else ())
