"""Which step in an initiative's life an officer's word means, and which they may take."""

from collections.abc import Iterable
from typing import Final

from handlers.initiative import Action, Initiative, Level, Status, moved, waits_for
from handlers.officers.papers import papers_needed

#: What each word may mean, the farther step first: at one level "approve" is the last word, at another
#: the first yes.
MEANINGS: Final[dict[str, tuple[Action, ...]]] = {
    "approve": (Action.APPROVE, Action.ENDORSE),
    "return": (Action.RETURN, Action.SEND_BACK),
    "reject": (Action.REJECT,),
    "reopen": (Action.REOPEN,),
}
#: What officers decide by these words or buttons.
DECIDED: Final = frozenset(action for actions in MEANINGS.values() for action in actions)


def meant(word: str, item: Initiative, levels: Iterable[Level]) -> Action:
    """The step that a typed word means now, first at the level whose turn it is; when none is possible
    the one it means in general, which is then refused with its reason."""
    held = _in_turn(item, levels)
    possible = (
        action
        for level in held
        for action in MEANINGS[word]
        if moved(item.review, item.status, action, level) is not None
    )
    return next(possible, MEANINGS[word][0])


def reached(item: Initiative, action: Action, levels: Iterable[Level]) -> Status | None:
    """Where an officer of these levels takes it by this step; None when they cannot."""
    for level in _in_turn(item, levels):
        to = moved(item.review, item.status, action, level, recognised=comes_recognised(item))
        if to is not None and action in DECIDED:
            return to
    return None


def offered(item: Initiative, levels: Iterable[Level], person_id: int) -> tuple[Action, ...]:
    """The steps this person may take now: at most one for each word, and none on what is their own."""
    held = tuple(levels)
    if person_id in (item.author_id, item.entered_by):
        return ()
    meanings = [meant(word, item, held) for word in MEANINGS]
    able = [action for action in meanings if reached(item, action, held) is not None]
    return tuple(action for action in able if not confirms_own(item, action, person_id))


def comes_recognised(item: Initiative) -> bool:
    """Whether the employer's decision need not be asked for any more."""
    # An upper level sends back what lacks its papers. A union that is its own upper level could not, and
    # it would stand recognised with nobody to ask for them.
    return item.is_recognised and (item.review.levels > 1 or not papers_needed.missing(item))


def confirms_own(item: Initiative, action: Action, person_id: int) -> bool:
    """Whether somebody would give the last word on what they themselves endorsed: four eyes see more."""
    if action is not Action.APPROVE or item.review.levels < 2:
        return False
    endorsed = [step.by_id for step in item.history if step.action is Action.ENDORSE]
    return endorsed[-1:] == [person_id]


def is_waiting(item: Initiative) -> bool:
    """Whether a union level is to act next."""
    return waits_for(item.review, item.status) in (Level.GRASSROOTS, Level.UPPER)


def _in_turn(item: Initiative, levels: Iterable[Level]) -> list[Level]:
    first = waits_for(item.review, item.status)
    return sorted(levels, key=lambda level: (level is not first, level.value))
