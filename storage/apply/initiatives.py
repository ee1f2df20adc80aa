"""The part of a batch that changes initiatives, decisions and files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, case, false, func, insert, select, update

from handlers.employer import clocks
from handlers.initiative import Action, Status
from handlers.officers.rulings import DOORS
from handlers.record import value
from handlers.rules import Programme
from handlers.understanding.folding import fold
from storage import programmes as running
from storage.apply import behalf
from storage.campaigns import closings
from storage.library import files as stored
from storage.review import sketches
from storage.tables import decisions, initiatives, people, programmes, versions
from storage.tables import outbox as outbox_table
from storage.traffic import outbox
from storage.tree.kinds import establishment

if TYPE_CHECKING:
    from handlers import effects as e
    from storage.apply.batch import Batch, Turn

#: What an author has been promised within days: that somebody of the union looked and said what next.
FIRST_ANSWERS = (Action.APPROVE, Action.ENDORSE, Action.RETURN, Action.REJECT, Action.MERGE)
#: Whether the employer's decision is needed at all by an initiative's own programme.
_NEEDED_BY_ITS = (
    select(programmes.c.recognition).where(programmes.c.id == initiatives.c.programme_id).scalar_subquery()
)


def write(connection: Connection, batch: Batch) -> bool:
    """Submissions and decisions with their history; false when one of them came too late."""
    units = {new.unit_id for _, new in batch.submits}
    belonging = running.of_units(connection, units) if units else {}
    for turn, new in batch.submits:
        values = _submitted(turn, new, belonging.get(new.unit_id))
        if new.behalf is not None:
            values |= behalf.author(connection, turn, new.behalf)
        values["establishment_id"] = establishment(connection, values["unit_id"])
        values["counted_at"] = _counted_at(connection, turn, values["unit_id"])
        row = insert(initiatives).values(values).returning(initiatives.c.id)
        made = connection.execute(row).scalar_one()
        _keep_version(connection, turn, made, 1, new.title, new.answers)
        sketches.keep(connection, made, new.title, new.answers, fresh=True)
    names = _authors(connection, batch)
    changes = [
        (effect.initiative_id, effect.revision, _mended(turn, effect, names.get(effect.initiative_id)))
        for turn, effect in batch.resubmits
    ]
    changes += [
        (effect.initiative_id, effect.revision, _decided(turn, effect)) for turn, effect in batch.decides
    ]
    for initiative_id, revision, values in changes:
        unchanged = (initiatives.c.id == initiative_id) & (initiatives.c.revision == revision)
        moved = update(initiatives).where(unchanged).values(**values, revision=revision + 1)
        if connection.execute(moved).rowcount != 1:
            return False
    for turn, again in batch.resubmits:
        _keep_version(connection, turn, again.initiative_id, again.revision + 1, again.title, again.answers)
        sketches.keep(connection, again.initiative_id, again.title, again.answers)
    for person_id, unit_id in batch.placed:
        # Not a change of the initiative itself: how long it has waited stays as it is.
        unplaced = (initiatives.c.author_id == person_id) & initiatives.c.unit_id.is_(None)
        placed = {"unit_id": unit_id, "establishment_id": establishment(connection, unit_id)}
        connection.execute(update(initiatives).where(unplaced).values(placed))
        sketches.move(connection, initiatives.c.author_id == person_id)
    history = _history(batch)
    if history:
        connection.execute(insert(decisions), history)
    return True


def _keep_version(
    connection: Connection, turn: Turn, initiative_id: int, revision: int, title: str, answers: dict[str, Any]
) -> None:
    values = {"initiative_id": initiative_id, "revision": revision, "title": title, "answers": answers}
    connection.execute(insert(versions).values(**values, at=turn.event.at))


def _submitted(turn: Turn, new: e.Submit, programme: Programme | None) -> dict[str, Any]:
    needed = programme is not None and programme.review.recognition
    return {
        "number": new.number,
        "code": new.code,
        "author_id": turn.look.speaker.person.id,
        "unit_id": new.unit_id,
        "unit_words": new.unit_words,
        "programme_id": programme.id if programme is not None else None,
        "status": Status.SUBMITTED.value,
        "title": new.title,
        "answers": new.answers,
        "form_version": new.form_version,
        "folded": searchable(new.title, new.answers, _author(turn, new)),
        "benefit": value.told(new.answers),
        "lacking": needed and _lacks(new.answers),
        "submitted_at": turn.event.at,
        "updated_at": turn.event.at,
        "ask_on": clocks.first_warning(new.answers, turn.event.at.date()),
    }


def _counted_at(connection: Connection, turn: Turn, unit_id: int | None) -> datetime:
    draft = turn.look.speaker.draft
    begun = draft.begun_at if draft is not None else None
    return closings.counted_at(connection, unit_id, begun, turn.event.at)


def _unpromised() -> dict[str, Any]:
    """It waits anew: the clock promises a day for it and reminds of that."""
    return {"answer_due": None, "nudge_on": None, "nudged": 0}


def _authors(connection: Connection, batch: Batch) -> dict[int, str]:
    """Whose each mended report is: who mends it may have entered it for them."""
    wanted = [effect.initiative_id for _, effect in batch.resubmits]
    if not wanted:
        return {}
    rows = connection.execute(
        select(initiatives.c.id, people.c.name)
        .join(people, people.c.id == initiatives.c.author_id)
        .where(initiatives.c.id.in_(wanted))
    )
    return {row.id: row.name or "" for row in rows}


def _mended(turn: Turn, again: e.Resubmit, author: str | None) -> dict[str, Any]:
    return {
        "status": Status.SUBMITTED.value,
        "title": again.title,
        "answers": again.answers,
        "form_version": again.form_version,
        "folded": searchable(again.title, again.answers, author),
        "benefit": value.told(again.answers),
        # A decision that is kept already has its own scan, whatever the report shows.
        "lacking": case(
            (
                initiatives.c.recognition_id.is_(None),
                func.coalesce(_NEEDED_BY_ITS, false()) if _lacks(again.answers) else false(),
            ),
            else_=initiatives.c.lacking,
        ),
        "updated_at": turn.event.at,
        "ask_on": clocks.first_warning(again.answers, turn.event.at.date()),
        **_unpromised(),
    }


def _lacks(answers: dict[str, Any]) -> bool:
    """Whether the employer's decision or its scan did not come with it."""
    return not (answers.get("recognition") == "have" and answers.get("decision_photo"))


def _decided(turn: Turn, decide: e.Decide) -> dict[str, Any]:
    values: dict[str, Any] = {
        "status": decide.status.value,
        "updated_at": turn.event.at,
        "claimed_by": None,
        "claimed_until": None,
        # What the portal refused was this as it stood; mended, it is to be entered anew.
        "portal_refusal": "",
        **_unpromised(),
    }
    if decide.action in FIRST_ANSWERS:
        values["answered_at"] = func.coalesce(initiatives.c.answered_at, turn.event.at)
    if decide.action is Action.RETURN:
        values["returns"] = initiatives.c.returns + 1
    return values


def _author(turn: Turn, new: e.Submit) -> str | None:
    return new.behalf.name if new.behalf is not None else turn.look.speaker.person.name


def searchable(title: str, answers: dict[str, Any], author: str | None) -> str:
    """What can be searched: title, story and the authors' names as they were when it was sent."""
    coauthors = answers.get("coauthors")
    names = [str(one["name"]) for one in coauthors] if isinstance(coauthors, list) else []
    return f"{folded(title, answers)} {fold(' '.join([author or '', *names]))}".strip()


def folded(title: str, answers: dict[str, Any]) -> str:
    """Title and story without diacritics."""
    told = [title, *(str(answers.get(key) or "") for key in ("idea", "before", "change", "where"))]
    return fold(" ".join(told))[:8000]


def _history(batch: Batch) -> list[dict[str, Any]]:
    again = [
        {
            "initiative_id": effect.initiative_id,
            "action": Action.RESUBMIT.value,
            "by_id": turn.look.speaker.person.id,
            "at": turn.event.at,
            "reason": "",
            "words": "",
            "status": Status.SUBMITTED.value,
            "by_words": "",
            "via": "",
        }
        for turn, effect in batch.resubmits
    ]
    decided = [
        {
            "initiative_id": effect.initiative_id,
            "action": effect.action.value,
            "by_id": turn.look.speaker.person.id,
            "at": turn.event.at,
            "reason": effect.reason,
            "words": effect.words,
            "status": effect.status.value,
            "by_words": effect.by_words,
            "via": _door(turn),
        }
        for turn, effect in batch.decides
    ]
    return again + decided


def _door(turn: Turn) -> str:
    """Which door beside the chat it came through; "" for the chat."""
    channel = turn.event.conversation.split(":", 1)[0]
    return channel if channel in DOORS else ""


def fetches(connection: Connection, batch: Batch) -> list[outbox.Row]:
    """Remember files that people sent; rows to fetch those whose bytes are not here."""
    return [
        stored.fetch_row(turn.event.conversation, file, turn.event.at)
        for turn, effect in batch.files
        for file in stored.want(connection, turn.event.conversation, [effect.file], turn.event.at)
    ]


def strips(connection: Connection, batch: Batch, can_edit: Callable[[str], bool]) -> list[outbox.Row]:
    """Rows that take the buttons off what was shown about decided things."""
    rows = []
    for turn, about in batch.closes:
        shown = connection.execute(
            select(outbox_table.c.id, outbox_table.c.lane, outbox_table.c.conversation).where(
                outbox_table.c.about == about,
                outbox_table.c.kind == "say",
                outbox_table.c.state.in_(["queued", "sending", "sent"]),
            )
        )
        rows += [
            outbox.Row(
                kind="strip",
                lane=row.lane,
                conversation=row.conversation,
                body=f'{{"strip":"{row.id}"}}',
                queued_at=turn.event.at,
                due_at=turn.event.at,
                dedupe_key=f"strip:{row.id}",
            )
            for row in shown
            if can_edit(row.lane)
        ]
    return rows
