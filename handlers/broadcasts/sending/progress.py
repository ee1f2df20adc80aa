"""How a broadcast goes, in words: while it is sent, and when it is over."""

from handlers import taps
from handlers.broadcasts.composing.preview import moment, number
from handlers.broadcasts.sending.facts import UNBEGUN, UNDER_WAY, Known, Standing
from handlers.message import Button, Message
from messages.catalog import say, texts

#: Cells of the bar that is drawn with letters.
_CELLS = 10


def button(language: str, command: str, broadcast_id: int, *, label: str = "") -> Button:
    """A way on whose label, typed anywhere, means the same."""
    label = say(language, f"broadcast.button.{label or command}", id=broadcast_id)
    return Button(label, taps.pack(taps.Call(f"{command}_broadcast", str(broadcast_id))))


def show(language: str, one: Known, note: str = "") -> Message:
    """Where it stands, and what can still be done about it."""
    text = report(language, one) if one.is_over else running(language, one)
    return Message(
        text=f"{note}\n\n{text}" if note else text, nav=tuple(_ways(language, one)), about=one.about
    )


def running(language: str, one: Known) -> str:
    lines = [_heading(language, one), _state(language, one)]
    known = one.standing
    if one.state in (*UNDER_WAY, "done") and known.expected:
        lines.append(_bar(language, known))
        counted = {"going": known.waiting + known.queued, "missed": known.missed, "unknown": known.unknown}
        lines += [
            say(language, f"broadcast.progress.{name}", count=number(language, count))
            for name, count in counted.items()
            if count
        ]
        left = known.left_out + known.struck
        if left:
            lines.append(say(language, "broadcast.progress.left_out", count=number(language, left)))
    return "\n".join(lines)


def report(language: str, one: Known) -> str:
    """Everybody it was meant for, each counted once."""
    known = one.standing
    lines = [_heading(language, one), _state(language, one)]
    if not known.expected:
        return "\n".join(lines)
    lines += ["", say(language, "broadcast.report.expected", count=number(language, known.expected))]
    lines.append(say(language, "broadcast.report.sent", count=number(language, known.sent)))
    if known.seen:
        lines.append(say(language, "broadcast.report.seen", count=number(language, known.seen)))
    for name, count in (("unknown", known.unknown), ("struck", known.struck), ("going", known.queued)):
        if count:
            lines.append(say(language, f"broadcast.report.{name}", count=number(language, count)))
    lines += _reasons(language, "failed", known.missed, known.failed)
    lines += _reasons(language, "skipped", known.left_out, known.skipped)
    return "\n".join(lines)


def line(language: str, one: Known) -> str:
    """One of a list, as a button's label."""
    state = say(language, f"broadcast.state.{one.shown_state}")
    return say(language, "broadcast.list.line", id=one.id, title=one.title, state=state)


def alarm(language: str, one: Known) -> Message:
    """The sum is wrong, which must never happen: somebody has to look."""
    known = one.standing
    values = {"expected": number(language, known.expected), "total": number(language, known.total)}
    return Message(text=say(language, "broadcast.report.wrong", id=one.id, **values))


def reason(language: str, kind: str, why: str) -> str:
    """Why somebody did not get it, in words."""
    text_id = f"broadcast.why.{kind}.{why}"
    return say(language, text_id if text_id in texts(language) else f"broadcast.why.{kind}.other")


def _heading(language: str, one: Known) -> str:
    return say(language, "broadcast.progress.heading", id=one.id, title=one.title, unit=one.unit)


def _state(language: str, one: Known) -> str:
    when = moment(language, one.begins_at) if one.begins_at is not None else ""
    ended = moment(language, one.ended_at) if one.ended_at is not None else ""
    values = {"begins": when, "ended": ended, "name": one.decided_name, "words": one.words}
    return say(language, f"broadcast.standing.{one.shown_state}", **values)


def _bar(language: str, known: Standing) -> str:
    meant = max(1, known.meant)
    full = min(_CELLS, known.sent * _CELLS // meant)
    return say(
        language,
        "broadcast.progress.bar",
        bar="▰" * full + "▱" * (_CELLS - full),
        sent=number(language, known.sent),
        meant=number(language, max(known.meant, known.sent)),
    )


def _reasons(language: str, kind: str, total: int, counted: tuple[tuple[str, int], ...]) -> list[str]:
    if not total:
        return []
    lines = [say(language, f"broadcast.report.{kind}", count=number(language, total))]
    for why, count in sorted(counted, key=lambda pair: -pair[1]):
        told = reason(language, kind, why)
        lines.append(say(language, "broadcast.report.why", why=told, count=number(language, count)))
    return lines


def _ways(language: str, one: Known) -> list[Button]:
    going = not one.is_over
    names = {
        "hold": going and one.state in ("preparing", "sending", "done"),
        "resume": going and one.state == "paused",
        "stop": going and one.state in (*UNBEGUN, *UNDER_WAY, "done"),
        "export": one.state in ("done", "stopped", *UNDER_WAY) and one.standing.expected > 0,
    }
    other = {"stop": "recall"} if one.state in UNBEGUN else {}
    return [
        button(language, name, one.id, label=other.get(name, "")) for name, shown in names.items() if shown
    ]
