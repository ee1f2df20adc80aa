"""What the papers for an employer say, before any page is drawn."""

from dataclasses import asdict
from typing import Any

import pytest
from kit.papers import ANSWERS, CODE, COMPANY, LINK, PHOTO, SECRET, UNION, facts

from handlers.events import FileKind
from handlers.officers.papers.paper_blocks import Annex, Check, Grid, Item, Letter, Paper
from handlers.officers.papers.paper_words import PaperFile
from handlers.officers.papers.papers import PaperFacts, write_papers
from messages.documents.reading import LANGUAGES, label


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for one in found for text in texts(one)]


def whole(paper: Paper) -> str:
    return "\n".join(texts(asdict(paper)))


def item(paper: Paper, key: str) -> Item:
    (found,) = [one for one in paper.blocks if isinstance(one, Item) and one.label[0] == label("vi", key)]
    return found


def said(paper: Paper, key: str) -> list[str]:
    return [" | ".join(value.words) for value in item(paper, key).values]


def authors(paper: Paper) -> tuple[tuple[str, ...], ...]:
    return next(one for one in paper.blocks if isinstance(one, Grid)).rows


def test_the_request_follows_the_statutory_form() -> None:
    paper = write_papers(facts(), "vi", code=CODE, link=LINK).request
    assert said(paper, "request.to") == [COMPANY]
    assert said(paper, "request.propose") == ["Dưỡng mica canh nắp túi"]
    assert said(paper, "request.applied") == ["15/03/2026"]
    assert said(paper, "request.secret") == ["Không có."]
    assert said(paper, "request.gain_author") == ["Làm lợi 50.000.000 đồng mỗi năm", "40 người ở chuyền 3"]
    assert authors(paper) == (
        ("1", "Nguyễn Thị Thu Hà", "", COMPANY, "", "", "50%"),
        ("2", "Nguyễn Văn An", "", "", "", "", "30%"),
        ("3", "Lê Thị Hoa", "", "", "", "", "20%"),
    )
    order = [one.label[0] for one in paper.blocks if isinstance(one, Item)]
    keys = "to propose investor field applied nature secret conditions gain_author gain_user helpers"
    assert order == [label("vi", f"request.{key}") for key in keys.split()]


def test_the_description_follows_the_provincial_template() -> None:
    paper = write_papers(facts(), "vi").description
    numbers = [one.number for one in paper.blocks if isinstance(one, Item)]
    assert numbers == ["1", "2", "3", "3.1", "3.2", "3.3", "3.4", "3.5"]
    assert said(paper, "description.known") == [ANSWERS["before"]]
    assert said(paper, "description.content") == [f"{ANSWERS['idea']}\n{ANSWERS['change']}"]
    assert said(paper, "description.use") == ["Chuyền 3, xưởng may 2", "15/03/2026"]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_bilingual_paper_says_every_label_twice_and_leaves_the_authors_words_alone(language: str) -> None:
    papers = write_papers(facts(), language, code=CODE, link=LINK)
    for paper in (papers.request, papers.description):
        assert all(len(one.label) == 2 for one in paper.blocks if isinstance(one, Item))
        own = [value for one in paper.blocks if isinstance(one, Item) for value in one.values if value.own]
        assert own
        assert all(len(value.words) == 1 for value in own)
        assert paper.own == (label("vi", "mark.own"), label(language, "mark.own"))
    letter = papers.request.blocks[0]
    assert isinstance(letter, Letter)
    assert letter.check.payload == LINK
    assert letter.union == UNION


def test_a_vietnamese_request_needs_no_letter() -> None:
    assert not isinstance(write_papers(facts(), "vi").request.blocks[0], Letter)


def test_the_officers_value_stands_beside_the_authors() -> None:
    paper = write_papers(facts(item_benefit_corrected=42_500_000), "ko").request
    assert said(paper, "request.gain_author") == [
        "Làm lợi 50.000.000 đồng mỗi năm | 연간 50,000,000동(VND)의 이익",
        "40 người ở chuyền 3",
        "42.500.000 đồng mỗi năm | 연간 42,500,000동(VND)",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_secret_shows_only_its_name_effect_and_decision(language: str) -> None:
    papers = write_papers(facts(SECRET), language, code=CODE)
    for paper in (papers.request, papers.description):
        shown = whole(paper)
        for key in ("idea", "before", "change", "where", "beneficiaries"):
            assert str(ANSWERS[key]).splitlines()[0] not in shown
        assert PHOTO.words not in shown
        assert "Dưỡng mica canh nắp túi" in shown
        assert "Không còn ai bị bỏng tay." in shown
        assert "Số 18/2026; ngày 01/06/2026; người ký: ông Kim Min Ho" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_told_is_a_dotted_line_and_never_a_word_of_the_machine(language: str) -> None:
    bare = PaperFacts(item=facts({}, item_unit=None, item_author_name="", item_benefit=None).item)
    papers = write_papers(bare, language)
    assert item(papers.request, "request.nature").values == ()
    assert item(papers.request, "request.to").values == ()
    assert authors(papers.request) == (("1", "", "", "", "", "", ""),)
    for paper in (papers.request, papers.description):
        assert "None" not in [text for text in texts(asdict(paper)) if text != "None."]
        assert "{" not in whole(paper)


def test_whoever_came_with_a_merge_is_an_author_and_the_shares_are_agreed_by_hand() -> None:
    rows = authors(write_papers(facts(joint=("Phan Thị Bích Ngọc",)), "vi").request)
    assert [row[1] for row in rows][-1] == "Phan Thị Bích Ngọc"
    assert [row[-1] for row in rows] == ["", "30%", "20%", ""]


def test_without_a_link_the_square_holds_the_code() -> None:
    def check(code: str, link: str) -> Check:
        paper = write_papers(facts(), "vi", code=code, link=link).request
        (found,) = [one for one in paper.blocks if isinstance(one, Check)]
        return found

    assert check(CODE, LINK).payload == LINK
    assert check(CODE, "").payload == CODE
    assert check("", "").payload == "NT-000123"
    assert check(CODE, "").link == ""
    assert check(CODE, "").code == ("Mã kiểm tra: K7M2-94QX",)


def test_all_files_are_listed_and_four_photos_printed() -> None:
    photos = tuple(
        PaperFile(kind=FileKind.PHOTO, sha256=str(n) * 64, media_type="image/jpeg") for n in range(6)
    )
    drawing = PaperFile(
        kind=FileKind.DOCUMENT, name="ban-ve.pdf", sha256="b" * 64, media_type="application/pdf"
    )
    lost = PaperFile(kind=FileKind.PHOTO, media_type="image/jpeg")
    paper = write_papers(facts(files=(drawing, lost, *photos)), "vi").description
    assert said(paper, "description.attached")[:3] == ["1. Tệp ban-ve.pdf", "2. Ảnh", "3. Ảnh"]
    assert len(said(paper, "description.attached")) == 8
    (annex,) = [one for one in paper.blocks if isinstance(one, Annex)]
    assert [one.caption for one in annex.pictures] == ["3.", "4.", "5.", "6."]


def test_an_effect_in_time_is_said_in_both_languages() -> None:
    paper = write_papers(facts({**ANSWERS, "effect": "seconds", "amount": "8.5"}), "ja").description
    assert said(paper, "description.gain")[0] == "Tiết kiệm 8,5 giây mỗi sản phẩm | 製品1個あたり8.5秒の短縮"


def test_of_a_secrets_files_only_the_decision_is_attached() -> None:
    scan = PaperFile(kind=FileKind.PHOTO, sha256="d" * 64, media_type="image/jpeg", is_decision=True)
    paper = write_papers(facts(SECRET, files=(PHOTO, scan)), "vi").description
    assert said(paper, "description.attached") == ["1. Bản chụp quyết định công nhận"]
    (annex,) = [one for one in paper.blocks if isinstance(one, Annex)]
    assert [one.sha256 for one in annex.pictures] == [scan.sha256]


def test_what_is_not_used_yet_has_no_day() -> None:
    paper = write_papers(facts({**ANSWERS, "applied": "not_yet"}), "en").request
    assert said(paper, "request.applied") == ["Chưa áp dụng. | Not yet applied."]
