"""Nodes have numbers of their own, branches of their own, and tokens that are kept as hashes."""

from kit.federation import found
from kit.house import START
from sqlalchemy import Engine, insert, select, update

from storage import merging, units
from storage import tables as t
from storage.nodes import joined, known, numbering, twins
from storage.nodes.known import Node, Refused


def add(engine: Engine, key: str, unit: str) -> tuple[Node, str] | Refused:
    with engine.begin() as connection:
        return known.add(connection, key, unit, START)


def test_each_node_has_a_million_numbers_that_nobody_else_hands_out(engine: Engine) -> None:
    found(engine)
    first, second = add(engine, "may", "MAYTL"), add(engine, "tom", "TOMBV")
    assert not isinstance(first, Refused)
    assert not isinstance(second, Refused)
    assert (first[0].first_number, second[0].first_number) == (1_000_000, 2_000_000)
    with engine.begin() as connection:
        assert numbering.reserve(connection, 2) == range(1, 3)
        counted = update(t.counters).where(t.counters.c.name == "initiative")
        connection.execute(counted.values(value=999_998))
        assert numbering.reserve(connection, 3) == range(3_000_000, 3_000_003)
        assert numbering.reserve(connection, 1) == range(3_000_003, 3_000_004)
        units.add(connection, code="DEN", name="Công đoàn cơ sở Đèn", kind="grassroots", parent="KCN")
    third = add(engine, "den", "DEN")
    assert not isinstance(third, Refused)
    assert third[0].first_number == 4_000_000


def test_two_nodes_do_not_work_for_one_branch(engine: Engine) -> None:
    found(engine)
    assert not isinstance(add(engine, "may", "MAYTL"), Refused)
    assert add(engine, "khu", "KCN") == Refused("overlaps", "may")
    assert add(engine, "may", "TOMBV") == Refused("key_taken")
    assert add(engine, "mây", "TOMBV") == Refused("bad_key")
    assert add(engine, "la", "LA") == Refused("no_unit")
    with engine.begin() as connection:
        assert known.revoke(connection, "may", START)
        assert not known.revoke(connection, "may", START)
    assert not isinstance(add(engine, "khu", "KCN"), Refused)


def test_a_revoked_token_opens_nothing_and_the_token_is_nowhere(engine: Engine) -> None:
    found(engine)
    added = add(engine, "may", "MAYTL")
    assert not isinstance(added, Refused)
    with engine.begin() as connection:
        (row,) = connection.execute(select(t.nodes)).all()
        assert added[1] not in str(row)
        assert known.find(connection, added[1]) is not None
        known.revoke(connection, "may", START)
        assert known.find(connection, added[1]) is None


def test_an_instance_with_numbers_or_a_tree_of_its_own_does_not_join(sqlite_engine: Engine) -> None:
    with sqlite_engine.begin() as connection:
        assert joined.hindrance(connection) is None
    found(sqlite_engine)
    with sqlite_engine.begin() as connection:
        assert joined.hindrance(connection) == "planted"
        person = connection.execute(insert(t.people).values(created_at=START).returning(t.people.c.id))
        values = {"author_id": person.scalar_one(), "status": "submitted", "title": "T", "answers": {}}
        values |= {"form_version": 1, "submitted_at": START, "updated_at": START}
        connection.execute(insert(t.initiatives).values(**values, number=7, code="NT-000007"))
        assert joined.hindrance(connection) == "numbered"


def test_who_becomes_one_with_another_stays_the_node_s_person(engine: Engine) -> None:
    with engine.begin() as connection:
        made = insert(t.people).values(created_at=START).returning(t.people.c.id)
        kept, other = (connection.execute(made).scalar_one() for _ in range(2))
        twins.keep(connection, "may", "person", 5, other)
        assert merging.merge(connection, kept, other, "web:test:hoa", START)
        assert twins.find(connection, "may", "person", [5]) == {5: kept}
