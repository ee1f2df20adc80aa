"""The rules for officers' own broadcasts: who may send, what may be said, who else has to agree, and when."""

import re
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from handlers.campaigns.campaign import Courtesy
from handlers.person import Person, Post, Role
from handlers.promises.workdays import DaysOff, is_holiday
from handlers.understanding.folding import fold
from messages import words

#: Whose post reaches the people of its unit and of all below it with a broadcast. Administrators see to
#: posts, helpers enter for others and observers look: none of them speaks for the union.
COMPOSES: Final = frozenset({Role.GRASSROOTS, Role.UPPER, Role.PROVINCE})
#: The most of an officer's own words, in UTF-16 units: with what stands below them they fit one message of
#: the smallest channel, so that each person has one row whose outcome can be counted.
LONGEST: Final = 1_200
SHORTEST: Final = 10
#: The longest time a broadcast may begin after it was made: a row of holidays ends before.
_LONGEST_REST: Final = 30
#: An initiative's code, however its letters are chosen.
_CODE: Final = re.compile(r"\b[A-Za-z]{1,5}-\d{6}\b")
_VERDICT: Final = words.spoken("verdict")


def composing_posts(person: Person) -> tuple[Post, ...]:
    """The posts by which somebody may write to people, those they stand in for included."""
    return tuple(post for post in person.posts if post.role in COMPOSES)


def composes(person: Person) -> bool:
    return bool(composing_posts(person))


def needs_second(people: int, above: int) -> bool:
    """Whether a second officer has to agree to a broadcast to so many."""
    return people > above


def delay(people: int) -> timedelta:
    """How long a broadcast to so many can still be stopped before anybody gets it: as long as it takes to
    read one's own words again, where many would read a mistake."""
    if people < 50:
        return timedelta(0)
    return timedelta(minutes=2) if people < 500 else timedelta(minutes=10)


def begins(moment: datetime, courtesy: Courtesy, zone: ZoneInfo, days_off: DaysOff) -> datetime:
    """When a broadcast that is ready then begins: after the quiet hours and the holidays it falls into."""
    opened = courtesy.opens(moment, zone)
    for _ in range(_LONGEST_REST):
        if courtesy.holidays or not is_holiday(opened.date(), days_off):
            break
        morning = time() if courtesy.quiet_from == courtesy.quiet_until else courtesy.quiet_until
        opened = datetime.combine(opened.date() + timedelta(days=1), morning, zone)
    return opened


def units_of_text(text: str) -> int:
    """How long platforms take a text to be: they count UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def trouble(text: str) -> str:
    """Why these words cannot be sent to many ("short", "long", "verdict"); "" when they can.

    What looks like the answer to one's own initiative is never a broadcast: hundreds would take it for
    theirs.
    """
    if units_of_text(text) > LONGEST:
        return "long"
    if sum(letter.isalnum() for letter in text) < SHORTEST:
        return "short"
    return "verdict" if _CODE.search(text) or _is_verdict(text) else ""


def _is_verdict(text: str) -> bool:
    said = f" {fold(text)} "
    return any(
        f" {fold(yours)} {fold(told)} " in said for yours in _VERDICT["yours"] for told in _VERDICT["told"]
    )
