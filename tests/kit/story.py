"""The whole story as its people tell it, on whatever channel each of them is."""

import json
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from kit.talkers import Talker
from sqlalchemy import Engine, select

from bot.app import App
from handlers.person import Role
from storage import programmes, units
from storage import tables as t
from storage.campaigns import campaigns
from storage.posts import invites

#: 11:00 in Vietnam on a Monday of the Peak Week; its reminder is due at 11:45.
MORNING = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
IDEA = "Em gắn thêm đèn báo ở cuối chuyền may để biết máy nào sắp hết chỉ, đỡ phải chạy đi chạy lại"

#: What is heard in a question, and what is answered: numbers, words with and without diacritics.
ANSWERS = (
    ("giữ kín", "không"),
    ("tên cho sáng kiến", "Đèn báo hết chỉ cuối chuyền"),
    ("loại nào", "1"),
    ("việc gì nhiều nhất", "so 1"),
    ("Trước đây", "Trước đây phải đi từng máy xem chỉ, mỗi ca mất nửa tiếng"),
    ("đổi cách làm", "1."),
    ("đang dùng ở đâu", "Chuyền 3, xưởng may 2"),
    ("từ ngày nào", "đầu tháng 3"),
    ("lợi nhiều nhất", "mot"),
    ("bao nhiêu?", "48tr"),
    ("Ai được nhờ", "cả chuyền, 40 người"),
    ("Ai cùng nghĩ", "Trần Thị Bình 30"),
    ("quyết định công nhận", "chưa có, chưa đề nghị"),
    ("bằng sáng chế", "khong"),
    ("ảnh, tệp", "xong"),
)


class Watch:
    """A watch that runs, set to any time."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        self._ahead = at - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def passes(self, seconds: float = 20.0) -> None:
        """A person takes a moment to read and to write: what comes at once goes on with the last answer."""
        self._ahead += timedelta(seconds=seconds)


@dataclass
class Stage:
    """A running house with its people."""

    app: App
    watch: Watch
    secret: str
    worker: Talker
    officer: Talker
    silent: Talker
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)


def prepare(engine: Engine, now: datetime) -> str:
    """A province with one factory, a programme, a Peak Week from today; the invite of its officer."""
    with engine.begin() as connection:
        units.add(connection, code="TINH", name="Liên đoàn Lao động tỉnh", kind="province")
        factory = units.add(
            connection,
            code="MAYTL",
            name="Công đoàn cơ sở Công ty May Thành Lợi",
            kind="grassroots",
            parent="TINH",
            fdi=True,
        )
        programmes.run(
            connection,
            {
                "key": "2026",
                "name": "Thi đua năm 2026",
                "slogan": "Tự hào trí tuệ lao động Việt Nam",
                "prefix": "NT",
                "applied_from": date(2025, 1, 1),
                "applied_to": date(2026, 12, 31),
                "opens": None,
                "closes": None,
            },
        )
        campaigns.create(
            connection,
            name="Tuần cao điểm",
            slogan="Tự hào trí tuệ lao động Việt Nam",
            starts=date(2026, 11, 23),
            ends=date(2026, 11, 29),
            hours=[time(11, 45)],
            unit_ids=[factory],
            now=now,
        )
        return invites.make_invite(connection, factory, Role.GRASSROOTS, None, now, now + timedelta(days=7))


async def join(talker: Talker, name: str, phone: str) -> None:
    await talker.begins("u_MAYTL")
    await talker.hears("May Thành Lợi")
    for _ in range(3):
        await talker.says("đồng ý")
    await talker.hears("Họ và tên")
    await talker.says(name)
    await talker.hears("Số điện thoại")
    await talker.says(phone)
    await talker.hears("Cảm ơn")


async def report(talker: Talker, watch: Watch) -> None:
    await talker.says(IDEA)
    for question, answer in ANSWERS:
        await talker.hears(question)
        watch.passes()
        await talker.says(answer)
    shown = await talker.hears("xem lại")
    assert "48.000.000" in shown
    assert "Trần Thị Bình" in shown
    assert "01/03/2026" in shown
    await talker.says("gửi")
    await talker.hears("NT-000001")


async def take_post(stage: Stage) -> None:
    await stage.officer.begins(f"i_{stage.secret}")
    await stage.officer.hears("đồng chí")
    await stage.officer.says("Lê Thị Hạnh")
    await stage.officer.hears("Lê Thị Hạnh")


async def the_story(stage: Stage) -> None:
    await take_post(stage)
    await join(stage.worker, "nguyễn thị lan", "0912 345 678")
    await join(stage.silent, "Phạm Văn Minh", "0987654321")
    await report(stage.worker, stage.watch)

    await stage.officer.hears("NT-000001")
    await stage.officer.says("/duyet")
    await stage.officer.hears("Đang chờ duyệt: 1")
    await stage.officer.says("xem 1")
    card = await stage.officer.hears("Nguyễn Thị Lan")
    assert IDEA in card
    await stage.officer.says("tra 1 thieu quyet dinh cua giam doc")
    await stage.officer.hears("Đã trả lại NT-000001")

    told = await stage.worker.hears("nhờ anh/chị sửa thêm")
    assert "thieu quyet dinh cua giam doc" in told
    await stage.worker.says("sáng kiến của tôi")
    await stage.worker.hears("đã gửi 1 sáng kiến")
    await stage.worker.says("1")
    await stage.worker.hears("thieu quyet dinh cua giam doc")
    await stage.worker.says("sửa sáng kiến")
    await stage.worker.hears("Mọi câu đã điền sẵn")
    await stage.worker.says("sửa")
    listed = await stage.worker.hears("")
    assert listed
    await stage.worker.says("xem thêm")
    await stage.worker.hears("Trang 2/")
    await stage.worker.says(await number_of(stage, "Công nhận"))
    await stage.worker.hears("quyết định công nhận")
    await stage.worker.says("2")
    await stage.worker.hears("xem lại")
    await stage.worker.says("gửi lại")
    await stage.worker.hears("NT-000001")

    await stage.officer.hears("NT-000001")
    await stage.officer.says("duyệt 1")
    await stage.officer.hears("Đã duyệt NT-000001")
    await stage.worker.hears("Chúc mừng anh/chị")

    stage.watch.set(datetime(2026, 11, 23, 4, 45, 2, tzinfo=UTC))
    await stage.app.clock.look()
    reminder = await stage.silent.hears("Tự hào trí tuệ lao động Việt Nam")
    assert "DỪNG" in reminder
    await stage.worker.hears_nothing()
    await stage.silent.says("DỪNG")
    await stage.silent.hears("ngừng nhắn tin")


async def number_of(stage: Stage, label: str) -> str:
    """The number under which the list of answers offers this one, as a person would count it."""
    with stage.app.engine.connect() as connection:
        found = connection.execute(
            select(t.conversations.c.offered)
            .join(t.people, t.people.c.conversation == t.conversations.c.key)
            .where(t.people.c.name == "Nguyễn Thị Lan")
        ).scalar_one()

    labels = [one["label"] for one in json.loads(found) if one["numbered"]]
    return str(next(place for place, one in enumerate(labels, start=1) if one.startswith(label)))
