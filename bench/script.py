"""The ten-step form that everyone in the race fills in: who says what, as Telegram would bring it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from handlers.events import Said

PEOPLE = 200
#: The most that one call of getUpdates brings.
BATCH = 100
BOT = 4242
#: Long enough apart that no answer looks like the rest of the one before it, nor anybody like a flood.
PAUSE = timedelta(seconds=20)
START = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)

#: A worker's answers to the first ten questions, choices by their number.
ANSWERS = (
    "Ke de vai xoay duoc, lay vai khong phai cui, do moi lung va nhanh hon moi lan thay cuon",
    "1",  # not confidential
    "Ke de vai xoay ben chuyen may",
    "1",  # a technical solution
    "1",  # production
    "Truoc day vai de duoi san, moi lan lay phai cui xuong, ca ngay met va hay nham cuon",
    "Em han khung sat cu lam ke ba tang co banh xe, xoay duoc, de sat ban cat",
    "Chuyen may so 3, xuong 2",
    "1",  # applied since today
    "2",  # seconds per product
)


@dataclass(frozen=True, slots=True)
class Batch:
    """One answer of getUpdates, as text, and the same as the house's events under their keys."""

    raw: str
    events: tuple[tuple[str, Said], ...]
    at: datetime
    last: int


def conversation(person: int) -> str:
    return f"telegram:{BOT}:{person}"


class Crowd:
    """People who answer in turn; no update is ever made twice, and time goes on."""

    def __init__(self, people: int = PEOPLE, *, first: int = 1001) -> None:
        self.people = range(first, first + people)
        self._ids = count(1)
        self._now = START

    def batches(self) -> list[Batch]:
        """One whole form of everybody, each batch one answer of each person in it."""
        made = []
        for answer in ANSWERS:
            self._now += PAUSE
            for start in range(0, len(self.people), BATCH):
                made.append(self._batch(self.people[start : start + BATCH], answer))
        return made

    def _batch(self, people: Sequence[int], text: str) -> Batch:
        updates, events = [], []
        for person in people:
            key = next(self._ids)
            updates.append(_update(key, person, text, self._now))
            said = Said(conversation=conversation(person), at=self._now, text=text)
            events.append((str(key), said))
        raw = json.dumps({"ok": True, "result": updates}, ensure_ascii=False)
        return Batch(raw, tuple(events), self._now, updates[-1]["update_id"])


def _update(key: int, person: int, text: str, at: datetime) -> dict[str, Any]:
    sender = {"id": person, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
    chat = {"id": person, "first_name": "Lan", "type": "private"}
    message = {"message_id": key, "from": sender, "chat": chat, "date": int(at.timestamp()), "text": text}
    return {"update_id": key, "message": message}
