"""Whether a step that was taken without a line still counts where all steps are put in order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from handlers.initiative import OPEN, Action, Status
from handlers.officers.rulings import Why as Unruling
from handlers.officers.rulings import Word

#: Why a step does not count: others decided meanwhile, its author mended it meanwhile, the same was decided
#: already, it was built on a step that does not count, nobody knows what it is about; whoever took it does
#: not look after it any more, sent it themselves, or endorsed it themselves; papers are lacking, the reason
#: does not fit, or the rules refuse it in another way. Said in the reader's language (`node.why`).
Why = Literal[
    "decided",
    "edited",
    "same",
    "built",
    "unknown",
    "not_theirs",
    "own",
    "four_eyes",
    "papers",
    "reason",
    "refused",
]
_UNRULED: Final[dict[Unruling, Why]] = {
    "unknown": "not_theirs",
    "not_yours": "not_theirs",
    "no_level": "not_theirs",
    "own": "own",
    "four_eyes": "four_eyes",
    "papers": "papers",
    "reason_wanted": "reason",
    "unfit_reason": "reason",
    "too_long": "reason",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A step as it was taken at the node: from where to where."""

    action: Action
    before: Status
    to: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The initiative at the province: `since` are the steps taken there after the last one that was known at
    the node; `built` says that this one does not count itself."""

    status: Status
    since: tuple[Action, ...] = ()
    built: bool = False


def hindrance(offered: Offered, standing: Standing) -> Why | None:
    """None when it may be tried, with the rules of the chat still to be asked.

    The state it was taken on decides: where nothing happened since, it counts. Where something happened, it
    still means the same only if the same text stands in the same state again. An author's taking back is
    about no state at all, so it counts while anything can be taken back.
    """
    if standing.built:
        return "built"
    if not standing.since:
        return None
    if offered.action is Action.WITHDRAW and standing.status in OPEN:
        return None
    if standing.since[-1] is offered.action and standing.status is offered.to:
        return "same"
    if Action.RESUBMIT in standing.since:
        return "edited"
    return None if standing.status is offered.before else "decided"


def unruled(why: Unruling) -> Why:
    """The same said of a step that was taken earlier and elsewhere."""
    return _UNRULED.get(why, "refused")


def known(why: str) -> Why:
    """A province that was mended since may give reasons that have no words here."""
    return next((one for one in get_args(Why) if one == why), "refused")


def moment(at: datetime, last: datetime | None, now: datetime) -> datetime:
    """When a step counts as taken: at its own time, but not in the future and not before the one it follows;
    the clocks of small machines are wrong."""
    earliest = at if last is None else max(at, last)
    return min(earliest, now) if last is None else max(min(earliest, now), last)


#: The officers' words by which rulings are asked for; other steps are tried by the table of steps alone.
WORDS: Final[dict[Action, Word]] = {
    Action.APPROVE: "approve",
    Action.ENDORSE: "approve",
    Action.RETURN: "return",
    Action.SEND_BACK: "return",
    Action.REJECT: "reject",
    Action.REOPEN: "reopen",
}
