"""The program itself as a newcomer starts it, and a worker's way through its questions."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw

from bot.settings import Settings
from messages.catalog import DEFAULT, say
from tests.browser.phone import Phone

ROOT = Path(__file__).parent.parent.parent
#: How long a start may take on a machine that is busy with other tests, in seconds.
PATIENCE = 30.0

IDEA = "Em gắn đèn báo ở cuối chuyền may để biết máy nào sắp hết chỉ, khỏi phải chạy đi chạy lại xem 👍"
TITLE = "Đèn báo sắp hết chỉ ở cuối chuyền may"

#: What is heard in a question, and what is done: a button's label, or words where it begins with "›".
ANSWERS = (
    ("giữ kín", "Không"),
    ("tên cho sáng kiến", f"›{TITLE}"),
    ("loại nào", "Kỹ thuật (máy, dụng cụ, quy trình)"),
    ("việc gì nhiều nhất", "›so 1"),
    ("Trước đây làm", "›Trước đây phải đi từng máy xem chỉ.\nMỗi ca mất nửa tiếng."),
    ("đổi cách làm", "Như đã kể ở câu đầu"),
    ("đang dùng ở đâu", "›chuyen 3, xuong may 2"),
    ("từ ngày nào", "›tuần trước"),
    ("lợi nhiều nhất", "Tiền (đồng mỗi năm)"),
    ("bao nhiêu?", "›48 triệu"),
    ("Ai được nhờ", "›cả chuyền, 40 người"),
    ("Ai cùng nghĩ", "Một mình tôi làm"),
    ("quyết định công nhận", "›chưa có, chưa đề nghị"),
    ("bằng sáng chế", "Không"),
)


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[str]:
    """`python -m bot run` with nothing set but these and a folder of its own; gives its address."""
    known = {name.upper() for name in Settings.model_fields}
    bare = {name: value for name, value in os.environ.items() if name not in known}
    own = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "WEB_PORT": "0", "LOG_LEVEL": "WARNING"}
    folder.mkdir(exist_ok=True)
    log = folder / "told.txt"
    words = [sys.executable, "-m", "bot", "run"]
    with (
        log.open("w", encoding="utf-8") as told,
        subprocess.Popen(words, cwd=folder, env=bare | own | settings, stdout=told, stderr=told) as process,
    ):
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """The address it prints once people can come in."""
    ends = time.monotonic() + PATIENCE
    while say(DEFAULT, "admin.run.stop") not in log.read_text(encoding="utf-8"):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < ends, "it did not start"
        time.sleep(0.05)
    words = log.read_text(encoding="utf-8").split()
    return next(word for word in words if word.startswith("http://")).removesuffix("/chat")


def joins(worker: Phone, name: str, *, by_link: bool = False) -> None:
    """A stranger's first contact: consents, name, phone, and a unit searched for by typed words where
    no link named it."""
    worker.hears("Anh/chị có đồng ý không?")
    worker.taps("Đồng ý")
    worker.hears("nhắn tin nhắc")
    worker.says("co")
    worker.hears("biểu dương")
    worker.taps("Không nêu tên")
    worker.hears("Họ và tên")
    worker.says(name)
    worker.hears("Số điện thoại")
    worker.says("0912.345.678")
    if not by_link:
        worker.hears("làm ở công ty")
        worker.says("may tan lam")
        worker.hears("giống “may tan lam”")
        worker.taps("Công đoàn cơ sở Công ty TNHH May Tân Lam Nam Thuận")
    worker.hears("Thế là xong phần làm quen")


def answers(worker: Phone, until: str = "") -> None:
    """Question after question, the way a person who taps and types does; stops where `until` is heard."""
    for question, answer in ANSWERS:
        worker.hears(question)
        if until and until == question:
            return
        if answer.startswith("›"):
            worker.says(answer[1:])
        else:
            worker.taps(answer)
    worker.hears("ảnh, tệp hay ghi âm")


def presses(phone: Phone, label: str) -> None:
    """The newest button of the conversation whose label begins so; the page's own buttons do not count."""
    phone.root.locator(".rows:not(.old) .chip").filter(has_text=re.compile(f"^{label}")).last.click()


def draw_photo(path: Path) -> Path:
    """A picture such as a worker sends: a sewing line with its lamp lit."""
    picture = Image.new("RGB", (960, 640), "#cfd8dc")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 430, 960, 640), fill="#8d9aa0")
    draw.rectangle((0, 0, 960, 46), fill="#eceff1")
    for place in range(4):
        left = 40 + place * 230
        draw.polygon([(left, 390), (left + 200, 390), (left + 215, 430), (left - 15, 430)], fill="#b58a5a")
        draw.rectangle((left + 8, 430, left + 22, 590), fill="#5d4037")
        draw.rectangle((left + 178, 430, left + 192, 590), fill="#5d4037")
        draw.rounded_rectangle((left + 50, 270, left + 165, 318), 14, fill="#37474f")
        draw.rectangle((left + 125, 310, left + 165, 390), fill="#37474f")
        draw.rectangle((left + 58, 318, left + 68, 380), fill="#90a4ae")
        draw.rectangle((left + 138, 232, left + 152, 270), fill="#c0392b" if place == 2 else "#1e88e5")
    draw.rectangle((866, 90, 878, 390), fill="#455a64")
    for radius, colour in ((58, "#f7dfa0"), (42, "#f9c74f"), (26, "#e67e22")):
        draw.ellipse((872 - radius, 90 - radius, 872 + radius, 90 + radius), fill=colour)
    picture.save(path, quality=97, subsampling=0)
    return path
