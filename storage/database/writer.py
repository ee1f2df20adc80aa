"""Commits work in groups: many callers, one transaction, one disk flush."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
Work = Callable[[Connection], T]

#: How many pieces of work may share a transaction.
GROUP = 256


class Writer:
    """Runs pieces of work on its own threads, each caller hearing back only after the commit.

    What waits together is committed together. When one of a group fails, all of it is rolled
    back and each piece is done again alone, so a bad one costs nobody else their commit. Work
    must therefore be safe to run twice until it is committed: it only talks to the connection.
    One lane on SQLite, which has one writer anyway; a few on PostgreSQL.
    """

    def __init__(self, engine: Engine, *, lanes: int = 1) -> None:
        self._engine = engine
        self._waiting: deque[tuple[Work[Any], Future[Any]]] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, name=f"writer-{lane}", daemon=True) for lane in range(lanes)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Work[T]) -> "Future[T]":
        """The result of `work`, set after its commit; its exception after its rollback."""
        done: Future[T] = Future()
        with self._wake:
            if self._closing:
                raise RuntimeError("the writer is closed")
            self._waiting.append((work, done))
            self._wake.notify()
        return done

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and not self._closing:
                    self._wake.wait()
                if not self._waiting:
                    return
                group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
            # A caller that gave up before its work began wants nothing written.
            group = [(work, done) for work, done in group if done.set_running_or_notify_cancel()]
            if group and not (len(group) > 1 and self._together(group)):
                for work, done in group:
                    self._alone(work, done)

    def _together(self, group: list[tuple[Work[Any], Future[Any]]]) -> bool:
        try:
            with self._engine.begin() as connection:
                results = [work(connection) for work, _ in group]
        except Exception:
            # Whatever it was, the one that caused it meets it again alone and its caller is told.
            return False
        for (_, done), result in zip(group, results, strict=True):
            done.set_result(result)
        return True

    def _alone(self, work: Work[Any], done: "Future[Any]") -> None:
        try:
            with self._engine.begin() as connection:
                result = work(connection)
        except BaseException as error:
            done.set_exception(error)
        else:
            done.set_result(result)
