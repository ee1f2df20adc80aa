"""Initiatives as they stand at the province, for a node to take over whole."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from storage.nodes import keys, plain, twins
from storage.nodes.gathering import paper_of
from storage.nodes.known import Node
from storage.nodes.parcels import Facts, RemarkBack, Snapshot, StepBack, Version, Who
from storage.tables import (
    decisions,
    initiatives,
    joint_authors,
    people,
    programmes,
    recognitions,
    remarks,
    versions,
)

#: What a node takes over as it is.
COLUMNS: Final = (
    "status",
    "revision",
    "title",
    "answers",
    "form_version",
    "folded",
    "submitted_at",
    "updated_at",
    "counted_at",
    "lacking",
    "returns",
    "benefit",
    "portal_code",
    "portal_at",
    "portal_refusal",
    "answered_at",
    "answer_hours",
)


class Names:
    """People as one node knows them: its own by its ids, others by ours with their names."""

    def __init__(self, connection: Connection, node: Node) -> None:
        self._connection = connection
        self._node = node
        self._known: dict[int, Who] = {}

    def learn(self, persons: set[int]) -> None:
        """Look these up at once."""
        fresh = persons - self._known.keys()
        own = twins.of_ours(self._connection, self._node.key, "person", fresh)
        rows = self._connection.execute(select(people.c.id, people.c.name).where(people.c.id.in_(fresh)))
        names = {row.id: row.name or "" for row in rows}
        self._known |= {one: twins.who(one, own, names) for one in fresh}

    def of(self, person: int) -> Who:
        self.learn({person})
        return self._known[person]

    def own(self) -> dict[int, int]:
        """The node's ids of those that were named, by ours."""
        return {ours: one.own for ours, one in self._known.items() if one.own is not None}


def read(connection: Connection, node: Node, ids: Sequence[int], names: Names) -> list[Snapshot]:
    """In the order of `ids`."""
    rows = connection.execute(select(initiatives).where(initiatives.c.id.in_(list(ids)))).all()
    found = {row.id: row for row in rows}
    return [_snapshot(connection, node, found[one], names) for one in ids if one in found]


def _snapshot(connection: Connection, node: Node, row: Row[Any], names: Names) -> Snapshot:
    sent = _versions(connection, row)
    paper = connection.execute(
        select(recognitions).where(recognitions.c.id == row.recognition_id)
    ).one_or_none()
    shown = [key for one in sent for key in keys.named(one.answers)]
    key = connection.scalar(select(programmes.c.key).where(programmes.c.id == row.programme_id))
    merged = connection.scalar(select(initiatives.c.number).where(initiatives.c.id == row.merged_into))
    return Snapshot(
        number=row.number,
        code=row.code,
        programme=key,
        facts=Facts(
            author=names.of(row.author_id),
            unit=row.unit_id,
            benefit_corrected=row.benefit_corrected,
            paper=paper_of(paper) if paper is not None else None,
        ),
        entered_by=names.of(row.entered_by) if row.entered_by is not None else None,
        unit_words=row.unit_words,
        columns=plain.write(initiatives, row, COLUMNS),
        merged_into=merged,
        joint=_joint(connection, row.id, names),
        steps=_steps(connection, node, row.id, names),
        versions=sent,
        remarks=_remarks(connection, node, row.id, names),
        files=keys.read(connection, [*shown, *([paper.file_key] if paper is not None else [])]),
    )


def _versions(connection: Connection, row: Row[Any]) -> list[Version]:
    sent = select(versions).where(versions.c.initiative_id == row.id).order_by(versions.c.revision)
    return [
        Version(
            revision=one.revision,
            title=one.title,
            answers=one.answers,
            form_version=row.form_version,
            at=one.at,
        )
        for one in connection.execute(sent)
    ]


def _joint(connection: Connection, initiative_id: int, names: Names) -> list[tuple[int, Who]]:
    rows = connection.execute(
        select(joint_authors.c.person_id, initiatives.c.number)
        .join(initiatives, initiatives.c.id == joint_authors.c.from_id)
        .where(joint_authors.c.initiative_id == initiative_id)
        .order_by(joint_authors.c.id)
    )
    return [(row.number, names.of(row.person_id)) for row in rows]


def _steps(connection: Connection, node: Node, initiative_id: int, names: Names) -> list[StepBack]:
    theirs = decisions.c.initiative_id == initiative_id
    rows = connection.execute(select(decisions).where(theirs).order_by(decisions.c.id)).all()
    own = twins.of_ours(connection, node.key, "decision", [row.id for row in rows])
    names.learn({row.by_id for row in rows})
    return [
        StepBack(
            mark=twins.mark_of(row.id, own),
            by=names.of(row.by_id),
            **{
                name: getattr(row, name)
                for name in ("action", "status", "at", "reason", "words", "by_words", "via")
            },
        )
        for row in rows
    ]


def _remarks(connection: Connection, node: Node, initiative_id: int, names: Names) -> list[RemarkBack]:
    theirs = remarks.c.initiative_id == initiative_id
    rows = connection.execute(select(remarks).where(theirs).order_by(remarks.c.id)).all()
    own = twins.of_ours(connection, node.key, "remark", [row.id for row in rows])
    names.learn({row.by_id for row in rows})
    return [
        RemarkBack(
            mark=twins.mark_of(row.id, own),
            by=names.of(row.by_id),
            at=row.at,
            words=row.words,
            internal=row.internal,
        )
        for row in rows
    ]
