"""Forms that officers fill in: with the units of their branch, sent where they asked, never as formulas."""

import asyncio
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from kit.federation import appoint, found
from kit.house import BUTTONS, ZONE, House, Phone
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, update
from typer.testing import CliRunner

from bot.commands.line import build
from bot.workbooks import desk, templates
from bot.workbooks.picture_links import PictureLinks
from handlers.person import Role
from storage import tables as t
from storage.apply import exports
from storage.library.files import FileStore


@pytest.fixture
def house(sqlite_engine: Engine) -> House:
    found(sqlite_engine)
    return House(sqlite_engine)


@pytest.fixture
def officer(house: House) -> Phone:
    return appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


def fulfil(house: House, folder: Path) -> bytes:
    """Whatever was ordered is made and given; the bytes of the last file."""
    store = FileStore(folder)
    made = b""
    for row in [one for one in house.rows(t.outbox) if one.kind == "workbook"]:
        order = exports.read_order(row.body)
        tools = desk.Desk(house.engine, ZONE, no_links)
        give = asyncio.run(desk.fulfil(order, tools, store, BUTTONS, house.now))
        with house.engine.begin() as connection:
            give(connection)
        sha256 = [one.sha256 or one.key.split(":")[1] for one in house.rows(t.files)][-1]
        made = store.read(sha256)
    return made


def no_links(_: object) -> PictureLinks:
    raise AssertionError("a form links no pictures")


def listed(data: bytes) -> list[str]:
    with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        rows = book.get_sheet_by_name("Danh sách").to_python()
    return [str(row[0]) for row in rows[1:] if row[0]]


def test_the_form_comes_with_the_units_of_the_officers_own_branch(
    house: House, officer: Phone, tmp_path: Path
) -> None:
    officer.says("tải mẫu nhập")
    data = fulfil(house, tmp_path)
    officer.sees("Tệp mẫu đây", "1 đơn vị")
    assert listed(data) == ["Công đoàn cơ sở Công ty TNHH May Tân Lam (MAYTL)"]


def test_a_post_that_ended_meanwhile_brings_no_form(house: House, officer: Phone, tmp_path: Path) -> None:
    officer.says("tải mẫu nhập")
    with house.engine.begin() as connection:
        connection.execute(update(t.officers).values(until=house.now))
    row = next(one for one in house.rows(t.outbox) if one.kind == "workbook")
    tools = desk.Desk(house.engine, ZONE, no_links)
    order = exports.read_order(row.body)
    give = asyncio.run(desk.fulfil(order, tools, FileStore(tmp_path), BUTTONS, house.now))
    with house.engine.begin() as connection:
        give(connection)
    assert "Tệp mẫu đây" not in officer.last()
    assert house.rows(t.files) == []


@pytest.mark.parametrize("name", templates.NAMES)
def test_no_cell_of_a_form_is_a_formula(house: House, tmp_path: Path, name: templates.Name) -> None:
    evil = "=HYPERLINK(1)"
    with house.engine.begin() as connection:
        connection.execute(update(t.units).where(t.units.c.code == "MAYTL").values(name=evil))
    appoint(house, house.person("x"), "MAYTL", evil)
    path = tmp_path / "mau.xlsx"
    with house.engine.connect() as connection:
        templates.write(path, connection, name, "/", "vi", house.now.date())
    with zipfile.ZipFile(path) as packed:
        sheets = [packed.read(one).decode() for one in packed.namelist() if "worksheets/" in one]
    assert all("<f>" not in sheet for sheet in sheets)
    assert any(evil in sheet for sheet in sheets)


def test_who_sees_to_units_is_offered_every_form(house: House) -> None:
    province = appoint(house, house.person("tinh"), "TINH", "Lê Thị Tỉnh")
    with house.engine.begin() as connection:
        connection.execute(update(t.officers).values(role=Role.PROVINCE.value))
    province.says("tải mẫu")
    for which in ("sáng kiến", "đơn vị", "chỉ tiêu", "cán bộ"):
        province.says("tải mẫu").chooses(f"Mẫu {which}").sees("Đang làm tệp mẫu")


def test_whoever_has_two_posts_says_for_which(house: House, officer: Phone) -> None:
    person = officer.row().id
    with house.engine.begin() as connection:
        unit = connection.execute(t.units.select().where(t.units.c.code == "TOMBV")).one().id
        connection.execute(
            t.officers.insert().values(person_id=person, unit_id=unit, role="grassroots", since=house.now)
        )
    officer.says("tải mẫu nhập").chooses("Công đoàn cơ sở Công ty TNHH Tôm Bảo Vịnh").sees("Đang làm")
    (row,) = [one for one in house.rows(t.outbox) if one.kind == "workbook"]
    assert exports.read_order(row.body).unit_id == unit


@pytest.mark.slow
@pytest.mark.usefixtures("installation")
def test_a_form_is_written_at_the_machine(tmp_path: Path) -> None:
    run = CliRunner()
    ended = run.invoke(build(), ["unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province"])
    assert ended.exit_code == 0, ended.output
    out = tmp_path / "mau.xlsx"
    ended = run.invoke(build(), ["template", "entry", "--unit", "tinh", "--out", str(out)])
    assert ended.exit_code == 0, ended.output
    assert "1 đơn vị" in ended.output
    assert listed(out.read_bytes()) == ["Liên đoàn Lao động tỉnh (TINH)"]
    assert run.invoke(build(), ["template", "nonsense", "--out", str(out)]).exit_code == 2
    assert run.invoke(build(), ["template", "entry", "--unit", "XX", "--out", str(out)]).exit_code == 2
