"""aiogram: its FSM as its documentation shows it, in memory or on a database."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, cast

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, default_state
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bench.form import QUESTIONS, Question
from bench.script import ANSWERS, BOT, Batch
from bench.sql_storage import SqlStorage
from bench.telegram_answers import SENT, TOKEN

STATES = [State(question.key, group_name="report") for question in QUESTIONS[: len(ANSWERS)]]


class NoNetwork(BaseSession):
    """Answers every call at once as Telegram would."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - the library's own signature
    ) -> TelegramType:
        # What would go over the wire is made as its own session makes it.
        for value in method.model_dump(warnings=False).values():
            self.prepare_value(value, bot=bot, files={})
        response = self.check_response(bot, method, 200, SENT.decode())
        return cast(TelegramType, response.result)

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None:
        pass


def keyboard(question: Question) -> InlineKeyboardMarkup | None:
    if not question.values:
        return None
    pairs = zip(question.labels, question.values, strict=True)
    rows = [[InlineKeyboardButton(text=label, callback_data=value)] for label, value in pairs]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def step(number: int) -> Callable[[Message, FSMContext], Awaitable[None]]:
    """Takes the answer to question `number` and asks the next."""
    question, following = QUESTIONS[number], QUESTIONS[number + 1]
    markup, again = keyboard(following), keyboard(question)
    after = STATES[number + 1] if number + 1 < len(ANSWERS) else None

    async def answer(message: Message, state: FSMContext) -> None:
        value = question.read(message.text or "")
        if value is None:
            await message.answer(question.text, reply_markup=again)
            return
        await state.update_data({question.key: value})
        await state.set_state(after)
        await message.answer(following.text, reply_markup=markup)

    return answer


class AiogramForm:
    """With `StateFilter`, which runs in the loop: a bare `State` costs a thread for each update."""

    def __init__(self, *, database: bool) -> None:
        self.name = "aiogram FSM, " + ("SQLite NORMAL" if database else "memory")
        self.keeps = "what was saved; a half-done step may stay" if database else "nothing"
        self._database = database

    async def open(self, folder: Path, people: Sequence[int]) -> None:
        self._bot = Bot(TOKEN, session=NoNetwork())
        self._storage: BaseStorage = SqlStorage(folder / "fsm.db") if self._database else MemoryStorage()
        self._dispatcher = Dispatcher(storage=self._storage)
        self._dispatcher.message.register(step(0), StateFilter(default_state))
        for number in range(1, len(ANSWERS)):
            self._dispatcher.message.register(step(number), StateFilter(STATES[number]))
        self._people = people

    async def take(self, batches: Sequence[Batch]) -> None:
        for batch in batches:
            for raw in json.loads(batch.raw)["result"]:
                update = Update.model_validate(raw, context={"bot": self._bot})
                await self._dispatcher.feed_update(self._bot, update)

    async def check(self, people: Sequence[int]) -> None:
        for person in people:
            answers = await self._storage.get_data(_key(person))
            assert len(answers) == len(ANSWERS), answers

    async def reset(self) -> None:
        for person in self._people:
            await self._storage.set_data(_key(person), {})

    async def close(self) -> None:
        await self._storage.close()


def _key(person: int) -> StorageKey:
    return StorageKey(bot_id=BOT, chat_id=person, user_id=person)
