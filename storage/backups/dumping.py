"""Reads the whole database as it was at one moment, table by table, while others go on writing."""

from collections.abc import Iterator
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import JSON, Column, Connection, Date, Table, func, select

from storage.database.columns import Moment
from storage.tables import files, leases, metadata

#: How many rows are held in memory at once.
ROWS: Final = 2_000
#: Who plays which role now is true of this moment and this machine only.
_LEFT_OUT: Final = frozenset({leases.name})


def tables() -> list[Table]:
    """Everything that is kept, parents before their children."""
    return [table for table in metadata.sorted_tables if table.name not in _LEFT_OUT]


def shape() -> dict[str, dict[str, str]]:
    """For each table its columns, in the order of their values, and what kind of value each holds: moment,
    date, json or plain."""
    return {table.name: {column.name: _kind(column) for column in table.columns} for table in tables()}


def begin(connection: Connection) -> None:
    """From here on the connection sees the database as it is now. Call it before anything is read."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    # The first statement that reads is the moment that is seen.
    connection.execute(select(func.count()).select_from(leases))


def parts(connection: Connection, table: Table) -> Iterator[tuple[int, bytes]]:
    """The rows of a table as lines of JSON, so many at a time: how many, and the lines."""
    key = [column.asc() for column in table.primary_key]
    rows = connection.execution_options(yield_per=ROWS).execute(select(table).order_by(*key))
    for some in rows.partitions(ROWS):
        yield len(some), b"".join(to_json(list(row)) + b"\n" for row in some)


def count(connection: Connection) -> int:
    """How many rows there are in all, for a progress bar."""
    return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables())


def kept_files(connection: Connection) -> Iterator[str]:
    """The names (SHA-256) of all bytes that rows speak of."""
    named = select(files.c.sha256).where(files.c.state == "kept", files.c.sha256.is_not(None)).distinct()
    yield from connection.scalars(named.order_by(files.c.sha256))


def _kind(column: Column[Any]) -> str:
    if isinstance(column.type, Moment):
        return "moment"
    if isinstance(column.type, Date):
        return "date"
    return "json" if isinstance(column.type, JSON) else "plain"
