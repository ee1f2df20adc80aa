"""Who hears of a decision beside its author, and who is next."""

from datetime import timedelta

from kit.federation import appoint, found
from kit.house import House, Phone
from kit.telling import join, report, send
from sqlalchemy import Engine, insert, update

from handlers.initiative import Initiative
from handlers.officers.review import Reference
from handlers.understanding.folding import fold
from storage import initiatives
from storage import tables as t
from storage.posts import levels

TY, SUU = "Lê Văn Tý", "Lê Thị Sửu"


def people_of(house: House) -> dict[str, int]:
    return {one.name: one.id for one in house.rows(t.people)}


def sent(house: House) -> Initiative:
    send(report(join(house.person("hoa"))))
    return read(house)


def read(house: House) -> Initiative:
    with house.engine.connect() as connection:
        return initiatives.find(connection, [Reference(number=1)])[Reference(number=1)].initiative


def turn(house: House, item: Initiative, person: int) -> tuple[list[int], list[int]]:
    with house.engine.connect() as connection:
        found = levels.turns(connection, [(item, person)], house.now)[item.id, person]
    return [one.person_id for one in found.below], [one.person_id for one in found.above]


def federation(engine: Engine) -> House:
    found(engine)
    house = House(engine)
    for who, unit in (("nhung", "MAYTL"), ("binh", "KCN"), ("mai", "TINH")):
        appoint(house, house.person(who), unit, who)
    return house


def test_the_next_level_is_the_nearest_one_that_may_act(engine: Engine) -> None:
    house = federation(engine)
    item, ids = sent(house), people_of(house)
    assert turn(house, item, ids["nhung"]) == ([ids["nhung"]], [ids["binh"]])
    # Whoever would endorse it does not confirm it, so the one above does.
    assert turn(house, item, ids["binh"]) == ([ids["nhung"]], [ids["mai"]])


def test_a_post_that_ended_and_a_helper_are_passed_over(engine: Engine) -> None:
    house = federation(engine)
    item, ids = sent(house), people_of(house)
    with engine.begin() as connection:
        gone = t.officers.c.person_id == ids["binh"]
        connection.execute(update(t.officers).where(gone).values(until=house.now - timedelta(hours=1)))
        helps = t.officers.c.person_id == ids["nhung"]
        connection.execute(update(t.officers).where(helps).values(role="helper"))
    assert turn(house, item, 0) == ([ids["mai"]], [ids["mai"]])
    with engine.connect() as connection:
        told = levels.nearest(connection, [item.unit.id if item.unit else None, None], house.now)
    assert {one.person_id for officers in told.values() for one in officers} == {ids["mai"]}


def test_an_author_without_a_phone_hears_through_whoever_entered_it_and_they_decide_nothing(
    engine: Engine,
) -> None:
    house = federation(engine)
    item, ids = sent(house), people_of(house)
    with engine.begin() as connection:
        silent = t.conversations.c.person_id == item.author_id
        connection.execute(update(t.conversations).where(silent).values(reachable=False))
        author = t.people.c.id == item.author_id
        connection.execute(update(t.people).where(author).values(conversation=None))
        connection.execute(update(t.initiatives).values(entered_by=ids["nhung"]))
    nhung = house.person("nhung")
    nhung.says("duyệt 1").sees("do đồng chí nhập hộ")
    house.person("binh").says("duyệt 1").sees("Đã duyệt")
    nhung.sees("Nguyễn Thị Hoa", "Chúc mừng")


def test_joint_authors_are_each_named_once(engine: Engine) -> None:
    house = federation(engine)
    item = sent(house)
    others: list[Phone] = [join(house.person(fold(who).replace(" ", "")), name=who) for who in (TY, SUU)]
    ids = people_of(house)
    with engine.begin() as connection:
        for number, name in enumerate((TY, SUU, TY), start=10):
            values = {"initiative_id": item.id, "person_id": ids[name]}
            copied = connection.execute(
                insert(t.initiatives)
                .values(
                    number=number,
                    code=f"NT-{number:06d}",
                    author_id=ids[name],
                    status="merged",
                    title="x",
                    answers={},
                    form_version=1,
                    submitted_at=house.now,
                    updated_at=house.now,
                    merged_into=item.id,
                )
                .returning(t.initiatives.c.id)
            ).scalar_one()
            connection.execute(insert(t.joint_authors).values(**values, from_id=copied))
        found = levels.joint(connection, [item.id])[item.id]
        kept = initiatives.kept_of(connection, [ids[TY], item.author_id])
    assert [one.name for one in found] == [TY, SUU]
    assert len(others) == 2
    assert {one.code for one in kept[ids[TY]].values()} == {"NT-000001"}
    assert len(kept[ids[TY]]) == 2
    assert kept[item.author_id] == {}


def test_missing_papers_are_noted_when_it_is_sent(engine: Engine) -> None:
    house = federation(engine)
    sent(house)
    assert [one.lacking for one in house.rows(t.initiatives)] == [False]
