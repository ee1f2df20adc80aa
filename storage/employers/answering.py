"""Keeps what a manager answered, once, whatever is pressed twice or by two at the same time."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from handlers.effects import Tell
from handlers.employer import notices
from handlers.employer.requests import ACTIONS, MOST_FILES, Answer, Request, Stand, stand
from handlers.initiative import Initiative, Level, Status, moved
from handlers.officers.effects import KeepRecognition
from handlers.officers.officer import Officer
from handlers.officers.review import Reference
from handlers.values import dataclass
from storage import initiatives as initiative_rows
from storage.apply import recognition
from storage.apply.telling import Render, tell
from storage.employers import items, links
from storage.tables import decisions, initiatives, people, recognitions, requests


class Outcome(StrEnum):
    """What became of an answer: `SAME` was kept already, `EARLIER` means that another stands, `GONE` that
    the link is good for nothing, `FULL` that enough files came."""

    KEPT = "kept"
    SAME = "same"
    EARLIER = "earlier"
    GONE = "gone"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer with all that the page asked for."""

    answer: Answer
    name: str
    title: str
    words: str = ""
    number: str = ""
    signed_on: date | None = None
    file_key: str = ""


def answer(
    connection: Connection, token: str, given: Given, seen: Answer, now: datetime, render: Render
) -> Outcome:
    """Keep an answer to what the page showed (`seen`), move the initiative, and tell everybody."""
    found = _locked(connection, token)
    if found is None:
        return Outcome.GONE
    request, item = found
    refused = _refused(request, item, given, seen, now)
    if refused is not None:
        if refused is not Outcome.SAME:
            links.note(connection, request.id, "refused", now, given.answer)
        return refused
    to = moved(item.review, item.status, ACTIONS[given.answer], Level.EMPLOYER)
    if to is None:
        links.note(connection, request.id, "refused", now, given.answer)
        return Outcome.GONE
    _write(connection, request, item, given, to, now)
    links.note(connection, request.id, "answered", now, given.answer)
    if given.file_key:
        links.note(connection, request.id, "uploaded", now, given.file_key)
    who = f"{given.name}, {given.title}"
    heard = items.hearers(connection, [item.id])[item.id]
    told = list(notices.to_authors(heard, item, given.answer, given.words, f"{request.id}:{given.answer}"))
    officer = _officer(connection, request.made_by)
    if officer not in heard:
        message = notices.for_officer(
            officer.language, item, given.answer, who, given.words, scanned=bool(given.file_key)
        )
        told.append(Tell(officer.person_id, message, _once(request, given.answer, officer)))
    tell(connection, told, render, now)
    return Outcome.KEPT


def attach(connection: Connection, token: str, file_key: str, now: datetime, render: Render) -> Outcome:
    """The signed paper comes after the answer; a newer one takes the place of an older."""
    found = _locked(connection, token)
    if found is None:
        return Outcome.GONE
    request, item = found
    if stand(request, item.status, now) is not Stand.ANSWERED:
        links.note(connection, request.id, "refused", now, "paper")
        return Outcome.GONE
    if request.file_key == file_key:
        return Outcome.SAME
    sent = links.count(connection, request.id, "uploaded")
    if sent >= MOST_FILES:
        return Outcome.FULL
    _update(connection, request, file_key=file_key)
    if request.answer is Answer.RECOGNISED and item.recognition is not None:
        ours = (recognitions.c.id == item.recognition.id) & (
            recognitions.c.file_key.in_(("", request.file_key))
        )
        connection.execute(update(recognitions).where(ours).values(file_key=file_key))
        shown = initiatives.c.recognition_id == item.recognition.id
        connection.execute(update(initiatives).where(shown).values(lacking=False))
    links.note(connection, request.id, "uploaded", now, file_key)
    officer = _officer(connection, request.made_by)
    came = notices.paper_came(officer.language, item)
    tell(connection, [Tell(officer.person_id, came, _once(request, f"paper{sent}", officer))], render, now)
    return Outcome.KEPT


def _locked(connection: Connection, token: str) -> tuple[Request, Initiative] | None:
    """The asking and its initiative, kept as they are until the transaction ends. The initiative first:
    officers' decisions lock it before they end a link, and two that wait for each other wait for ever."""
    known = links.find(connection, token)
    if known is None:
        return None
    reference = Reference(id=known.initiative_id)
    placed = initiative_rows.find(connection, [reference], lock=True)[reference]
    request = links.find(connection, token, lock=True)
    return (request, placed.initiative) if request is not None else None


def _refused(request: Request, item: Initiative, given: Given, seen: Answer, now: datetime) -> Outcome | None:
    """Why this answer is not kept; None when it may be."""
    mine = (given.answer, given.name, given.title, given.words)
    theirs = (request.answer, request.name, request.title, request.words)
    match stand(request, item.status, now):
        case Stand.OPEN if request.answer is Answer.NONE or seen is request.answer:
            return Outcome.SAME if given.answer is request.answer else None
        case Stand.OPEN | Stand.ANSWERED:
            return Outcome.SAME if mine == theirs else Outcome.EARLIER
        case _:
            return Outcome.GONE


def _write(
    connection: Connection, request: Request, item: Initiative, given: Given, to: Status, now: datetime
) -> None:
    _update(
        connection,
        request,
        answer=given.answer.value,
        answered_at=now,
        name=given.name,
        title=given.title,
        words=given.words,
        file_key=given.file_key,
    )
    values: dict[str, object] = {"revision": item.revision + 1}
    if to is not item.status:
        # It waits for somebody else now: the clock promises a day for that anew.
        values |= {"status": to.value, "updated_at": now, "answer_due": None, "nudge_on": None, "nudged": 0}
    connection.execute(update(initiatives).where(initiatives.c.id == item.id).values(values))
    connection.execute(
        insert(decisions).values(
            initiative_id=item.id,
            action=ACTIONS[given.answer].value,
            by_id=request.made_by,
            at=now,
            words=given.words,
            status=to.value,
            by_words=f"{given.name}, {given.title}",
        )
    )
    if given.answer is Answer.RECOGNISED:
        unit = item.establishment_id or (item.unit.id if item.unit else None)
        paper = KeepRecognition(
            initiative_ids=(item.id,),
            kind="answer",
            unit_id=unit,
            number=given.number,
            signed_on=given.signed_on,
            signer=given.name,
            signer_title=given.title,
            file_key=given.file_key,
        )
        recognition.keep(connection, paper, request.made_by, now)


def _update(connection: Connection, request: Request, **values: object) -> None:
    connection.execute(update(requests).where(requests.c.id == request.id).values(**values))


def _officer(connection: Connection, person_id: int) -> Officer:
    language = connection.scalar(select(people.c.language).where(people.c.id == person_id))
    return Officer(person_id, language or "vi")


def _once(request: Request, what: str, officer: Officer) -> str:
    return f"employer:{request.id}:{what}:{officer.person_id}"
