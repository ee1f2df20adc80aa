"""Lets the database itself write every change into the feed, whoever makes it and however."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, MetaData, delete, event, insert, select, text, update

from storage.tables.metadata import metadata
from storage.tables.traffic import notes

#: Under this note stands which triggers a database has.
_NOTE: Final = "feed triggers"
_UNIT: Final = "(SELECT unit_id FROM initiatives WHERE id = {row}.initiative_id)"


@dataclass(frozen=True, slots=True)
class Watched:
    """A table whose new rows are changes, and its rows in which one of `columns` is not as it was. The rest
    are columns of the row, or SQL with "{row}" in it."""

    table: str
    kind: str
    columns: tuple[str, ...] = ()
    ref: str = "id"
    initiative: str = "NULL"
    unit: str = "unit_id"
    deleted: bool = False


def _names(told: str) -> tuple[str, ...]:
    return tuple(told.split())


WATCHED: Final = (
    Watched(
        "initiatives",
        "initiative",
        _names(
            "author_id unit_id unit_words programme_id status revision title answers lacking "
            "benefit_corrected recognition_id merged_into portal_code portal_refusal"
        ),
        initiative="id",
    ),
    Watched("decisions", "decision", initiative="initiative_id", unit=_UNIT),
    Watched("remarks", "remark", initiative="initiative_id", unit=_UNIT),
    Watched(
        "joint_authors",
        "initiative",
        ("initiative_id", "person_id"),
        ref="initiative_id",
        initiative="initiative_id",
        unit=_UNIT,
        deleted=True,
    ),
    Watched("recognitions", "recognition", ("number", "signed_on", "signer", "signer_title", "file_key")),
    Watched(
        "units",
        "unit",
        _names(
            "code name kind parent_id path members workers fdi enterprise employer employer_language "
            "cluster until merged_into"
        ),
        unit="id",
    ),
    Watched("targets", "target", ("assigned", "own"), deleted=True),
    Watched(
        "broadcasts",
        "broadcast",
        ("state", "title", "expected"),
        unit="NULL",
    ),
)


def create(connection: Connection) -> None:
    """Make all triggers anew. Promises that from now on no change of a watched table is left out."""
    statements = _postgres() if connection.dialect.name == "postgresql" else _sqlite()
    for statement in statements:
        connection.execute(text(statement.replace(":", r"\:")))


def keep(connection: Connection, *, reshaped: bool) -> None:
    """See that a database has the triggers of this version; a table that a migration made anew on SQLite
    has lost its own, so they are made again after each (`reshaped`)."""
    statements = "\n".join([*_postgres(), *_sqlite()])
    wanted = sha256(statements.encode()).hexdigest()
    known = connection.scalar(select(notes.c.value).where(notes.c.key == _NOTE))
    if known == wanted and not reshaped:
        return
    create(connection)
    if known is None:
        connection.execute(insert(notes).values(key=_NOTE, value=wanted))
    else:
        connection.execute(update(notes).where(notes.c.key == _NOTE).values(value=wanted))


def forget(connection: Connection) -> None:
    """The next `keep` makes them, whatever the note in this database says: it came out of a backup."""
    connection.execute(delete(notes).where(notes.c.key == _NOTE))


def _sqlite() -> Iterator[str]:
    for one in WATCHED:
        for name, when in _moments(one):
            yield f"DROP TRIGGER IF EXISTS {_name(one, name)}"
            row = "OLD" if name == "deleted" else "NEW"
            condition = _differs(one.columns, "IS NOT") if name == "changed" else ""
            yield (
                f"CREATE TRIGGER {_name(one, name)} AFTER {when} ON {one.table} FOR EACH ROW {condition}"
                f"BEGIN {_noting(one, row)}; END"
            )


def _postgres() -> Iterator[str]:
    for one in WATCHED:
        for name, when in _moments(one):
            row = "OLD" if name == "deleted" else "NEW"
            condition = _differs(one.columns, "IS DISTINCT FROM") if name == "changed" else ""
            yield (
                f"CREATE OR REPLACE FUNCTION {_name(one, name)}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {_noting(one, row)}; RETURN NULL; END $$"
            )
            yield (
                f"CREATE OR REPLACE TRIGGER {_name(one, name)} AFTER {when} ON {one.table} FOR EACH ROW "
                f"{condition}EXECUTE FUNCTION {_name(one, name)}()"
            )


def _moments(one: Watched) -> list[tuple[str, str]]:
    moments = [("made", "INSERT")]
    if one.columns:
        moments.append(("changed", f"UPDATE OF {', '.join(one.columns)}"))
    return [*moments, ("deleted", "DELETE")] if one.deleted else moments


def _name(one: Watched, moment: str) -> str:
    return f"note_{one.table}_{moment}"


def _differs(columns: Sequence[str], sign: str) -> str:
    """A statement may set a column to what it was: that is no change."""
    told = " OR ".join(f"OLD.{name} {sign} NEW.{name}" for name in columns)
    return f"WHEN ({told}) "


def _noting(one: Watched, row: str) -> str:
    ref, initiative, unit = (_value(told, row) for told in (one.ref, one.initiative, one.unit))
    columns = "kind, ref_id, initiative_id, unit_id"
    return f"INSERT INTO changes ({columns}) VALUES ('{one.kind}', {ref}, {initiative}, {unit})"  # noqa: S608


def _value(told: str, row: str) -> str:
    if told == "NULL":
        return told
    return told.format(row=row) if "{row}" in told else f"{row}.{told}"


@event.listens_for(metadata, "after_create")
def _after_create(target: MetaData, connection: Connection, **made: Any) -> None:
    # Tables that are made without migrations, as tests and rehearsals do, are watched too.
    if any(table.name == "changes" for table in made["tables"]):
        create(connection)
