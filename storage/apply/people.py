"""The part of a batch that changes people, consents, posts, invites and conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, insert, update

from handlers.events import Blocked, FileLost, Stumbled
from handlers.speaker import Offer
from storage import codec
from storage.apply import posts
from storage.database.bulk import Bulk
from storage.tables import consents, conversations, invites, people
from storage.traffic import outbox

if TYPE_CHECKING:
    from storage.apply.batch import Batch, Turn

_REMEMBER = Bulk(
    update(conversations)
    .where(conversations.c.key == bindparam("row"))
    .values(
        place=bindparam("new_place"),
        offered=bindparam("new_offered"),
        reachable=bindparam("new_reachable"),
        burst=bindparam("new_burst"),
        burst_at=bindparam("new_burst_at"),
        last_at=bindparam("new_last_at"),
        interacted_at=bindparam("new_interacted_at"),
        held=bindparam("new_held"),
    ),
    (
        "row",
        "new_place",
        "new_offered",
        "new_reachable",
        "new_burst",
        "new_burst_at",
        "new_last_at",
        "new_interacted_at",
        "new_held",
    ),
)
#: What reaches a conversation without its person having done anything.
_NOT_THEIRS = (Blocked, FileLost, Stumbled)
_LAST_USED = update(people).where(people.c.id == bindparam("row")).values(conversation=bindparam("key"))


def write(connection: Connection, batch: Batch) -> None:
    """Facts about people, in the order they were told, and the evidence of their consents."""
    for fields in batch.people:
        changes = {name: value for name, value in fields.items() if name != "row"}
        if changes:
            connection.execute(update(people).where(people.c.id == fields["row"]).values(changes))
    if batch.consents:
        connection.execute(insert(consents), batch.consents)
    if batch.invites:
        connection.execute(
            insert(invites),
            [
                {
                    "secret_hash": invite.secret_hash,
                    "unit_id": invite.unit_id,
                    "role": invite.role.value,
                    "made_by": turn.look.speaker.person.id,
                    "made_at": turn.event.at,
                    "expires_at": invite.expires_at,
                    "code_hash": invite.code_hash,
                }
                for turn, invite in batch.invites
            ],
        )


def appoint(connection: Connection, batch: Batch) -> bool:
    """Use invites; false when one was used by somebody else meanwhile."""
    for turn, effect in batch.appoints:
        person, at = turn.look.speaker.person.id, turn.event.at
        used = connection.execute(
            update(invites)
            .where(
                invites.c.id == effect.invite_id, invites.c.used_at.is_(None), invites.c.revoked_at.is_(None)
            )
            .values(used_at=at, used_by=person)
        )
        if used.rowcount != 1:
            return False
        posts.take_up(connection, person, effect.unit_id, effect.role.value, at)
    return True


def remember(
    connection: Connection, turns: Sequence[Turn], batch: Batch, offers: dict[str, tuple[Offer, ...]]
) -> None:
    """Where each conversation stands now and that it was used; what was held for it may go out."""
    rows: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    released: list[str] = []
    for turn in turns:
        speaker, key = turn.look.speaker, turn.event.conversation
        acted = not isinstance(turn.event, _NOT_THEIRS)
        if acted and turn.look.held:
            released.append(key)
        heard = not isinstance(turn.event, Blocked) or turn.look.reachable
        rows.append(
            {
                "row": key,
                "new_place": codec.write_place(batch.places.get(key, speaker.place)),
                "new_offered": codec.write_offers(offers.get(key, speaker.offered)),
                "new_reachable": batch.reachable.get(key, heard),
                "new_burst": speaker.burst,
                "new_burst_at": turn.look.burst_at,
                "new_last_at": turn.event.at,
                "new_interacted_at": turn.event.at if acted else turn.look.interacted_at,
                "new_held": turn.look.held and not acted,
            }
        )
        if acted and turn.look.told_in != key and not turn.look.chosen:
            moved.append({"row": speaker.person.id, "key": key})
    if rows:
        _REMEMBER.run(connection, rows)
    if moved:
        connection.execute(_LAST_USED, moved)
    if released:
        outbox.release(connection, released, turns[0].event.at)
