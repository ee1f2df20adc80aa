"""A small federation with a running programme, and the people in it."""

from datetime import timedelta

from kit.house import START, House, Phone
from sqlalchemy import Engine, insert, select

from handlers.person import Role
from storage import programmes, units
from storage import tables as t
from storage.posts import invites

PROGRAMME = {
    "key": "test",
    "name": "Chương trình thử",
    "slogan": "Tự hào trí tuệ lao động Việt Nam",
    "prefix": "NT",
    "applied_from": (START - timedelta(days=600)).date(),
    "applied_to": (START + timedelta(days=30)).date(),
    "opens": (START - timedelta(days=100)).date(),
    "closes": (START + timedelta(days=30)).date(),
}
SEWING = "Công đoàn cơ sở Công ty TNHH May Tân Lam"
SHRIMP = "Công đoàn cơ sở Công ty TNHH Tôm Bảo Vịnh"


def found(engine: Engine) -> None:
    """Province, industrial zone, two factories, and a programme that is open now."""
    with engine.begin() as connection:
        units.add(connection, code="TINH", name="Liên đoàn Lao động tỉnh", kind="province")
        units.add(connection, code="KCN", name="Công đoàn Khu công nghiệp", kind="board", parent="TINH")
        units.add(connection, code="MAYTL", name=SEWING, kind="grassroots", parent="KCN", fdi=True)
        units.add(connection, code="TOMBV", name=SHRIMP, kind="grassroots", parent="KCN", fdi=True)
        programmes.run(connection, PROGRAMME)


def invite(house: House, unit: str, *, days: int = 7) -> str:
    """The payload of a fresh invite's link."""
    with house.engine.begin() as connection:
        row = connection.execute(select(t.units).where(t.units.c.code == unit)).one()
        role = Role.GRASSROOTS if row.kind == "grassroots" else Role.UPPER
        secret = invites.make_invite(
            connection, row.id, role, None, house.now, house.now + timedelta(days=days)
        )
    return f"i_{secret}"


def appoint(house: House, phone: Phone, unit: str, name: str, language: str = "vi") -> Phone:
    """An officer who is already at work: named, appointed, reachable in this conversation."""
    with house.engine.begin() as connection:
        unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit))
        person = connection.execute(
            insert(t.people)
            .values(name=name, language=language, conversation=phone.conversation, created_at=house.now)
            .returning(t.people.c.id)
        ).scalar_one()
        lane = ":".join(phone.conversation.split(":")[:2])
        connection.execute(
            insert(t.conversations).values(
                key=phone.conversation, lane=lane, person_id=person, last_at=house.now, burst_at=house.now
            )
        )
        role = Role.GRASSROOTS if unit not in ("TINH", "KCN") else Role.UPPER
        connection.execute(
            insert(t.officers).values(person_id=person, unit_id=unit_id, role=role.value, since=house.now)
        )
    return phone


def house_on(engine: Engine) -> House:
    found(engine)
    return House(engine)
