"""What officers and authors type before a number to read, write and answer."""

import pytest

from handlers.understanding.commands import command


@pytest.mark.parametrize(
    ("typed", "name", "argument"),
    [
        ("xem đủ 12", "full", "12"),
        ("xem du 12", "full", "12"),
        ("/xemdu NT-000012", "full", "NT-000012"),
        ("xem 12", "open", "12"),
        ("quá trình 12", "history", "12"),
        ("qua trinh NT-000012", "history", "NT-000012"),
        ("ghi chú 12 máy số 3 đã hỏng", "note", "12 máy số 3 đã hỏng"),
        ("ghi chu 12", "note", "12"),
        ("nhắn 12 chị chụp lại giúp", "message", "12 chị chụp lại giúp"),
        ("nhan 12 chi chup lai giup", "message", "12 chi chup lai giup"),
        ("nhắn 12 máy nào hỏng vậy chị?", "message", "12 máy nào hỏng vậy chị?"),
        ("giá trị 12 48tr", "benefit", "12 48tr"),
        ("gia tri 12 4 triệu một tháng", "benefit", "12 4 triệu một tháng"),
        ("trả lời 12 máy chạy tốt ạ", "reply", "12 máy chạy tốt ạ"),
        ("tra loi NT-000012 em gui roi", "reply", "NT-000012 em gui roi"),
        ("trả lại 12 thiếu quyết định", "return", "12 thiếu quyết định"),
        # The same letters without marks: alone it takes the initiative up, with words it writes.
        ("nhan 12", "claim", "12"),
        ("nhận 12", "claim", "12"),
        ("nhắn 12", "message", "12"),
    ],
)
def test_a_word_and_a_number_are_understood_with_or_without_marks(
    typed: str, name: str, argument: str
) -> None:
    assert command(typed) == (name, argument)


@pytest.mark.parametrize(
    "typed",
    [
        "xem đủ 12 công đoạn thừa ở chuyền 3",
        "quá trình 12 bước nay còn 8 bước",
        "giá trị 12 triệu một tháng",
        "nhận 12 công nhân mới về chuyền",
        "ghi chú cho tổ sản xuất",
        "trả lời câu hỏi của quản đốc",
    ],
)
def test_a_sentence_that_begins_like_one_is_no_command(typed: str) -> None:
    assert command(typed) is None
