"""What officers and an author said to each other, in lines for each of them."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from handlers.officers import review_card
from handlers.officers.review_card import cut
from handlers.record import value
from handlers.record.facts import Record, Remark
from messages.catalog import say

#: How many letters of the newest words stand on a card, and how many remarks an author is shown.
SHORT, THREAD = 140, 6
_KINDS: Final = ("message", "answer", "note")


def newest(language: str, record: Record, zone: tzinfo, most: int = SHORT, *, own: bool) -> list[str]:
    """The last comment, the author's last answer and the last note; `own` ones without notes."""
    last: dict[str, Remark] = {}
    for one in record.remarks:
        if one.internal and (own or value.correction(one.words) is not None):
            continue
        last["note" if one.internal else "answer" if one.by_author else "message"] = one
    return [
        say(
            language,
            f"trail.card.{kind}",
            name=last[kind].by_name or say(language, "review.someone"),
            date=review_card.moment(last[kind].at, zone)["date"],
            words=cut(last[kind].words, most),
        )
        for kind in _KINDS
        if kind in last
    ]


def thread(language: str, remarks: Sequence[Remark], zone: tzinfo) -> str:
    """The talk between the union and the author, for the author: no note is ever in it."""
    open_ones = [one for one in remarks if not one.internal][-THREAD:]
    if not open_ones:
        return ""
    lines = [say(language, "trail.remark.thread")]
    for one in open_ones:
        text_id = "trail.remark.from_author" if one.by_author else "trail.remark.from_union"
        lines.append(say(language, text_id, words=one.words, **_date(one, zone)))
    return "\n".join(lines)


def _date(remark: Remark, zone: tzinfo) -> dict[str, str]:
    return {"date": review_card.moment(remark.at, zone)["date"]}
