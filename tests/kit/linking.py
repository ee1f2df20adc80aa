"""How somebody joins another channel to the one the bot knows them in."""

import re

from kit.house import Phone


def code_of(phone: Phone) -> str:
    """Ask for a code and read it."""
    found = re.search(r"\b\d{4} \d{3} \d{3}\b", phone.says("liên kết").last())
    assert found, phone.last()
    return found[0]


def link(known: Phone, new: Phone) -> Phone:
    return new.says(f"nối {code_of(known)}").taps("Đúng, đó là tôi")
