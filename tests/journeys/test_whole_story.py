"""The whole story on both databases, and two officers at the very same moment."""

import threading

from kit.federation import appoint, found, invite
from kit.house import House
from kit.telling import demo, join, report, until
from sqlalchemy import Engine

from bot import pump
from handlers.events import Tapped
from storage import tables as t
from storage.apply import Conflict


def test_reported_returned_mended_approved_and_told(engine: Engine) -> None:
    found(engine)
    house = House(engine)
    officer = house.person("nhung").begins(invite(house, "MAYTL")).says("Nguyễn Thị Nhung")
    worker = join(house.person("hoa"))
    report(worker, demo("Khay lot")).sees("Đỗ Minh Khang: 30%").taps("Gửi").sees("NT-000001")
    officer.sees("NT-000001").taps("Xem và xét").taps("Trả lại").taps("Nội dung").says("Ghi rõ số khay")
    worker.sees("Nội dung còn thiếu", "Ghi rõ số khay").taps("Sửa sáng kiến")
    worker.changes("Cách làm mới").says("Mỗi trạm 12 khay lót xốp, có nắp đậy chống bụi")
    worker.taps("Gửi lại").sees("NT-000001")
    officer.sees("gửi lại").taps("Xem và xét").sees("12 khay").taps("Duyệt")
    worker.sees("Chúc mừng", "NT-000001")
    assert [one.action for one in house.rows(t.decisions)] == ["return", "resubmit", "approve"]
    assert len(house.rows(t.initiatives)) == 1
    assert not [one for one in house.rows(t.inbox) if one.state != "done" or one.attempts]


def test_a_restart_between_any_two_answers_loses_nothing(engine: Engine) -> None:
    found(engine)
    house = House(engine)
    worker = join(house.person("hoa")).taps("Báo sáng kiến")
    for step in ("title", "before", "effect", "coauthors", "decision_number", "evidence", "summary"):
        again = worker.house.restarted()
        again.now = worker.house.now
        worker = until(again.person("hoa"), step)
    worker.taps("Gửi").sees("NT-000001")
    assert house.rows(t.initiatives)[0].answers["decision_number"] == "18/QĐ-MTL"


def test_two_officers_at_the_same_moment_on_two_connections(engine: Engine) -> None:
    found(engine)
    house = House(engine)
    officers = [appoint(house, house.person(f"o{n}"), "MAYTL", f"Cán bộ {n}") for n in (1, 2)]
    worker = join(house.person("hoa"))
    report(worker).taps("Gửi")
    for one in officers:
        house.store(Tapped(conversation=one.conversation, at=house.now, data="d:1:1:approve"))
    together = threading.Barrier(2)
    broken: list[BaseException] = []

    def works() -> None:
        together.wait()
        for _ in range(20):
            try:
                with engine.begin() as connection:
                    if not pump.work(connection, house.tools(), 1).taken:
                        return
            except Conflict:
                continue
            except BaseException as error:
                broken.append(error)
                return

    threads = [threading.Thread(target=works) for _ in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    house.pump()
    assert broken == []
    assert len(house.rows(t.decisions)) == 1
    said = [one.last() for one in officers]
    assert sum("Đã duyệt NT-000001" in one for one in said) == 1
    assert sum("đã duyệt NT-000001 lúc" in one for one in said) == 1
    assert sum("Chúc mừng" in one for one in worker.new()) == 1
