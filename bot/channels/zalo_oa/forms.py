"""Templates as Zalo approved them: which values one wants, how long, and how ours are fitted in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from unicodedata import normalize

from bot.channels import cutting

#: The only names a template of this purpose may use for its parameters. Verdict: the author's name,
#: the initiative's code, what became of it, its title. Reminder: the campaign's name, its slogan, its
#: last day as dd/mm/yyyy.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "verdict": ("ten", "ma", "ket_qua", "sang_kien"),
    "reminder": ("chien_dich", "khau_hieu", "han"),
}
#: Which of them are days; all others are words, and none is a number.
DAYS: Final = frozenset({"han"})

_FORMATS: Final = {"DATE": re.compile(r"\d{2}/\d{2}/\d{4}"), "NUMBER": re.compile(r"\d+")}
_APPROVED: Final = frozenset({"", "ENABLE", "ENABLED", "APPROVED"})


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter; `longest` counts UTF-16 units, `None` when Zalo does not say."""

    name: str
    required: bool
    type: str
    longest: int | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a template cannot be used: Zalo does not know it, has not approved it, it wants a value
    that we do not have (`missing`) or have in other terms (`format`), or nobody could be asked.
    `detail` names the parameter, the status or Zalo's error."""

    purpose: str
    template_id: str
    kind: Literal["unknown", "unapproved", "missing", "format", "unasked"]
    detail: str


class Unfit(Exception):
    """The values do not fit the template; says which one."""


@dataclass(frozen=True, slots=True)
class Form:
    """One template. `status` is Zalo's word, "" when it says none."""

    params: tuple[Param, ...]
    status: str

    @property
    def is_approved(self) -> bool:
        return self.status in _APPROVED

    def problems(self, purpose: str, template_id: str) -> list[Problem]:
        found = []
        if not self.is_approved:
            found.append(Problem(purpose, template_id, "unapproved", self.status))
        for param in self.params:
            if param.name not in NAMES[purpose]:
                if param.required:
                    found.append(Problem(purpose, template_id, "missing", param.name))
            elif param.type == "NUMBER" or (param.type == "DATE" and param.name not in DAYS):
                found.append(Problem(purpose, template_id, "format", param.name))
        return found

    def fill(self, values: Mapping[str, str]) -> dict[str, str]:
        """What the template takes of these values, as it takes them. Raises `Unfit`."""
        if not self.is_approved:
            raise Unfit(self.status)
        filled = {}
        for param in self.params:
            value = _fitted(values.get(param.name, ""), param)
            if value:
                filled[param.name] = value
            elif param.required:
                raise Unfit(f"{param.name} is empty")
        return filled


def read(data: Mapping[str, Any]) -> Form:
    """Zalo's description of a template."""
    told = data.get("listParams")
    params = tuple(_param(one) for one in told if isinstance(one, dict)) if isinstance(told, list) else ()
    return Form(params, str(data.get("status") or "").upper())


def _param(told: Mapping[str, Any]) -> Param:
    longest = str(told.get("maxLength", ""))
    return Param(
        name=str(told.get("name", "")),
        required=str(told.get("require", True)).lower() not in ("false", "0"),
        type=str(told.get("type", "")).upper(),
        longest=int(longest) if longest.isascii() and longest.isdigit() and int(longest) > 0 else None,
    )


def _fitted(value: str, param: Param) -> str:
    line = " ".join(normalize("NFC", value).split())
    if not line:
        return ""
    wanted = _FORMATS.get(param.type)
    if wanted is not None and not wanted.fullmatch(line):
        raise Unfit(f"{param.name} is no {param.type}")
    if param.longest is None or cutting.units(line) <= param.longest:
        return line
    if wanted is not None:
        raise Unfit(f"{param.name} is too long")  # half a day is another day
    return _cut(line, param.longest)


def _cut(line: str, longest: int) -> str:
    """The beginning, up to the end of a word where that leaves most of it."""
    stem = cutting.shorten(line, longest).removesuffix("…")
    words, _, rest = stem.rpartition(" ")
    ends_whole = line[len(stem) : len(stem) + 1].isspace()
    if words and not ends_whole and len(words) >= len(rest):
        stem = words
    return f"{stem.rstrip(' ,;:.–-')}…"
