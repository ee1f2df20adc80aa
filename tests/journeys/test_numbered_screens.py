"""Every screen of the product, on a channel without buttons: each number and each word that is offered does
exactly what the button would do, and nothing is longer than one message may be."""

import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unicodedata import is_normalized

import pytest
from kit.federation import appoint, found, invite
from kit.house import NUMBERS, House, Phone
from kit.telling import demo, join, report, until
from sqlalchemy import Connection, Engine, insert, select, update

from bot import pump
from bot.channels import cutting
from handlers.events import Event, FileKind, Said, Tapped
from handlers.speaker import Offer
from handlers.understanding.folding import fold
from storage import codec, units
from storage import tables as t
from storage.posts import invites as invite_rows
from storage.tables import metadata
from storage.traffic import inbox

pytestmark = pytest.mark.slow

#: Longer labels of choices are not typed out but numbered (`choices.pick`).
TYPED = 60


@dataclass
class Watched(House):
    """A house that looks at every screen as it is shown."""

    limits: Any = NUMBERS
    seen: set[Any] = field(default_factory=set)
    tried: int = 0

    def hear(self, event: Event, key: str | None = None) -> None:
        super().hear(event, key)
        self.look(event.conversation)

    def look(self, conversation: str) -> None:
        with self.engine.connect() as connection:
            row = connection.execute(
                select(t.conversations).where(t.conversations.c.key == conversation)
            ).one()
        offers = codec.read_offers(row.offered)
        phone = Phone(self, conversation)
        fits(phone)
        shown = (offers, row.place)
        if not offers or shown in self.seen:
            return
        self.seen.add(shown)
        named(phone, offers)
        for number, offer in places(offers):
            pressed = self.outcome(Tapped(conversation=conversation, at=self.now, data=offer.data))
            for words in ways_to_say(number, offer):
                typed = self.outcome(Said(conversation=conversation, at=self.now, text=words))
                if typed != pressed:
                    raise AssertionError(
                        f"{words!r} is not {offer} on {phone.last()!r}: {differing(typed, pressed)}"
                    )
                self.tried += 1

    def outcome(self, event: Event) -> dict[str, list[Any]]:
        """What the database would hold after this, which then never happened."""
        channel, account, _ = event.conversation.split(":", 2)
        with self.engine.connect() as connection:
            undone = connection.begin()
            inbox.store(connection, channel, account, [("tried", event)])
            while pump.work(connection, self.tools(), pump.BATCH, self.routes).taken:
                pass
            kept = everything(connection)
            undone.rollback()
        return kept


def everything(connection: Connection) -> dict[str, list[Any]]:
    """All that is known, but for the words it was learnt from."""
    tables = [table for table in metadata.sorted_tables if table.name not in ("inbox", "units")]
    return {table.name: list(connection.execute(select(table)).all()) for table in tables}


def differing(typed: dict[str, list[Any]], pressed: dict[str, list[Any]]) -> list[str]:
    """The names of the tables and what was said, for the message of a failure."""
    names = [name for name in typed if typed[name] != pressed[name]]
    return [*names, *(str(kept["outbox"][-1].body)[:300] for kept in (typed, pressed))]


def places(offers: tuple[Offer, ...]) -> list[tuple[int, Offer]]:
    """Each offer with its number, 0 for what is said in words."""
    numbered = [offer for offer in offers if offer.numbered]
    return [(place, one) for place, one in enumerate(numbered, 1)] + [
        (0, one) for one in offers if not one.numbered
    ]


def ways_to_say(number: int, offer: Offer) -> list[str]:
    """Its number, and its words with and without their marks."""
    words = [offer.label, fold(offer.label)] if not number or len(offer.label) <= TYPED else []
    return [str(number), *words] if number else words


def fits(phone: Phone) -> None:
    for part in phone.parts()[-6:]:
        assert is_normalized("NFC", part.text)
        assert cutting.units(part.text) <= 1900
        assert not part.rows


def named(phone: Phone, offers: tuple[Offer, ...]) -> None:
    """What may be typed stands in what was said."""
    said = "\n".join(part.text for part in phone.parts()[-6:])
    for number, offer in places(offers):
        assert (f"{number}. {offer.label}" if number else offer.label) in said, (offer, said)


@pytest.fixture
def house(sqlite_engine: Engine) -> Watched:
    found(sqlite_engine)
    with sqlite_engine.begin() as connection:
        for number in range(1, 15):
            units.add(
                connection,
                code=f"MAY{number:02}",
                name=f"Công đoàn cơ sở Công ty May Hòa Bình {number}",
                kind="grassroots",
                parent="KCN",
            )
    return Watched(sqlite_engine)


def many(house: House, author: Phone, count: int) -> None:
    """More initiatives like the one this author sent, so that lists grow longer than a screen."""
    with house.engine.begin() as connection:
        row = connection.execute(select(t.initiatives)).first()
        assert row is not None
        for number in range(2, count + 2):
            again = {
                **row._mapping,
                "number": number,
                "code": f"NT-{number:06}",
                "title": f"Khay lót {number}",
            }
            del again["id"]
            connection.execute(insert(t.initiatives).values(again))
        connection.execute(update(t.counters).values(value=count + 1))


def test_first_contact(house: Watched) -> None:
    phone = house.person("hoa").says("chào").says("English").says("help").says("2").sees("we stop here")
    phone.says("start").says("We put a lamp at the end of the line").says("trợ giúp").says("what").says("1")
    phone = house.person("lan").begins()
    phone.says("1").says("quay lại").says("1").says("2").says("2").says("trợ giúp")
    phone.says("123").says("Lê Thị Hoa").says("12").says("quay lại").says("Giữ như cũ").says("bỏ qua")
    phone.says("may hòa bình").sees("1. ", "Xem thêm").says("xem thêm").says("tiếp nữa").says("trang trước")
    phone.says("quay lại").says("bỏ qua").says("xưởng gỗ Út Mười").says("1").sees("Cảm ơn")
    assert house.tried > 100


def test_the_whole_report(house: Watched) -> None:
    phone = join(house.person("hoa"))
    phone.says("báo sáng kiến").says("ngắn").says("Công thức pha keo của tổ em").sends_file("a.jpg")
    phone.says("2").sees("sẽ bị bỏ").says("2").says("1").says("làm lại").sees("viết lại từ đầu").says("2")
    phone.sees("kể lại từ đầu").says("hủy").sees("bỏ hẳn").says("2").says("1").says("tạm dừng").says("1")
    until(phone, "applied").says("ngày nào đó")
    until(phone, "coauthors").says("Nguyễn Văn An").says("trợ giúp").says("1")
    until(phone, "evidence").sends_file("b.jpg").sends_file("c.pdf", FileKind.DOCUMENT)
    until(phone, "summary").says("linh tinh").says("2").says("xem thêm").says("xem thêm").says("trang trước")
    phone.says("Về bản xem lại").says("sửa").says("thêm").says("1").says("quay lại").says("tạm dừng")
    phone.begins().begins("u_TOMBV").says("2").says("tiếp tục").says("hủy").says("1").says("tiếp tục")
    assert house.tried > 150


def test_a_report_in_english_with_another_effect(house: Watched) -> None:
    phone = join(house.person("hoa")).says("language").says("2").says("report an initiative")
    phone.says("We put a lamp at the end of the sewing line").says("1").says("1").says("skip").says("skip")
    phone.says("We had to walk along the line").says("1").says("Line 3").says("1").says("6")
    phone.says("Nobody slips any more").says("skip").says("1").says("3").says("1").says("done")
    phone.says("edit").says("more").says("page before").says("Back to the summary").says("1")
    assert house.rows(t.initiatives)
    assert house.tried > 100


def test_ones_own_initiatives(house: Watched) -> None:
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = join(house.person("hoa"))
    worker.says("sáng kiến của tôi")
    report(worker, demo("Khay lot")).says("1")
    many(house, worker, 20)
    worker.says("sáng kiến của tôi").says("xem thêm").says("thêm nữa").says("trang trước").says("2")
    worker.says("rút lại").says("1")
    officer.says("trả 1 thiếu quyết định")
    worker.says("sáng kiến của tôi").sees("1. NT-000001 · cần anh/chị sửa thêm").says("thêm")
    worker.says("trang trước").says("1").sees("Chưa có quyết định").says("1").sees("Mọi câu đã điền sẵn")
    worker.says("sáng kiến của tôi").says("1").says("sửa sáng kiến").says("sửa").says("thêm")
    worker.says("3").sees("Ai được nhờ").says("cả xưởng").says("1").sees("đã tới công đoàn")
    worker.says("báo sáng kiến").says("Em gắn con lăn dưới bàn đóng gói").says("sáng kiến của tôi")
    worker.says("dừng").says("nhận tin").says("1").says("ngôn ngữ").says("1").says("dữ liệu của tôi")
    worker.says("trợ giúp").begins("u_TOMBV").says("1")
    assert house.tried > 150


def test_what_an_officer_sees_and_decides(house: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is made by chance would differ between the press and the words for it.
    chance = SimpleNamespace(token_urlsafe=lambda size: "s3cr-t_x", randbelow=lambda top: 48291375)
    officer = house.person("nhung").begins(invite(house, "KCN"))
    officer.says("Nguyễn Thị Nhung").says("1")
    placeless = house.person("minh").begins().says("1").says("1").says("2").says("Phạm Văn Minh")
    placeless.says("bỏ qua").says("xưởng gỗ Hòa Bình").says("không thấy, ghi theo lời tôi").sees("Cảm ơn")
    report(placeless, demo("Khay lot")).says("1")
    many(house, placeless, 17)
    officer.says("/duyet").says("xem thêm").says("tiếp nữa").says("trang trước").says("quay lại").says("2")
    officer.says("1").sees("Đã duyệt NT-000002").says("1").says("2").says("4").says("gửi luôn")
    officer.sees("Đã trả lại NT-000001").says("1").says("2").says("thôi").sees("chưa quyết định gì").says("1")
    officer.says("3").says("Lý do khác, tự viết").says("chưa rõ hiệu quả ở chỗ nào").sees("Đã ghi NT-000003")
    officer.says("1").says("/tim khay").says("xem thêm").says("xem thêm").says("trang trước")
    officer.says("/tim").says("/tim zzz")
    officer.says("xem 999").says("xem 17").says("4").sees("chọn đơn vị đúng").says("1").sees("Đã ghi đơn vị")
    monkeypatch.setattr(invite_rows, "secrets", chance)
    officer.says("nhiệm vụ").says("nhập hộ").says("MAYTL").says("Lê Văn Nam")
    officer.says("bỏ qua").says("thôi không nhập")
    officer.says("mời MAYTL").says("1").says("lời mời").says("1").says("trợ giúp").says("alo")
    placeless.says("duyệt 1").says("/duyet")
    assert house.tried > 150


def test_the_words_of_a_notice_work_beside_the_screen_it_came_in_between(house: Watched) -> None:
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = join(house.person("hoa"))
    for words in ("Xem và xét", "xem va xet", "XEM VA XET"):
        worker.chooses("Báo sáng kiến")
        until(worker, "summary", demo("Khay lot")).says("1")
        code = house.rows(t.initiatives)[-1].code
        officer.sees(code, "Có thể nhắn: Xem và xét").says(words).sees("Đang chờ duyệt", code)
    for number, words in ((1, "Sửa sáng kiến"), (2, "sua sang kien")):
        worker.says("trợ giúp")
        officer.says(f"trả {number} thiếu quyết định")
        worker.sees("Có thể nhắn: Sửa sáng kiến").says(words).sees(f"sửa sáng kiến NT-00000{number}")
        worker.says("1").sees("NT-00000")


def test_the_conversations_of_one_person(house: Watched) -> None:
    first = join(house.person("hoa"))
    second = house.person("hoa", channel="console").says("chào")
    found = re.search(r"[0-9]{4} [0-9]{3} [0-9]{3}", first.says("liên kết").last())
    assert found is not None
    second.says(found[0]).sees("1. ", "2. ").says("1").sees("nối xong")
    second.says("kênh nhận tin").says("1").says("bỏ nối").says("2").says("bỏ nối").says("1")
    second.sees("Đã tách ra").says("1")
    assert house.tried > 50
