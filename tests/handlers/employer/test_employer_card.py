"""What a card says of the employer, and which ways it offers at each state."""

from datetime import UTC, datetime

import pytest
from kit.house import ZONE

from handlers.employer.card import employer_buttons, employer_line
from handlers.initiative import Action, Decision, Initiative, Level, Recognition, Status
from messages.catalog import LANGUAGES

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
ASKED = Decision(action=Action.ASK, by_id=2, by_name="Nhung", at=AT)
PAPER = Recognition(id=1, kind="decision", number="18/QĐ", signer="Kim", signer_title="Giám đốc")


def item(status: Status, recognition: Recognition | None = None) -> Initiative:
    return Initiative(
        id=1,
        code="NT-000012",
        author_id=1,
        author_name="Hoa",
        author_language="vi",
        unit=None,
        unit_words="",
        status=status,
        revision=3,
        title="Con lăn",
        answers={},
        form_version=1,
        submitted_at=AT,
        history=(ASKED,),
        recognition=recognition,
    )


@pytest.mark.parametrize(
    ("status", "paper", "told"),
    [
        (Status.ASKED, None, "đã đề nghị ngày 23/11/2026, hạn trả lời 23/02/2027"),
        (Status.RECOGNISED, PAPER, "số 18/QĐ, Kim (Giám đốc) ký, chưa có bản chụp"),
        (Status.RECOGNISED, None, "Chưa có bản quyết định"),
        (Status.REFUSED, None, "không công nhận"),
        (Status.SUBMITTED, None, ""),
    ],
)
def test_the_line_says_where_it_stands(status: Status, paper: Recognition | None, told: str) -> None:
    line = employer_line("vi", item(status, paper), ZONE)
    assert told in line
    assert bool(line) is bool(told)


@pytest.mark.parametrize(
    ("status", "labels"),
    [
        (Status.ENDORSED, ["Đề nghị doanh nghiệp", "Ghi quyết định"]),
        (Status.REFUSED, ["Đề nghị doanh nghiệp", "Ghi quyết định"]),
        (
            Status.ASKED,
            ["Ghi quyết định", "Doanh nghiệp từ chối", "Gửi lại đề nghị", "Thu hồi đường dẫn"],
        ),
        (Status.RECOGNISED, ["Bổ sung bản quyết định"]),
        (Status.SUBMITTED, []),
        (Status.WITHDRAWN, []),
    ],
)
def test_the_ways_on_are_those_that_are_possible(status: Status, labels: list[str]) -> None:
    assert [one.label for one in employer_buttons("vi", item(status), {Level.GRASSROOTS})] == labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_decides_nothing_is_offered_the_paper_only(language: str) -> None:
    assert employer_buttons(language, item(Status.ASKED), set()) == ()
    assert len(employer_buttons(language, item(Status.RECOGNISED), set())) == 1
