"""Keeps a workbook of a unit's register current in a folder, as a network share is."""

import asyncio
import errno
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from bot.sinks.sink import SinkFailed
from bot.sinks.tools import Tools
from messages.catalog import DEFAULT, say
from storage.feed import feed
from storage.feed.feed import Change
from storage.registers.listings import Wanted
from storage.sinks.sinks import SinkRow

T = TypeVar("T")

#: How often the workbook is written at most, unless `config` says otherwise, in minutes.
MINUTES: Final = 10
#: Lies in the folder from the beginning. Where a share is not mounted its folder is empty, and a workbook
#: written there would be seen by nobody.
MARK: Final = ".sang-kien"
#: What changes something in a register.
KINDS: Final = ("initiative", "decision", "recognition", "unit")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BUSY: Final = (errno.EBUSY, errno.ETXTBSY)
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_MISSING: Final = (errno.ENOENT, errno.ENOTDIR, errno.ESTALE)


class FolderSink:
    """One workbook; `config` holds its `path` and how many `minutes` lie between two writings."""

    def __init__(self, row: SinkRow, tools: Tools) -> None:
        self._row, self._tools = row, tools
        self._path = Path(str(row.config.get("path", "")))
        self._pause = timedelta(minutes=float(row.config.get("minutes", MINUTES)))
        self._written_at: datetime | None = None
        self._covers = -1
        self._at_work: Future[int] | None = None

    def reach(self) -> int | None:
        early = self._written_at is not None and self._tools.now() < self._written_at + self._pause
        return self._covers if early else None

    async def deliver(self, changes: Sequence[Change]) -> None:
        if changes[-1].position <= self._covers:
            return  # they stand in what was written last
        if self._at_work is not None and not self._at_work.done():
            raise SinkFailed("unreachable", "the last writing has not ended")
        # A share that hangs would take a thread of everybody's with it each time, until none is left.
        self._at_work = _in_a_thread_of_its_own(self._write)
        self._covers = await self._outcome(self._at_work)
        self._written_at = self._tools.now()

    async def listen(self) -> None:
        """Nobody answers from a folder."""

    async def test(self) -> None:
        """Write something small and take it away again."""
        await self._outcome(_in_a_thread_of_its_own(self._try))

    async def _outcome(self, work: "Future[T]") -> T:
        try:
            return await asyncio.wrap_future(work)
        except Exception as error:
            # The library that writes workbooks wraps what the system said.
            cause = next((one for one in (error, *error.args) if isinstance(one, OSError)), None)
            if cause is None:
                raise
            raise SinkFailed(self._why(cause), f"{type(cause).__name__}: {cause}") from error

    def _write(self) -> int:
        """The last change that the workbook knows of."""
        from bot.workbooks.register_book import write_register

        self._look_for_mark()
        with self._tools.engine.connect().execution_options(reading=True) as connection:
            newest = feed.newest(connection)
            wanted = Wanted(path=self._row.path or "")
            zone, now = self._tools.zone, self._tools.now()
            write_register(self._path, connection, wanted, DEFAULT, zone, now=now)
        return newest

    def _try(self) -> None:
        self._look_for_mark()
        probe = self._path.with_name(f"{MARK}-thu")
        probe.write_bytes(b"")
        probe.unlink()

    def _look_for_mark(self) -> None:
        if not (self._path.parent / MARK).exists():
            raise FileNotFoundError(errno.ENOENT, "the folder is not the one it was", str(self._path.parent))

    def _why(self, error: OSError) -> str:
        number = error.errno
        if number in _FULL:
            return "full"
        if number in _BUSY:
            return "busy"
        if number in _FORBIDDEN:
            # On a share of Windows a workbook that somebody has open cannot be replaced.
            return "busy" if error.filename2 is not None else "forbidden"
        return "missing" if number in _MISSING else "unreachable"


def file_name(code: str) -> str:
    """Of the workbook of the unit with this code, "" for the whole tree."""
    return say(DEFAULT, "sinks.folder.file" if code else "sinks.folder.whole", code=code.lower())


def prepare(folder: Path) -> None:
    """Mark the folder as the one that is meant. Raises OSError."""
    (folder / MARK).write_text(say(DEFAULT, "sinks.folder.mark"), encoding="utf-8")


def _in_a_thread_of_its_own(work: Callable[[], T]) -> "Future[T]":
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()  # from now on nobody can take it for ended before it is

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, name="folder", daemon=True).start()
    return done
