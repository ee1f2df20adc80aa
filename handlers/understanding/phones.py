"""Telephone numbers, one spelling for each."""

import re
from typing import Final
from unicodedata import normalize

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

_HOME: Final = "VN"
_HOME_CODE: Final = 84
_LONGEST: Final = 80
_RUN: Final = re.compile(r"\+?\s*\(?\+?\d[\d\s().\-\u2010-\u2015]*\d")
_KINDS: Final = frozenset(
    {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
)

#: The eleven-digit mobile prefixes and what they became (Ministry of Information and Communications,
#: plan of 15 September 2018).
_RENUMBERED: Final = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip


def phone(text: str) -> str | None:
    """The one number in a short message, as E.164; a foreign one only with its plus sign."""
    if len(text) > _LONGEST:
        return None
    runs = _RUN.findall(normalize("NFKC", text))
    if len(runs) != 1 or not runs[0].isascii():
        return None
    digits = re.sub(r"\D", "", runs[0])
    if "+" in runs[0]:
        return _valid(f"+{_modern(digits)}")
    if digits.startswith("00"):
        return _valid(f"+{_modern(digits[2:])}")
    if digits.startswith("0"):
        return _valid(f"+{_modern(f'84{digits[1:]}')}")
    if digits.startswith("84") and len(digits) >= 11:
        return _valid(f"+{_modern(digits)}")
    # A spreadsheet eats the zero in front.
    return _valid(f"+84{digits}") if len(digits) == 9 else None


def _modern(digits: str) -> str:
    """Digits with the country in front, the "(0)" after it and an old prefix put right."""
    if not digits.startswith("84"):
        return digits
    national = digits[2:].removeprefix("0")
    if len(national) == 10 and national[:3] in _RENUMBERED:
        national = _RENUMBERED[national[:3]] + national[3:]
    return f"84{national}"


def _valid(candidate: str) -> str | None:
    found = _parsed(candidate)
    if found is None or not phonenumbers.is_valid_number(found):
        return None
    if found.country_code == _HOME_CODE and phonenumbers.number_type(found) not in _KINDS:
        return None
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def _parsed(candidate: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(candidate, None)
    except phonenumbers.NumberParseException:
        return None


def display(e164: str) -> str:
    """As it is read aloud at home, `0912 345 678`; a foreign one with its country."""
    found = _parsed(e164)
    if found is None:
        return e164
    at_home = found.country_code == _HOME_CODE
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(found, style)


def mask(e164: str) -> str:
    """Enough to recognise one's own number and no more, `0912 *** 678`."""
    shown = display(e164)
    if sum(char.isdigit() for char in shown) < 8:
        return "***"
    return f"{shown.split()[0][:4]} *** {shown[-3:]}"
