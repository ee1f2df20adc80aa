"""What can be done to the tree, what is refused and why, and what stands in the way of taking it back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, select

from handlers.person import Role
from messages.catalog import LANGUAGES, say
from storage import figures, units
from storage import tables as t
from storage.tree import changes, kinds, operations, past, undoing
from storage.tree.orders import (
    Amend,
    Create,
    Dissolve,
    Done,
    Merge,
    Move,
    Order,
    Part,
    Refused,
    Rename,
    Split,
)

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
TODAY = NOW.date()
TREE = (
    ("TINH", None, "province"),
    ("KCN", "TINH", "board"),
    ("MAYTL", "KCN", "grassroots"),
    ("TO1", "MAYTL", "section"),
    ("TOMBV", "KCN", "grassroots"),
    ("TANSA", "TINH", "commune"),
)


@pytest.fixture
def tree(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        for code, parent, kind in TREE:
            units.add(connection, code=code, name=f"Đơn vị {code}", kind=kind, parent=parent)
        connection.execute(insert(t.people).values(unit_id=3, name="Lan", created_at=NOW))
        yield connection
        connection.rollback()


def do(connection: Connection, order: Order, days: int = 0, later: int = 0) -> Done | Refused:
    return operations.perform(
        connection,
        order,
        today=TODAY,
        at=NOW + timedelta(minutes=later),
        effective=TODAY + timedelta(days=days),
    )


def done(connection: Connection, order: Order, days: int = 0, later: int = 0) -> Done:
    outcome = do(connection, order, days, later)
    assert isinstance(outcome, Done), outcome
    return outcome


def shape(connection: Connection) -> list[str]:
    return [f"{'  ' * one.depth}{one.code}" for one in figures.tree(connection)]


@pytest.mark.parametrize(
    ("order", "days", "why"),
    [
        (Create(code="TINH", name="x"), 0, "taken"),
        (Create(code="A", name="x"), 0, "bad_code"),
        (Create(code="NEW", name=" "), 0, "bad_name"),
        (Create(code="NEW", name="x", sort="city"), 0, "bad_kind"),
        (Create(code="NEW", name="x", parent="NOBODY"), 0, "unknown"),
        (Create(code="NEW", name="x"), 0, "two_roots"),
        (Create(code="NEW", name="x", parent="KCN", employer_language="fr"), 0, "bad_tongue"),
        (Rename(unit="KCN"), 0, "same"),
        (Rename(unit="KCN", code="TINH"), 0, "taken"),
        (Move(unit="KCN", parent="TO1"), 0, "circle"),
        (Move(unit="KCN", parent="KCN"), 0, "circle"),
        (Move(unit="KCN", parent="TO1"), 5, "circle"),
        (Move(unit="KCN", parent="TINH"), 0, "same"),
        (Merge(unit="KCN", into="KCN"), 0, "itself"),
        (Merge(unit="KCN", into="MAYTL"), 0, "heir_below"),
        (Dissolve(unit="KCN", people_to="TINH", units_to="TO1"), 0, "heir_below"),
        (Split(unit="KCN", parts=()), 0, "no_part"),
        (Split(unit="KCN", parts=(Part(code="NEW", name="x", children=("TANSA",)),)), 0, "not_below"),
        (Split(unit="KCN", parts=(Part(code="NEW", name="x"), Part(code="NEW", name="y"))), 0, "twice"),
        (Amend(unit="KCN"), 0, "same"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    tree: Connection, order: Order, days: int, why: str
) -> None:
    before = tree.execute(select(t.units)).all(), tree.execute(select(t.placements)).all()
    refused = do(tree, order, days)
    assert isinstance(refused, Refused)
    assert refused.why == why
    for language in LANGUAGES:
        assert "{" not in say(language, f"tree.refused.{why}", **refused.values)
    assert (tree.execute(select(t.units)).all(), tree.execute(select(t.placements)).all()) == before
    assert changes.last(tree) == 0


def test_what_ended_is_named_with_who_took_it_over(tree: Connection) -> None:
    done(tree, Merge(unit="TOMBV", into="MAYTL"))
    refused = do(tree, Rename(unit="TOMBV", name="x"))
    assert isinstance(refused, Refused)
    assert (refused.why, refused.values["heir"]) == ("ended", "MAYTL")


def test_a_change_dated_before_another_of_the_same_unit_is_refused(tree: Connection) -> None:
    done(tree, Rename(unit="MAYTL", name="Mới"), days=-5)
    assert isinstance(refused := do(tree, Move(unit="MAYTL", parent="TANSA"), days=-9), Refused)
    assert (refused.why, refused.values["day"]) == ("later", "15/11/2026")
    done(tree, Move(unit="MAYTL", parent="TANSA"), days=-5)


def test_a_unit_cannot_go_below_one_that_was_not_there_yet(tree: Connection) -> None:
    done(tree, Create(code="MOI", name="Mới", sort="ward", parent="TINH"), days=-3)
    assert isinstance(refused := do(tree, Move(unit="MAYTL", parent="MOI"), days=-9), Refused)
    assert refused.why == "not_yet"


def test_a_move_takes_all_below_with_it(tree: Connection) -> None:
    assert done(tree, Move(unit="maytl", parent="tansa")).moved == 1
    assert shape(tree) == ["TINH", "  KCN", "    TOMBV", "  TANSA", "    MAYTL", "      TO1"]
    assert tree.scalar(select(t.units.c.path).where(t.units.c.code == "TO1")) == "/1/6/3/4/"


def test_a_dissolved_unit_gives_its_people_and_its_units_to_different_ones(tree: Connection) -> None:
    outcome = done(tree, Dissolve(unit="MAYTL", people_to="TOMBV", units_to="KCN"))
    assert (outcome.people, outcome.moved) == (1, 1)
    assert shape(tree) == ["TINH", "  KCN", "    TO1", "    TOMBV", "  TANSA"]
    assert units.by_codes(tree, ["MAYTL"])["maytl"].code == "TOMBV"


def test_a_split_makes_units_beside_the_old_one(tree: Connection) -> None:
    part = Part(code="KCN2", name="Công đoàn Khu công nghiệp 2", children=("TOMBV",))
    done(tree, Split(unit="KCN", parts=(part,)))
    assert shape(tree) == ["TINH", "  KCN", "    MAYTL", "      TO1", "  KCN2", "    TOMBV", "  TANSA"]
    assert figures.unit(tree, "KCN2") is not None


def test_codes_resolve_through_recodings_and_mergers_and_are_never_given_away(tree: Connection) -> None:
    done(tree, Rename(unit="TOMBV", code="TOM1"), later=1)
    done(tree, Rename(unit="TOMBV", code="TOM2"), later=2)
    done(tree, Merge(unit="TOM2", into="MAYTL"), later=3)
    done(tree, Merge(unit="MAYTL", into="TANSA"), later=4)
    found = units.by_codes(tree, ["TOMBV", "tom1", "Tom2", "MAYTL"])
    assert {key: unit.code for key, unit in found.items()} == dict.fromkeys(
        ("tombv", "tom1", "tom2", "maytl"), "TANSA"
    )
    for code in ("TOMBV", "TOM1", "TOM2", "MAYTL"):
        refused = do(tree, Create(code=code, name="x", parent="KCN"))
        assert isinstance(refused, Refused)
        assert refused.why == "taken"


def test_a_unit_may_take_its_own_former_code_back(tree: Connection) -> None:
    done(tree, Rename(unit="KCN", code="KCN1"), later=1)
    done(tree, Rename(unit="KCN1", code="KCN"), later=2)
    assert units.by_codes(tree, ["KCN1"])["kcn1"].code == "KCN"


def test_what_is_planned_waits_for_its_day(tree: Connection) -> None:
    planned = done(tree, Merge(unit="TOMBV", into="MAYTL"), days=10)
    assert planned.planned
    assert operations.carry_out(tree, TODAY + timedelta(days=9), NOW) == []
    assert "    TOMBV" in shape(tree)
    carried = operations.carry_out(tree, TODAY + timedelta(days=12), NOW + timedelta(days=12))
    assert [one.effective for one in carried if isinstance(one, Done)] == [TODAY + timedelta(days=10)]
    assert "    TOMBV" not in shape(tree)
    assert operations.carry_out(tree, TODAY + timedelta(days=13), NOW) == []


def test_a_plan_that_has_become_impossible_is_given_up_with_its_reason(tree: Connection) -> None:
    planned = done(tree, Move(unit="TOMBV", parent="TANSA"), days=3)
    done(tree, Merge(unit="TANSA", into="KCN"))
    outcomes = operations.carry_out(tree, TODAY + timedelta(days=3), NOW + timedelta(days=3))
    assert [one.why for one in outcomes if isinstance(one, Refused)] == ["ended"]
    told = changes.find(tree, planned.change_id)
    assert told is not None
    assert told.state == "refused"
    assert told.refused is not None
    assert told.refused["values"]["heir"] == "KCN"


def test_a_plan_is_called_off(tree: Connection) -> None:
    planned = done(tree, Move(unit="TOMBV", parent="TANSA"), days=3)
    assert not isinstance(undoing.undo(tree, planned.change_id, at=NOW), Refused)
    assert operations.carry_out(tree, TODAY + timedelta(days=3), NOW) == []


def test_a_planned_change_carried_out_after_another_rests_on_that_one(tree: Connection) -> None:
    planned = done(tree, Rename(unit="TOMBV", name="Sau"), days=3)
    now = done(tree, Rename(unit="TOMBV", name="Nay"), later=5)
    operations.carry_out(tree, TODAY + timedelta(days=3), NOW + timedelta(days=3))
    refused = undoing.undo(tree, now.change_id, at=NOW)
    assert isinstance(refused, Refused)
    assert refused.values["later"] == planned.change_id
    assert not isinstance(undoing.undo(tree, planned.change_id, at=NOW), Refused)
    assert not isinstance(undoing.undo(tree, now.change_id, at=NOW), Refused)


@pytest.mark.parametrize(
    "why", ["used_people", "used_sent", "used_posts", "used_campaign", "used_plans", "used_later"]
)
def test_a_unit_that_is_in_use_is_not_unmade(tree: Connection, why: str) -> None:
    made = done(tree, Create(code="MOI", name="Mới", parent="KCN"))
    use(tree, made.unit.id, why)
    refused = undoing.undo(tree, made.change_id, at=NOW)
    assert isinstance(refused, Refused)
    assert refused.why == why
    for language in LANGUAGES:
        assert "{" not in say(language, f"tree.refused.{why}", **refused.values)
    assert "    MOI" in shape(tree)


def use(connection: Connection, unit_id: int, how: str) -> None:
    match how:
        case "used_people":
            connection.execute(insert(t.people).values(unit_id=unit_id, created_at=NOW))
        case "used_sent":
            row = {"number": 1, "code": "S1", "author_id": 1, "unit_id": unit_id, "status": "valid"}
            row |= {"title": "x", "answers": {}, "form_version": 1, "submitted_at": NOW, "updated_at": NOW}
            connection.execute(insert(t.initiatives).values(row))
        case "used_posts":
            post = {"person_id": 1, "unit_id": unit_id, "role": "grassroots", "since": NOW}
            connection.execute(insert(t.officers).values(post))
        case "used_campaign":
            week = {"name": "x", "slogan": "x", "starts": TODAY, "ends": TODAY, "closes_at": NOW}
            made = insert(t.campaigns).values(**week, created_at=NOW).returning(t.campaigns.c.id)
            campaign = connection.execute(made).scalar_one()
            connection.execute(insert(t.campaign_units).values(campaign_id=campaign, unit_id=unit_id))
        case "used_plans":
            group = {"conversation": "telegram:1:-5", "name": "x", "unit_id": unit_id, "added_at": NOW}
            connection.execute(insert(t.groups).values(group))
        case _:
            done(connection, Create(code="MOI2", name="Mới", parent="MOI"), later=5)


def test_a_code_of_a_unit_that_was_unmade_may_be_used_again(tree: Connection) -> None:
    wrong = done(tree, Create(code="MOI", name="Sai", parent="KCN"))
    assert not isinstance(undoing.undo(tree, wrong.change_id, at=NOW), Refused)
    assert units.by_codes(tree, ["MOI"])["moi"].code == "KCN"
    right = done(tree, Create(code="MOI", name="Đúng", parent="TANSA"), later=5)
    assert units.by_codes(tree, ["MOI"])["moi"].id == right.unit.id
    assert isinstance(undoing.undo(tree, wrong.change_id, at=NOW), Refused)
    done(tree, Rename(unit="MOI", code="KHAC"), later=6)


def test_the_log_tells_who_when_before_and_after(tree: Connection) -> None:
    operations.perform(tree, Rename(unit="KCN", name="Mới"), today=TODAY, at=NOW, by=1, words="theo công văn")
    (entry,) = changes.read(tree, unit_id=2)
    assert (entry.by, entry.at, entry.words, entry.state) == ("Lan", NOW, "theo công văn", "done")
    assert (entry.before[2]["name"], entry.after[2]["name"]) == ("Đơn vị KCN", "Mới")
    assert entry.asked == {"kind": "rename", "unit": "KCN", "name": "Mới"}
    assert changes.read(tree, unit_id=6) == []


def test_the_history_of_a_unit_has_each_name_it_had(tree: Connection) -> None:
    done(tree, Rename(unit="KCN", name="Một"), days=-9)
    done(tree, Rename(unit="KCN", name="Hai"), days=-9, later=1)
    done(tree, Rename(unit="KCN", name="Ba"), days=-2, later=2)
    assert [(one.name, one.since, one.until) for one in past.history(tree, 2)] == [
        ("Đơn vị KCN", None, TODAY - timedelta(days=9)),
        ("Hai", TODAY - timedelta(days=9), TODAY - timedelta(days=2)),
        ("Ba", TODAY - timedelta(days=2), None),
    ]


def test_the_first_unit_begins_a_tree_of_one(engine: Engine) -> None:
    with engine.begin() as connection:
        assert isinstance(refused := do(connection, Create(code="TINH", name="Tỉnh"), days=2), Refused)
        assert refused.why == "plan_first"
        done(connection, Create(code="TINH", name="Tỉnh", dated=False))
        assert [one.code for one in past.tree(connection, date(1990, 1, 1))] == ["TINH"]


def test_what_officers_are_follows_the_level_of_the_kind(tree: Connection) -> None:
    assert kinds.add(tree, kinds.Kind("dac_khu", "Công đoàn đặc khu", kinds.Level.UPPER, 30))
    assert not kinds.add(tree, kinds.Kind("dac_khu", "x", kinds.Level.GROUP, 30))
    done(tree, Create(code="PHUQUY", name="Đặc khu Phú Quý", sort="dac_khu", parent="TINH"))
    roles = {}
    for code in ("TINH", "KCN", "PHUQUY", "MAYTL", "TO1"):
        found = figures.unit(tree, code)
        assert found is not None
        roles[code] = found[1]
    assert roles == {
        "TINH": Role.PROVINCE,
        "KCN": Role.UPPER,
        "PHUQUY": Role.UPPER,
        "MAYTL": Role.GRASSROOTS,
        "TO1": Role.GRASSROOTS,
    }
