"""A manager's answer is kept once, with everything that follows from it, on either database."""

from collections.abc import Callable
from concurrent.futures import wait
from datetime import date

import pytest
from kit.employers import Scene, scene_on
from sqlalchemy import Engine, insert, update

from handlers.employer.requests import Answer
from storage import tables as t
from storage.database.writer import Writer
from storage.employers import answering
from storage.employers.answering import Given, Outcome

YES = Given(answer=Answer.RECOGNISED, name="Kim Min Ho", title="Director", number="18/2026")
NO = Given(answer=Answer.REFUSED, name="Park", title="Manager", words="No benefit seen")
WAIT = Given(answer=Answer.NOT_YET, name="Lee", title="HR")

Answers = Callable[[str, Given], Outcome]


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = scene_on(engine)
    made.sends()
    return made


@pytest.fixture
def answers(scene: Scene) -> Answers:
    def give(token: str, given: Given, seen: Answer = Answer.NONE) -> Outcome:
        house = scene.house
        with house.engine.begin() as connection:
            return answering.answer(connection, token, given, seen, house.now, house.tools().render)

    return give


def test_a_yes_is_a_decision_of_the_employer_with_the_officer_who_asked(
    scene: Scene, answers: Answers
) -> None:
    before = scene.house.rows(t.initiatives)[0].revision
    assert answers(scene.asks(), YES) is Outcome.KEPT
    row = scene.house.rows(t.initiatives)[0]
    assert (row.status, row.revision, row.lacking) == ("recognised", before + 2, True)
    paper = scene.house.rows(t.recognitions)[0]
    assert (paper.kind, paper.number, paper.made_by) == ("answer", "18/2026", scene.officer.row().id)
    assert row.recognition_id == paper.id
    step = scene.house.rows(t.decisions)[-1]
    assert (step.action, step.status, step.by_words) == ("recognise", "recognised", "Kim Min Ho, Director")


def test_the_same_answer_twice_changes_nothing_and_another_one_comes_too_late(
    scene: Scene, answers: Answers
) -> None:
    token = scene.asks()
    assert [answers(token, YES), answers(token, YES), answers(token, NO)] == [
        Outcome.KEPT,
        Outcome.SAME,
        Outcome.EARLIER,
    ]
    assert scene.status() == "recognised"
    assert len(scene.house.rows(t.recognitions)) == 1


def test_two_answers_in_two_transactions_at_once(scene: Scene, writer: Writer) -> None:
    token, house = scene.asks(), scene.house
    render = house.tools().render
    given = [YES, NO] * 3
    work = [
        writer.submit(lambda c, one=one: answering.answer(c, token, one, Answer.NONE, house.now, render))
        for one in given
    ]
    wait(work)
    outcomes = [one.result() for one in work]
    assert outcomes.count(Outcome.KEPT) == 1
    assert len([one for one in house.rows(t.decisions) if one.action != "ask"]) == 1


def test_an_answer_and_an_officers_paper_in_either_order(scene: Scene, answers: Answers) -> None:
    token = scene.asks()
    scene.officer.says("doanh nghiệp từ chối 1 chưa thấy hiệu quả")
    assert answers(token, YES) is Outcome.GONE
    assert scene.status() == "refused"


def test_not_yet_is_not_the_end(scene: Scene, answers: Answers) -> None:
    token = scene.asks()
    assert answers(token, WAIT) is Outcome.KEPT
    assert answers(token, WAIT) is Outcome.SAME
    assert scene.status() == "asked"
    # Whoever still has the first page on screen has not seen it.
    assert answers(token, YES) is Outcome.EARLIER
    assert scene.house.rows(t.requests)[0].answer == "not_yet"


def test_one_paper_of_the_same_number_is_one_decision(scene: Scene, answers: Answers) -> None:
    scene.sends()
    first, second = scene.asks(1), scene.asks(2)
    assert answers(first, YES) is answers(second, YES) is Outcome.KEPT
    assert len(scene.house.rows(t.recognitions)) == 1
    assert {one.recognition_id for one in scene.house.rows(t.initiatives)} == {1}


def test_joint_authors_hear_it_too(scene: Scene, answers: Answers) -> None:
    other = scene.house.person("lan").begins()
    initiative, person = scene.house.rows(t.initiatives)[0].id, other.row().id
    with scene.house.engine.begin() as connection:
        joint = {"initiative_id": initiative, "person_id": person, "from_id": initiative}
        connection.execute(insert(t.joint_authors).values(joint))
    answers(scene.asks(), YES)
    other.sees("Doanh nghiệp đã công nhận sáng kiến NT-000001")
    scene.worker.sees("Doanh nghiệp đã công nhận sáng kiến NT-000001")


def test_a_paper_that_follows_is_no_longer_lacking(scene: Scene, answers: Answers) -> None:
    token, house = scene.asks(), scene.house
    answers(token, YES)
    for key, outcome in (("employer:a", Outcome.KEPT), ("employer:a", Outcome.SAME)):
        with house.engine.begin() as connection:
            sent = answering.attach(connection, token, key, house.now, house.tools().render)
        assert sent is outcome
    assert house.rows(t.initiatives)[0].lacking is False
    assert house.rows(t.recognitions)[0].file_key == "employer:a"


def test_only_hashes_of_links_are_kept(scene: Scene) -> None:
    token = scene.asks()
    row = scene.house.rows(t.requests)[0]
    assert token not in str(row)
    assert len(row.code) == 8


def test_a_decision_signed_on_a_day_keeps_it(scene: Scene, answers: Answers) -> None:
    given = Given(answer=Answer.RECOGNISED, name="Kim", title="CEO", signed_on=date(2026, 11, 20))
    answers(scene.asks(), given)
    assert scene.house.rows(t.recognitions)[0].signed_on == date(2026, 11, 20)


def test_what_was_withdrawn_meanwhile_is_not_recognised(scene: Scene, answers: Answers) -> None:
    token = scene.asks()
    with scene.house.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(status="withdrawn"))
    assert answers(token, YES) is Outcome.GONE
    assert scene.status() == "withdrawn"
