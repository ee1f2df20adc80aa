"""An initiative with its company, as its papers are written from it."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from handlers.events import FileKind
from handlers.initiative import Initiative, Status
from handlers.officers.papers.paper_words import PaperFile
from handlers.officers.papers.papers import PaperFacts
from handlers.units import Unit

NOON = datetime(2026, 11, 20, 7, 5, 0, 1234, tzinfo=UTC)
LINK = "https://sangkien.example.vn/r/8Qm2Vn0kT4xZr7LwYc3PbA"
CODE = "K7M294QX"
UNION = "Công đoàn cơ sở Công ty TNHH May Tân Lam"
COMPANY = "Công ty TNHH May Tân Lam"
ANSWERS: dict[str, Any] = {
    "idea": "Tổ em làm dưỡng mica canh nắp túi.",
    "confidential": "no",
    "title": "Dưỡng mica canh nắp túi",
    "kind": "technical",
    "field": "production",
    "before": "Trước đây vẽ phấn từng cái.\nMỗi ca mất hơn một giờ.",
    "change": "Cắt dưỡng mica 3 mm, khoan hai lỗ định vị.",
    "where": "Chuyền 3, xưởng may 2",
    "applied": "2026-03-15",
    "effect": "dong",
    "amount": "50000000",
    "beneficiaries": "40 người ở chuyền 3",
    "coauthors": [{"name": "Nguyễn Văn An", "share": "30"}, {"name": "Lê Thị Hoa", "share": "20"}],
    "recognition": "not_yet",
}
SECRET = {
    **ANSWERS,
    "confidential": "yes",
    "effect": "safety",
    "effect_words": "Không còn ai bị bỏng tay.",
    "recognition": "have",
    "decision_number": "18/2026",
    "decision_date": "2026-06-01",
    "decision_signer": "ông Kim Min Ho",
}
PHOTO = PaperFile(kind=FileKind.PHOTO, words="Dưỡng đặt vào mép", sha256="a" * 64, media_type="image/jpeg")
ITEM = Initiative(
    id=7,
    code="NT-000123",
    author_id=10,
    author_name="Nguyễn Thị Thu Hà",
    author_language="vi",
    unit=Unit(4, "MAYTL", UNION),
    unit_words="",
    status=Status.ENDORSED,
    revision=2,
    title="Dưỡng mica canh nắp túi",
    answers=ANSWERS,
    form_version=1,
    submitted_at=NOON,
    benefit=50_000_000,
)


def facts(answers: dict[str, Any] = ANSWERS, **more: Any) -> PaperFacts:
    """`more` beginning with ``item_`` changes the initiative."""
    item = {key.removeprefix("item_"): more.pop(key) for key in list(more) if key.startswith("item_")}
    told = {"employer": COMPANY, "union": UNION, "files": (PHOTO,)} | more
    return PaperFacts(item=replace(ITEM, answers=answers, **item), **told)


def jpeg(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()
