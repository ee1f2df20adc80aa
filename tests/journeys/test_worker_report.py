"""A worker tells an initiative, question by question, and sends it."""

from datetime import timedelta

import pytest
from kit.house import House, Phone
from kit.telling import demo, join, report, send, until

from handlers.events import FileKind
from messages.demo.reading import DemoAnswers, load_initiatives, split_story
from storage import tables as t

STORY = "Máng nước lạnh"


@pytest.mark.parametrize(
    "told", [one.answers for one in load_initiatives()], ids=lambda told: told.title[:25]
)
def test_every_demo_initiative_can_be_told_by_typing_alone(numbers: House, told: DemoAnswers) -> None:
    phone = join(numbers.person("hoa"))
    if told.confidential == "yes":
        told = told.model_copy(update={"idea": "Cách phối bột cao su vụn theo công thức riêng"})
        phone.says("báo sáng kiến").says(told.idea).says("2").sees("Đổi và bỏ").says("1")
        until(phone, "summary", told)
    else:
        report(phone, told)
    assert any(told.title in said for said in phone.new())
    phone.says("1").sees("Mã số: NT-000001")
    row = numbers.rows(t.initiatives)[0]
    assert row.title == told.title
    assert row.answers["confidential"] == told.confidential


def test_a_story_of_6000_letters_in_two_messages_is_one_answer(worker: Phone) -> None:
    told = demo(STORY)
    first, second = split_story(told.idea)
    assert len(told.idea) > 5_500
    worker.taps("Báo sáng kiến").says(first).sees("đã giữ đoạn này").says(second)
    if worker.step() == "idea":
        worker.says("xong")
    assert worker.answers()["idea"].replace("\n", "") == told.idea.strip().replace("\n", "")


def test_a_long_story_may_begin_the_report_by_itself(worker: Phone) -> None:
    first, second = split_story(demo(STORY).idea)
    worker.says(first).sees("đã giữ đoạn này").says(second)
    if worker.step() == "idea":
        worker.taps("Xong")
    assert second.strip()[-40:] in worker.answers()["idea"]
    assert worker.step() == "confidential"


def test_going_back_in_the_middle_of_a_story_keeps_what_was_told(worker: Phone) -> None:
    first, _ = split_story(demo(STORY).idea)
    worker.taps("Báo sáng kiến").says(first).says("quay lại").sees("Đang ghi:")
    assert worker.answers()["idea"] == first.strip()


def test_progress_is_shown_with_each_question(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").sees("Câu 1/").says("Em gắn con lăn dưới bàn đóng gói").sees("Câu 2/")


def test_the_name_may_be_taken_from_the_idea(worker: Phone) -> None:
    worker.says("Em gắn con lăn dưới bàn đóng gói. Nhẹ hẳn.").taps("Không").taps("Lấy luôn")
    assert worker.answers()["title"] == "Em gắn con lăn dưới bàn đóng gói"


def test_a_secret_keeps_only_its_name_and_effect_after_asking(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").says("Công thức pha keo của tổ em").sends_file("keo.jpg")
    worker.taps("Có, cần giữ kín").sees("sẽ bị bỏ: Ý tưởng, Ảnh, tệp kèm theo")
    assert worker.answers()["idea"]
    worker.taps("Đổi và bỏ")
    assert worker.answers() == {"confidential": "yes"}
    worker.says("Cách pha keo mới").says("bỏ qua").says("bỏ qua")
    assert worker.step() == "applied"
    worker.sends_file("keo2.jpg").sees("không lưu tệp")
    assert "evidence" not in worker.answers()


def test_a_secret_may_be_thought_over_and_nothing_is_lost(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").says("Công thức pha keo của tổ em").taps("Có, cần giữ kín")
    worker.says("không").sees("bí quyết")
    assert worker.answers() == {"idea": "Công thức pha keo của tổ em"}


@pytest.mark.parametrize(
    ("effect", "said", "kept"),
    [
        ("Tiền", "50 triệu một năm", "50000000"),
        ("Tiền", "4 triệu một tháng", "48000000"),
        ("Thời gian", "8 giây", "8"),
        ("Vật tư", "20 ký", "20"),
        ("Giờ công", "12 tiếng", "12"),
        ("Giảm phế phẩm", "3%", "3"),
    ],
)
def test_an_amount_is_understood_in_its_unit(worker: Phone, effect: str, said: str, kept: str) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "effect").taps(effect).says(said)
    assert worker.answers()["amount"] == kept
    assert worker.step() == "beneficiaries"


@pytest.mark.parametrize("effect", ["An toàn, sức khỏe", "Không tính được"])
def test_what_no_number_says_is_told_in_words(worker: Phone, effect: str) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "effect").taps(effect).says("không còn ai bị trượt ngã")
    assert worker.answers()["effect_words"] == "không còn ai bị trượt ngã"


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("Nguyễn Văn An", "còn thiếu phần góp"),
        ("Nguyễn Văn An 60%, Lê Thị Hoa 50%", "quá 100%"),
        ("???", "chưa đọc được danh sách"),
    ],
)
def test_shares_that_do_not_add_up_are_asked_again(worker: Phone, said: str, trouble: str) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "coauthors").says(said).sees(trouble)
    worker.says("Nguyễn Văn An 30%, Trần Thị Bích 20%")
    assert worker.answers()["coauthors"] == [
        {"name": "Nguyễn Văn An", "share": "30"},
        {"name": "Trần Thị Bích", "share": "20"},
    ]


def test_a_recognised_one_tells_its_decision_with_a_photo(worker: Phone) -> None:
    report(worker)
    kept = worker.answers()
    assert kept["decision_number"] == "18/QĐ-MTL"
    assert [one["kind"] for one in kept["decision_photo"]] == ["photo"]
    worker.sees("18/QĐ-MTL", "Ông Kang Tae Woo")


def test_without_a_decision_its_questions_are_not_asked(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "recognition").taps("Chưa có, chưa đề nghị")
    assert worker.step() == "protected"


def test_several_photos_a_file_and_a_voice_note_then_done(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "evidence").sends_file("a.jpg").sees("đã nhận").sends_file("b.jpg")
    worker.sends_file("c.pdf", FileKind.DOCUMENT).sends_file("d.ogg", FileKind.VOICE).says("xong")
    assert [one["kind"] for one in worker.answers()["evidence"]] == ["photo", "photo", "document", "voice"]
    assert worker.step() == "summary"


def test_back_walks_the_way_that_was_walked(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "before")
    seen = []
    for _ in range(6):
        worker.says("quay lại")
        seen.append(worker.step())
    assert seen == ["field", "kind", "title", "confidential", "idea", "idea"]
    worker.sees("câu đầu tiên").taps("Giữ như cũ")
    assert worker.step() == "before"


def test_an_optional_question_is_skipped_and_another_is_not(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "kind").says("bỏ qua")
    assert worker.step() == "field"
    until(worker, "where").says("bo qua").sees("chưa bỏ qua được")
    assert worker.step() == "where"


def test_help_explains_the_question_and_asks_it_again(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").says("trợ giúp").sees("con lăn dưới bàn", "Câu 1/")


def test_a_pause_holds_over_a_restart_of_the_bot(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "before").says("tạm dừng").sees("Đã lưu đến câu")
    later = worker.house.restarted()
    later.now += timedelta(days=1)
    again = later.person("hoa").says("tieptuc").sees("Trước đây làm thế nào")
    until(again, "summary").taps("Gửi").sees("NT-000001")


def test_the_next_day_the_unfinished_one_is_offered(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "before").begins().sees("còn một bản đang viết", "6/")
    assert worker.buttons() == ["Tiếp tục", "Làm lại từ đầu", "Hủy bản này"]
    worker.taps("Tiếp tục").sees("Trước đây")


def test_cancelling_asks_first(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "before").says("hủy").sees("muốn bỏ hẳn").says("không")
    assert worker.step() == "before"
    worker.says("huy").says("có").sees("đã bỏ bản viết dở")
    assert worker.draft() is None


def test_starting_over_asks_first(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "before").says("làm lại").sees("viết lại từ đầu").taps("Đồng ý viết lại")
    assert worker.answers() == {}
    assert worker.step() == "idea"


def test_anything_but_a_clear_yes_leaves_the_draft_alone(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "before").says("hủy").says("để coi đã").sees("muốn bỏ hẳn")
    assert worker.step() == "before"


def test_the_questions_show_numbers_where_there_are_no_buttons(numbers: House) -> None:
    phone = join(numbers.person("hoa")).says("báo sáng kiến").says("Em gắn con lăn dưới bàn đóng gói")
    phone.sees("1. Không", "2. Có, cần giữ kín", "Quay lại")


@pytest.mark.parametrize("said", ["1", "1.", "số 1", "mot", "mootj", "một", "câu 1", "ý 1", "ky thuat"])
def test_a_choice_may_be_typed(numbers: House, said: str) -> None:
    phone = join(numbers.person("hoa")).says("báo sáng kiến")
    until(phone, "kind").says(said)
    assert phone.answers()["kind"] == "technical"


def test_the_review_screen_shows_everything_and_the_rules(worker: Phone) -> None:
    report(worker, demo("Khay lot"))
    worker.sees("Đỗ Minh Khang: 30%", "Phan Thị Lệ Thu: 20%", "Có điều này anh/chị nên biết", "công nhận")


def test_rules_are_told_but_forbid_nothing(worker: Phone) -> None:
    worker.taps("Báo sáng kiến")
    until(worker, "applied").taps("Chưa áp dụng")
    until(worker, "protected").taps("Có")
    until(worker, "summary").sees("chưa dùng thử", "không nhận giải pháp đang được bảo hộ")
    worker.taps("Gửi").sees("NT-000001")


EDITS = [
    ("Tên sáng kiến", "Tên khác hẳn cho sáng kiến", "title", "Tên khác hẳn cho sáng kiến"),
    ("Nơi áp dụng", "chuyền 9", "where", "chuyền 9"),
    ("Con số", "15 giây", "amount", "15"),
    ("Ngày áp dụng", "1/6/2026", "applied", "2026-06-01"),
    ("Loại giải pháp", "2", "kind", "management"),
]


@pytest.mark.parametrize(("label", "said", "key", "kept"), EDITS)
def test_any_answer_is_changed_from_the_review_screen(
    worker: Phone, label: str, said: str, key: str, kept: str
) -> None:
    report(worker).changes(label).sees("Đang ghi:").says(said)
    assert worker.answers()[key] == kept
    assert worker.step() == "summary"


def test_an_edit_may_be_thought_over(worker: Phone) -> None:
    report(worker).changes("Nơi áp dụng").taps("Quay lại").sees("xem lại trước khi gửi")
    worker.changes("Nơi áp dụng").taps("Giữ như cũ").sees("xem lại trước khi gửi")


def test_an_edit_that_drops_answers_says_so_first_and_no_keeps_them(worker: Phone) -> None:
    report(worker).changes("Công nhận").taps("Chưa có")
    worker.sees("sẽ bị bỏ", "Số quyết định", "Ngày quyết định", "Người ký", "Ảnh quyết định")
    worker.says("không").sees("xem lại trước khi gửi")
    assert worker.answers()["decision_number"] == "18/QĐ-MTL"
    assert worker.answers()["recognition"] == "have"


def test_an_edit_that_drops_answers_and_yes_drops_them(worker: Phone) -> None:
    report(worker).changes("Công nhận").taps("Chưa có").says("có").sees("xem lại trước khi gửi")
    assert not {"decision_number", "decision_photo", "decision_photo_done"} & set(worker.answers())


def test_words_typed_at_that_question_change_nothing(worker: Phone) -> None:
    report(worker).changes("Công nhận").taps("Chưa có").says("ủa sao vậy").sees("Chưa có gì bị bỏ cả")
    assert worker.answers()["recognition"] == "have"


def test_seconds_never_become_kilograms(worker: Phone) -> None:
    report(worker).changes("Lợi ích").taps("Vật tư").sees("sẽ bị bỏ: Con số").taps("Đổi và bỏ")
    assert worker.step() == "amount"
    assert "amount" not in worker.answers()
    worker.says("20 kg").sees("xem lại trước khi gửi")


def test_a_change_that_opens_questions_cannot_be_sent_around_them(worker: Phone) -> None:
    report(worker).changes("Lợi ích").taps("Vật tư").taps("Đổi và bỏ").says("quay lại")
    assert worker.step() == "effect"
    worker.taps("Giữ như cũ")
    assert worker.step() == "amount"
    worker.says("20").sees("xem lại trước khi gửi")


def test_sending_gives_a_code_and_says_what_happens_next(worker: Phone) -> None:
    report(worker).taps("Gửi").sees("Mã số: NT-000001", "sẽ xem và trả lời")
    assert worker.draft() is None
    row = worker.house.rows(t.initiatives)[0]
    assert (row.status, row.code, row.revision) == ("submitted", "NT-000001", 1)


def test_pressing_send_twice_sends_once(worker: Phone) -> None:
    report(worker)
    data = worker.button("Gửi")
    worker.presses(data).presses(data)
    assert len(worker.house.rows(t.initiatives)) == 1


def test_a_button_of_the_last_report_answers_nothing_in_this_one(worker: Phone) -> None:
    report(worker)
    old_send = worker.button("Gửi")
    worker.taps("Gửi")
    report(worker).presses(old_send).sees("tin cũ")
    assert len(worker.house.rows(t.initiatives)) == 1


def test_ones_own_initiatives_are_listed_and_opened(worker: Phone) -> None:
    worker.says("/sangkien").sees("chưa gửi sáng kiến nào")
    send(report(worker))
    send(report(worker, demo("Đèn báo")))
    worker.says("/sangkien").sees("2 sáng kiến")
    assert worker.buttons()[0].startswith("NT-000002 · công đoàn đang xem")
    worker.taps("NT-000001").sees("Dưỡng mica", "Tình trạng: công đoàn đang xem")


def test_looking_at_ones_own_in_the_middle_of_a_report_leads_back(worker: Phone) -> None:
    send(report(worker))
    worker.taps("Báo sáng kiến").says("Em gắn con lăn dưới bàn đóng gói").says("sáng kiến của tôi")
    worker.taps("Tiếp tục").sees("Câu 2/").says("sáng kiến của tôi").taps("NT-000001").sees("Dưỡng mica")
    worker.says("tiếp tục").sees("Câu 2/")


def test_an_idea_told_beside_an_unfinished_one_is_not_kept_and_that_is_said(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "before").says("tạm dừng")
    worker.says("hôm nay em nghĩ thêm cách kê máy cho đỡ mỏi").sees("chưa ghi", "còn một bản đang viết")
    assert worker.buttons()[0] == "Tiếp tục"
