"""An employer is asked and answers: by the link in Korean, on paper, with a no, and for forty at once."""

from pathlib import Path

import pytest
from kit.employers import Scene, scene_on
from kit.house import NUMBERS
from kit.managers import Browser, page_of
from sqlalchemy import Engine, update

from handlers.events import FileKind
from storage import tables as t

pytestmark = pytest.mark.slow


@pytest.fixture
def scene(sqlite_engine: Engine) -> Scene:
    return scene_on(sqlite_engine)


def records(scene: Scene, first: str = "quyết định 1") -> Scene:
    """The officer writes a decision down, up to the question what it covers or the last look."""
    officer = scene.officer
    officer.says(first).sees("gửi ảnh hoặc tệp quyết định").sends_file("qd.jpg")
    officer.sees("Đã nhận bản quyết định").chooses("Quyết định").says("18/2026/QĐ").says("hôm qua")
    officer.says("Kim Min Ho").says("Giám đốc")
    return scene


async def test_a_manager_answers_in_korean(scene: Scene, tmp_path: Path) -> None:
    scene.sends()
    token = scene.asks()
    scene.officer.sees("귀사의 무궁한 발전을 기원합니다", "2026년 12월 22일까지")
    scene.worker.sees("Công đoàn đã đề nghị doanh nghiệp công nhận sáng kiến NT-000001")
    async with page_of(scene, tmp_path) as url, Browser(url, token) as manager:
        (await manager.opens()).sees("귀사의 의견", "제안을 인정합니다")
        (await manager.answers("recognised", name="김민호", title="법인장")).sees("김민호")
        (await manager.confirms()).sees("귀사의 의견이 기록되었습니다")
    assert scene.status() == "recognised"
    scene.worker.sees("Tin vui!", "NT-000001")
    scene.officer.sees("Doanh nghiệp đã công nhận NT-000001", "김민호, 법인장")


async def test_a_manager_declines_and_is_asked_again(scene: Scene, tmp_path: Path) -> None:
    scene.sends()
    token = scene.asks()
    async with page_of(scene, tmp_path) as url, Browser(url, token) as manager:
        await manager.answers("refused", reason="Máy này sắp thay")
        await manager.confirms()
        scene.worker.sees("Doanh nghiệp chưa công nhận", "Máy này sắp thay")
        assert scene.status() == "refused"
        again = scene.asks(language="English")
        assert scene.status() == "asked"
        assert again != token
        (await manager.opens()).sees("회수된 링크입니다")


def test_where_no_manager_can_open_a_page_there_is_paper_only(sqlite_engine: Engine) -> None:
    scene = scene_on(sqlite_engine)
    scene.house.routes = type(scene.house)(sqlite_engine).routes
    scene.sends()
    scene.officer.says("đề nghị 1").chooses("English")
    scene.officer.sees("enclosed papers", "sign and stamp").unsaid("/r/")


def test_an_officer_without_buttons_asks_by_number(scene: Scene) -> None:
    scene.sends()
    scene.house.limits = NUMBERS
    scene.officer.says("de nghi 1").sees("1. 한국어", "2. Tiếng Việt").says("2")
    scene.officer.sees("trân trọng đề nghị Quý doanh nghiệp")
    assert scene.status() == "asked"


def test_a_second_press_on_the_same_screen_ends_no_link(scene: Scene) -> None:
    scene.sends()
    scene.officer.says("đề nghị 1")
    press = scene.officer.button("Tiếng Việt")
    scene.officer.presses(press).presses(press).sees("vừa được đề nghị xong")
    assert [one.revoked_at for one in scene.house.rows(t.requests)] == [None]


def test_what_the_union_has_not_endorsed_is_not_asked_for(scene: Scene) -> None:
    scene.sends()
    with scene.house.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(status="submitted"))
    scene.officer.says("đề nghị 1").sees("khi công đoàn cơ sở đã đồng ý")


def test_a_decision_on_paper_recognises_and_the_author_hears(scene: Scene) -> None:
    scene.sends()
    records(scene).officer.sees(
        "Ghi quyết định này cho 1 sáng kiến?", "số 18/2026/QĐ", "Kim Min Ho (Giám đốc)"
    )
    scene.officer.says("có").sees("Đã ghi quyết định cho 1 sáng kiến: NT-000001")
    assert scene.status() == "recognised"
    scene.worker.sees("Tin vui!")
    paper = scene.house.rows(t.recognitions)[0]
    assert (paper.kind, paper.number, paper.signer_title) == ("decision", "18/2026/QĐ", "Giám đốc")
    assert paper.file_key == "test:qd.jpg"
    assert scene.house.rows(t.decisions)[-1].by_words == "Kim Min Ho, Giám đốc"


def test_a_photo_with_the_words_under_it_begins_at_once(scene: Scene) -> None:
    scene.sends()
    scene.officer.sends_file("qd.jpg", caption="quyết định 1").sees("Đây là loại giấy nào?")
    for _ in range(4):
        scene.officer.says("bỏ qua")
    scene.officer.sees("Ghi quyết định này cho 1 sáng kiến?").chooses("Đúng")
    assert scene.status() == "recognised"


def test_a_decision_is_attached_to_forty_initiatives_at_once(scene: Scene) -> None:
    scene.sends(40)
    records(scene).officer.sees("Cùng đơn vị còn 39 sáng kiến", "NT-000040")
    scene.officer.chooses("Tất cả 40 sáng kiến").sees("cho 40 sáng kiến?", "NT-000017")
    scene.officer.chooses("Đúng").sees("cho 40 sáng kiến")
    rows = scene.house.rows(t.initiatives)
    assert {(one.status, one.recognition_id, one.lacking) for one in rows} == {("recognised", 1, False)}
    assert len(scene.house.rows(t.recognitions)) == 1
    assert sum("Tin vui!" in one for one in scene.worker.new()) == 40


def test_several_are_named_by_a_span_and_those_impossible_by_name(scene: Scene) -> None:
    scene.sends(3)
    with scene.house.engine.begin() as connection:
        second = t.initiatives.c.number == 2
        connection.execute(update(t.initiatives).where(second).values(status="withdrawn"))
    records(scene, "quyết định 1-4").officer.sees("cho 2 sáng kiến?", "Không ghi được", "NT-000002: đang là")
    scene.officer.sees("4: không có").chooses("Đúng").sees("NT-000001, NT-000003")
    assert [scene.status(number) for number in (1, 2, 3)] == ["recognised", "withdrawn", "recognised"]


def test_what_came_after_the_list_is_not_decided_with_it(scene: Scene) -> None:
    scene.sends(2)
    records(scene).officer.chooses("Tất cả 2 sáng kiến")
    scene.sends(1)
    scene.officer.chooses("Đúng")
    assert [scene.status(number) for number in (1, 2, 3)] == ["recognised", "recognised", "endorsed"]


def test_what_was_changed_after_the_list_is_named(scene: Scene) -> None:
    scene.sends(2)
    records(scene, "quyết định 1 2")
    with scene.house.engine.begin() as connection:
        second = t.initiatives.c.number == 2
        connection.execute(update(t.initiatives).where(second).values(revision=9))
    scene.officer.chooses("Đúng").sees("cho 1 sáng kiến: NT-000001", "NT-000002: vừa có thay đổi")


def test_a_scan_that_comes_later_is_attached_without_deciding_again(scene: Scene) -> None:
    scene.sends()
    scene.officer.says("quyết định 1")
    for _ in range(5):
        scene.officer.says("bỏ qua")
    scene.officer.chooses("Đúng")
    assert scene.house.rows(t.initiatives)[0].lacking is True
    before = len(scene.house.rows(t.decisions))
    records(scene).officer.sees("(bổ sung giấy)").chooses("Đúng")
    row = scene.house.rows(t.initiatives)[0]
    assert (row.lacking, row.status) == (False, "recognised")
    assert len(scene.house.rows(t.decisions)) == before
    assert "Trước đó ghi" in scene.house.rows(t.remarks)[-1].words
    scene.officer.says("quyết định 1").sees("đã có quyết định rồi")


def test_a_refusal_on_paper_needs_its_reason(scene: Scene) -> None:
    scene.sends()
    scene.asks()
    scene.officer.says("doanh nghiệp từ chối 1").sees("vì sao?").says("Chưa thấy hiệu quả rõ")
    assert scene.status() == "refused"
    scene.worker.sees("Lý do doanh nghiệp nêu: Chưa thấy hiệu quả rõ")


def test_steps_can_be_taken_back_and_everything_left(scene: Scene) -> None:
    scene.sends()
    scene.officer.says("quyết định 1").says("bỏ qua").chooses("Giấy chứng nhận").sees("Số của giấy")
    scene.officer.says("quay lại").sees("loại giấy nào").says("hủy").sees("Chưa có gì thay đổi")
    assert scene.house.rows(t.recognitions) == []


def test_a_day_ahead_and_a_voice_note_are_no_answers(scene: Scene) -> None:
    scene.sends()
    scene.officer.says("quyết định 1").sends_file("a.ogg", FileKind.VOICE).sees("gửi ảnh hoặc tệp")
    scene.officer.says("bỏ qua").says("bỏ qua").says("12").says("1/1/2030").sees("còn ở phía trước")


def test_words_after_something_else_was_looked_at_are_no_answer(scene: Scene) -> None:
    scene.sends()
    scene.officer.says("quyết định 1").says("bỏ qua").says("bỏ qua").sees("Số của giấy")
    scene.officer.says("chờ duyệt").says("18/2026")
    assert scene.house.rows(t.recognitions) == []
    scene.officer.unsaid("Giấy ký ngày nào")


def test_a_scan_whose_bytes_are_useless_is_asked_for_again(scene: Scene) -> None:
    scene.sends()
    scene.officer.says("quyết định 1").sends_file("qd.jpg").loses_file("qd.jpg").sees("loại giấy nào")
    for _ in range(4):
        scene.officer.says("bỏ qua")
    scene.officer.sees("chưa có bản chụp")


def test_an_officer_of_another_factory_can_do_nothing_with_it(scene: Scene) -> None:
    from kit.federation import appoint

    scene.sends()
    other = appoint(scene.house, scene.house.person("phuong"), "TOMBV", "Đặng Mai Phương")
    other.says("quyết định 1").sees("không có, hoặc thuộc đơn vị khác").unsaid("Dưỡng mica")
    other.says("đề nghị 1").unsaid("Dưỡng mica")
    other.says("thu hồi 1").unsaid("Dưỡng mica")
    other.says("doanh nghiệp từ chối 1 vì không thích").unsaid("Dưỡng mica")
    assert scene.status() == "endorsed"


@pytest.mark.parametrize("pressed", ["c:ask:1:ko:1:0", "c:decision:1", "c:record:1:sure:yes", "c:refusal:1"])
def test_a_worker_who_forges_a_button_is_refused(scene: Scene, pressed: str) -> None:
    scene.sends()
    scene.worker.presses(pressed).sees("dành cho cán bộ")
    assert scene.status() == "endorsed"
