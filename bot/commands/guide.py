"""Leads through a probe: what is asked now, what the volunteer shall do, how much time is left."""

from __future__ import annotations

import asyncio
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.text import Text

from messages.catalog import DEFAULT, say

#: How often the bar moves, in seconds.
_TICK = 0.5


class ScreenGuide:
    """On a terminal, where Enter skips a wait; elsewhere only the words are printed."""

    def __init__(self) -> None:
        self._console = Console()

    def says(self, text_id: str, /, **values: object) -> None:
        self._console.print(Text(say(DEFAULT, f"probe.say.{text_id}", **values), style="bold"))

    def asks(self, question: str) -> None:
        self._console.print(Text(f"· {say(DEFAULT, f'probe.{question}.asked')}", style="dim"))

    @contextmanager
    def waiting(self, text_id: str, seconds: float, /, **values: object) -> Iterator[asyncio.Event]:
        self.says(text_id, **values)
        over = asyncio.Event()
        if not self._console.is_terminal:
            yield over
            return
        columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task("", total=seconds)
            with _ticking(progress, task, seconds), _enter(over.set):
                yield over


@contextmanager
def measured(text_id: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for a long piece of work, on a terminal: call it with what is done and what there is in all."""
    console = Console()
    if not console.is_terminal:
        yield lambda done, total: None
        return
    with Progress(TextColumn(say(DEFAULT, text_id)), BarColumn(), console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _ticking(progress: Progress, task: TaskID, seconds: float) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    timers: list[asyncio.TimerHandle] = []

    def tick() -> None:
        gone = min(loop.time() - began, seconds)
        left = ceil(seconds - gone)
        progress.update(task, completed=gone, description=f"{left // 60}:{left % 60:02}")
        timers[:] = [loop.call_later(_TICK, tick)]

    tick()
    try:
        yield
    finally:
        timers[0].cancel()


@contextmanager
def _enter(pressed: Callable[[], None]) -> Iterator[None]:
    """Calls it when Enter is pressed, where there is a keyboard."""
    if not sys.stdin.isatty():
        yield
        return
    loop, keyboard = asyncio.get_running_loop(), sys.stdin.fileno()
    # Whoever pressed it twice did not mean the next wait.
    termios.tcflush(keyboard, termios.TCIFLUSH)

    def read() -> None:
        sys.stdin.readline()
        pressed()

    loop.add_reader(keyboard, read)
    try:
        yield
    finally:
        loop.remove_reader(keyboard)
