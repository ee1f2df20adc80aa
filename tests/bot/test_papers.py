"""Papers an officer asked for are made, kept and sent, once and whatever crashes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.scripted import Scripted
from kit.paper_desk import OFFICER, settle
from kit.papers import CODE, ITEM, LINK
from kit.sending import START, Watch, at_work, states, until
from sqlalchemy import Engine, select, update

from bot.channels.port import Limits
from bot.documents import making
from bot.sender import Sender
from handlers.officers.effects import MakePapers
from messages.catalog import say
from storage.apply import papers
from storage.apply.batch import Batch
from storage.apply.papers import Order
from storage.database.writer import Writer
from storage.library import files
from storage.library.content import examine
from storage.library.files import FileStore
from storage.tables import files as file_rows
from storage.tables import outbox as rows
from storage.traffic import outbox, receipts

ORDER = Order(
    initiative_id=ITEM.id,
    language="ko",
    code=CODE,
    link=LINK,
    once="7:2:ko",
    conversation="web:main:hanh",
    person_id=OFFICER,
    reads="vi",
)


class Desk:
    """An officer's channel with the house's files behind it."""

    def __init__(self, engine: Engine, writer: Writer, folder: Path, limits: Limits | None = None) -> None:
        self.engine = engine
        self.channel = Scripted(limits=limits or Limits(text=4096, edits=True))
        self.store = FileStore(folder / "files")
        self.watch = Watch()
        self.sender = Sender(self.channel, writer, self.store, self.watch)

    def put(self, order: Order = ORDER) -> int:
        with self.engine.begin() as connection:
            return outbox.add(connection, [papers.order_row(order, START)])

    def shown(self) -> list[str]:
        return [one.part.file.name for one in self.channel.sent if one.part.file is not None]

    def held(self) -> Sequence[files.FileRow]:
        keys = [one.part.file.key for one in self.channel.sent if one.part.file is not None]
        with self.engine.begin() as connection:
            found = files.find(connection, keys)
        return [found[key] for key in keys]


@pytest.fixture
def desk(engine: Engine, writer: Writer, tmp_path: Path) -> Desk:
    made = Desk(engine, writer, tmp_path)
    with engine.begin() as connection:
        settle(connection, made.store)
    return made


async def test_the_officer_gets_both_papers_to_edit_and_to_print(desk: Desk, engine: Engine) -> None:
    desk.put()
    async with at_work(desk.sender):
        await until(lambda: len(states(engine)) == 6 and set(states(engine)) == {"sent"})
    assert desk.shown() == [
        "Request-ko_NT-000123.docx",
        "Request-ko_NT-000123.pdf",
        "Description-ko_NT-000123.docx",
        "Description-ko_NT-000123.pdf",
    ]
    for row in desk.held():
        assert row.conversation == ORDER.conversation
        assert row.sha256 is not None
        data = desk.store.read(row.sha256)
        assert examine(row.kind, row.name, data).media_type == row.media_type  # type: ignore[union-attr]
        assert row.size == len(data)
    assert {one.address for one in desk.channel.sent} == {"hanh"}
    assert desk.channel.sent[-1].part.text == say("vi", "papers.made", code="NT-000123")


async def test_papers_asked_for_twice_in_one_act_are_made_once(desk: Desk, engine: Engine) -> None:
    assert desk.put() == 1
    assert desk.put() == 0
    async with at_work(desk.sender):
        await until(lambda: len(states(engine)) == 6 and set(states(engine)) == {"sent"})
    assert len(desk.shown()) == 4


async def test_a_crash_while_they_are_written_neither_loses_nor_doubles_them(
    desk: Desk, engine: Engine
) -> None:
    desk.put()
    with engine.begin() as connection:
        outbox.claim(connection, "web:main", START, 1)
        receipts.recover(connection, START + outbox.LEASE * 2)
    desk.watch.time = START + outbox.LEASE * 3
    async with at_work(desk.sender):
        await until(lambda: len(states(engine)) == 6 and set(states(engine)) == {"sent"})
    # Another process had written them too before the first one's end was known.
    with engine.begin() as connection:
        connection.execute(update(rows).where(rows.c.kind == "papers").values(state="queued"))
    desk.sender = replace_sender(desk)
    async with at_work(desk.sender):
        await until(lambda: set(states(engine)) == {"sent"})
    assert len(desk.shown()) == 4


def replace_sender(desk: Desk) -> Sender:
    return Sender(desk.channel, desk.sender.writer, desk.store, desk.watch)


async def test_the_officers_next_answer_does_not_wait_for_the_papers(desk: Desk) -> None:
    row = papers.order_row(ORDER, START)
    assert row.lane == "web:main"
    assert row.conversation != ORDER.conversation


async def test_an_initiative_that_is_gone_is_said_so(desk: Desk, engine: Engine) -> None:
    desk.put(replace(ORDER, initiative_id=999, reads="en"))
    async with at_work(desk.sender):
        await until(lambda: states(engine) == ["sent", "sent"])
    assert desk.channel.texts() == [say("en", "papers.gone")]


async def test_when_every_attempt_failed_the_officer_hears_it(
    desk: Desk, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> making.Made:
        raise OSError("no space left")

    monkeypatch.setattr(making, "make", broken)
    desk.put()
    with engine.begin() as connection:
        connection.execute(update(rows).values(attempts=receipts.ATTEMPTS - 1))
    async with at_work(desk.sender):
        await until(lambda: states(engine) == ["failed", "sent"])
    assert desk.channel.texts() == [say("vi", "papers.failed")]
    with engine.begin() as connection:
        assert connection.scalar(select(file_rows.c.key).where(file_rows.c.key != "web:photo")) is None


async def test_without_fonts_the_word_files_come_with_what_to_install(
    desk: Desk, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import typst

    from bot.documents import fonts

    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(fonts, "load", lambda: bare)
    desk.put()
    async with at_work(desk.sender):
        await until(lambda: len(states(engine)) == 4 and set(states(engine)) == {"sent"})
    assert desk.shown() == ["Request-ko_NT-000123.docx", "Description-ko_NT-000123.docx"]
    told = say("vi", "papers.word_only", code="NT-000123", package="fonts-noto-cjk")
    assert desk.channel.sent[-1].part.text == told


def test_the_effect_becomes_one_row_in_the_same_transaction(engine: Engine) -> None:
    effect = MakePapers(initiative_id=7, language="ko", code=CODE, link=LINK, once="7:2:ko")
    speaker = SimpleNamespace(conversation="web:main:hanh", language="vi", person=SimpleNamespace(id=OFFICER))
    turn = SimpleNamespace(look=SimpleNamespace(speaker=speaker), event=SimpleNamespace(at=START))
    batch = Batch(recognition=[(turn, effect)])  # type: ignore[list-item]
    with engine.begin() as connection:
        (row,) = papers.paper_rows(connection, batch)
    assert (row.kind, row.dedupe_key) == ("papers", "papers:7:2:ko")
    assert papers.read_order(row.body) == ORDER
