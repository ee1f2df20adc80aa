"""What others hear of what is done at the portal: authors of the code, officers of each other."""

from datetime import datetime
from typing import Literal

from handlers import taps
from handlers.effects import Tell
from handlers.message import Button, Message, Template
from handlers.officers import refusals
from handlers.officers.review import Hearer
from handlers.officers.review_card import cut
from handlers.portal.entries import By, Entry, OnPortal
from messages.catalog import say


def to_authors(found: OnPortal, code: str) -> tuple[Tell, ...]:
    """Once for each code: a corrected one is told as such, the same one never again."""
    before = any(one.kind == "entered" for one in found.entries)
    return tuple(
        Tell(
            one.person_id,
            for_author(one, found.listed.title, found.listed.code, code, corrected=before),
            f"portal:{found.listed.id}:{code}:{one.person_id}",
        )
        for one in found.authors
    )


def to_holder(
    found: OnPortal,
    held: Entry,
    by: By,
    what: Literal["over", "entered", "refused"],
    now: datetime,
    words: str = "",
) -> tuple[Tell, ...]:
    """Whoever is typing it in need not go on."""
    told = found.officers.get(held.by_id or 0)
    if told is None or told.person_id == by.id:
        return ()
    name = _name(told.language, by)
    text = say(told.language, f"portal.told.{what}", code=found.listed.code, name=name, words=words)
    # By the moment too: it may go to and fro between two officers, and each time is news.
    once = f"portal:{found.listed.id}:{what}:{int(now.timestamp())}:{told.person_id}"
    return (Tell(told.person_id, _with_record(told.language, found, text), once),)


def to_recorder(found: OnPortal, entry: Entry, by: By, code: str) -> tuple[Tell, ...]:
    """Whoever recorded a code hears that it was taken back by somebody else."""
    told = found.officers.get(entry.by_id or 0)
    if told is None or told.person_id == by.id:
        return ()
    name = _name(told.language, by)
    text = say(told.language, "portal.told.withdrawn", code=found.listed.code, name=name, portal=code)
    once = f"portal:{found.listed.id}:withdrawn:{entry.id}:{told.person_id}"
    return (Tell(told.person_id, _with_record(told.language, found, text), once),)


def for_author(author: Hearer, title: str, own_code: str, code: str, *, corrected: bool) -> Message:
    """`own_code` is ours, `code` the portal's."""
    title = cut(title, 100)
    what = "corrected" if corrected else "entered"
    name = author.name or say(author.language, "console.you")
    values = {"name": name, "title": title, "code": own_code, "portal": code}
    approved = {
        "ten": name,
        "ma": own_code,
        "ket_qua": say(author.language, "portal.author.result", portal=code),
        "sang_kien": title,
    }
    text = say(author.language, f"portal.author.{what}", **values)
    return Message(text=text, template=Template("verdict", tuple(approved.items())))


def _with_record(language: str, found: OnPortal, text: str) -> Message:
    label = say(language, "portal.button.open", code=found.listed.code)
    button = Button(label, taps.pack(taps.Call("portal", str(found.listed.number))))
    return Message(text=text, choices=((button,),))


def _name(language: str, by: By) -> str:
    return refusals.officer(language, by.name) if by.id else say(language, "portal.administrator")
