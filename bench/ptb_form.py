"""python-telegram-bot: its ConversationHandler as its examples show it, in memory or pickled each time."""

import json
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    ExtBot,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData

from bench.form import QUESTIONS, Question
from bench.script import ANSWERS, Batch
from bench.telegram_answers import ME, SENT, TOKEN

Context = ContextTypes.DEFAULT_TYPE
Step = Callable[[Update, Any], Coroutine[Any, Any, int]]
_TEXT = filters.TEXT & ~filters.COMMAND


class NoNetwork(BaseRequest):
    """Answers every call at once as Telegram would."""

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        if url.endswith("getMe"):
            return 200, ME
        assert request_data is not None
        assert request_data.json_parameters  # what would go over the wire
        return 200, SENT


def keyboard(question: Question) -> InlineKeyboardMarkup | None:
    if not question.values:
        return None
    pairs = zip(question.labels, question.values, strict=True)
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=value)] for label, value in pairs]
    )


def step(number: int) -> Step:
    """Takes the answer to question `number` and asks the next."""
    question, following = QUESTIONS[number], QUESTIONS[number + 1]
    markup, again = keyboard(following), keyboard(question)
    after = number + 1 if number + 1 < len(ANSWERS) else ConversationHandler.END

    async def answer(update: Update, context: Context) -> int:
        message = update.message
        assert message is not None
        assert message.text is not None
        assert context.user_data is not None
        value = question.read(message.text)
        if value is None:
            await message.reply_text(question.text, reply_markup=again)
            return number
        context.user_data[question.key] = value
        await message.reply_text(following.text, reply_markup=markup)
        return after

    return answer


class PtbForm:
    def __init__(self, *, pickled: bool = False) -> None:
        self.name = "PTB ConversationHandler, " + ("pickled at each update" if pickled else "memory")
        self.keeps = "all but the update in hand" if pickled else "nothing"
        self._pickled = pickled

    async def open(self, folder: Path, people: Sequence[int]) -> None:
        request = NoNetwork()
        builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = Application.builder()
        builder = builder.bot(ExtBot(TOKEN, request=request, get_updates_request=request)).updater(None)
        if self._pickled:
            builder = builder.persistence(PicklePersistence(folder / "form.pickle", update_interval=0.01))
        self._app = builder.build()
        self._app.add_handler(
            ConversationHandler(
                entry_points=[MessageHandler(_TEXT, step(0))],
                states={number: [MessageHandler(_TEXT, step(number))] for number in range(1, len(ANSWERS))},
                fallbacks=[],
                name="report",
                persistent=self._pickled,
            )
        )
        await self._app.initialize()

    async def take(self, batches: Sequence[Batch]) -> None:
        for batch in batches:
            for raw in json.loads(batch.raw)["result"]:
                await self._app.process_update(Update.de_json(raw, self._app.bot))
                if self._pickled:
                    await self._app.update_persistence()

    async def check(self, people: Sequence[int]) -> None:
        for person in people:
            answers = self._app.user_data[person]
            assert len(answers) == len(ANSWERS), answers

    async def reset(self) -> None:
        for answers in self._app.user_data.values():
            answers.clear()

    async def close(self) -> None:
        await self._app.shutdown()
