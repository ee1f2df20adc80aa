"""A search finds what is there now, within the branch, however common its words are."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, update

from handlers.officers.queue.queue_facts import Turn
from storage import tables as t
from storage import units
from storage.review import search

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
ALL, MAY = ("/1/",), ("/1/2/",)


@pytest.fixture
def told(engine: Engine) -> Iterator[Connection]:
    """Thirty initiatives of two factories and of none."""
    with engine.begin() as connection:
        units.add(connection, code="KCN", name="Khu", kind="board")
        units.add(connection, code="MAY", name="May", kind="grassroots", parent="KCN")
        units.add(connection, code="TOM", name="Tôm", kind="grassroots", parent="KCN")
        connection.execute(insert(t.people), [{"name": "Hoa", "created_at": NOW}])
        connection.execute(insert(t.initiatives), [_row(number) for number in range(1, 31)])
        yield connection


def _row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "code": f"NT-{number:06d}",
        "author_id": 1,
        "unit_id": (None, 2, 3)[number % 3],
        "status": "submitted",
        "title": "x",
        "answers": {},
        "form_version": 1,
        "folded": f"cai tien may so {number} {'le' if number % 2 else 'chan'} hoa",
        "submitted_at": NOW,
        "updated_at": NOW,
        **more,
    }


def pages(connection: Connection, paths: tuple[str, ...], words: str) -> list[int]:
    """Everything that is found, page by page, there and back."""
    found, ids, seen = search.find(connection, paths, words, None, 5), [], []
    while found.ids and len(ids) < 100:
        ids += found.ids
        seen.append(found.ids)
        found = search.find(connection, paths, words, Turn("after", NOW, found.ids[-1]), 5)
        if found.ids and found.ids[0] == ids[0]:
            break
    for earlier, later in pairwise(seen):
        assert search.find(connection, paths, words, Turn("before", NOW, later[0]), 5).ids == earlier
    return ids


@pytest.mark.parametrize(("cap", "many"), [(100, 1000), (4, 1000), (100, 1), (4, 1)])
def test_every_way_of_looking_finds_the_same(
    told: Connection, monkeypatch: pytest.MonkeyPatch, cap: int, many: int
) -> None:
    monkeypatch.setattr(search, "CAP", cap)
    monkeypatch.setattr(search, "_MANY_UNITS", many)
    assert pages(told, ALL, "Cải tiến máy") == list(range(30, 0, -1))
    assert pages(told, MAY, "lẻ HOA") == [n for n in range(30, 0, -1) if n % 2 and n % 3 != 2]
    assert pages(told, ALL, "máy khâu") == []
    assert pages(told, ALL, "may 7") == [7]


def test_a_code_or_a_number_finds_the_one_it_is(told: Connection) -> None:
    assert search.find(told, ALL, "NT-000005", None, 5).ids == (5,)
    assert search.find(told, ALL, "nt 5", None, 5).ids == (5,)
    assert search.find(told, MAY, "NT-000005", None, 5).ids == ()


def test_words_that_mean_something_to_an_index_are_words(told: Connection) -> None:
    for words in ('"may"', "may OR tom", "may* (", "_may", "'; drop table", "NOT may", "may & !hoa", "😀"):
        assert len(search.find(told, ALL, words, None, 5).ids) in (0, 5)


def test_what_is_changed_moved_or_gone_is_found_as_it_is_now(told: Connection) -> None:
    one = t.initiatives.c.id == 4
    told.execute(update(t.initiatives).where(one).values(folded="mang tom", unit_id=3))
    assert search.find(told, ("/1/3/",), "máng", None, 5).ids == (4,)
    assert search.find(told, MAY, "máng", None, 5).ids == ()
    assert 4 not in pages(told, ALL, "cải tiến")
    told.execute(delete(t.initiatives).where(one))
    assert search.find(told, ALL, "máng tôm", None, 5).ids == ()
    told.execute(insert(t.initiatives), [_row(31, id=4, folded="")])
    assert search.find(told, ALL, "máng tôm", None, 5).ids == ()


def test_a_word_without_an_end_breaks_nothing(told: Connection) -> None:
    told.execute(insert(t.initiatives), [_row(32, folded=f"a{'b' * 7000} mang")])
    assert search.find(told, ALL, "máng", None, 5).ids == (31,)
