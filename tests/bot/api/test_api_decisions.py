"""Programs decide beside officers in the chat: one wins, the others are told who and when."""

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest
from kit.backlog import change
from kit.house import House, Phone
from kit.programs import Counter, Program, kind_of
from kit.telling import report, send
from sqlalchemy import insert, update

from storage import tables as t
from storage.clients import clients


@pytest.fixture
def sent(house: House, officer: Phone, zone_officer: Phone, worker: Phone) -> House:
    """Two levels; NT-000001 waits at the factory."""
    send(report(worker))
    for phone in (officer, zone_officer, worker):
        phone.new()
    return house


async def test_a_decision_of_a_program_is_told_to_the_author_and_goes_up(
    sent: House, program: Program, counter: Counter, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    answer = await program.decides(1, "approve")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["status"], told["revision"]) == ("recognised", 2)
    assert told["decision"]["by"] == "Nguyễn Thị Nhung"
    assert told["decision"]["via"] == "api"
    assert await program.reads(answer.headers["location"]) == told["decision"]
    (step,) = sent.rows(t.decisions)
    assert (step.action, step.by_id, step.via) == ("endorse", officer.row().id, "api")
    worker.sees("Công đoàn cơ sở đã đồng ý")
    zone_officer.sees("chờ cấp trên duyệt", "NT-000001")
    assert counter.queued == 1


async def test_two_programs_and_the_chat_decide_at_once_and_one_wins(
    sent: House, counter: Counter, officer: Phone, zone_officer: Phone
) -> None:
    first = counter.admits("one", officer=officer)
    second = counter.admits("two", unit="KCN", officer=officer)
    answers = await asyncio.gather(
        *(one.decides(1, "return", revision=1, words="ảnh mờ") for one in (first, second, first, second))
    )
    assert sorted(one.status_code for one in answers) == [201, 412, 412, 412]
    officer.says("duyệt 1")
    assert [one.action for one in sent.rows(t.decisions)] == ["return"]
    for lost in (one for one in answers if one.status_code == 412):
        assert kind_of(lost) == "changed"
        now = lost.json()["current"]
        assert (now["status"], now["revision"]) == ("returned", 2)
        assert now["last_decision"]["by"] == "Nguyễn Thị Nhung"
        assert now["last_decision"]["at"].endswith("Z")


async def test_what_was_decided_in_the_chat_is_412_with_who_and_when(
    sent: House, program: Program, officer: Phone
) -> None:
    officer.says("duyệt 1")
    lost = await program.decides(1, "return", revision=1, words="ảnh mờ")
    assert lost.status_code == 412
    assert lost.json()["current"]["last_decision"]["action"] == "endorse"
    assert "NT-000001" in lost.json()["detail"]
    assert len(sent.rows(t.decisions)) == 1


async def test_a_repeat_under_the_same_key_is_answered_the_same_and_changes_nothing(
    sent: House, program: Program, counter: Counter, worker: Phone
) -> None:
    first = await program.decides(1, "return", revision=1, words="ảnh mờ", key="order-77")
    worker.new()
    again = await program.decides(1, "return", revision=1, words="ảnh mờ", key="order-77")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len(sent.rows(t.decisions)) == 1
    assert worker.new() == []
    assert counter.queued == 1


async def test_the_same_key_many_times_at_once_is_one_decision(sent: House, program: Program) -> None:
    answers = await asyncio.gather(
        *(program.decides(1, "approve", revision=1, key="order-1") for _ in range(8))
    )
    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert len(sent.rows(t.decisions)) == 1


async def test_a_key_says_one_thing_only(
    sent: House, program: Program, counter: Counter, officer: Phone
) -> None:
    await program.decides(1, "return", revision=1, words="ảnh mờ", key="order-77")
    other = await program.decides(1, "return", revision=1, words="ảnh tối", key="order-77")
    assert (other.status_code, kind_of(other)) == (422, "key-reused")
    # Another program's keys are its own.
    neighbour = counter.admits("neighbour", officer=officer)
    assert (await neighbour.decides(1, "approve", revision=1, key="order-77")).status_code == 412


async def test_a_refusal_is_not_kept_under_its_key(sent: House, program: Program, officer: Phone) -> None:
    refused = await program.decides(1, "return", revision=1, key="order-5")
    assert (refused.status_code, kind_of(refused)) == (422, "reason-wanted")
    assert refused.json()["errors"][0]["pointer"] == "#/reason"
    assert sent.rows(t.client_answers) == []
    taken = await program.decides(1, "return", revision=1, words="ảnh mờ", key="order-5")
    assert taken.status_code == 201


async def test_no_decision_is_taken_blindly(sent: House, program: Program) -> None:
    path, body = "/initiatives/1/decisions", {"word": "approve"}
    blind = await program.asks("POST", path, json=body)
    assert (blind.status_code, kind_of(blind)) == (428, "revision-wanted")
    for odd in ("1", '"x"', "*", 'W/"1"', '"1", "2"', '"0"'):
        answer = await program.asks("POST", path, json=body, headers={"If-Match": odd})
        assert answer.status_code == 422, odd
        assert answer.json()["errors"] == [
            {"in": "header", "name": "If-Match", "kind": "pattern", "detail": "không đúng dạng"}
        ]
    assert sent.rows(t.decisions) == []
    seen = await program.asks("GET", "/initiatives/1")
    whole = await program.asks("POST", path, json=body, headers={"If-Match": seen.headers["etag"]})
    assert whole.status_code == 201


@pytest.mark.parametrize(
    ("word", "told", "status", "kind"),
    [
        ("reopen", {"words": "nhầm"}, 409, "impossible"),
        ("return", {}, 422, "reason-wanted"),
        ("return", {"reason": "other"}, 422, "reason-wanted"),
        ("approve", {"reason": "duplicate"}, 422, "unfit-reason"),
        ("approve", {"reason": "nonsense"}, 422, "invalid"),
        ("praise", {}, 422, "invalid"),
        ("return", {"words": "x" * 1001}, 422, "invalid"),
        ("return", {"words": "a\x00b"}, 422, "invalid"),
        ("approve", {"extra": 1}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_done_says_why(
    sent: House, program: Program, word: str, told: dict[str, Any], status: int, kind: str
) -> None:
    answer = await program.decides(1, word, **told)
    assert (answer.status_code, kind_of(answer)) == (status, kind)
    assert sent.rows(t.decisions) == []


async def test_a_program_may_do_no_more_than_its_officer(
    sent: House, counter: Counter, officer: Phone, other_officer: Phone, worker: Phone
) -> None:
    stranger = counter.admits("other", officer=other_officer)
    assert kind_of(await stranger.decides(1, "approve")) == "not-yours"
    nobody = counter.admits("nobody")
    assert kind_of(await nobody.decides(1, "approve")) == "no-officer"
    author = counter.admits("worker", officer=worker)
    assert kind_of(await author.decides(1, "approve")) == "no-officer"
    reader = counter.admits("reader", rights=["read"], officer=officer)
    answer = await reader.decides(1, "approve")
    assert (answer.status_code, kind_of(answer)) == (403, "right-missing")
    person = officer.row().id
    with sent.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(author_id=person))
    assert kind_of(await counter.admits("own", officer=officer).decides(1, "approve")) == "own"
    assert sent.rows(t.decisions) == []


async def test_an_officer_whose_post_ended_decides_nothing_through_a_program(
    sent: House, program: Program
) -> None:
    with sent.engine.begin() as connection:
        connection.execute(update(t.officers).values(until=sent.now))
    answer = await program.decides(1, "approve")
    assert (answer.status_code, kind_of(answer)) == (403, "no-officer")


async def test_what_somebody_has_taken_up_is_left_to_them(
    sent: House, program: Program, zone_officer: Phone
) -> None:
    until = sent.now + timedelta(minutes=30)
    change(sent, 1, claimed_by=zone_officer.row().id, claimed_until=until)
    answer = await program.decides(1, "approve")
    assert (answer.status_code, kind_of(answer)) == (409, "held")
    assert "Phan Thanh Bình" in answer.json()["detail"]
    sent.now = until
    assert (await program.decides(1, "approve")).status_code == 201


async def test_a_revoked_token_stops_at_once_also_for_a_known_key(
    sent: House, program: Program, counter: Counter
) -> None:
    await program.decides(1, "return", revision=1, words="ảnh mờ", key="order-77")
    with sent.engine.begin() as connection:
        found = clients.named(connection, program.name)
        assert found is not None
        clients.revoke(connection, found.id, sent.now)
    for answer in (
        await program.asks("GET", "/initiatives/1"),
        await program.asks("GET", "/feed?wait=1"),
        await program.decides(1, "return", revision=1, words="ảnh mờ", key="order-77"),
    ):
        assert (answer.status_code, kind_of(answer)) == (401, "unauthorized")


async def test_a_token_taken_away_while_the_request_waits_writes_nothing(
    sent: House, program: Program, counter: Counter
) -> None:
    """It came in while the token was good, and its turn to write came when it no longer was."""
    client, free = counter.client(program), threading.Event()
    counter.writer.submit(lambda connection: free.wait(10))
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(program.decides(1, "approve", revision=1))
        await asyncio.sleep(0.2)
        counter.writer.submit(lambda connection: clients.revoke(connection, client.id, sent.now))
        free.set()
    assert asked.result().status_code == 401
    assert sent.rows(t.decisions) == []


async def test_of_what_lies_outside_its_branch_a_program_learns_nothing(
    sent: House, counter: Counter, officer: Phone
) -> None:
    shrimp = counter.admits("shrimp", unit="TOMBV", officer=officer)
    absent = await shrimp.asks("GET", "/initiatives/999")
    for path in ("/initiatives/1", "/initiatives/1/decisions", "/initiatives/1/decisions/1", "/units/MAYTL"):
        hidden = await shrimp.asks("GET", path)
        assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert (await shrimp.decides(1, "approve", revision=1)).status_code == 404
    assert (await shrimp.reads("/initiatives"))["items"] == []
    assert [one["code"] for one in (await shrimp.reads("/units"))["items"]] == ["TOMBV"]
    assert {one["unit"] for one in (await shrimp.reads("/feed"))["items"]} <= {"TOMBV"}
    assert sent.rows(t.decisions) == []


async def test_notes_and_phone_numbers_are_for_those_with_the_right(
    sent: House, counter: Counter, officer: Phone
) -> None:
    person = officer.row().id
    with sent.engine.begin() as connection:
        for words, internal in (("hỏi lại giá trị", False), ("ngờ trùng", True)):
            connection.execute(
                insert(t.remarks).values(
                    initiative_id=1, by_id=person, at=sent.now, words=words, internal=internal
                )
            )
    plain = counter.admits("plain", rights=["read", "feed"])
    whole = counter.admits("whole")
    one = await plain.reads("/initiatives/1")
    assert one["author"] == {"name": "Nguyễn Thị Hoa", "phone": None}
    assert [said["words"] for said in one["remarks"]] == ["hỏi lại giá trị"]
    one = await whole.reads("/initiatives/1")
    assert one["author"]["phone"] == "+84912345678"
    assert [said["words"] for said in one["remarks"]] == ["hỏi lại giá trị", "ngờ trùng"]
    told = [len((await who.reads("/feed?kinds=remark"))["items"]) for who in (plain, whole)]
    assert told == [1, 2]
    assert "0912" not in str((await plain.reads("/initiatives"))["items"])
