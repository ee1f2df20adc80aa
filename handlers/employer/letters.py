"""Words for the manager, ready to be passed on."""

from datetime import date

from handlers.employer import clocks
from handlers.employer.requests import spaced
from handlers.initiative import Initiative
from messages.employer import reading


def asking(language: str, item: Initiative, union: str, code: str, link: str, until: date) -> str:
    """The request itself; without a `link` it speaks of the papers only. `until` is the link's last day."""
    values = {"union": union, "title": item.title, "code": item.code, "author": item.author_name}
    if not link:
        return reading.say(language, "letter.paper", check=spaced(code), **values)
    return reading.say(
        language, "letter.link", check=spaced(code), link=link, day=reading.day(language, until), **values
    )


def reminder(language: str, title: str, code: str, author: str, union: str, asked: date) -> str:
    """What may be said when no answer came; it names the legal term and its end."""
    return reading.say(
        language,
        "letter.reminder",
        union=union,
        title=title,
        code=code,
        author=author,
        asked=reading.day(language, asked),
        deadline=reading.day(language, clocks.last_day_to_answer(asked)),
    )
