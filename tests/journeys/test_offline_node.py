"""A factory without a line works on its own, and everything is one history once there is a line."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from kit.federation import appoint
from kit.hearing import Ledger
from kit.house import Phone
from kit.nodes import PHOTO, Two, two_places
from kit.telling import demo, join, report, send, until
from sqlalchemy import Engine, update

from bot.nodes.line import LineCut
from messages.catalog import say
from storage import tables as t
from storage import units
from storage.feed import feed
from storage.nodes import sending
from storage.nodes.parcels import Taken

FIRST = 1_000_000


@pytest.fixture
async def two(engine: Engine, tmp_path: Path) -> AsyncIterator[Two]:
    """The province on both databases; the node on a file of its own, as it always is."""
    async with two_places(engine, tmp_path) as opened:
        yield opened


def people(two: Two) -> tuple[Phone, Phone, Phone]:
    """A worker and an officer at the node, an officer of the level above at the province."""
    upper = appoint(two.province.house, two.province.house.person("binh"), "KCN", "Phan Thanh Bình")
    officer = appoint(two.node.house, two.node.house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    worker = join(two.node.house.person("hoa"))
    return worker, officer, upper


async def test_a_worker_without_a_line_hears_what_the_province_decided_once(two: Two) -> None:
    worker, officer, upper = people(two)
    send(report(worker))
    officer.sees("NT-1000000")
    officer.says(f"duyệt {FIRST}")
    worker.sees("Công đoàn cơ sở đã đồng ý")
    await two.sync()
    two.both()
    upper.sees("chờ cấp trên duyệt", "NT-1000000")
    upper.says(f"duyệt {FIRST}")
    worker.new()
    await two.sync()
    two.both()
    told = worker.new()
    assert len(told) == 1
    assert "NT-1000000" in told[0]
    await two.sync()
    assert worker.new() == []
    assert two.node.row(FIRST).status == "valid"
    Ledger(two, {"worker": worker, "officer": officer, "upper": upper}).check()


async def test_a_photo_is_at_the_province_byte_by_byte_before_it_counts(two: Two) -> None:
    worker, _, _ = people(two)
    worker.chooses(say("vi", "command.start"))
    until(worker, "evidence").sends_file("may.jpg")
    send(until(worker, "summary"))
    carried = await two.sync()
    assert carried.files_up == 2
    kept = {one.key: one for one in two.province.house.rows(t.files)}
    assert {one.state for one in kept.values()} == {"kept"}
    assert two.province.store.read(kept["test:may.jpg"].sha256) == PHOTO + b"test:may.jpg"
    two.both()


async def test_what_the_province_decided_meanwhile_stands_and_both_hear_of_it(two: Two) -> None:
    worker, officer, upper = people(two)
    send(report(worker))
    await two.sync()
    officer.says(f"duyệt {FIRST}")
    upper.says(f"trả lại {FIRST} ảnh mờ, chụp lại giúp")
    assert two.province.row(FIRST).status == "returned"
    for phone in (worker, officer):
        phone.new()
    carried = await two.sync()
    assert carried.laid.clashes == 1
    two.both()
    assert two.node.row(FIRST).status == "returned"
    told = officer.new()
    assert len(told) == 1
    assert "không được tính" in told[0]
    assert "nơi khác đã quyết định trước" in told[0]
    heard = worker.new()
    assert any("chụp lại giúp" in one for one in heard)
    assert any("không được tính" in one for one in heard)
    for place in (two.province, two.node):
        (clash,) = place.house.rows(t.clashes)
        assert clash.wanted["action"] == "endorse"
    worker.chooses("Sửa sáng kiến")
    send(until(worker, "summary"))
    await two.sync()
    two.both()
    assert two.province.row(FIRST).status == "submitted"
    Ledger(two, {"worker": worker, "officer": officer, "upper": upper}).check()


async def test_words_kept_with_a_step_that_does_not_count(two: Two) -> None:
    worker, officer, upper = people(two)
    send(report(worker))
    await two.sync()
    upper.says(f"duyệt {FIRST}")
    officer.says(f"trả lại {FIRST} ghi rõ số tiền tiết kiệm")
    await two.sync()
    two.both()
    for place in (two.province, two.node):
        (clash,) = place.house.rows(t.clashes)
        assert (clash.wanted["words"], clash.why) == ("ghi rõ số tiền tiết kiệm", "decided")
    officer.sees("Lời đã viết vẫn được giữ: ghi rõ số tiền tiết kiệm")


async def test_each_hears_in_their_own_language_why_a_step_does_not_count(two: Two) -> None:
    worker, officer, upper = people(two)
    send(report(worker))
    await two.sync()
    upper.says(f"duyệt {FIRST}")
    officer.says(f"trả lại {FIRST} ảnh mờ")
    person = t.people.c.id == officer.row().id
    with two.node.house.engine.begin() as connection:
        connection.execute(update(t.people).where(person).values(language="en"))
    await two.sync()
    officer.sees("While the line was down, somebody else decided first.")
    worker.sees("Lúc mất mạng, nơi khác đã quyết định trước.")


async def test_a_step_built_on_one_that_does_not_count_does_not_count_either(two: Two) -> None:
    worker, officer, upper = people(two)
    send(report(worker))
    await two.sync()
    officer.says(f"trả lại {FIRST} ảnh mờ")
    worker.chooses("Sửa sáng kiến")
    send(until(worker, "summary"))
    officer.says(f"duyệt {FIRST}")
    upper.says(f"duyệt {FIRST}")
    await two.sync()
    two.both()
    assert [one.wanted["action"] for one in two.province.house.rows(t.clashes)] == [
        "return",
        "resubmit",
        "endorse",
    ]


async def test_remarks_never_clash(two: Two) -> None:
    worker, officer, upper = people(two)
    send(report(worker))
    await two.sync()
    officer.says(f"ghi chú {FIRST} đã xem tại chuyền")
    upper.says(f"nhắn {FIRST} cho xin thêm số liệu")
    worker.new()
    await two.sync()
    two.both()
    heard = worker.new()
    assert len(heard) == 1
    assert "cho xin thêm số liệu" in heard[0]
    worker.says(f"trả lời {FIRST} mỗi ngày bớt 20 phút")
    upper.new()
    await two.sync()
    two.both()
    assert [one for one in upper.new() if "bớt 20 phút" in one]
    Ledger(two, {"worker": worker, "officer": officer, "upper": upper}).check()


async def test_what_was_told_to_the_province_is_decided_at_the_node(two: Two) -> None:
    _, officer, upper = people(two)
    worker = join(two.province.house.person("mai"), name="Trần Thị Mai")
    send(report(worker))
    assert two.province.numbers() == [1]
    ledger = Ledger(two, {"stranger": worker, "officer": officer, "upper": upper})
    ledger.watch()
    await two.sync()
    ledger.watch()
    officer.sees("NT-000001")
    two.both()
    officer.says("duyệt 1")
    await two.sync()
    two.both()
    worker.sees("Công đoàn cơ sở đã đồng ý")
    upper.sees("chờ cấp trên duyệt", "NT-000001")
    ledger.watch()
    ledger.check()


async def test_an_employer_s_answer_noted_at_the_node_comes_up(two: Two) -> None:
    worker, officer, _ = people(two)
    with two.province.house.engine.begin() as connection:
        connection.execute(update(t.programmes).values(recognition=True))
    await two.sync()
    worker.chooses(say("vi", "command.start"))
    send(until(worker, "summary", demo("Dưỡng mica")))
    officer.says(f"duyệt {FIRST}")
    await two.sync()
    two.both()
    assert two.node.row(FIRST).status == two.province.row(FIRST).status


async def test_an_old_batch_that_comes_again_later_changes_nothing(two: Two) -> None:
    worker, officer, _ = people(two)
    send(report(worker))
    batch = await two.node.write(lambda c: sending.next_batch(c, two.node.house.now))
    await two.sync()
    officer.says(f"duyệt {FIRST}")
    await two.sync()
    before = two.province.history(FIRST)
    (node,) = two.province.house.rows(t.nodes)
    made = two.exchange()
    async with made.line as line:
        answer = await line.ask("/up", batch, Taken)
    assert answer.taken == node.taken
    assert two.province.house.rows(t.nodes)[0].taken == node.taken
    assert two.province.history(FIRST) == before


async def test_the_tree_and_the_targets_come_down(two: Two) -> None:
    with two.province.house.engine.begin() as connection:
        units.add(connection, code="MAYTL-T2", name="Tổ may 2", kind="section", parent="MAYTL")
        connection.execute(update(t.units).where(t.units.c.code == "MAYTL").values(name="Công đoàn Tân Lam"))
    await two.sync()
    named = {one.code: one for one in two.node.house.rows(t.units)}
    assert set(named) == {"TINH", "KCN", "MAYTL", "MAYTL-T2"}
    assert named["MAYTL"].name == "Công đoàn Tân Lam"
    assert named["MAYTL-T2"].path.startswith(named["MAYTL"].path)


async def test_an_officer_at_the_node_asks_when_the_last_exchange_was(two: Two) -> None:
    worker, officer, _ = people(two)
    officer.says("đồng bộ")
    officer.sees("Lần đồng bộ cuối: 08:30, 23/11/2026", "Mọi việc đã được gửi lên tỉnh")
    send(report(worker))
    officer.says(f"duyệt {FIRST}").says("dong bo")
    officer.sees("Đang chờ gửi lên tỉnh: 2 việc")
    await two.sync()
    officer.says("đồng bộ").sees("Mọi việc đã được gửi lên tỉnh")
    upper = appoint(two.province.house, two.province.house.person("ha"), "KCN", "Lê Thu Hà")
    upper.says("đồng bộ").sees("không cần đồng bộ")


async def test_the_node_s_feed_is_kept_until_the_province_has_it(two: Two) -> None:
    worker, _, _ = people(two)
    send(report(worker))
    two.node.house.now += timedelta(days=90)
    with two.node.house.engine.begin() as connection:
        feed.number(connection, two.node.house.now - timedelta(days=60))
        feed.forget(connection, two.node.house.now)
    await two.sync()
    two.both()


async def test_what_is_done_at_the_node_during_an_exchange_is_not_lost(two: Two) -> None:
    worker, officer, upper = people(two)
    send(report(worker))
    await two.sync()
    officer.says(f"ghi chú {FIRST} đã xem")
    upper.says(f"trả lại {FIRST} ảnh mờ")
    two.even_clocks()
    acted = []

    made = two.exchange()
    fetch = made._bring_files

    async def act() -> None:
        """After everything was brought, and before what stands at the province comes down."""
        await fetch()
        if not acted:
            acted.append(officer.says(f"duyệt {FIRST}"))

    made._bring_files = act  # type: ignore[method-assign]
    async with made.line:
        await made.run()
    assert acted
    two.both()
    (clash,) = two.province.house.rows(t.clashes)
    assert clash.wanted["action"] == "endorse"
    officer.sees("không được tính")


async def test_a_node_without_numbers_keeps_the_report_and_says_so(two: Two) -> None:
    worker, officer, _ = people(two)
    last = update(t.counters).where(t.counters.c.name == "initiative")
    with two.node.house.engine.begin() as connection:
        connection.execute(last.values(value=1_999_998))
    send(report(worker))
    assert two.node.numbers() == [1_999_999]
    report(worker)
    officer.new()
    for _ in range(2):
        send(worker)
        worker.sees("tạm hết mã số", "vẫn giữ nguyên")
        assert worker.row().place is not None
    assert two.node.numbers() == [1_999_999]
    (alarm,) = officer.new()
    assert "hết mã số cho sáng kiến mới" in alarm
    with two.node.house.engine.begin() as connection:
        connection.execute(last.values(value=1_500_000))
    send(worker)
    assert two.node.numbers() == [1_500_001, 1_999_999]


async def test_what_is_decided_during_an_exchange_is_not_taken_back_on_the_screen(two: Two) -> None:
    worker, officer, upper = people(two)
    send(report(worker))
    await two.sync()
    upper.says(f"nhắn {FIRST} cho xin thêm số liệu")
    two.even_clocks()
    made = two.exchange()
    fetch = made._bring_files

    async def act() -> None:
        await fetch()
        officer.says(f"duyệt {FIRST}")

    async def cut() -> None:
        raise LineCut

    made._bring_files = act  # type: ignore[method-assign]
    made._fetch_files = cut  # type: ignore[method-assign]
    with pytest.raises(LineCut):
        async with made.line:
            await made.run()
    worker.sees("cho xin thêm số liệu")
    assert two.node.row(FIRST).status == "recognised"
    officer.says(f"duyệt {FIRST}")
    assert [one.action for one in two.node.house.rows(t.decisions)] == ["endorse"]
    await two.sync()
    two.both()
    assert two.province.house.rows(t.clashes) == []
    Ledger(two, {"worker": worker, "officer": officer, "upper": upper}).check()
