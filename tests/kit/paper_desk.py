"""An initiative in the database, ready to have its papers made."""

from kit.papers import ANSWERS, COMPANY, ITEM, NOON, UNION, jpeg
from sqlalchemy import Connection, insert

from storage.library.files import FileStore
from storage.tables import files, initiatives, joint_authors, people, units

WORKER, OFFICER, OTHER = 10, 20, 11
UNIT = 4


def settle(connection: Connection, store: FileStore | None = None) -> None:
    """A company with its union, a worker with a report and a photo, and an officer."""
    connection.execute(
        insert(units).values(
            id=UNIT,
            code="MAYTL",
            name=UNION,
            kind="grassroots",
            path="/4/",
            employer=COMPANY,
            employer_language="ko",
            fdi=True,
        )
    )
    connection.execute(
        insert(people),
        [
            {"id": WORKER, "name": ITEM.author_name, "created_at": NOON, "language": "vi"},
            {"id": OTHER, "name": "Phan Thị Bích Ngọc", "created_at": NOON, "language": "vi"},
            {"id": OFFICER, "name": "Lê Thị Hạnh", "created_at": NOON, "language": "vi"},
        ],
    )
    photo = {"key": "web:photo", "kind": "photo", "name": "", "words": "Dưỡng đặt vào mép"}
    report(connection, ITEM.id, 123, {**ANSWERS, "evidence": [photo]})
    if store is not None:
        held = {"kind": "photo", "media_type": "image/jpeg", "sha256": store.keep(jpeg())}
        row = {"key": "web:photo", "conversation": "web:main:w", "state": "kept", "at": NOON, **held}
        connection.execute(insert(files).values(row))


def report(
    connection: Connection, id: int, number: int, answers: dict[str, object], author: int = WORKER
) -> None:
    connection.execute(
        insert(initiatives).values(
            id=id,
            number=number,
            code=f"NT-{number:06d}",
            author_id=author,
            unit_id=UNIT,
            establishment_id=UNIT,
            status="endorsed",
            title=ITEM.title,
            answers=answers,
            form_version=1,
            submitted_at=NOON,
            updated_at=NOON,
            benefit=50_000_000,
        )
    )


def merge(connection: Connection) -> None:
    """Another worker's report turned out to be the same."""
    told = {"coauthors": [{"name": "Nguyễn Văn An", "share": "50"}, {"name": "Đỗ Hữu Nghĩa", "share": "10"}]}
    report(connection, 8, 124, told, OTHER)
    connection.execute(insert(joint_authors).values(initiative_id=ITEM.id, person_id=OTHER, from_id=8))
