"""The process dies while a workbook is read and applied: each row is done once, its sender hears it once."""

from collections import Counter

import pytest
from fakes.telegram_people import Person
from kit.backlog import wait
from kit.house import House
from kit.two_levels import govern
from kit.workbooks import review
from sqlalchemy import select, update

from handlers.events import FileKind, FileRef
from storage import tables as t
from storage.intakes import ledger
from storage.library import files
from storage.library.files import FileStore
from tests.crash.scene import MORNING, Scene, texts

pytestmark = pytest.mark.crash

ROWS = 45
READING = ("read", "read:1:TERM")
DOING = ("doing", "doing:2", "doing:3", "done", "done:2", "over", "over:1:TERM")


def bring(scene: Scene) -> tuple[Person, int]:
    """An officer has sent a workbook with forty-five decisions; nobody has read it yet."""
    officer = scene.officer(700, "Nhung")
    house = House(scene.engine, now=MORNING)
    govern(house, levels=1)
    for number in range(1, ROWS + 1):
        wait(house, number)
    data = review(house, {number: {"decision": "Duyệt"} for number in range(1, ROWS + 1)})
    key = f"telegram:{FileStore(scene.folder / 'files').keep(data)}"
    ref = FileRef(key=key, kind=FileKind.DOCUMENT, name="xet.xlsx", size=len(data))
    where = f"{scene.lane}:{officer.id}"
    with scene.engine.begin() as connection:
        person = connection.scalar(select(t.people.c.id).where(t.people.c.name == "Nhung"))
        files.want(connection, where, [ref], MORNING)
        number = ledger.receive(
            connection, person_id=person, conversation=where, file_key=key, name=ref.name, at=MORNING
        )
    return officer, number


def state(scene: Scene) -> str:
    return str(scene.rows(select(t.intakes.c.state))[0][0])


def agree(scene: Scene) -> None:
    """The officer's word, as the chat writes it down."""
    with scene.engine.begin() as connection:
        connection.execute(update(t.intakes).values(state="applying"))


def heard(officer: Person, words: str) -> int:
    return sum(words in text for text in texts(officer))


@pytest.mark.parametrize("bomb", READING)
async def test_reading_broken_off_is_done_again_and_asked_once(scene: Scene, bomb: str) -> None:
    officer, _ = bring(scene)
    scene.start(bomb)
    if "TERM" in bomb:
        await scene.ends()
    else:
        await scene.dies()
    scene.later()
    scene.start()
    await scene.until(lambda: state(scene) == "checked")
    await scene.quiet()
    await scene.stop()
    assert heard(officer, f"Sẽ ghi: {ROWS} dòng") == 1
    assert scene.rows(select(t.decisions.c.id)) == []


@pytest.mark.parametrize("bomb", DOING)
async def test_rows_broken_off_anywhere_are_each_done_once(scene: Scene, bomb: str) -> None:
    officer, _ = bring(scene)
    scene.start()
    await scene.until(lambda: state(scene) == "checked")
    await scene.quiet()
    await scene.stop()
    agree(scene)
    scene.start(bomb)
    if "TERM" in bomb:
        await scene.ends()
    else:
        await scene.dies()
    scene.later()
    scene.start()
    await scene.until(lambda: state(scene) == "applied")
    await scene.quiet()
    await scene.stop()
    decided = Counter(row[0] for row in scene.rows(select(t.decisions.c.initiative_id)))
    assert decided == Counter(range(1, ROWS + 1))
    assert {row[0] for row in scene.rows(select(t.decisions.c.via))} == {"workbook"}
    assert heard(officer, "Đã áp dụng xong") == 1
    assert heard(officer, f"Đã ghi: {ROWS} dòng") == 1
