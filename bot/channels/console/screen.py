"""Writes a conversation to a terminal, or as plain lines where there is none."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from messages.catalog import say

if TYPE_CHECKING:
    from rich.console import Console

# What a person typed elsewhere may hold codes that move the cursor or repaint this window.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(slots=True)
class Screen:
    """Where the talk is shown; in colours and boxes when `rich` is given."""

    out: TextIO
    language: str
    rich: "Console | None" = None
    _asked: bool = field(init=False, default=False)

    def note(self, text: str) -> None:
        """Something the window says itself."""
        if self.rich is None:
            self._write(text)
            return
        from rich.text import Text

        self._leave_prompt()
        self.rich.print(Text(_harmless(text), style="dim"))

    def message(self, text: str) -> None:
        """Something the assistant says."""
        if self.rich is None:
            self._write(f"\n{text}")
            return
        from rich.panel import Panel
        from rich.text import Text

        self._leave_prompt()
        title = Text(say(self.language, "console.bot"))
        self.rich.print(
            Panel(
                Text(_harmless(text)),
                title=title,
                title_align="left",
                border_style="cyan",
                width=self._width(),
            )
        )

    def ask(self) -> None:
        """Invite the next line, where somebody is there to type it."""
        if self.rich is not None:
            self._asked = True
            self.out.write(say(self.language, "console.prompt"))
            self.out.flush()

    def typed(self) -> None:
        """A line was entered, so the prompt is used up."""
        self._asked = False

    def _leave_prompt(self) -> None:
        """What is said while a prompt is open begins on a line of its own."""
        if self._asked:
            self.out.write("\n")
        self._asked = False

    def _width(self) -> int:
        return min(80, self.rich.width) if self.rich is not None else 80

    def _write(self, text: str) -> None:
        self.out.write(f"{_harmless(text)}\n")
        self.out.flush()


def open_screen(out: TextIO, language: str) -> Screen:
    """A screen with colours when this is a terminal."""
    if not out.isatty():
        return Screen(out, language)
    from rich.console import Console

    return Screen(out, language, Console(file=out, highlight=False, markup=False, emoji=False))


def _harmless(text: str) -> str:
    return _CONTROLS.sub("", text)
