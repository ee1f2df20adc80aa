"""The node gathers what its people did since the last batch, in the order of its feed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from handlers.initiative import Action, Status
from storage.feed import feed
from storage.feed.feed import Change as Entry
from storage.nodes import keys, people, twins
from storage.nodes.joined import Joined, amend
from storage.nodes.parcels import (
    Batch,
    Change,
    Facts,
    File,
    Item,
    Mark,
    Paper,
    Remark,
    Report,
    Step,
    Version,
    Who,
)
from storage.tables import (
    decisions,
    initiatives,
    likenesses,
    mirrors,
    officers,
    recognitions,
    remarks,
    versions,
)

#: How many entries of the feed one batch goes through.
MOST: Final = 100
_KINDS: Final = ("initiative", "decision", "remark", "recognition")


def gather(connection: Connection, joined: Joined, now: datetime, most: int = MOST) -> Batch | None:
    """The next batch; None when the province has everything. Runs in a transaction that writes."""
    feed.number(connection, now)
    newest = feed.newest(connection)
    looked, items = max(joined.up, joined.looked), list[Item]()
    while looked < newest and not items:
        entries = feed.read(connection, looked, most, kinds=_KINDS)
        looked = entries[-1].position if len(entries) == most else newest
        items = list(_items(connection, entries))
    if not items:
        # What the line brought stands in the feed too; it is passed over once.
        amend(connection, looked=looked)
        return None
    named = {who.own for item in items for who in _named(item) if who.own is not None}
    # Authors and officers hear of steps, whoever took them: the province has to know whom we tell.
    numbers = {item.number for item in items}
    authors = _authors(connection, numbers)
    posted = set(connection.scalars(select(officers.c.person_id).where(officers.c.until.is_(None))))
    own = named | set(twins_without(connection, authors | posted))
    return Batch(after=joined.up, to=looked, people=people.read(connection, sorted(own)), items=items)


def twins_without(connection: Connection, persons: set[int]) -> list[int]:
    """Those of these people who are our own."""
    theirs = twins.of_ours(connection, "", "person", persons)
    return sorted(persons - theirs.keys())


def _authors(connection: Connection, numbers: set[int]) -> set[int]:
    rows = connection.execute(
        select(initiatives.c.author_id, initiatives.c.entered_by).where(initiatives.c.number.in_(numbers))
    )
    return {person for row in rows for person in row if person is not None}


def _named(item: Item) -> Iterator[Who]:
    match item:
        case Report():
            yield item.facts.author
            if item.entered_by is not None:
                yield item.entered_by
        case Change():
            yield from (item.base.author, item.now.author)
        case Step() | Remark():
            yield item.by


def _items(connection: Connection, entries: Sequence[Entry]) -> Iterator[Item]:
    """Each once: the first entry of an initiative brings it, whatever changed of it later."""
    seen: set[tuple[str, int]] = set()
    for entry in entries:
        for kind, ref in _refs(connection, entry):
            if (kind, ref) in seen:
                continue
            seen.add((kind, ref))
            item = _item(connection, kind, ref)
            if item is not None:
                yield item


def _refs(connection: Connection, entry: Entry) -> list[tuple[str, int]]:
    if entry.kind != "recognition":
        return [(entry.kind, entry.ref_id)]
    named = select(initiatives.c.id).where(initiatives.c.recognition_id == entry.ref_id)
    return [("initiative", one) for one in connection.scalars(named.order_by(initiatives.c.id))]


def _item(connection: Connection, kind: str, ref: int) -> Item | None:
    match kind:
        case "initiative":
            row = connection.execute(select(initiatives).where(initiatives.c.id == ref)).one()
            return _initiative(connection, row)
        case "decision":
            return step(connection, ref)
        case _:
            return _remark(connection, ref)


def _initiative(connection: Connection, row: Row[Any]) -> Report | Change | None:
    now = facts(connection, row)
    kept = connection.scalar(select(mirrors.c.facts).where(mirrors.c.initiative_id == row.id))
    if kept is None:
        return _report(connection, row, now)
    base = Facts.model_validate(kept)
    if base == now:
        return None
    scan = [now.paper.file_key] if now.paper is not None else []
    return Change(number=row.number, base=base, now=now, files=keys.read(connection, scan))


def _report(connection: Connection, row: Row[Any], now: Facts) -> Report:
    sent = select(versions).where(versions.c.initiative_id == row.id).order_by(versions.c.revision)
    first = _version(connection.execute(sent.limit(1)).one(), row.form_version)
    named = [*keys.named(first.answers), *([now.paper.file_key] if now.paper is not None else [])]
    return Report(
        number=row.number,
        code=row.code,
        unit_words=row.unit_words,
        entered_by=who(connection, row.entered_by) if row.entered_by is not None else None,
        first=first,
        facts=now,
        files=keys.read(connection, named),
    )


def facts(connection: Connection, row: Row[Any]) -> Facts:
    """What may change of an initiative without a step, as the province would say it."""
    unit = None
    if row.unit_id is not None:
        unit = twins.of_ours(connection, "", "unit", [row.unit_id]).get(row.unit_id)
    paper = connection.execute(
        select(recognitions).where(recognitions.c.id == row.recognition_id)
    ).one_or_none()
    return Facts(
        author=who(connection, row.author_id),
        unit=unit,
        benefit_corrected=row.benefit_corrected,
        paper=paper_of(paper) if paper is not None else None,
    )


def paper_of(row: Row[Any]) -> Paper:
    return Paper(
        kind=row.kind,
        number=row.number,
        signed_on=row.signed_on,
        signer=row.signer,
        signer_title=row.signer_title,
        file_key=row.file_key,
    )


def who(connection: Connection, person: int) -> Who:
    theirs = twins.of_ours(connection, "", "person", [person])
    return Who(theirs=theirs[person]) if person in theirs else Who(own=person)


def is_own(connection: Connection, kind: str, ref: int) -> bool:
    """Whether a row was written here and not brought by the line."""
    return ref not in twins.of_ours(connection, "", kind, [ref])


def step(connection: Connection, ref: int) -> Step | None:
    """A step of our own people; None for one that came from the province, or was put elsewhere since."""
    row = connection.execute(select(decisions).where(decisions.c.id == ref)).one_or_none()
    if row is None or not is_own(connection, "decision", ref) or not is_own(connection, "step", ref):
        return None
    one = connection.execute(select(initiatives).where(initiatives.c.id == row.initiative_id)).one()
    earlier = (decisions.c.initiative_id == one.id) & (decisions.c.id < ref)
    last = connection.execute(
        select(decisions).where(earlier).order_by(decisions.c.id.desc()).limit(1)
    ).one_or_none()
    sent = _sent(connection, row, one) if row.action == Action.RESUBMIT.value else None
    paper = facts(connection, one).paper if row.action == Action.RECOGNISE.value else None
    return Step(
        id=ref,
        number=one.number,
        after=_mark(connection, last.id) if last is not None else None,
        action=row.action,
        before=(last.status or one.status) if last is not None else Status.SUBMITTED.value,
        to=row.status,
        by=who(connection, row.by_id),
        at=row.at,
        reason=row.reason,
        words=row.words,
        by_words=row.by_words,
        sent=sent,
        into=_into(connection, row, one),
        paper=paper,
        files=_files(connection, sent, paper),
    )


def _files(connection: Connection, sent: Version | None, paper: Paper | None) -> list[File]:
    named = list(keys.named(sent.answers)) if sent is not None else []
    return keys.read(connection, [*named, *([paper.file_key] if paper is not None else [])])


def _mark(connection: Connection, ref: int) -> Mark:
    """A row by the name both sides know it by."""
    theirs = twins.of_ours(connection, "", "decision", [ref])
    if ref in theirs:
        return Mark(theirs=theirs[ref])
    return Mark(own=twins.of_ours(connection, "", "step", [ref]).get(ref, ref))


def _sent(connection: Connection, step: Row[Any], one: Row[Any]) -> Version | None:
    wanted = (versions.c.initiative_id == one.id) & (versions.c.at == step.at) & (versions.c.revision > 1)
    row = connection.execute(select(versions).where(wanted).order_by(versions.c.revision).limit(1)).first()
    return _version(row, one.form_version) if row is not None else None


def _version(row: Row[Any], form_version: int) -> Version:
    return Version(
        revision=row.revision, title=row.title, answers=row.answers, form_version=form_version, at=row.at
    )


def _into(connection: Connection, step: Row[Any], one: Row[Any]) -> int | None:
    """The number it was made part of, or parted from."""
    if step.action not in (Action.MERGE.value, Action.PART.value):
        return None
    other = one.merged_into
    if other is None:
        pair = (likenesses.c.initiative_id == one.id) | (likenesses.c.other_id == one.id)
        newest = select(likenesses).where(pair).order_by(likenesses.c.at.desc()).limit(1)
        row = connection.execute(newest).first()
        other = row.initiative_id + row.other_id - one.id if row is not None else None
    wanted = select(initiatives.c.number).where(initiatives.c.id == other)
    number: int | None = connection.scalar(wanted)
    return number


def _remark(connection: Connection, ref: int) -> Remark | None:
    if not is_own(connection, "remark", ref):
        return None
    row = connection.execute(
        select(remarks, initiatives.c.number)
        .join(initiatives, initiatives.c.id == remarks.c.initiative_id)
        .where(remarks.c.id == ref)
    ).one()
    return Remark(
        id=ref,
        number=row.number,
        by=who(connection, row.by_id),
        at=row.at,
        words=row.words,
        internal=row.internal,
    )
