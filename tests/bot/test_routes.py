"""Every line of the table is reached by the event it is there for."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.routes import ROUTES, by_kind
from handlers import outskirts
from handlers.events import (
    Attached,
    Began,
    Blocked,
    Commanded,
    Event,
    FileKind,
    FileRef,
    InGroup,
    Opened,
    Said,
    Stumbled,
    Tapped,
)
from handlers.form.drafts import Draft
from handlers.person import Person, Post, Role
from handlers.speaker import Joining, Offer, Recording, Reporting, Speaker, Targeting, Telling, Writing
from handlers.units import Unit

WHERE: dict[str, Any] = {"conversation": "web:chat:lan", "at": datetime(2026, 11, 23, tzinfo=UTC)}
WORKER = Person(id=1, name="Lan", handling=True, unit=Unit(1, "MAYTL", "May"))
OFFICER = Person(id=2, name="Hạnh", posts=(Post(1, "May", Role.GRASSROOTS),))
STRANGER = Person(id=3)
PRICING = Writing(123, "benefit")
LEAVING = Offer("Thôi", "c:unwrite:123:benefit", False)
AIMING = Targeting(2, 1, 1, "assigned")
AIMED = Offer("Thôi", "c:targets:1:stop", False)
TELLING = Telling(123, 1, "Ở tổ may…")
TELL = Offer("Kể câu chuyện này", "c:tell:123:yes:1", True)
RECORDING = Recording(numbers=(123,), begun=1, step="number")
SKIP = (Offer("Bỏ qua", "c:record:1:number:skip", numbered=False),)
REPORT = Draft(form="report", version=1, step="idea", id=1)
JOIN = Draft(form="join", version=1, step="name", id=2)
WORKBOOK = FileRef(key="web:a", kind=FileKind.DOCUMENT, name="xet.xlsx")
MOVED = Draft(form="report", version=1, step="idea", id=1, where="zalo_bot:a:lan")


def at_home(person: Person = WORKER, **more: Any) -> Speaker:
    return Speaker(conversation="web:chat:lan", person=person, **more)


def asks(name: str, argument: str = "") -> Event:
    return Commanded(**WHERE, name=name, argument=argument)


EXAMPLES: dict[str, tuple[Event, Speaker]] = {
    "block": (Blocked(**WHERE), at_home()),
    "group": (InGroup(**WHERE, addressed=True), at_home()),
    "connect group": (InGroup(**WHERE, addressed=True, code="12345678"), at_home()),
    "workbook": (Attached(**WHERE, file=WORKBOOK), at_home(OFFICER)),
    "workbook answer": (asks("apply_workbook", "12"), at_home(OFFICER)),
    "group code": (asks("connect_group"), at_home(OFFICER)),
    "stumble": (Stumbled(**WHERE), at_home()),
    "stop": (asks("stop"), at_home(burst=outskirts.FLOOD + 1)),
    "flood": (Said(**WHERE, text="tin"), at_home(burst=outskirts.FLOOD + 1)),
    "allow": (asks("allow"), at_home()),
    "opts out": (Said(**WHERE, text="dugn"), at_home()),
    "keep mail": (asks("keep_mail"), at_home()),
    "language": (asks("language", "en"), at_home(STRANGER, place=Joining(), draft=JOIN)),
    "link": (asks("link"), at_home()),
    "code": (Said(**WHERE, text="4829 137 506"), at_home(STRANGER)),
    "join two": (asks("merge", "4829137506"), at_home(STRANGER)),
    "channels": (asks("channels"), at_home()),
    "unlink": (asks("unlink"), at_home(STRANGER, place=Joining(), draft=JOIN)),
    "cut off": (asks("cut", "no"), at_home()),
    "use invite": (Began(**WHERE, payload="i_secret"), at_home(STRANGER)),
    "invite code": (Said(**WHERE, text="4829 1375"), at_home(STRANGER)),
    "ask employer": (asks("ask", "123"), at_home(OFFICER)),
    "revoke link": (asks("revoke_link", "123"), at_home(OFFICER)),
    "refusal": (asks("refusal", "123 ly do"), at_home(OFFICER)),
    "decision": (Said(**WHERE, text="18/2026"), at_home(OFFICER, place=RECORDING, offered=SKIP)),
    "story": (Said(**WHERE, text="Ở tổ may có một chị"), at_home(OFFICER, place=TELLING, offered=(TELL,))),
    "library": (Said(**WHERE, text="tuyên truyền MAYTL"), at_home(OFFICER)),
    "untell": (asks("untell", "123"), at_home()),
    "broadcasts": (asks("broadcast", "12"), at_home(OFFICER)),
    "compose": (asks("compose"), at_home(OFFICER)),
    "queue": (asks("queue"), at_home(OFFICER)),
    "several": (asks("pass_all"), at_home(OFFICER)),
    "sync": (asks("sync"), at_home(OFFICER)),
    "digest": (Said(**WHERE, text="bản tin sáng 7:30"), at_home(OFFICER)),
    "bulletin": (Said(**WHERE, text="bản tin tuần KCN"), at_home(OFFICER)),
    "portal": (asks("portal"), at_home(OFFICER)),
    "card": (asks("open", "123"), at_home(OFFICER)),
    "reply": (asks("reply", "123"), at_home()),
    "history": (asks("history", "123"), at_home(OFFICER)),
    "remark": (asks("note", "123 Máy số 3 hỏng"), at_home(OFFICER)),
    "benefit": (Said(**WHERE, text="48 triệu"), at_home(OFFICER, place=PRICING, offered=(LEAVING,))),
    "claim": (asks("claim", "123"), at_home(OFFICER)),
    "alike": (asks("alike", "123"), at_home(OFFICER)),
    "part": (asks("part", "123"), at_home(OFFICER)),
    "unite": (asks("unite", "123 124 1 1"), at_home(OFFICER)),
    "verdict": (Tapped(**WHERE, data="d:1:1:approve"), at_home(OFFICER)),
    "name unit": (asks("unit", "123"), at_home(OFFICER)),
    "make invite": (asks("invite", "MAYTL"), at_home(OFFICER)),
    "invites": (asks("invites"), at_home(OFFICER)),
    "revoke": (asks("revoke", "3"), at_home(OFFICER)),
    "posts": (asks("posts"), at_home(OFFICER)),
    "officers": (Said(**WHERE, text="cán bộ MAYTL"), at_home(OFFICER)),
    "leave post": (asks("leave", "3"), at_home(OFFICER)),
    "hand over": (asks("handover", "3"), at_home(OFFICER)),
    "stand in": (asks("standin", "3"), at_home(OFFICER)),
    "end stand-in": (asks("standin_end", "3"), at_home(OFFICER)),
    "enter for": (asks("behalf"), at_home(OFFICER)),
    "targets": (Said(**WHERE, text="120"), at_home(OFFICER, place=AIMING, offered=(AIMED,))),
    "campaigns": (asks("campaigns"), at_home(OFFICER)),
    "wall": (asks("wall"), at_home(OFFICER)),
    "template": (asks("template_entry"), at_home(OFFICER)),
    "export": (asks("export_review"), at_home(OFFICER)),
    "sinks": (asks("sinks"), at_home(OFFICER)),
    "scan": (Began(**WHERE, payload="r_"), at_home()),
    "begin": (Began(**WHERE, payload="u_MAYTL"), at_home(STRANGER)),
    "open": (Opened(**WHERE), at_home(STRANGER)),
    "go on here": (Said(**WHERE, text="Em có ý này"), at_home(place=Reporting(), draft=MOVED)),
    "join": (Said(**WHERE, text="Lan"), at_home(STRANGER, place=Joining(), draft=JOIN)),
    "report": (Said(**WHERE, text="Em có ý này"), at_home(place=Reporting(), draft=REPORT)),
    "start": (asks("start"), at_home()),
    "recognised": (asks("recognised"), at_home()),
    "resume": (asks("resume"), at_home(draft=REPORT)),
    "cancel": (asks("cancel"), at_home(draft=REPORT)),
    "restart": (asks("restart"), at_home(draft=REPORT)),
    "mine": (asks("mine"), at_home(place=Reporting(), draft=REPORT)),
    "fix": (asks("fix", "NT-000001"), at_home()),
    "withdraw": (asks("withdraw", "NT-000001"), at_home()),
    "move": (asks("move", "MAYTL"), at_home()),
    "data": (asks("data"), at_home()),
    "times": (asks("times"), at_home()),
    "results": (asks("ranking"), at_home()),
    "direct": (asks("indirect"), at_home()),
    "help": (asks("help"), at_home()),
    "anything": (Said(**WHERE, text="xin chào"), at_home()),
}


@pytest.mark.parametrize("name", [route.name for route in ROUTES])
def test_every_line_is_reached_by_its_event(name: str) -> None:
    event, speaker = EXAMPLES[name]
    lines = by_kind(ROUTES)[type(event)]
    assert next(line.name for line in lines if line.when(event, speaker)) == name


def test_the_last_line_takes_whatever_no_other_does() -> None:
    for kind, lines in by_kind(ROUTES).items():
        assert lines[-1].name == "anything", kind
