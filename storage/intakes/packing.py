"""Rows of a plan as JSON keeps them."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.intakes.plan import Note, Planned


def packed(rows: Sequence[Planned]) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row,
            "state": one.state,
            "what": dict(one.what),
            "title": one.title,
            "notes": [[note.column, note.text] for note in one.notes],
        }
        for one in rows
    ]


def unpacked(rows: Sequence[Mapping[str, Any]]) -> tuple[Planned, ...]:
    return tuple(
        Planned(
            row=one["row"],
            state=one["state"],
            what=one["what"],
            title=one["title"],
            notes=tuple(Note(column, text) for column, text in one["notes"]),
        )
        for one in rows
    )
