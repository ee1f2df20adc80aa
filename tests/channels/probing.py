"""What channels are tried with: words that are easily damaged, bodies nobody expects, a look for secrets."""

from typing import Any

from hypothesis import strategies as st

WORDS = {
    "plain Vietnamese": "Anh/chị đã gửi sáng kiến “Giảm phế liệu cắt vải” rồi ạ. Cảm ơn anh/chị!",
    "every mark": "ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ýỳỷỹỵ ĐđĂăƠơƯư",
    "emoji": "Ý tưởng 💡 của tổ 👩‍🔧👨‍👩‍👧‍👦 🇻🇳 1️⃣",
    "what looks like markup": "<b>5 < 6 & 7</b> *sao* _gạch_ [x](y) {red}đỏ{/red} `mã` ~~bỏ~~ # 1. - > \\n",
    "what looks like an address": "https://example.vn/?a=1&b=%20 @lan #sangkien /trogiup",
    "other scripts": "שלום 日本語 한국어 ไทย",
}
LINES = "Phiếu của anh/chị:\n\n1. Tên: Máy dập\n2. Nơi làm: chuyền 4\n\n• Hết"
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800\x00")
JUNK = st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def spoiled(data: st.DataObject, whole: Any) -> Any:
    """The same with one piece at any depth replaced by anything."""
    if isinstance(whole, dict) and whole and data.draw(st.integers(0, 9)):
        key = data.draw(st.sampled_from(sorted(whole)))
        return {**whole, key: spoiled(data, whole[key])}
    if isinstance(whole, list) and whole and data.draw(st.integers(0, 9)):
        place = data.draw(st.integers(0, len(whole) - 1))
        return [*whole[:place], spoiled(data, whole[place]), *whole[place + 1 :]]
    foul = st.just(f"{whole}\ud800\x00") if isinstance(whole, str) else st.nothing()
    return data.draw(JUNK | foul)
