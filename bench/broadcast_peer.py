"""The same broadcast by python-telegram-bot with its own rate limiter at its defaults."""

import asyncio
import logging
import time
from collections.abc import Iterator

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot

from handlers.message import Button

#: How many messages are under way at once, as in our own sender.
PLACES = 16


async def send(url: str, bot: int, seconds: float, words: str, button: Button, first: int) -> int:
    """Send for so many seconds, to one person after another; how many messages were given up at a 429,
    because the limiter tries none again unless it is told to."""
    # Each refusal would be a page of traceback.
    logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)
    sender = ExtBot(f"{bot}:AAbench", base_url=f"{url}/bot", rate_limiter=AIORateLimiter())
    markup = InlineKeyboardMarkup([[InlineKeyboardButton(button.label, callback_data=button.data)]])
    ends = time.monotonic() + seconds
    lost = 0

    async def work(people: Iterator[int]) -> None:
        nonlocal lost
        for person in people:
            try:
                await sender.send_message(person, words, reply_markup=markup)
            except RetryAfter:
                lost += 1

    async with sender.request:
        people = iter(range(first, first + 1_000_000))
        workers = [asyncio.create_task(work(people)) for _ in range(PLACES)]  # noqa: TID251
        await asyncio.sleep(ends - time.monotonic())
        for one in workers:
            one.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return lost
