"""One initiative as every list outside the chat shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.initiative import Decision, Recognition, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What stands on the record now. `upper_name` is the unit above; `unit_words` is where the author says
    they work while no unit is known. `benefit` and `benefit_corrected` are in VND a year; `joint` are the
    names of authors whose own reports were merged into it. `revision` grows with every step: a decision made
    on an older one does not count."""

    id: int
    number: int
    code: str
    revision: int
    status: Status
    title: str
    answers: Mapping[str, Any]
    author_id: int
    author_name: str
    author_phone: str
    submitted_at: datetime
    updated_at: datetime
    unit_id: int | None = None
    unit_code: str = ""
    unit_name: str = ""
    unit_words: str = ""
    upper_name: str = ""
    programme: str = ""
    joint: tuple[str, ...] = ()
    benefit: int | None = None
    benefit_corrected: int | None = None
    recognition: Recognition | None = None
    lacking: bool = False
    returns: int = 0
    last: Decision | None = None
    portal_code: str = ""
    portal_at: datetime | None = None
    portal_refusal: str = ""

    @property
    def worth(self) -> int | None:
        """The value that counts: the officer's where there is one."""
        return self.benefit if self.benefit_corrected is None else self.benefit_corrected

    @property
    def coauthors(self) -> tuple[str, ...]:
        """Those its author named, without those who reported it themselves."""
        named = self.answers.get("coauthors")
        return tuple(str(one["name"]) for one in named) if isinstance(named, list) else ()

    @property
    def files(self) -> tuple[str, ...]:
        """Keys of its pictures and papers, in the order they came."""
        kept = [*(self.answers.get("evidence") or ()), *(self.answers.get("decision_photo") or ())]
        keys = [str(one["key"]) for one in kept if isinstance(one, Mapping) and "key" in one]
        scan = self.recognition.file_key if self.recognition else ""
        return tuple(dict.fromkeys([*keys, *([scan] if scan else [])]))
