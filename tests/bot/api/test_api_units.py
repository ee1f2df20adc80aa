"""Programs read units and figures, and set targets in their officer's name."""

from typing import Any

import pytest
from kit.backlog import wait
from kit.house import House, Phone
from kit.programs import Counter, Program, kind_of
from kit.walls import aim

from storage import tables as t

PATH = "/units/MAYTL/targets/only"


@pytest.fixture
def zone(counter: Counter, zone_officer: Phone) -> Program:
    """A program of the industrial zone, whose officer leads the factories below."""
    return counter.admits("zone", unit="KCN", officer=zone_officer)


async def puts(program: Program, path: str = PATH, *, key: str = "", seen: str = "", **told: Any) -> Any:
    tag = seen or (await program.asks("GET", path)).headers["etag"]
    headers = {"If-Match": tag, **({"Idempotency-Key": key} if key else {})}
    return await program.asks("PUT", path, json={"assigned": None, "own": None, **told}, headers=headers)


async def test_the_union_above_assigns_a_target_and_the_unit_is_told(
    house: House, zone: Program, officer: Phone, zone_officer: Phone
) -> None:
    answer = await puts(zone, assigned=60, why="chia theo số lao động")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["assigned"], answer.json()["counts"]) == (60, 60)
    assert answer.headers["etag"] == (await zone.asks("GET", PATH)).headers["etag"]
    (change,) = house.rows(t.target_changes)
    assert (change.kind, change.after, change.by_id) == ("assigned", 60, zone_officer.row().id)
    assert change.words == "chia theo số lao động"
    officer.sees("60", "Phan Thanh Bình")


async def test_a_unit_sets_its_own_target_and_not_what_it_is_assigned(house: House, program: Program) -> None:
    assert (await puts(program, own=80)).json()["own"] == 80
    given = await puts(program, own=80, assigned=5)
    assert (given.status_code, kind_of(given)) == (403, "may-not-give")
    assert [one.kind for one in house.rows(t.target_changes)] == ["own"]


async def test_of_two_who_saw_the_same_target_one_sets_it(
    house: House, zone: Program, counter: Counter, zone_officer: Phone
) -> None:
    seen = (await zone.asks("GET", PATH)).headers["etag"]
    assert (await puts(zone, seen=seen, assigned=60)).status_code == 200
    late = await puts(counter.admits("late", officer=zone_officer), seen=seen, assigned=70)
    assert (late.status_code, kind_of(late)) == (412, "changed")
    assert late.json()["current"]["assigned"] == 60
    blind = await zone.asks("PUT", PATH, json={"assigned": 1, "own": None})
    assert blind.status_code == 428
    # What was reached meanwhile is no change of the target.
    seen = (await zone.asks("GET", PATH)).headers["etag"]
    wait(house, 1, status="valid")
    assert (await zone.asks("GET", PATH)).headers["etag"] != seen
    assert (await puts(zone, seen=seen, assigned=65)).status_code == 200


async def test_a_target_set_again_under_its_key_is_set_once(house: House, zone: Program) -> None:
    seen = (await zone.asks("GET", PATH)).headers["etag"]
    first = await puts(zone, seen=seen, assigned=60, key="t-1")
    again = await puts(zone, seen=seen, assigned=60, key="t-1")
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["etag"] == first.headers["etag"]
    assert len(house.rows(t.target_changes)) == 1


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"assigned": 5}, {"assigned": "5", "own": None}, {"assigned": True, "own": None}),
        *({"assigned": -1, "own": None}, {"assigned": 10**7, "own": None}, {"assigned": 10**30, "own": None}),
        *({"assigned": 1.5, "own": None}, {"assigned": 1, "own": None, "why": "x" * 301}),
        {"assigned": 1, "own": None, "unit": "KCN"},
    ],
)
async def test_a_target_is_a_whole_number_or_none(zone: Program, body: dict[str, Any]) -> None:
    answer = await zone.asks("PUT", PATH, json=body, headers={"If-Match": '"tn.n"'})
    assert (answer.status_code, kind_of(answer)) == (422, "invalid")


async def test_there_is_no_target_where_there_is_no_unit_or_no_phase(zone: Program) -> None:
    for path in ("/units/TINH/targets/only", "/units/NONE/targets/only", "/units/MAYTL/targets/first"):
        assert (await zone.asks("GET", path)).status_code == 404
        assert (await puts(zone, path, seen='"tn.n"', own=1)).status_code == 404


async def test_figures_are_those_of_every_other_report(
    house: House, program: Program, counter: Counter
) -> None:
    for number in range(1, 4):
        wait(house, number, status="valid" if number < 3 else "submitted")
    wait(house, 4, unit="TOMBV", status="valid")
    aim(house, {"MAYTL": 10})
    told = await program.reads("/figures?unit=KCN")
    assert (told["total"]["submissions"], told["total"]["valid"]) == (4, 3)
    assert {one["unit"]["code"]: one["valid"] for one in told["units"]} == {"MAYTL": 2, "TOMBV": 1}
    (sewing,) = (one for one in told["units"] if one["unit"]["code"] == "MAYTL")
    assert (sewing["target"], sewing["percent"]) == (10, 20.0)
    (programme,) = (await program.reads("/programmes"))["items"]
    key = next(one["key"] for one in programme["phases"] if told["phase"].endswith(one["name"]))
    assert told == await program.reads(f"/figures?unit=KCN&phase={key}&spread=grassroots")
    shrimp = counter.admits("shrimp", unit="TOMBV", rights=["read"])
    assert (await shrimp.reads("/figures"))["total"]["valid"] == 1
    assert (await shrimp.asks("GET", "/figures?unit=MAYTL")).status_code == 404
    assert (await program.asks("GET", "/figures?phase=none")).status_code == 404


async def test_units_are_known_by_their_codes(program: Program) -> None:
    told = await program.reads("/units/maytl")
    assert (told["code"], told["parent"], told["fdi"]) == ("MAYTL", "KCN", True)
    listed = (await program.reads("/units?limit=2"))["items"]
    assert [one["code"] for one in listed] == ["TINH", "KCN"]
    assert [one["code"] for one in (await program.reads("/units?unit=KCN"))["items"]] == [
        "KCN",
        "MAYTL",
        "TOMBV",
    ]


async def test_programmes_come_with_their_phases(program: Program) -> None:
    (one,) = (await program.reads("/programmes"))["items"]
    assert (one["key"], one["active"]) == ("test", True)
    assert [phase["key"] for phase in one["phases"]] == ["only"]
