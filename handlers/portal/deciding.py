"""What becomes of an act at the portal: the same rules from the chat, from a workbook, from the machine."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Literal, assert_never

from handlers.effects import Tell
from handlers.initiative import Status
from handlers.officers import refusals
from handlers.officers.review_card import cut, moment
from handlers.portal import notices, refusing
from handlers.portal.acts import Act, Again, Enter, Prove, PutBack, Refuse, Take, Withdraw
from handlers.portal.entries import By, Entry, OnPortal
from handlers.portal.portal_effects import AddEntry, Kind
from messages.catalog import say

Why = Literal[
    "not_valid", "entered", "same", "owned", "held", "not_held", "no_code", "no_refusal", "no_reason"
]


@dataclass(frozen=True, slots=True)
class Done:
    """It may be done, and these are told of it."""

    entry: AddEntry
    tells: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """It is not done; `text` says why in their language. `same` is no mistake: it was done before."""

    why: Why
    text: str


def decide(act: Act, found: OnPortal, by: By, now: datetime, zone: tzinfo) -> Done | Undone:
    """What becomes of it as things stand in `found`, or why nothing does."""
    match act:
        case Take(over=over):
            return _take(found, by, now, zone, over=over)
        case PutBack():
            held = found.taken(now)
            if held is None or held.by_id != (by.id or None):
                return _no(found, by, "not_held")
            return Done(_entry(found, "put_back"))
        case Enter():
            return _enter(act, found, by, now, zone)
        case Prove(file_key=key):
            if not found.listed.portal_code:
                return _no(found, by, "no_code")
            return Done(replace(_entry(found, "proof"), code=found.listed.portal_code, file_key=key))
        case Refuse():
            return _refuse(act, found, by, now, zone)
        case Again():
            if not found.listed.portal_refusal:
                return _no(found, by, "no_refusal")
            return _settled(found, by, zone) or Done(_entry(found, "again"))
        case Withdraw():
            return _withdraw(act, found, by, zone)
        case _:
            assert_never(act)


def recorded(found: OnPortal, language: str, zone: tzinfo) -> str:
    """Under which code it is in the portal, who recorded that and when."""
    listed, entry = found.listed, found.entered
    at = entry.at if entry is not None else listed.portal_at
    when = moment(at, zone) if at is not None else {"time": "", "date": ""}
    name = who(language, entry)
    return say(
        language, "portal.undone.entered", code=listed.code, portal=listed.portal_code, name=name, **when
    )


def who(language: str, entry: Entry | None) -> str:
    """Who made an entry, as they are spoken of."""
    if entry is not None and entry.by_id is None:
        return say(language, "portal.administrator")
    return refusals.officer(language, entry.by_name if entry is not None else "")


def _take(found: OnPortal, by: By, now: datetime, zone: tzinfo, *, over: bool) -> Done | Undone:
    settled = _settled(found, by, zone)
    if settled is not None:
        return settled
    held = found.taken(now)
    if held is None or held.by_id == by.id:
        return Done(_entry(found, "taken"))
    if not over:
        when = moment(held.at, zone)
        name = who(by.language, held)
        text = say(by.language, "portal.undone.held", code=found.listed.code, name=name, **when)
        return Undone("held", text)
    return Done(_entry(found, "taken"), notices.to_holder(found, held, by, "over", now))


def _enter(act: Enter, found: OnPortal, by: By, now: datetime, zone: tzinfo) -> Done | Undone:
    code = act.code.text
    if found.listed.portal_code == code:
        return Undone("same", recorded(found, by.language, zone))
    settled = _settled(found, by, zone)
    if settled is not None:
        return settled
    owner = found.owners.get(code)
    if owner is not None and owner.id != found.listed.id:
        told = {"portal": code, "owner": owner.code, "title": cut(owner.title, 80)}
        return Undone("owned", say(by.language, "portal.undone.owned", code=found.listed.code, **told))
    at = act.at or now
    entry = replace(
        _entry(found, "entered"), code=code, words=act.by, file_key=act.file_key, entered_at=min(at, now)
    )
    held = found.taken(now)
    tells = notices.to_holder(found, held, by, "entered", now, code) if held is not None else ()
    return Done(entry, (*notices.to_authors(found, code), *tells))


def _refuse(act: Refuse, found: OnPortal, by: By, now: datetime, zone: tzinfo) -> Done | Undone:
    settled = _settled(found, by, zone)
    if settled is not None:
        return settled
    reason = act.reason or refusing.matching(act.words)
    words = refusing.beside(reason, act.words[: refusing.LONGEST])
    if not reason and not any(char.isalnum() for char in words):
        return _no(found, by, "no_reason")
    shown = refusing.shown(reason, words)
    held = found.taken(now)
    tells = notices.to_holder(found, held, by, "refused", now, shown) if held is not None else ()
    return Done(replace(_entry(found, "refused"), reason=reason, words=words, shown=shown), tells)


def _withdraw(act: Withdraw, found: OnPortal, by: By, zone: tzinfo) -> Done | Undone:
    code, entry = found.listed.portal_code, found.entered
    if not code:
        return _no(found, by, "no_code")
    if act.code not in ("", code):
        return Undone("entered", recorded(found, by.language, zone))
    tells = notices.to_recorder(found, entry, by, code) if entry is not None else ()
    return Done(replace(_entry(found, "withdrawn"), code=code, words=act.words[: refusing.LONGEST]), tells)


def _settled(found: OnPortal, by: By, zone: tzinfo) -> Undone | None:
    """Why there is nothing to type in: it is there, or it is not valid."""
    if found.listed.portal_code:
        return Undone("entered", recorded(found, by.language, zone))
    if found.listed.status is not Status.VALID:
        return _no(found, by, "not_valid")
    return None


def _no(found: OnPortal, by: By, why: Why) -> Undone:
    status = say(by.language, f"review.status.{found.listed.status}")
    return Undone(why, say(by.language, f"portal.undone.{why}", code=found.listed.code, status=status))


def _entry(found: OnPortal, kind: Kind) -> AddEntry:
    listed = found.listed
    return AddEntry(initiative_id=listed.id, revision=listed.revision, seen=found.seen, kind=kind)
