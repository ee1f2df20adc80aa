"""An FSM storage for aiogram on a database, written the obvious way: a transaction for each call."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from sqlalchemy import Column, MetaData, String, Table, Text, select
from sqlalchemy.dialects.sqlite import insert

from storage.database.engine import open_engine

METADATA = MetaData()
FSM = Table(
    "fsm",
    METADATA,
    Column("key", String, primary_key=True),
    Column("state", String),
    Column("data", Text, nullable=False, server_default="{}"),
)


class SqlStorage(BaseStorage):
    """On a plain engine in `asyncio.to_thread`: aiosqlite does the same with one more queue."""

    def __init__(self, file: Path) -> None:
        self._engine = open_engine(f"sqlite:///{file}", synchronous="NORMAL")
        METADATA.create_all(self._engine)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await asyncio.to_thread(self._write, key, "state", name)

    async def get_state(self, key: StorageKey) -> str | None:
        return await asyncio.to_thread(self._read, key, "state")

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await asyncio.to_thread(self._write, key, "data", json.dumps(dict(data), ensure_ascii=False))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        text = await asyncio.to_thread(self._read, key, "data")
        found: dict[str, Any] = json.loads(text or "{}")
        return found

    async def close(self) -> None:
        self._engine.dispose()

    def _read(self, key: StorageKey, column: str) -> str | None:
        with self._engine.connect().execution_options(reading=True) as connection:
            found: str | None = connection.scalar(select(FSM.c[column]).where(FSM.c.key == _name(key)))
            return found

    def _write(self, key: StorageKey, column: str, value: str | None) -> None:
        row = insert(FSM).values({"key": _name(key), column: value})
        with self._engine.begin() as connection:
            connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={column: value}))


def _name(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}"
