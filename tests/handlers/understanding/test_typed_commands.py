"""Commands as people type them, and sentences that only look like one."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.choices import command, item_number
from handlers.understanding.folding import fold
from messages import words


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Quay lại", "back"),
        ("quay lai", "back"),
        ("quay laij", "back"),
        ("QUAY LẠI.", "back"),
        ("/quaylai", "back"),
        ("/back@sang_kien_bot", "back"),
        ("/quay lại", "back"),
        ("dạ cho em quay lại ạ", "back"),
        ("câu trước", "back"),
        ("Bỏ qua", "skip"),
        ("bo qua", "skip"),
        ("bor qua", "skip"),
        ("bõ qua", "skip"),  # the tilde for the hook
        ("giúp em", "help"),
        ("trợ giúp", "help"),
        ("help", "help"),
        ("Tạm dừng", "pause"),
        ("tam dung", "pause"),
        ("tamj duwngf", "pause"),
        ("để sau nhé", "pause"),
        ("tiếp tục", "resume"),
        ("tieesp tucj", "resume"),
        ("tiep tuc nhe", "resume"),
        ("huỷ", "cancel"),
        ("hủy bỏ", "cancel"),
        ("huy", "cancel"),
        ("làm lại từ đầu", "restart"),
        ("lam lai", "restart"),
        ("Xong", "done"),
        ("xong rồi ạ", "done"),
        ("/start", "start"),
        ("bắt đầu", "start"),
        ("/sangkien", "mine"),
        ("sáng kiến của em", "mine"),
        ("sang kien cua toi", "mine"),
        ("/duyet", "queue"),
        ("/DUYET", "queue"),
        ("chờ duyệt", "queue"),
        ("nhận tin lại", "allow"),
        ("/ngonngu", "language"),
        ("đổi ngôn ngữ", "language"),
        ("/dulieu", "data"),
        ("dữ liệu của tôi", "data"),
        ("DỪNG", "stop"),
        ("dừng", "stop"),
        ("dung", "stop"),
        ("Dung.", "stop"),
        ("duwngf", "stop"),
        ("STOP", "stop"),
        ("stop!", "stop"),
        ("Từ chối", "stop"),
        ("TU CHOI", "stop"),
        (normalize("NFD", "Dừng"), "stop"),
    ],
)
def test_a_command_is_known_with_and_without_marks(typed: str, name: str) -> None:
    assert command(typed) == (name, "")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "?",
        "/",
        "/abc",
        "Đúng",
        "đúng rồi",
        "ddungs",
        "đừng",
        "dùng",
        "dũng",
        "đứng",
        "Dừng máy khi kẹt chỉ",
        "dừng nhé",
        "cho em dừng",
        "stop the machine when the thread breaks",
        "Từ chối nhận hàng lỗi ngay tại chuyền",
        "Trả hàng nhanh hơn nhờ xe đẩy mới",
        "Trả hàng nhanh hơn 3 phút",
        "Tiếp tục dùng khung cũ thì mỗi ngày hỏng 20 áo",
        "Bỏ qua bước ủi thứ hai",
        "Xong việc thì dọn bàn",
        "Mở cửa sổ cho thoáng",
        "mở 3 cửa",
        "Mở 2 lỗ thoát khí trên khuôn",
        "Loại 2 công đoạn thừa",
        "loại 5 phút chờ",
        "loai 2 buoc thua",
        "Trả 5 phút nghỉ cho công nhân",
        "trả 12,5 triệu",
        "trả 10% lãi",
        "từ chối 20/4",
        "Duyệt",
        "xem",
        "đồng ý",
        "dong y 2 nguoi",
        "đồng ý 12 nhưng phải sửa",
        "xông",
        "Bó qua",
        "hữu ích",
        "/sangkien của tôi là cái kẹp vải",
        "/dung máy",
        "trả 0",
        "trả 1234567890",
        "Xong" * 200,
        "trả 12 " + "rất dài " * 400,
    ],
)
def test_a_sentence_is_not_a_command(typed: str) -> None:
    assert command(typed) is None


@pytest.mark.parametrize(
    ("typed", "name", "argument"),
    [
        ("/start u_abc", "start", "u_abc"),
        ("/language en", "language", "en"),
        ("/duyet 123", "approve", "123"),
        ("duyệt 123", "approve", "123"),
        ("duyet NT-000123", "approve", "NT-000123"),
        ("mở 123", "open", "123"),
        ("xem 123 ạ", "open", "123 ạ"),
        ("xem sáng kiến số 123", "open", "123"),
        ("/xem NT-12", "open", "NT-12"),
        ("đồng ý 123", "approve", "123"),
        ("dong y 123", "approve", "123"),
        ("ddoongf ys 123", "approve", "123"),
        ("chấp nhận NT-000123", "approve", "NT-000123"),
        ("duyệt luôn 123", "approve", "123"),
        ("/dongy 123", "approve", "123"),
        ("approve 123", "approve", "123"),
        ("trả 123 thiếu quyết định", "return", "123 thiếu quyết định"),
        ("tra 123 thieu quyet dinh", "return", "123 thieu quyet dinh"),
        ("tra lai 123 Thiếu ảnh", "return", "123 Thiếu ảnh"),
        ("Trả NT-000123: thiếu ảnh\nvà số liệu", "return", "NT-000123: thiếu ảnh\nvà số liệu"),
        ("tra nt000123 thieu anh", "return", "nt000123 thieu anh"),
        ("trả NT 12 thiếu ảnh", "return", "NT 12 thiếu ảnh"),
        ("/tra 12 5 phút là ít", "return", "12 5 phút là ít"),
        ("trả NT-12 5 phút là ít", "return", "NT-12 5 phút là ít"),
        ("loại 123 trùng với số 88", "reject", "123 trùng với số 88"),
        ("từ chối 123 không phải sáng kiến", "reject", "123 không phải sáng kiến"),
        ("không duyệt 123: trùng", "reject", "123: trùng"),
        ("tu choi so 12", "reject", "12"),
    ],
)
def test_an_officer_names_the_item_and_the_rest_is_kept_as_typed(
    typed: str, name: str, argument: str
) -> None:
    assert command(typed) == (name, argument)


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        ("123", (123, "")),
        ("NT-000123", (123, "")),
        ("nt000123 thiếu ảnh", (123, "thiếu ảnh")),
        ("NT 12 thiếu", (12, "thiếu")),
        ("#12", (12, "")),
        ("123: thiếu quyết định", (123, "thiếu quyết định")),
        ("123, Thiếu", (123, "Thiếu")),
        ("１２", (12, "")),
        ("12.5", None),
        ("12%", None),
        ("000", None),
        ("abc", None),
        ("", None),
        ("1234567890123", None),
    ],
)
def test_an_item_is_named_by_its_number_or_its_code(argument: str, found: tuple[int, str] | None) -> None:
    assert item_number(argument) == found


def test_every_listed_form_means_its_command() -> None:
    for table in ("commands", "opt_out"):
        for name, forms in words.spoken(table).items():
            for form in forms:
                assert command(form) == (name, ""), form


def test_no_form_stands_under_two_commands() -> None:
    seen: dict[str, str] = {}
    for table in ("commands", "opt_out"):
        for name, forms in words.spoken(table).items():
            for form in forms:
                key = form if form.startswith("/") else fold(form)
                assert seen.setdefault(key, name) == name, form


def test_all_forms_are_composed_and_in_lower_case() -> None:
    for table in (
        "commands",
        "opt_out",
        "officer",
        "item",
        "polite",
        "yes_no",
        "pick",
        "people",
        "days.words",
    ):
        for forms in words.spoken(table).values():
            for form in forms:
                assert form == normalize("NFC", form).lower(), form


@given(st.text())
def test_no_text_makes_a_command_fail(text: str) -> None:
    command(text)
    item_number(text)


@given(st.sampled_from(["/", "trả ", "/duyet ", "duyệt NT-", "dạ "]), st.text(max_size=20))
def test_no_half_command_makes_it_fail(start: str, text: str) -> None:
    command(start + text)
