"""Typed lines as they come, without holding anything else up."""

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncIterator

#: No line of a person is longer, in bytes.
LONGEST = 100_000


async def lines(descriptor: int) -> AsyncIterator[str]:
    """Whole lines of UTF-8 text without their ends, until the end of the input.

    A thread reads, because neither a plain file nor every terminal can be waited for by the event
    loop; it reads the descriptor itself, because a thread asleep in `sys.stdin` holds a lock
    that the interpreter needs in order to stop.
    """
    loop = asyncio.get_running_loop()
    read: asyncio.Queue[str | None] = asyncio.Queue()

    def tell(line: str | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(read.put_nowait, line)

    def work() -> None:
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        rest = ""
        while piece := os.read(descriptor, 4096):
            *whole, rest = (rest + decoder.decode(piece)).split("\n")
            rest = rest[-LONGEST:]
            for line in whole:
                tell(line.rstrip("\r"))
        if rest:
            tell(rest)
        tell(None)

    threading.Thread(target=work, name="keyboard", daemon=True).start()
    while (line := await read.get()) is not None:
        yield line
