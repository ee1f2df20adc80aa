"""Made people who tell their report to the real handlers, question by question."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from bot import pump
from bot.channels import render
from bot.channels.port import Limits
from handlers.events import Said
from handlers.form.forms import SUMMARY
from handlers.form.initiative_form import REPORT
from messages.catalog import say
from messages.demo.reading import DemoAnswers, load_initiatives
from storage.rehearsal import talks
from storage.traffic import inbox

#: Between two answers, so that each is one of its own and no burst.
PAUSE: Final = timedelta(seconds=25)
#: More turns than the longest way through the form has.
MOST: Final = 60
_CHOSEN: Final = frozenset(("confidential", "kind", "field", "effect", "protected"))


def stories() -> list[DemoAnswers]:
    """Reports that hide nothing; made people tell these."""
    return [one.answers for one in load_initiatives() if one.answers.idea]


def answers_of(told: DemoAnswers, *, decided: bool, until: str = "") -> dict[str, Any]:
    """As a draft keeps them, up to a question; all of them without one."""
    kept: dict[str, Any] = {
        key: value for key, value in told.model_dump().items() if isinstance(value, str) and value
    }
    kept |= {"coauthors": [], "evidence": [], "recognition": "have" if decided else "not_yet"}
    if told.amount is not None:
        kept["amount"] = str(told.amount)
    names = [step.key for step in REPORT.steps]
    known = names[: names.index(until)] if until else names
    return {key: kept[key] for key in known if key in kept}


@dataclass(slots=True)
class Talks:
    """`tried` and `ended` are how many reports were told so, and how many of them were sent."""

    limits: Callable[[str], Limits]
    zone: ZoneInfo
    tried: int = 0
    ended: int = 0
    _keys: Any = field(init=False, default_factory=count)

    def measure(self, engine: Engine, lanes: list[str], at: datetime) -> dict[str, int]:
        """How many messages of ours a whole report takes in each lane; nothing of it is kept."""
        found = {}
        with engine.connect() as connection:
            for lane in lanes:
                with connection.begin() as transaction:
                    one = talks.one_of(connection, lane)
                    if one is not None:
                        self._tell(connection, one.id, one.conversation, stories()[0], at)
                        found[lane] = talks.said(connection, one.conversation)
                    transaction.rollback()
        return found

    def tell(
        self, connection: Connection, person_id: int, conversation: str, at: datetime, stop_at: str = ""
    ) -> bool:
        """Tell a report up to that question, or to its end and send it; whether it was sent."""
        told = stories()
        sent = self._tell(connection, person_id, conversation, told[person_id % len(told)], at, stop_at)
        self.tried += not stop_at
        self.ended += sent
        return sent

    def _tell(
        self,
        connection: Connection,
        person_id: int,
        conversation: str,
        told: DemoAnswers,
        at: datetime,
        stop_at: str = "",
    ) -> bool:
        self._say(connection, conversation, say("vi", "command.start"), at)
        for _ in range(MOST):
            step = talks.question(connection, person_id)
            if not step or step == stop_at:
                return False
            at += PAUSE
            if step == SUMMARY:
                self._say(connection, conversation, say("vi", "form.way.send"), at)
                return not talks.question(connection, person_id)
            self._say(connection, conversation, _answer(step, told, at), at)
            if talks.question(connection, person_id) == step:
                # A story may come in several messages: it is over when its author says so.
                at += PAUSE
                self._say(connection, conversation, say("vi", "form.way.done"), at)
        return False

    def _say(self, connection: Connection, conversation: str, text: str, at: datetime) -> None:
        channel, account, _ = conversation.split(":", 2)
        event = Said(conversation=conversation, at=at, text=text)
        inbox.store(connection, channel, account, [(f"rehearsal:{next(self._keys)}", event)])
        tools = pump.Tools(
            render=lambda lane, message, language: [
                render.encode(part) for part in render.parts(message, self.limits(lane), language)
            ],
            can_edit=lambda lane: self.limits(lane).edits,
            zone=self.zone,
        )
        while pump.work(connection, tools).taken:
            continue


def _answer(step: str, told: DemoAnswers, at: datetime) -> str:
    if step in _CHOSEN:
        return say("vi", f"report.{step}.choice.{getattr(told, step)}")
    match step:
        case "applied":
            return f"{at - timedelta(days=told.applied_days_ago):%d/%m/%Y}"
        case "amount":
            return str(told.amount)
        case "coauthors":
            return say("vi", "report.coauthors.choice.alone")
        case "recognition":
            return say("vi", "report.recognition.choice.not_yet")
        case "evidence":
            return say("vi", "form.way.done")
        case _:
            return str(getattr(told, step, "")) or say("vi", "form.way.skip")
