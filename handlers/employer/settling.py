"""Which initiatives an employer's decision on paper counts for, and why not for the others."""

from collections.abc import Sequence

from handlers.employer.facts import Named, RecordFacts
from handlers.initiative import Action, Initiative, Level, Status, moved
from handlers.officers import rights
from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class Settled:
    """`moved` become recognised, `attached` were so already and get their paper; `refused` are codes or
    numbers with the reason (``employer.record.why.<reason>``) and, where it matters, the status."""

    moved: tuple[Named, ...]
    attached: tuple[Named, ...]
    refused: tuple[tuple[str, str, str], ...]

    @property
    def all(self) -> tuple[Named, ...]:
        return (*self.moved, *self.attached)


def settle(facts: RecordFacts, seen: Sequence[tuple[int, int]] | None = None) -> Settled:
    """What happens to each initiative that was named; with `seen` (id and revision) only to those that were
    on the screen, as they were then."""
    found = {one.item.code.rpartition("-")[2].lstrip("0"): one for one in facts.named}
    shown = dict(seen) if seen is not None else None
    moves: list[Named] = []
    attached: list[Named] = []
    refused: list[tuple[str, str, str]] = []
    employer = facts.named[0].employer_id if facts.named else None
    enters = rights.enters(facts.speaker.person)
    for number in facts.numbers:
        one = found.get(str(number))
        if one is None:
            refused.append((str(number), "unknown", ""))
            continue
        item = one.item
        recognisable = moved(item.review, item.status, Action.RECOGNISE, Level.GRASSROOTS) is not None
        if one.employer_id != employer:
            refused.append((item.code, "elsewhere", ""))
        elif shown is not None and shown.get(item.id) != item.revision:
            refused.append((item.code, "changed", ""))
        elif recognisable and Level.GRASSROOTS in one.levels:
            moves.append(one)
        elif lacks_paper(item) and enters:
            attached.append(one)
        elif recognisable:
            refused.append((item.code, "no_level", ""))
        else:
            has = item.status in (Status.RECOGNISED, Status.VALID)
            refused.append((item.code, "has_paper" if has else "settled", "" if has else item.status.value))
    return Settled(tuple(moves), tuple(attached), tuple(refused))


def lacks_paper(item: Initiative) -> bool:
    """Recognised already, or said to be by its author, but without the paper that shows it."""
    if item.recognition is not None and item.recognition.file_key:
        return False
    if item.status in (Status.RECOGNISED, Status.VALID):
        return True
    return item.status in (Status.SUBMITTED, Status.SENT_BACK) and item.answers.get("recognition") == "have"
