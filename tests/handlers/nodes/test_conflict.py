"""Which steps that were taken without a line still count."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.initiative import Action, Status
from handlers.nodes.conflict import Offered, Standing, hindrance, moment

ENDORSED = Offered(action=Action.ENDORSE, before=Status.SUBMITTED, to=Status.ENDORSED)
RETURNED = Offered(action=Action.RETURN, before=Status.SUBMITTED, to=Status.RETURNED)
TAKEN_BACK = Offered(action=Action.WITHDRAW, before=Status.SUBMITTED, to=Status.WITHDRAWN)
MENDED = Offered(action=Action.RESUBMIT, before=Status.RETURNED, to=Status.SUBMITTED)
NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offered", "standing", "why"),
    [
        (ENDORSED, Standing(status=Status.SUBMITTED), None),
        # The province went on, and the initiative stands where it stood, with the same text.
        (ENDORSED, Standing(status=Status.SUBMITTED, since=(Action.REJECT, Action.REOPEN)), None),
        (ENDORSED, Standing(status=Status.SUBMITTED, since=(Action.RETURN, Action.RESUBMIT)), "edited"),
        (ENDORSED, Standing(status=Status.RETURNED, since=(Action.RETURN,)), "decided"),
        (ENDORSED, Standing(status=Status.ENDORSED, since=(Action.ENDORSE,)), "same"),
        (ENDORSED, Standing(status=Status.VALID, since=(Action.ENDORSE, Action.APPROVE)), "decided"),
        (ENDORSED, Standing(status=Status.SUBMITTED, built=True), "built"),
        (RETURNED, Standing(status=Status.WITHDRAWN, since=(Action.WITHDRAW,)), "decided"),
        (MENDED, Standing(status=Status.NOT_VALID, since=(Action.REJECT,)), "decided"),
        # Whoever takes their own work back means it, whatever was decided meanwhile.
        (TAKEN_BACK, Standing(status=Status.ENDORSED, since=(Action.ENDORSE,)), None),
        (TAKEN_BACK, Standing(status=Status.VALID, since=(Action.APPROVE,)), "decided"),
    ],
)
def test_a_step_counts_where_it_still_means_the_same(
    offered: Offered, standing: Standing, why: str | None
) -> None:
    assert hindrance(offered, standing) == why


def test_a_step_is_not_before_the_one_it_follows_and_not_in_the_future() -> None:
    hour = timedelta(hours=1)
    assert moment(NOON, None, NOON + hour) == NOON
    assert moment(NOON + hour, None, NOON) == NOON
    assert moment(NOON - hour, NOON, NOON + hour) == NOON
    assert moment(NOON + hour, NOON - hour, NOON) == NOON
