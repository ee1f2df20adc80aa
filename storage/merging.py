"""Makes one person of two, with everything that either had."""

import re
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from handlers.form import forms
from handlers.form.drafts import Draft
from handlers.form.initiative_form import REPORT
from handlers.speaker import Home, Joining, Reporting
from storage import codec
from storage.broadcasts import ledger
from storage.people import draft_fields
from storage.tables import (
    broadcasts,
    bulletins,
    clients,
    consents,
    conversations,
    decisions,
    delegations,
    digests,
    drafts,
    group_codes,
    groups,
    initiatives,
    intakes,
    invites,
    joint_authors,
    likenesses,
    links,
    officers,
    people,
    portal_entries,
    recognitions,
    remarks,
    requests,
    sinks,
    stories,
    target_changes,
    twins,
    unit_changes,
)
from storage.tables import outbox as outbox_rows
from storage.traffic import outbox

#: What is simply the other's from then on: nothing in these tables is unique to a person.
OWNED: Final = (
    conversations.c.person_id,
    initiatives.c.author_id,
    decisions.c.by_id,
    consents.c.person_id,
    invites.c.made_by,
    invites.c.used_by,
    links.c.person_id,
    initiatives.c.entered_by,
    initiatives.c.claimed_by,
    delegations.c.person_id,
    unit_changes.c.by_id,
    unit_changes.c.undone_by,
    remarks.c.by_id,
    likenesses.c.by_id,
    joint_authors.c.person_id,
    clients.c.person_id,
    intakes.c.person_id,
    portal_entries.c.by_id,
    sinks.c.person_id,
    recognitions.c.made_by,
    requests.c.made_by,
    broadcasts.c.by_id,
    broadcasts.c.agreed_by,
    target_changes.c.by_id,
    stories.c.by_id,
    stories.c.withdrawn_by,
    groups.c.added_by,
    group_codes.c.made_by,
)
#: Rows that name the person in their dedupe key, so that nobody is told the same twice. Other keys end
#: in numbers that count something else.
_KEYED: Final = re.compile(
    r"((?:broadcast|employer|submitted|resubmitted|unit|step|arrived|over|owed|sorry|digest|bulletin|story"
    r"|portal):.*:)([0-9]+)((?:#[0-9]+)?)"
)
#: Nobody has begun to send these.
_WAITING: Final = ("queued", "held")
_GONE: Final = ("sending", "sent", "unknown")


def use(connection: Connection, code_hash: str, speaker: int, here: str, at: datetime) -> bool:
    """Spend a code in this conversation; false when it was spent or replaced meanwhile.

    All of the speaker's conversations are noted as joined now: what was there before stays above them.
    """
    spent = connection.execute(
        update(links)
        .where(links.c.code_hash == code_hash, links.c.used_at.is_(None), links.c.expires_at > at)
        .values(used_at=at, used_in=here)
        .returning(links.c.code_hash, links.c.person_id, links.c.conversation, links.c.made_at)
    ).first()
    if spent is None:
        return False
    theirs = select(conversations.c.key).where(conversations.c.person_id == speaker)
    others = [key for key in connection.scalars(theirs) if key != here]
    for place, key in enumerate(others):
        values = {**spent._mapping, "code_hash": f"{spent.code_hash}:{place}", "expires_at": at}
        connection.execute(insert(links).values(**values, used_at=at, used_in=key))
    return True


def merge(connection: Connection, kept: int, other: int, here: str, at: datetime) -> bool:
    """Give `kept` everything that is `other`'s; false when one of them is not there any more.

    Whatever the two had, nothing is lost and nothing doubled. `here` is where it was asked for.
    """
    both = (kept, other)
    rows = connection.execute(
        select(people).where(people.c.id.in_(both)).order_by(people.c.id).with_for_update()
    ).all()
    found = {row.id: row for row in rows}
    if len(found) != 2:
        return False
    connection.execute(delete(links).where(links.c.person_id == other, links.c.used_at.is_(None)))
    _readdress(connection, kept, other)
    for person in _drafts(connection, found[kept], found[other], at):
        _leave_forms(connection, person, here)
    _posts(connection, kept, other)
    _digests(connection, kept, other)
    _bulletins(connection, kept, other)
    ledger.merge(connection, kept, other)
    for column in OWNED:
        connection.execute(update(column.table).where(column == other).values({column.name: kept}))
    # Other instances know a person by a row of ours: what they bring of the other is the kept one's.
    known = (twins.c.kind == "person") & (twins.c.ours == other)
    connection.execute(update(twins).where(known).values(ours=kept))
    facts = _facts(found[kept], found[other], here)
    connection.execute(update(people).where(people.c.id == kept).values(facts))
    connection.execute(delete(people).where(people.c.id == other))
    if facts["campaigns"] is False:
        outbox.strike(connection, [kept])
    return True


def _facts(mine: Row[Any], theirs: Row[Any], here: str) -> dict[str, Any]:
    """What was known of either, the kept one's first; a no of either outweighs a yes."""
    facts: dict[str, Any] = {
        name: getattr(mine, name) if getattr(mine, name) is not None else getattr(theirs, name)
        for name in ("name", "phone", "handling", "campaigns", "public", "direct")
    }
    for answer in ("handling", "campaigns", "public"):
        if False in (getattr(mine, answer), getattr(theirs, answer)):
            facts[answer] = False
    # A place in the tree and a place in words belong together: half of each would be nobody's.
    placed = mine if mine.unit_id is not None or mine.unit_words is not None else theirs
    facts |= {"unit_id": placed.unit_id, "unit_words": placed.unit_words}
    chooser = mine if mine.chosen or not theirs.chosen else theirs
    facts["chosen"] = chooser.chosen
    facts["conversation"] = chooser.conversation if chooser.chosen else here
    facts["direct_asked"] = mine.direct_asked or theirs.direct_asked
    facts["created_at"] = min(mine.created_at, theirs.created_at)
    return facts


def _is_known(mine: Row[Any], theirs: Row[Any]) -> bool:
    facts = _facts(mine, theirs, "")
    return bool(facts["handling"] and facts["name"] and (facts["unit_id"] or facts["unit_words"]))


def _posts(connection: Connection, kept: int, other: int) -> None:
    """Posts are unique by unit and role; of two the one still held counts, since its own beginning."""
    held = {
        (row.unit_id, row.role): row
        for row in connection.execute(select(officers).where(officers.c.person_id == kept))
    }
    theirs = connection.execute(select(officers).where(officers.c.person_id == other)).all()
    for row in theirs:
        same = held.get((row.unit_id, row.role))
        if same is None:
            connection.execute(update(officers).where(officers.c.id == row.id).values(person_id=kept))
            continue
        stood_in = delegations.c.officer_id == row.id
        connection.execute(update(delegations).where(stood_in).values(officer_id=same.id))
        # The row that is kept must not be the one that ended, while the other goes on.
        better = row if same.until is not None and row.until is None else same
        since = min(row.since, same.since) if (row.until is None) == (same.until is None) else better.since
        until = None if better.until is None else max(row.until, same.until)
        connection.execute(delete(officers).where(officers.c.id == row.id))
        connection.execute(update(officers).where(officers.c.id == same.id).values(since=since, until=until))


def _digests(connection: Connection, kept: int, other: int) -> None:
    """One morning list, at the kept one's hour when both had one."""
    theirs = digests.c.person_id == other
    if connection.execute(select(digests).where(digests.c.person_id == kept)).first() is not None:
        connection.execute(delete(digests).where(theirs))
    connection.execute(update(digests).where(theirs).values(person_id=kept))


def _bulletins(connection: Connection, kept: int, other: int) -> None:
    """Whoever turned the weekly bulletin off as either gets none."""
    both = bulletins.c.person_id.in_((kept, other))
    rows = connection.execute(select(bulletins).where(both)).all()
    if not rows:
        return
    connection.execute(delete(bulletins).where(both))
    last_on = max((row.last_on for row in rows if row.last_on is not None), default=None)
    off = any(row.off for row in rows)
    connection.execute(insert(bulletins).values(person_id=kept, off=off, last_on=last_on))


def _drafts(connection: Connection, mine: Row[Any], theirs: Row[Any], at: datetime) -> list[int]:
    """All drafts are the kept person's, one of them active; whose forms are no longer on screen."""
    found = connection.execute(select(drafts).where(drafts.c.person_id.in_((mine.id, theirs.id)))).all()
    # What is being filled in before what was put aside, the kept person's before the other's.
    order = sorted(found, key=lambda row: (not row.active, row.person_id != mine.id, -row.id))
    everything = drafts.c.id.in_([row.id for row in order])
    connection.execute(update(drafts).where(everything).values(person_id=mine.id, active=False))
    known, left = _is_known(mine, theirs), []
    for row in order:
        # A first contact that was put aside would come back to somebody who has had it.
        stays = row.form != "join" or (row is order[0] and row.active and not known)
        left.append(row.id if stays else _dissolve(connection, row, mine.id, at))
    active = next((draft for draft in left if draft is not None), None)
    connection.execute(update(drafts).where(drafts.c.id == active).values(active=True))
    filled_in = {row.person_id: row.id for row in order if row.active}
    return [person for person in (mine.id, theirs.id) if filled_in.get(person) != active]


def _dissolve(connection: Connection, join: Row[Any], person: int, at: datetime) -> int | None:
    """A first contact that is over; the idea that came before it is a report now, if there was one."""
    connection.execute(delete(drafts).where(drafts.c.id == join.id))
    idea = join.answers.get("idea")
    if not idea:
        return None
    empty = Draft(form="report", version=REPORT.version, step="idea", revision=forms.first_revision(at))
    fields = draft_fields(forms.answered(REPORT, empty, "idea", str(idea)))
    made = insert(drafts).values(**fields, person_id=person, active=False, updated_at=at)
    return int(connection.execute(made.returning(drafts.c.id)).scalar_one())


def _leave_forms(connection: Connection, person: int, here: str) -> None:
    """Conversations that showed a form which is not the active one now stand at home; `here` something
    else was shown already."""
    standing = select(conversations.c.key, conversations.c.place).where(conversations.c.person_id == person)
    for row in connection.execute(standing).all():
        if isinstance(codec.read_place(row.place), Joining | Reporting):
            left = {"place": codec.write_place(Home())} | ({} if row.key == here else {"offered": "[]"})
            connection.execute(update(conversations).where(conversations.c.key == row.key).values(left))


def _readdress(connection: Connection, kept: int, other: int) -> None:
    """What was said to the other was said to the kept one, and what both were to be told is told once."""
    keys = list(connection.scalars(select(conversations.c.key).where(conversations.c.person_id == other)))
    theirs = outbox_rows.c.conversation.in_(keys) & (outbox_rows.c.person_id == other)
    connection.execute(update(outbox_rows).where(theirs).values(person_id=kept))
    keyed = outbox_rows.c.conversation.in_(keys) & outbox_rows.c.dedupe_key.is_not(None)
    wanted = select(outbox_rows.c.id, outbox_rows.c.dedupe_key, outbox_rows.c.state).where(keyed)
    rows = [(row, _rekeyed(row.dedupe_key, kept, other)) for row in connection.execute(wanted)]
    for row, key in rows:
        if key is None:
            continue
        same = connection.execute(
            select(outbox_rows.c.id, outbox_rows.c.state).where(outbox_rows.c.dedupe_key == key)
        ).first()
        if same is None:
            changes, changed = {"dedupe_key": key}, row.id
        elif row.state in _WAITING and _settles(same.state, key):
            changes, changed = {"state": "cancelled"}, row.id
        elif same.state in _WAITING and _settles(row.state, key):
            changes, changed = {"state": "cancelled"}, same.id
        else:
            continue
        connection.execute(update(outbox_rows).where(outbox_rows.c.id == changed).values(changes))


def _settles(state: str, key: str) -> bool:
    """Whether the same need not be said again. A reminder is cancelled for whoever reported or wants
    none, and that is both of them now."""
    return state in (*_WAITING, *_GONE) or (state == "cancelled" and key.startswith("broadcast:"))


def _rekeyed(key: str, kept: int, other: int) -> str | None:
    found = _KEYED.fullmatch(key)
    return f"{found[1]}{kept}{found[3]}" if found and int(found[2]) == other else None
