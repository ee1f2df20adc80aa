"""A backup holds everything, can be read by nobody else, and can be brought back."""

import io
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kit.databases import fresh_sqlite
from kit.federation import found
from kit.house import START, House
from kit.telling import join, report, send
from sqlalchemy import Connection, Engine, delete, insert, inspect, select, text

from bot.backups import archive, restoring
from bot.backups.sealing import PIECE, Opener, Sealer, Unreadable
from storage import tables as t
from storage.backups import dumping, loading
from storage.database import schema
from storage.database.engine import open_engine
from storage.feed import feed
from storage.library.files import FileStore

PASSWORD = "mot-cau-dai-de-nho"
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


def step(done: int, total: int) -> None:
    """Nobody watches the bar."""


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> House:
    """A federation with a reported initiative, a photo, and a feed that was read."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0005')"))
    found(engine)
    house = House(engine)
    send(report(join(house.person("hoa"))))
    name = FileStore(tmp_path / "files").keep(PHOTO)
    with engine.begin() as connection:
        connection.execute(delete(t.files))  # the story's own paper has no bytes
        photo = {"key": "web:a", "conversation": "web:test:hoa", "kind": "photo", "sha256": name}
        connection.execute(insert(t.files).values(**photo, state="kept", at=START))
        feed.number(connection, START)
    yield house
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))


@contextmanager
def empty(kind: str, tmp_path: Path, postgres_url: str | None = None) -> Iterator[Engine]:
    """A database with nothing in it at all."""
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}", synchronous="OFF")
    yield engine
    engine.dispose()


def save(house: House, tmp_path: Path, now: datetime = START) -> Path:
    path = tmp_path / "one.backup"
    archive.write(house.engine, FileStore(tmp_path / "files"), path, PASSWORD, "key", now, step)
    return path


def rows(engine: Engine, *left_out: str) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in dumping.tables()
            if table.name not in left_out
        }


def test_what_is_brought_back_is_what_was_there(house: House, tmp_path: Path) -> None:
    path = save(house, tmp_path)
    before = rows(house.engine, "notes")
    assert before["initiatives"]
    assert before["changes"]
    with empty("sqlite", tmp_path) as engine:
        store = FileStore(tmp_path / "other")
        manifest, sums, _ = restoring.restore(path, PASSWORD, engine, store, START, step, asleep=True)
        assert rows(engine, "notes") == before
        assert store.read(str(before["files"][0][7])) == PHOTO
        assert (sums.files, sums.missing, manifest.made_at) == (1, [], START)
        assert schema.current(engine) == "0005"
        found = House(engine).person("hoa")
        found.says("trợ giúp").sees("anh/chị")


def test_a_backup_of_sqlite_is_brought_back_into_postgresql_and_goes_on_counting(
    tmp_path: Path, postgres_url: str
) -> None:
    target = open_engine(postgres_url)
    with fresh_sqlite(tmp_path) as source:
        found(source)
        house = House(source)
        with source.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES ('0005')"))
        send(report(join(house.person("hoa"))))
        with source.begin() as connection:
            connection.execute(delete(t.files))
        path, before = save(house, tmp_path), rows(source, "notes", "outbox", "changes")
    t.metadata.drop_all(target)
    try:
        store = FileStore(tmp_path / "other")
        restoring.restore(path, PASSWORD, target, store, START, step, asleep=False)
        assert rows(target, "notes", "outbox", "changes") == before
        house = House(target, now=house.now)
        send(report(join(house.person("lan"), name="Trần Thị Lan")))
        assert [row.code for row in house.rows(t.initiatives)] == ["NT-000001", "NT-000002"]
        keys = inspect(target).get_foreign_keys("initiatives")
        assert {key["referred_table"] for key in keys} >= {"people", "units", "programmes", "initiatives"}
    finally:
        t.metadata.drop_all(target)
        with target.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        target.dispose()


def test_after_a_restore_nothing_is_sent_twice_and_the_feed_leaps(house: House, tmp_path: Path) -> None:
    with house.engine.begin() as connection:
        waits = connection.scalars(select(t.outbox.c.id).where(t.outbox.c.state == "queued")).all()
        wide = {"audience": {}, "content": {}, "made_at": START}
        connection.execute(insert(t.broadcasts).values(**wide, state="sending"))
        feed.number(connection, START)
        last = feed.newest(connection)
    assert waits
    path = save(house, tmp_path)
    with empty("sqlite", tmp_path) as engine:
        store = FileStore(tmp_path / "other")
        *_, unknown = restoring.restore(path, PASSWORD, engine, store, START, step, asleep=False)
        assert unknown == len(waits)
        after = House(engine, now=house.now)
        assert {row.state for row in after.rows(t.outbox)} & {"queued", "sending"} == set()
        (broadcast,) = after.rows(t.broadcasts)
        assert (broadcast.state, broadcast.paused) == ("paused", "sending")
        send(report(join(after.person("lan"), name="Trần Thị Lan")))
        with engine.begin() as connection:
            feed.number(connection, START)
            news = feed.read(connection, last, 100)
        assert news[0].kind == "restored"
        assert news[0].position == last + loading.LEAP
        assert "initiative" in {one.kind for one in news}


def test_a_backup_made_while_people_write_is_of_one_moment(house: House, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        """Each transaction adds one unit and one alias of it."""
        number = 0
        while not stop.is_set():
            number += 1
            with house.engine.begin() as connection:
                _both(connection, number)

    with house.engine.begin() as connection:
        for number in range(10_000, 13_000):
            _both(connection, number)
    thread = threading.Thread(target=write)
    thread.start()
    try:
        path = save(house, tmp_path)
    finally:
        stop.set()
        thread.join()
    with empty("sqlite", tmp_path) as engine:
        restoring.restore(path, PASSWORD, engine, FileStore(tmp_path / "b"), START, step, asleep=True)
        counted = loading.counts(engine, ["units", "unit_aliases"])
    assert counted["unit_aliases"] >= 3_000
    assert counted["units"] - counted["unit_aliases"] == 4


def _both(connection: Connection, number: int) -> None:
    unit = {"code": f"B{number}", "name": "B", "kind": "grassroots"}
    made = connection.execute(insert(t.units).values(unit).returning(t.units.c.id)).scalar_one()
    alias = {"code": f"A{number}", "unit_id": made, "since": START.date()}
    connection.execute(insert(t.unit_aliases).values(alias))


def test_a_file_that_was_lost_is_named_and_the_rest_is_saved(house: House, tmp_path: Path) -> None:
    path = tmp_path / "one.backup"
    sums = archive.write(house.engine, FileStore(tmp_path / "none"), path, PASSWORD, "key", START, step)
    assert (sums.files, len(sums.missing)) == (0, 1)
    assert restoring.verify(path, PASSWORD, step)[1].missing == sums.missing


def test_a_backup_of_an_earlier_version_comes_to_todays_shape(tmp_path: Path) -> None:
    shape = {"people": {"id": "plain", "language": "plain", "name": "plain", "created_at": "moment"}}
    manifest = archive.Manifest(made_at=START, revision="0004", database="sqlite", secret="", shape=shape)
    sums = archive.Sums(rows={"people": 1}, files=0, missing=[])
    parts = {
        "manifest.json": manifest.model_dump_json(),
        "tables/people/000000": '[7,"vi","Lê Thị Hoa","2026-05-01T00:00:00Z"]\n',
        "sums.json": sums.model_dump_json(),
    }
    path = tmp_path / "old.backup"
    with (
        path.open("wb") as target,
        Sealer(target, PASSWORD) as sealer,
        tarfile.open(fileobj=sealer, mode="w|gz") as tar,
    ):
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            tar.addfile(member, io.BytesIO(content.encode()))
    with empty("sqlite", tmp_path) as engine:
        restoring.restore(path, PASSWORD, engine, FileStore(tmp_path / "f"), START, step, asleep=False)
        assert schema.current(engine) == "0005"
        (person,) = House(engine).rows(t.people)
        assert (person.id, person.name, person.created_at) == (
            7,
            "Lê Thị Hoa",
            datetime(2026, 5, 1, tzinfo=UTC),
        )


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7])
def test_a_sealed_stream_opens_to_what_it_was(size: int) -> None:
    data = (b"tri tue lao dong " * (size // 17 + 1))[:size]
    assert opened(sealed(data)) == data


def test_every_change_of_a_sealed_stream_is_noticed() -> None:
    whole = sealed(b"x" * (2 * PIECE + 100))
    head = len(whole) - (2 * PIECE + 100) - 3 * 16
    for place in (0, 20, head - 1, head, head + PIECE, head + PIECE + 16, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(Unreadable):
            opened(bytes(changed))
    piece = PIECE + 16
    swapped = whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece]
    for wrong in (whole[: head + piece], whole[: head + 2 * piece], whole[:-1], swapped, whole[:10], b""):
        with pytest.raises(Unreadable):
            opened(wrong)
    with pytest.raises(Unreadable, match="sealed"):
        opened(whole, "another password")
    assert b"xxxx" not in whole


def sealed(data: bytes) -> bytes:
    target = io.BytesIO()
    sealer = Sealer(target, PASSWORD)
    sealer.write(data)
    sealer.close()
    return target.getvalue()


def opened(data: bytes, password: str = PASSWORD) -> bytes:
    return Opener(io.BytesIO(data), password).readall() or b""
