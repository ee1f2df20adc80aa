"""Rows as JSON and back, by the types of their columns."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Row, Table

from storage.database.columns import Moment


def write(table: Table, row: Row[Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def read(table: Table, told: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Only these columns are ever believed."""
    return {name: _rich(table, name, told[name]) for name in names if name in told}


def _rich(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
