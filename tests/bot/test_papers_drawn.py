"""The papers as files: what a printer and Word get."""

import hashlib
import io
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
import typst
import zxingcpp
from docx import Document
from kit.papers import ANSWERS, CODE, LINK, NOON, PHOTO, SECRET, facts, jpeg
from PIL import Image

from bot.documents import fonts, pdf, pictures, word
from handlers.events import FileKind
from handlers.officers.papers.paper_blocks import Paper
from handlers.officers.papers.papers import PaperFacts, write_papers
from messages.documents.reading import LANGUAGES, label
from storage.library.content import Sound, examine

pytestmark = pytest.mark.slow

PHOTOS = {PHOTO.sha256: jpeg()}
LONG = ("Mỗi thùng nặng 25 kg, hai người mới nâng nổi và hay đau lưng. " * 20 + "\n") * 6
MANY = [{"name": f"Nguyễn Hoàng Phương Thảo Vy {n}", "share": "4"} for n in range(22)]
#: The collection as its makers published it (Noto CJK, Sans 2.004).
PUBLISHED = "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a"


def both(told: PaperFacts, language: str) -> tuple[Paper, Paper]:
    papers = write_papers(told, language, code=CODE, link=LINK)
    return papers.request, papers.description


def words(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    lines = [one.text for one in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def scanned(page: bytes) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answers", [ANSWERS, SECRET, {}], ids=["whole", "secret", "empty"])
def test_both_papers_are_printed_without_a_missing_letter(language: str, answers: dict[str, object]) -> None:
    for paper in both(facts(answers), language):
        printed = pdf.render(paper, PHOTOS, NOON)
        assert isinstance(printed, pdf.Printed)
        assert printed.dropped == frozenset()
        assert examine(FileKind.DOCUMENT, f"{paper.name}.pdf", printed.data) == Sound("application/pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_reads_the_code_from_the_printed_page(language: str) -> None:
    request, description = both(facts(), language)
    pages = pdf.pages(request, PHOTOS, ppi=110)
    assert scanned(pages[-1]) == [LINK]
    assert scanned(pages[0]) == ([LINK] if language != "vi" else [])
    assert not any(scanned(page) for page in pdf.pages(description, PHOTOS))


def test_long_words_and_many_authors_go_on_over_the_pages() -> None:
    told = facts({**ANSWERS, "before": LONG, "change": LONG, "coauthors": MANY})
    request, description = both(told, "ja")
    assert len(pdf.pages(request, PHOTOS, ppi=30)) > 5
    assert len(pdf.pages(description, PHOTOS, ppi=30)) > 3
    assert words(word.render(request, PHOTOS, NOON)).count("Thảo Vy 21") == 1


def test_a_small_picture_in_a_workers_words_is_left_out_of_the_pdf_and_named() -> None:
    told = facts({**ANSWERS, "change": "Nhanh hơn hẳn 👍🏽 ạ 🎉"})
    _, description = both(told, "ko")
    printed = pdf.render(description, PHOTOS, NOON)
    assert isinstance(printed, pdf.Printed)
    assert printed.dropped == {"👍", "🏽", "🎉"}
    assert "👍🏽 ạ 🎉" in words(word.render(description, PHOTOS, NOON))


@pytest.mark.parametrize("language", ["ko", "ja", "zh"])
def test_without_the_letters_of_a_language_nothing_is_printed_as_boxes(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(fonts, "load", lambda: bare)
    request, _ = both(facts(), language)
    assert pdf.render(request, PHOTOS, NOON) == pdf.NoFonts(language, "fonts-noto-cjk")
    assert isinstance(pdf.render(both(facts(), "vi")[0], PHOTOS, NOON), pdf.Printed)


def test_the_letters_are_those_their_makers_published() -> None:
    spec = find_spec("noto_cjk_sans_otc")
    assert spec is not None
    assert spec.origin is not None
    held = (Path(spec.origin).parent / "NotoSansCJK-Regular.ttc").read_bytes()
    assert hashlib.sha256(held).hexdigest() == PUBLISHED


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_file_says_everything_and_has_the_pictures(language: str) -> None:
    request, description = both(facts(item_benefit_corrected=42_500_000), language)
    for paper, count in ((request, 2 if language != "vi" else 1), (description, 1)):
        data = word.render(paper, PHOTOS, NOON)
        assert isinstance(examine(FileKind.DOCUMENT, f"{paper.name}.docx", data), Sound)
        text = words(data)
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        assert "42.500.000 đồng mỗi năm" in text
        assert label(language, "mark.corrected") in text
        assert (label(language, "mark.own") in text) is (language != "vi")
        document = Document(io.BytesIO(data))
        assert len(document.inline_shapes) == count
        assert document.core_properties.title == paper.title
        assert document.core_properties.author == ""
    assert label(language, "request.oath") in words(word.render(request, PHOTOS, NOON))


def test_letters_that_no_file_may_hold_do_no_harm() -> None:
    told = facts({**ANSWERS, "before": "Dòng một\x0b\x00hai\ttab\u200b \u00a0nối"})
    for paper in both(told, "en"):
        assert isinstance(pdf.render(paper, {}, NOON), pdf.Printed)
        assert "hai tab" in words(word.render(paper, {}, NOON))


def test_a_photo_is_printed_upright_and_one_that_cannot_be_opened_is_left_out() -> None:
    turned = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (4000, 1000), "teal").save(turned, "JPEG", exif=exif)
    drawn = pictures.photo(turned.getvalue())
    assert drawn is not None
    assert Image.open(io.BytesIO(drawn)).size == (400, 1600)
    assert pictures.photo(b"no picture") is None
    without = replace(both(facts(), "vi")[1])
    assert len(pdf.pages(without, {})) == 1


def test_who_makes_no_papers_does_not_load_what_makes_them() -> None:
    heavy = "{'typst', 'docx', 'segno', 'bot.documents.pdf'}"
    asked = f"import sys, bot.app, bot.commands.line; print({heavy} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "set()"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
@pytest.mark.parametrize("language", ["vi", "ko"])
def test_libreoffice_opens_the_word_file(language: str, tmp_path: Path) -> None:
    request, _ = both(facts(), language)
    (tmp_path / "paper.docx").write_bytes(word.render(request, PHOTOS, NOON))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    called = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*called, str(tmp_path / "paper.docx")], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF-")
