"""Addresses for one kept file: who has one gets that file, for a day, and nobody gets anything else."""

import asyncio
import io
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from bot.channels import public_files
from bot.channels.port import FileUnavailable, SendFailed, Why
from bot.channels.public_files import LIFE, PublicFiles, plain_name

pytestmark = pytest.mark.slow

SECRET = "a secret of sixteen"
URL = "https://sangkien.example.vn"


def picture(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


class Shelf:
    """Kept files; `coming` ones are still on their way."""

    def __init__(self) -> None:
        self.files = {
            "telegram:AQAD-x_1": picture(),
            "web:paper": b"%PDF-1.7",
            "zalo_bot:a/b?c#d é": picture(),
        }
        self.coming: set[str] = set()
        self.lost: set[str] = set()
        self.reads = 0

    async def read(self, key: str) -> bytes:
        self.reads += 1
        if key in self.coming:
            raise SendFailed(Why.UNREACHABLE, retry_after=2.4, detail="its bytes are still on their way")
        if key in self.lost:
            raise FileNotFoundError(key)
        if key not in self.files:
            raise FileUnavailable("no bytes")
        return self.files[key]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def files(shelf: Shelf) -> PublicFiles:
    return PublicFiles(SECRET, URL + "/", shelf.read)


@pytest.fixture
async def web(files: PublicFiles) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(public_files.router(files))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=URL) as client:
        yield client


def signed(url: str) -> str:
    return url.removeprefix(f"{URL}/p/").removesuffix(".jpg")


@pytest.mark.parametrize("key", ["telegram:AQAD-x_1", "zalo_bot:a/b?c#d é"])
async def test_a_picture_is_shown_as_often_as_it_is_asked_for(
    key: str, files: PublicFiles, web: httpx.AsyncClient
) -> None:
    url = files.picture_url(key)
    assert url.startswith(f"{URL}/p/")
    assert url.endswith(".jpg")
    for _ in range(3):
        answer = await web.get(url)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"].startswith("private")
        assert Image.open(io.BytesIO(answer.content)).size == (60, 40)
    head = await web.head(url)
    assert (head.status_code, head.headers["content-type"]) == (200, "image/jpeg")


async def test_any_other_file_is_a_download_under_a_plain_name(
    files: PublicFiles, web: httpx.AsyncClient
) -> None:
    url = files.file_url("web:paper", "Báo cáo <b>“Tháng 5”.PDF")
    assert url.endswith("/bao-cao-b-thang-5.pdf")
    answer = await web.get(url)
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
    assert answer.headers["content-disposition"] == 'attachment; filename="bao-cao-b-thang-5.pdf"'
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await web.head(url)).status_code == 200


async def test_an_address_works_for_a_day_and_no_longer(shelf: Shelf) -> None:
    now = 1_800_000_000.0
    files = PublicFiles(SECRET, URL, shelf.read, clock=lambda: now)
    picture, paper = (
        signed(files.picture_url("web:paper")),
        files.file_url("web:paper", "a.pdf").split("/")[-2],
    )
    for later, key in [(600, "web:paper"), (LIFE, "web:paper"), (LIFE + 1, None)]:
        now = 1_800_000_000.0 + later
        assert files.open(picture) == key
        assert files.open_file(paper, "a.pdf") == key
    assert LIFE >= 600


async def test_an_address_outlives_a_restart_and_a_clock_that_is_a_little_behind(shelf: Shelf) -> None:
    before = PublicFiles(SECRET, URL, shelf.read, clock=lambda: 1_800_000_000.0)
    after = PublicFiles(SECRET, URL, shelf.read, clock=lambda: 1_799_999_990.0)
    assert after.open(signed(before.picture_url("web:paper"))) == "web:paper"


async def test_whatever_is_not_ours_does_not_exist(
    shelf: Shelf, files: PublicFiles, web: httpx.AsyncClient
) -> None:
    mine = signed(files.picture_url("telegram:AQAD-x_1"))
    foreign = PublicFiles("another secret of it", URL, shelf.read)
    packed, end, signature = mine.split(".")
    paper = files.file_url("web:paper", "a.pdf").split("/")[-2]
    wrong = [
        f"/p/{signed(foreign.picture_url('telegram:AQAD-x_1'))}.jpg",
        f"/p/{mine[:-1]}.jpg",
        f"/p/{packed}.{int(end) + 9_999}.{signature}.jpg",
        f"/p/{packed[:-2]}.{end}.{signature}.jpg",
        f"/p/{packed}.{end}.jpg",
        f"/p/{packed}.jpg",
        f"/p/{paper}.jpg",
        f"/p/{mine}",
        f"/p/{mine}.png",
        "/p/.jpg",
        "/p/é.jpg",
        "/p/..%2f..%2fetc%2fpasswd.jpg",
        "/p/",
        "/p",
        "/f/",
        f"/f/{paper}",
        f"/f/{paper}/",
        f"/f/{paper}/b.pdf",
        f"/f/{paper}/a.exe",
        f"/f/{paper}/a.pdf%0d%0aX: 1",
        f"/f/{mine}/a.pdf",
        "/f/x/a.pdf",
    ]
    for path in wrong:
        assert (await web.get(path)).status_code == 404, path
    assert shelf.reads == 0
    assert (await web.post(f"/p/{mine}.jpg")).status_code == 405


async def test_a_file_on_its_way_is_asked_for_again_later(
    shelf: Shelf, files: PublicFiles, web: httpx.AsyncClient
) -> None:
    shelf.coming.add("telegram:AQAD-x_1")
    for url in (files.picture_url("telegram:AQAD-x_1"), files.file_url("telegram:AQAD-x_1", "a.png")):
        answer = await web.get(url)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
        assert answer.headers["cache-control"] == "no-store"


async def test_what_is_erased_is_gone_also_where_it_was_kept_ready(
    shelf: Shelf, files: PublicFiles, web: httpx.AsyncClient
) -> None:
    url = files.picture_url("telegram:AQAD-x_1")
    assert (await web.get(url)).status_code == 200
    del shelf.files["telegram:AQAD-x_1"]
    assert (await web.get(url)).status_code == 404
    shelf.files["telegram:AQAD-x_1"] = picture("red")
    shelf.lost.add("telegram:AQAD-x_1")
    assert (await web.get(url)).status_code == 404


async def test_what_is_no_picture_is_not_shown_as_one(files: PublicFiles, web: httpx.AsyncClient) -> None:
    assert (await web.get(files.picture_url("web:paper"))).status_code == 404
    with pytest.raises(ValueError, match="no picture"):
        await files.picture("web:paper")


async def test_a_picture_for_many_people_is_made_to_fit_once(
    shelf: Shelf, files: PublicFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def fit(data: bytes) -> bytes:
        made.append(data)
        return data

    monkeypatch.setattr(public_files, "fit", fit)
    for _ in range(3):
        await files.picture("telegram:AQAD-x_1")
    assert len(made) == 1
    for number in range(public_files.READY):
        shelf.files[f"web:{number}"] = picture()
        await files.picture(f"web:{number}")
    await asyncio.gather(*(files.picture("telegram:AQAD-x_1") for _ in range(5)))
    assert len(made) == public_files.READY + 2


@pytest.mark.parametrize(
    ("url", "reachable"),
    [
        ("https://sangkien.example.vn", True),
        ("https://sangkien.example.vn:8443/bot", True),
        ("https://8.8.8.8", True),
        ("http://sangkien.example.vn", False),
        ("http://localhost:8080", False),
        ("https://localhost", False),
        ("https://may-chu", False),
        ("https://may-chu.local", False),
        ("https://10.0.0.7", False),
        ("https://127.0.0.1", False),
        ("https://[::1]", False),
    ],
)
async def test_only_a_public_https_address_can_be_reached(url: str, reachable: bool, shelf: Shelf) -> None:
    assert PublicFiles(SECRET, url, shelf.read).reachable is reachable
    assert PublicFiles(SECRET, url, shelf.read, local=True).reachable


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Sáng kiến Đổi mới.docx", "sang-kien-doi-moi.docx"),
        ("báo cáo v1.2 cuối", "bao-cao-v1-2-cuoi"),
        ("../../etc/passwd", "passwd"),
        ("", "tep"),
        ("...", "tep"),
        ("写真.png", "tep.png"),
        ("a" * 500 + ".pdf", "a" * 60 + ".pdf"),
        ("a\r\nX-Evil: 1.pdf", "a-x-evil-1.pdf"),
    ],
)
def test_a_name_survives_in_any_address(name: str, plain: str) -> None:
    assert plain_name(name) == plain
