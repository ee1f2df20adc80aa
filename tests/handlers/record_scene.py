"""Records of initiatives for the tests of their cards, remarks and values."""

from datetime import datetime, timedelta
from typing import Any

from review_scene import HANH, ITEM, NOON, WORKER, facts, speaker

from handlers.events import Attached, Event, FileKind, FileRef
from handlers.initiative import Initiative
from handlers.message import Message
from handlers.record.facts import CardFacts, Record, Remark, Version
from handlers.speaker import Offer, Speaker, Writing

NOTE = Remark(HANH.id, "Lê Thị Hạnh", NOON - timedelta(hours=3), "Máy số 3 đã hỏng từ tháng 5", internal=True)
COMMENT = Remark(HANH.id, "Lê Thị Hạnh", NOON - timedelta(hours=2), "Chị chụp lại ảnh nhé", internal=False)
ANSWER = Remark(WORKER.id, "Nguyễn Thị Thu Hà", NOON - timedelta(hours=1), "Em gửi rồi ạ", False, True)


def record(item: Initiative = ITEM, **more: Any) -> Record:
    filled = {"versions": (sent(1, item.submitted_at, item.answers, item.title),), **more}
    return Record(item=item, **filled)


def sent(revision: int, at: datetime, answers: Any, title: str = ITEM.title) -> Version:
    return Version(revision, title, answers, at)


def card_facts(
    known: Record | None = None, *, own: bool = False, writes: bool = True, **about: Any
) -> CardFacts:
    known = known or record()
    about = {"item": known.item} | about
    return CardFacts(about=facts(**about), record=known, own=own, writes=writes)


def asked(message: Message, place: Writing, who: Speaker | None = None) -> Speaker:
    """The same person with this question on screen."""
    who = who or speaker()
    offered = tuple(Offer(one.label, one.data, False) for one in message.nav)
    return Speaker(conversation=who.conversation, person=who.person, place=place, offered=offered)


def photo() -> Event:
    return Attached(conversation="web:demo:1", at=NOON, file=FileRef(key="web:9", kind=FileKind.PHOTO))
