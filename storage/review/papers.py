"""Reads what the papers for an employer say of an initiative."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from handlers.events import FileKind
from handlers.initiative import Initiative
from handlers.officers.papers.paper_words import PaperFile
from handlers.officers.papers.papers import PaperFacts
from handlers.officers.review import Reference
from messages.documents.reading import LANGUAGES
from storage import initiatives
from storage.library import files
from storage.library.files import FileRow
from storage.tables import initiatives as rows
from storage.tables import joint_authors, people, requests, units


def load(connection: Connection, initiative_id: int) -> PaperFacts | None:
    """None when there is no such initiative."""
    reference = Reference(id=initiative_id)
    placed = initiatives.find(connection, [reference]).get(reference)
    if placed is None:
        return None
    item = placed.initiative
    employer, union, language = _establishment(connection, item)
    return PaperFacts(
        item=item,
        employer=employer,
        union=union,
        joint=_joint(connection, item),
        files=_files(connection, item),
        language=language if language in LANGUAGES else "vi",
        code=_code(connection, item),
    )


def find_id(connection: Connection, number: int) -> int | None:
    """The initiative with this number in its code."""
    return connection.scalar(select(rows.c.id).where(rows.c.number == number))


def _establishment(connection: Connection, item: Initiative) -> tuple[str, str, str]:
    """The company's name, the union's and the managers' language; the words an author chose where no unit
    is known yet."""
    unit_id = item.establishment_id or (item.unit.id if item.unit else None)
    found = connection.execute(
        select(units.c.employer, units.c.name, units.c.employer_language).where(units.c.id == unit_id)
    ).one_or_none()
    if found is None:
        return "", item.unit_words, "vi"
    return found.employer, found.name, found.employer_language


def _code(connection: Connection, item: Initiative) -> str:
    running = (requests.c.initiative_id == item.id) & requests.c.revoked_at.is_(None)
    found = select(requests.c.code).where(running).order_by(requests.c.id.desc()).limit(1)
    return connection.scalar(found) or ""


def _joint(connection: Connection, item: Initiative) -> tuple[str, ...]:
    """Whoever wrote a report that was found to be the same, and those who worked with them."""
    found = connection.execute(
        select(people.c.name, rows.c.answers)
        .select_from(joint_authors)
        .join(people, people.c.id == joint_authors.c.person_id)
        .join(rows, rows.c.id == joint_authors.c.from_id)
        .where(joint_authors.c.initiative_id == item.id)
        .order_by(joint_authors.c.id)
    ).all()
    named = [item.author_name, *(str(one["name"]) for one in item.answers.get("coauthors") or [])]
    joint: list[str] = []
    for row in found:
        others = [str(one["name"]) for one in row.answers.get("coauthors") or []]
        joint += [name for name in (row.name or "", *others) if name and name not in (*named, *joint)]
    return tuple(joint)


def _files(connection: Connection, item: Initiative) -> tuple[PaperFile, ...]:
    """The report's photos and files, the copy of the decision last."""
    told: list[tuple[Mapping[str, Any], bool]] = [(one, False) for one in item.answers.get("evidence") or []]
    told += [(one, True) for one in item.answers.get("decision_photo") or []]
    kept = files.find(connection, _keys(told))
    return tuple(_file(one, kept.get(str(one["key"])), is_decision) for one, is_decision in told)


def _keys(told: Sequence[tuple[Mapping[str, Any], bool]]) -> list[str]:
    return [str(one["key"]) for one, _ in told]


def _file(told: Mapping[str, Any], kept: FileRow | None, is_decision: bool) -> PaperFile:
    return PaperFile(
        kind=FileKind(told["kind"]),
        name=str(told.get("name") or ""),
        words=str(told.get("words") or ""),
        sha256=(kept.sha256 or "") if kept is not None else "",
        media_type=kept.media_type if kept is not None else "",
        is_decision=is_decision,
    )
