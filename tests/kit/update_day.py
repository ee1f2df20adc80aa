"""Rows that people write into the entry form on an update day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from messages.catalog import say

PAPER = say("vi", "entry.paper")
HOA: Mapping[str, Any] = {
    "author": "Nguyễn Thị Hoa",
    "phone": 912345678,
    "unit": "MAYTL",
    "title": "Con lăn đẩy thùng hàng ở kho thành phẩm",
    "number": "18/QĐ-2026",
    "date": date(2026, 3, 15),
    "signer": "Kim Min Ho",
    "signer_title": "Giám đốc",
    "effect": "Tiền (đồng mỗi năm)",
    "amount": 50_000_000,
    "consent": PAPER,
}
BINH: Mapping[str, Any] = {
    **HOA,
    "author": "Lê Văn Bình",
    "phone": None,
    "title": "Tay gắp khuôn nóng cho máy ép nhựa",
    "effect": "An toàn, sức khỏe",
    "amount": None,
    "effect_words": "Lấy khuôn không còn bị bỏng tay",
}
