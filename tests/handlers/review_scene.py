"""People, an initiative and events for the tests of what officers do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.effects import Effects, Reply
from handlers.events import Commanded, Said, Tapped
from handlers.initiative import Action, Decision, Initiative, Status
from handlers.message import Button, Message
from handlers.officers import rights
from handlers.officers.review import ItemFacts, Reference
from handlers.person import Person, Post, Role
from handlers.speaker import Deciding, Home, Place, Speaker
from handlers.units import Unit

NOON = datetime(2026, 11, 20, 7, 5, tzinfo=UTC)  # 14:05 in Vietnam
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
GARMENT = Unit(4, "MAYTL", "Công đoàn Công ty May Tân Lam")
HANH = Person(id=20, name="Lê Thị Hạnh", posts=(Post(4, GARMENT.name, Role.GRASSROOTS),))
PHUC = Person(id=21, name="Trần Văn Phúc", posts=(Post(2, "Ban Công đoàn", Role.UPPER),))
WORKER = Person(id=10, name="Nguyễn Thị Thu Hà", unit=GARMENT, handling=True)

ITEM = Initiative(
    id=7,
    code="NT-000123",
    author_id=10,
    author_name="Nguyễn Thị Thu Hà",
    author_language="vi",
    unit=GARMENT,
    unit_words="",
    status=Status.SUBMITTED,
    revision=1,
    title="Dưỡng mica canh nắp túi",
    answers={"title": "Dưỡng mica canh nắp túi", "before": "Vẽ phấn từng cái."},
    form_version=1,
    submitted_at=NOON - timedelta(days=2),
)


def speaker(person: Person = HANH, place: Place | None = None, language: str = "vi") -> Speaker:
    return Speaker(
        conversation="web:demo:1", person=replace(person, language=language), place=place or Home()
    )


def facts(item: Initiative | None = ITEM, *, who: Speaker | None = None, **more: Any) -> ItemFacts:
    who = who or speaker()
    filled: dict[str, Any] = {"reference": Reference(number=123), "may": item is not None, "next_number": 124}
    filled["levels"] = rights.levels(post.role for post in who.person.posts)
    return ItemFacts(speaker=who, item=item, zone=ZONE, **(filled | more))


def decided(action: Action, status: Status, by: Person, **more: Any) -> Initiative:
    """The initiative after somebody's decision five minutes ago."""
    step = Decision(action=action, by_id=by.id, by_name=by.name or "", at=NOON - timedelta(minutes=5), **more)
    return replace(ITEM, status=status, revision=2, history=(step,))


def typed(name: str, argument: str = "") -> Commanded:
    return Commanded(conversation="web:demo:1", at=NOON, name=name, argument=argument)


def pressed(data: str) -> Tapped:
    return Tapped(conversation="web:demo:1", at=NOON, data=data)


def said(text: str) -> Said:
    return Said(conversation="web:demo:1", at=NOON, text=text)


def asked_why(action: Any = "return", reason: str = "") -> Speaker:
    """An officer who was asked for a reason."""
    return speaker(place=Deciding(7, 1, action, reason))


def kinds(effects: Effects) -> list[str]:
    return [type(effect).__name__ for effect in effects]


def one(effects: Effects, kind: type) -> Any:
    (found,) = [effect for effect in effects if isinstance(effect, kind)]
    return found


def answer(effects: Effects) -> Message:
    reply: Reply = one(effects, Reply)
    return reply.message


def buttons(message: Message) -> list[Button]:
    return [button for row in message.choices for button in row] + list(message.nav)
