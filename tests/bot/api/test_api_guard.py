"""Who is let in, how often, and how everything that goes wrong is told."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from kit.backlog import wait
from kit.house import House
from kit.programs import Counter, Program, kind_of
from sqlalchemy.exc import OperationalError

from bot.api.guard import MOST
from bot.api.openapi import PREFIX
from storage import tables as t
from storage.clients import clients, readings


async def test_without_a_token_that_works_nothing_is_told(
    house: House, counter: Counter, program: Program
) -> None:
    wait(house, 1)
    odd = ["", "sk_wrong", program.token[:-1], f"{program.token}x", program.token.upper(), "x" * 5000]
    for token in odd:
        answer = await counter.stranger(token).asks("GET", "/initiatives/1")
        assert (answer.status_code, kind_of(answer)) == (401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    for header in (f"Basic {program.token}", program.token, f"Bearer {program.token} x", "Bearer"):
        path = "/initiatives/1"
        answer = await counter.stranger().asks("GET", path, headers={"Authorization": header})
        assert answer.status_code == 401
    one = await program.asks("GET", "/initiatives/1", headers={"Authorization": f"bearer  {program.token}"})
    assert one.status_code == 200


async def test_a_token_ends_on_its_day(house: House, counter: Counter) -> None:
    program = counter.admits("brief", expires_at=house.now + timedelta(days=1))
    assert (await program.asks("GET", "/me")).status_code == 200
    house.now += timedelta(days=1)
    assert (await program.asks("GET", "/me")).status_code == 401


async def test_a_new_token_ends_the_old_one_and_the_hash_is_all_that_is_kept(
    house: House, counter: Counter, program: Program
) -> None:
    with house.engine.begin() as connection:
        found = clients.named(connection, program.name)
        assert found is not None
        fresh = clients.rotate(connection, found.id)
    assert (await program.asks("GET", "/me")).status_code == 401
    assert (await counter.stranger(fresh).asks("GET", "/me")).status_code == 200
    assert fresh not in str(house.rows(t.clients))


async def test_who_tries_tokens_is_slowed_down_and_others_are_not(counter: Counter, program: Program) -> None:
    guess = counter.stranger(program.token[:-1] + "-")
    codes = [(await guess.asks("GET", "/me")).status_code for _ in range(40)]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert (await program.asks("GET", "/me")).status_code == 200


async def test_a_program_may_ask_so_often_a_minute(house: House, counter: Counter) -> None:
    busy, calm = counter.admits("busy", per_minute=3), counter.admits("calm", per_minute=3)
    answers = [await busy.asks("GET", "/me") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit"] == '"client";r=2;t=20'
    assert answers[0].headers["ratelimit-policy"] == '"client";q=3;w=60'
    assert kind_of(answers[3]) == "too-many"
    assert answers[3].headers["retry-after"] == "20"
    assert (await calm.asks("GET", "/me")).status_code == 200
    house.now += timedelta(seconds=20)
    assert (await busy.asks("GET", "/me")).status_code == 200
    assert (await busy.asks("GET", "/me")).status_code == 429


async def test_when_a_program_was_here_last_is_known_to_the_minute(
    house: House, counter: Counter, program: Program
) -> None:
    begun = house.now
    for seconds in (0, 30, 61):
        house.now = begun + timedelta(seconds=seconds)
        await program.asks("GET", "/me")
        expected = begun + timedelta(seconds=61 if seconds == 61 else 0)
        assert counter.client(program).used_at == expected


@pytest.mark.parametrize(
    ("path", "right"), [("/initiatives", "read"), ("/figures", "read"), ("/feed", "feed"), ("/units", "read")]
)
async def test_each_door_wants_its_right(counter: Counter, path: str, right: str) -> None:
    rest = [one for one in clients.RIGHTS if one != right]
    answer = await counter.admits("rest", rights=rest).asks("GET", path)
    assert (answer.status_code, kind_of(answer)) == (403, "right-missing")
    assert right in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["", "/", "/nothing", "/initiatives/", "/initiatives/1/2/3", "/%00", "/a%0Ab"]
)
async def test_an_unknown_address_is_a_problem_too(counter: Counter, path: str) -> None:
    answer = await counter.stranger().asks("GET", path or f"{PREFIX}/")
    assert (answer.status_code, kind_of(answer)) == (404, "not-found")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/initiatives", "GET"),
        ("/initiatives/1/decisions", "GET, POST"),
        ("/units/KCN/targets/only", "GET, PUT"),
        ("/openapi.json", "GET"),
    ],
)
@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE", "BREW"])
async def test_another_method_is_told_which_ones_there_are(
    program: Program, path: str, allowed: str, method: str
) -> None:
    answer = await program.asks(method, path)
    assert (answer.status_code, kind_of(answer)) == (405, "no-method")
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    "media", ["", "text/plain", "application/x-www-form-urlencoded", "application/json; x=1"]
)
async def test_only_json_is_taken(program: Program, media: str) -> None:
    answer = await program.asks(
        "POST", "/initiatives/1/decisions", content=b"{}", headers={"Content-Type": media, "If-Match": '"1"'}
    )
    assert (answer.status_code, kind_of(answer)) == (415, "not-json")


async def test_too_much_is_not_read(program: Program) -> None:
    path, headers = "/initiatives/1/decisions", {"Content-Type": "application/json", "If-Match": '"1"'}
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 8192
            yield b" " * 8192

    for content in (b" " * (MOST + 1), endless()):
        answer = await program.asks("POST", path, content=content, headers=headers)
        assert (answer.status_code, kind_of(answer)) == (413, "too-large")
    assert read < 4 * MOST


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"null", b"[]", b'"approve"', b"\xff\xfe", b'{"word": "approve", "words": "\\ud800"}'),
        *(b'{"word": "approve", "words": "\\u0000"}', b'{"word": NaN}', b"[" * 30_000, b"1" * 5_000),
        *(b'{"word": "approve", "\\ud800": 1}', b'{"word": "approve", "words": "\xc3\x28"}'),
    ],
)
async def test_a_body_that_is_no_decision_is_told_where_it_is_wrong(
    house: House, program: Program, content: bytes
) -> None:
    answer = await program.asks(
        "POST",
        "/initiatives/1/decisions",
        content=content,
        headers={"Content-Type": "application/json", "If-Match": '"1"'},
    )
    assert (answer.status_code, kind_of(answer)) == (422, "invalid")
    for fault in answer.json()["errors"]:
        assert fault["pointer"].startswith("#")
    assert house.rows(t.decisions) == []


async def test_a_key_is_short_and_printable(program: Program) -> None:
    path, body = "/initiatives/1/decisions", {"word": "approve"}
    for key in ("", "two words", "x" * 201, b"\xe1"):
        headers = {"If-Match": b'"1"', "Idempotency-Key": key}
        answer = await program.asks("POST", path, json=body, headers=headers)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["name"] == "Idempotency-Key"


async def test_what_breaks_is_told_without_what_broke(
    program: Program, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*told: Any) -> Any:
        raise RuntimeError("the password is 1234")

    monkeypatch.setattr(readings, "one", breaks)
    answer = await program.asks("GET", "/initiatives/1")
    assert (answer.status_code, kind_of(answer)) == (500, "failed")
    assert "1234" not in answer.text

    def busy(*told: Any) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr(readings, "one", busy)
    answer = await program.asks("GET", "/initiatives/1")
    assert (answer.status_code, kind_of(answer)) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"


async def test_problems_are_told_in_the_language_that_was_asked_for(counter: Counter) -> None:
    vietnamese = await counter.stranger().asks("GET", "/me")
    english = await counter.stranger().asks("GET", "/me", headers={"Accept-Language": "fr, en;q=0.5"})
    assert vietnamese.json()["title"] == "Chưa nhận ra phần mềm này"
    assert english.json()["title"] == "This program is not known"
    assert english.headers["content-language"] == "en"


async def test_the_description_is_there_for_everybody_and_loads_nothing(counter: Counter) -> None:
    answer = await counter.stranger().asks("GET", "/openapi.json")
    told = json.loads(answer.text)
    assert told["openapi"].startswith("3.1")
    assert told["security"] == [{"token": []}]
    assert "cdn" not in answer.text
    for path in told["paths"].values():
        for route in path.values():
            assert {"401", "403", "422", "429", "500", "503"} <= set(route["responses"])
            for status, response in route["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
    for name in ("DecisionWish", "TargetWish"):
        assert told["components"]["schemas"][name]["additionalProperties"] is False


async def test_a_program_can_ask_who_it_is(counter: Counter) -> None:
    told = await counter.admits("small", unit="KCN", rights=["read"]).reads("/me")
    assert (told["name"], told["unit"]["code"], told["rights"]) == ("small", "KCN", ["read"])
