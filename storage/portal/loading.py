"""Loads what the bridge to the portal is asked for in the chat."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.events import Commanded
from handlers.officers import rights
from handlers.person import Person
from handlers.portal import codes
from handlers.portal.portal_facts import PortalFacts
from handlers.portal.wishes import Wish, wish
from handlers.speaker import Asked, Keying
from storage import initiatives
from storage.portal import entries, lists
from storage.posts import officers


def load_portal(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[PortalFacts]:
    """A page of a list for those who ask for one; for the others their record, which is locked."""
    wishes = [wish(one.event, one.speaker) or Wish(what="list", words="wait") for one in asked]
    scopes = officers.scopes(connection, asked)
    named = [
        Asked(
            Commanded(
                conversation=one.event.conversation,
                at=one.event.at,
                name="portal",
                argument=str(wanted.number) if wanted.number is not None else "",
            ),
            one.speaker,
        )
        for one, wanted in zip(asked, wishes, strict=True)
    ]
    items = initiatives.load_verdicts(connection, named, zone=zone)
    ids = {about.item.id for about in items if about.item is not None and about.may}
    known = entries.load(connection, ids, _codes(asked, wishes))
    facts = []
    for one, wanted, about in zip(asked, wishes, items, strict=True):
        person, paths = one.speaker.person, scopes[one.speaker.person.id]
        plain = PortalFacts(speaker=one.speaker, wish=wanted, now=one.event.at, about=about, zone=zone)
        found = known.get(about.item.id) if about.item is not None and about.may else None
        if wanted.what == "list" and person.is_officer:
            plain = replace(plain, page=lists.page(connection, paths, wanted, one.event.at, zone))
        elif found is not None:
            plain = replace(
                plain,
                found=found,
                works=works(connection, person, found.listed.unit_id),
                next_number=lists.following(connection, paths, found.listed.id, one.event.at),
            )
        facts.append(plain)
    return facts


def works(connection: Connection, person: Person, unit_id: int | None) -> bool:
    """Whether one of their posts lets them enter what belongs to this unit (None: to no unit yet)."""
    posts = [post for post in person.posts if post.role in rights.ENTERS]
    if unit_id is None or not posts:
        return bool(posts)
    paths = officers.paths_of(connection, {unit_id, *(post.unit_id for post in posts)})
    at = paths.get(unit_id, "")
    return any(paths[post.unit_id] and at.startswith(paths[post.unit_id]) for post in posts)


def _codes(asked: Sequence[Asked], wishes: Sequence[Wish]) -> set[str]:
    """The codes that may be recorded now: typed ones, and those that were read back."""
    typed = {found.text for one in wishes if one.words and (found := codes.read(one.words)) is not None}
    places = [one.speaker.place for one in asked]
    return typed | {place.code for place in places if isinstance(place, Keying) and place.code}
