"""What a form that Zalo approved beforehand is filled in with."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from review_scene import ITEM

from handlers.broadcasts import words
from handlers.broadcasts.audience import Did
from handlers.broadcasts.content import Reminder
from handlers.broadcasts.letter import Letter
from handlers.initiative import Action, Level, moved
from handlers.message import Template
from handlers.officers import news
from handlers.officers.wishes import Verdict
from messages.catalog import LANGUAGES, say

LETTER = Letter(
    broadcast_id=1,
    content=Reminder(),
    did=Did.NOTHING,
    lane="zalo_oa:1",
    language="vi",
    campaign="Tuần cao điểm",
    slogan="Tự hào",
    closes_at=datetime(2026, 5, 4, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    days_left=5,
)


def reminder(language: str) -> Template | None:
    message = words.compose(replace(LETTER, language=language))
    return message.template if message else None


NAMES = {"verdict": ["ten", "ma", "ket_qua", "sang_kien"], "reminder": ["chien_dich", "khau_hieu", "han"]}


def verdict_of(action: Action, **more: str) -> Template:
    to = moved(ITEM.review, ITEM.status, action, Level.GRASSROOTS)
    assert to is not None
    verdict = Verdict(action, 1, "other", "Xem lại giúp")
    template = news.told(replace(ITEM, **more), verdict, to).template  # type: ignore[arg-type]
    assert template is not None
    return template


@pytest.mark.parametrize(
    ("action", "status"),
    [(Action.APPROVE, "valid"), (Action.RETURN, "returned"), (Action.REJECT, "not_valid")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_says_whose_which_and_how_it_ended(action: Action, status: str, language: str) -> None:
    assert verdict_of(action, author_language=language) == Template(
        "verdict",
        (
            ("ten", "Nguyễn Thị Thu Hà"),
            ("ma", "NT-000123"),
            ("ket_qua", say(language, f"home.status.{status}")),
            ("sang_kien", "Dưỡng mica canh nắp túi"),
        ),
    )


def test_a_verdict_has_no_empty_and_no_endless_value() -> None:
    values = dict(verdict_of(Action.APPROVE, author_name="", title="Con lăn " * 50).values)
    assert all(values.values())
    assert len(values["sang_kien"]) <= 100


def test_a_reminder_says_what_for_and_until_when_as_templates_write_days() -> None:
    values = (("chien_dich", "Tuần cao điểm"), ("khau_hieu", "Tự hào"), ("han", "03/05/2026"))
    assert reminder("vi") == Template("reminder", values)


def test_every_template_is_filled_in_with_the_documented_names() -> None:
    told = [verdict_of(Action.RETURN), reminder("en")]
    assert [[name for name, _ in one.values] for one in told if one] == list(NAMES.values())
