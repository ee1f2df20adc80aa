"""What is taken for granted of people in a rehearsal; none of it is known, and the output names all of it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Shares between 0 and 1 unless said otherwise.

    What is known stands behind some of them: of the forty peak days of 2021, 81 % arrived in the second half
    (46,000 by the 20th day, 241,802 by the 40th), which a rise of x**1.4 over the campaign gives; of phase 1
    of "01 million initiatives" more than half (355,000 of 655,000) arrived in its last twenty days; of what
    was entered in 2021 the review found 162,491 of 241,802 valid, so 33 % not. The others are guesses, to be
    replaced by what a first campaign shows.
    """

    #: Agreed to be written to; of the others, those who said no and did not just leave it open.
    consent: float = 0.7
    declined: float = 0.5
    #: Read English.
    foreign: float = 0.02
    #: Days since the last act of a person when it begins, on average.
    silent_days: float = 10.0
    #: Begin a report without having been written to, within the campaign, and how steeply that rises.
    alone: float = 0.03
    rise: float = 1.4
    #: Begin after a message, at its first day; twice as many do at its last.
    begins: float = 0.03
    #: Of those who began: finish in one sitting; finish some later day; finish after a message.
    at_once: float = 0.55
    later: float = 0.3
    finishes: float = 0.15
    #: Of those whose report came back: mend it by themselves, and after a message.
    mends: float = 0.6
    mends_after: float = 0.25
    #: Minutes until somebody acts on a message, on average.
    minutes: float = 45.0
    #: First reports that a review finds wrong, and those still wrong when they come again.
    faulty: float = 0.33
    still_faulty: float = 0.15
    #: Have the employer's decision already.
    decided: float = 0.3
    #: Days until an employer answers, on average, and how many say yes.
    employer_days: float = 12.0
    employer_yes: float = 0.85
    #: What the upper level does not confirm.
    unconfirmed: float = 0.03
    #: Officers at each unit, and how many reports one gets through on a working day, at either level.
    officers: float = 1.0
    a_day: float = 15.0
    a_day_above: float = 80.0
    #: Of those who are sent a message: ask for no more; have blocked the account; fail otherwise; uncertain.
    stops: float = 0.004
    blocked: float = 0.005
    failed: float = 0.003
    uncertain: float = 0.0005


#: What may be more than a share.
_MORE = frozenset(("silent_days", "rise", "minutes", "employer_days", "officers", "a_day", "a_day_above"))


class Unusable(ValueError):
    """A rate that is no rate; `told` is what was written."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told


def changed(rates: Assumptions, told: Iterable[str]) -> Assumptions:
    """With these ("begins=0.05") in place of the usual ones. Raises `Unusable`."""
    values: dict[str, float] = {}
    known = {one.name for one in fields(Assumptions)}
    for one in told:
        name, equals, number = one.partition("=")
        try:
            value = float(number)
        except ValueError:
            raise Unusable(one) from None
        most = 100_000.0 if name.strip() in _MORE else 1.0
        if not equals or name.strip() not in known or not 0 <= value <= most:
            raise Unusable(one)
        values[name.strip()] = value
    return replace(rates, **values)


def told_of(rates: Assumptions) -> dict[str, float]:
    """Every rate by its name."""
    return dict(asdict(rates))
