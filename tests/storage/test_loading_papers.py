"""What the papers for an employer are written from, as the database has it."""

from datetime import timedelta
from pathlib import Path

from kit.paper_desk import OFFICER, merge, settle
from kit.papers import COMPANY, ITEM, NOON, UNION
from sqlalchemy import Connection, Engine, insert, update

from storage.library.files import FileStore
from storage.review import papers
from storage.tables import initiatives, requests, units


def ask(connection: Connection, code: str, **more: object) -> None:
    values = {"initiative_id": ITEM.id, "token_hash": code, "code": code, "language": "ko"}
    values |= {"made_by": OFFICER, "made_at": NOON, "expires_at": NOON + timedelta(days=30), **more}
    connection.execute(insert(requests).values(values))


def test_the_company_its_union_and_its_files_are_found(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        settle(connection, FileStore(tmp_path))
        facts = papers.load(connection, ITEM.id)
    assert facts is not None
    assert (facts.employer, facts.union, facts.language) == (COMPANY, UNION, "ko")
    assert (facts.item.code, facts.joint, facts.code) == ("NT-000123", (), "")
    (photo,) = facts.files
    assert (photo.words, photo.media_type, len(photo.sha256)) == ("Dưỡng đặt vào mép", "image/jpeg", 64)


def test_a_file_that_is_not_here_is_still_listed(engine: Engine) -> None:
    with engine.begin() as connection:
        settle(connection)
        facts = papers.load(connection, ITEM.id)
    assert facts is not None
    assert [(one.words, one.sha256) for one in facts.files] == [("Dưỡng đặt vào mép", "")]


def test_everybody_who_came_with_a_merge_is_named_once(engine: Engine) -> None:
    with engine.begin() as connection:
        settle(connection)
        merge(connection)
        facts = papers.load(connection, ITEM.id)
    assert facts is not None
    assert facts.joint == ("Phan Thị Bích Ngọc", "Đỗ Hữu Nghĩa")


def test_the_code_is_that_of_the_asking_that_still_runs(engine: Engine) -> None:
    with engine.begin() as connection:
        settle(connection)
        ask(connection, "K1", revoked_at=NOON)
        ask(connection, "K2")
        facts = papers.load(connection, ITEM.id)
        assert papers.find_id(connection, 123) == ITEM.id
        assert papers.find_id(connection, 999) is None
        assert papers.load(connection, 999) is None
    assert facts is not None
    assert facts.code == "K2"


def test_a_unit_nobody_placed_leaves_the_company_open(engine: Engine) -> None:
    with engine.begin() as connection:
        settle(connection)
        alone = {"unit_id": None, "establishment_id": None, "unit_words": "xuong may"}
        connection.execute(update(initiatives).values(alone))
        facts = papers.load(connection, ITEM.id)
    assert facts is not None
    assert (facts.employer, facts.union, facts.language) == ("", "xuong may", "vi")


def test_a_language_without_labels_falls_back_to_vietnamese(engine: Engine) -> None:
    with engine.begin() as connection:
        settle(connection)
        connection.execute(update(units).values(employer_language="de"))
        facts = papers.load(connection, ITEM.id)
    assert facts is not None
    assert facts.language == "vi"
