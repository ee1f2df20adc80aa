"""The card of an initiative: on one screen what an officer needs to decide, the rest one tap away."""

from datetime import date

from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.form.initiative_form import REPORT
from handlers.form.wording import is_retold
from handlers.initiative import Action, waits_for
from handlers.message import Message, Shown
from handlers.officers import claims, review, review_card
from handlers.officers.review_card import cut
from handlers.record import buttons, flags, people, remark_lines, trail_words, value
from handlers.record.facts import CardFacts, Record
from handlers.speaker import Speaker
from messages.catalog import say

#: What is shown first, in the order it is told, and how many letters of each; the rest is one tap away.
SHOWN = {
    "before": 220,
    "change": 260,
    "where": 60,
    "applied": 20,
    "effect_words": 160,
    "beneficiaries": 60,
    "recognition": 40,
    "decision_number": 40,
    "decision_date": 20,
    "decision_signer": 50,
}
#: What a card holds beside its buttons, so that both stay in one message of Zalo's (2,000 letters), and
#: by how much its answers and remarks are shortened further where there is more to tell.
ROOM, SCALES = 1_550, (1.0, 0.6, 0.35, 0.2)
#: How many pictures come before the card, how many of the author's changes stand on it, and how many
#: letters of a name that somebody gave.
FILES, CHANGES, NAME = 3, 3, 130
#: What the author told of the employer's decision, which the decision itself makes needless.
_TOLD_OF_DECISION = ("decision_number", "decision_date", "decision_signer")


def asks_card(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "open") or review.calls(event, "full")


def show(event: Event, facts: CardFacts) -> Effects:
    """What is needed to decide, or everything that was told."""
    speaker = facts.about.speaker
    item = review.look(facts.about)
    if isinstance(item, Message) or facts.record is None:
        refused = item if isinstance(item, Message) else review.no_post(speaker.language)
        return (*review.leave(speaker), Reply(refused))
    full = review.calls(event, "full")
    message = whole(facts, facts.record) if full else first(event, facts, facts.record)
    return (*review.leave(speaker), Reply(message))


def first(event: Event, facts: CardFacts, record: Record) -> Message:
    """Who, what, what is odd about it, and the buttons."""
    language, item = facts.about.speaker.language, record.item
    texts = (_text(event, facts, record, scale) for scale in SCALES)
    text = next((text for text in texts if len(text) <= ROOM), None)
    return Message(
        text=text or _text(event, facts, record, SCALES[-1]),
        choices=buttons.rows(facts, record, event.at),
        nav=(review.queue_button(language),),
        files=_papers(record)[:FILES],
        about=review_card.about(item),
    )


def _text(event: Event, facts: CardFacts, record: Record, scale: float) -> str:
    language, today = facts.about.speaker.language, event.at.astimezone(facts.about.zone).date()
    told, shortened = _answers(language, record, scale)
    most = int(remark_lines.SHORT * scale)
    parts = [
        "\n".join([*_heading(facts, record), *_standing(event, facts, record, today)]),
        "\n".join([*flags.raised(language, record, today), *facts.sections]),
        "\n".join(_mended(language, record, scale)),
        "\n".join(told),
        "\n".join(remark_lines.newest(language, record, facts.about.zone, most, own=facts.own)),
    ]
    if facts.own:
        parts.append(say(language, "trail.card.own"))
    elif shortened:
        parts.append(say(language, "trail.card.cut", number=review_card.number_of(record.item)))
    return "\n\n".join(part for part in parts if part)


def whole(facts: CardFacts, record: Record) -> Message:
    """Every answer as it was given, and every file."""
    language, item = facts.about.speaker.language, record.item
    heading = [say(language, "trail.card.full_heading", code=item.code), *people.names(language, record)]
    return Message(
        text="\n\n".join(["\n".join(heading), review_card.answers_text(language, _told(record))]),
        choices=((buttons.back(language, item),), (buttons.call(language, item, "history"),)),
        nav=(review.queue_button(language),),
        files=_papers(record),
    )


def _heading(facts: CardFacts, record: Record) -> list[str]:
    language, item = facts.about.speaker.language, record.item
    status = say(language, f"review.status.{item.status}")
    sent = review_card.moment(item.submitted_at, facts.about.zone)
    lines = [
        say(language, "review.card.heading", code=item.code, status=status),
        *review_card.who(language, item, NAME),
        *people.beside(language, record),
        say(language, "review.card.submitted", **sent),
    ]
    if record.kept_code:
        lines.append(say(language, "trail.card.kept", code=record.kept_code))
    return lines


def _standing(event: Event, facts: CardFacts, record: Record, today: date) -> list[str]:
    """For whom it waits since when, what was promised, and who is at work on it."""
    language, item, zone = facts.about.speaker.language, record.item, facts.about.zone
    level, lines = waits_for(item.review, item.status), []
    if level is not None:
        since = item.updated_at or item.submitted_at
        lines.append(
            say(
                language,
                "trail.card.waits",
                who=say(language, f"trail.waits.{level}"),
                date=review_card.moment(since, zone)["date"],
                age=review_card.age(language, event.at - since),
            )
        )
        if item.answer_due is not None and today <= item.answer_due:
            lines.append(say(language, "trail.card.promised", date=f"{item.answer_due:%d/%m/%Y}"))
    claimed = claims.line(language, item, event.at, zone, facts.about.speaker.person.id)
    return [*lines, claimed] if claimed else lines


def _mended(language: str, record: Record, scale: float) -> list[str]:
    """What its author changed since it was returned."""
    last = record.item.last
    if not record.mended or last is None or last.action is not Action.RESUBMIT:
        return []
    changed = trail_words.lines(language, *record.versions[-2:], side=int(50 * scale), spots=2)
    if not changed:
        return [say(language, "trail.change.none")]
    told = [cut(line, int(150 * scale)) for line in changed]
    return [say(language, "trail.change.heading"), *trail_words.brief(language, told, CHANGES)]


def _answers(language: str, record: Record, scale: float) -> tuple[list[str], bool]:
    """The answers that matter most, and whether anything of them was left out."""
    answers, lines, shortened = _told(record), [], False
    for key, most in SHOWN.items():
        step = REPORT.step(key)
        if step is None or (key in _TOLD_OF_DECISION and record.item.recognition is not None):
            continue
        text = review_card.value_text(language, step, answers)
        if text and is_retold(step, answers):
            text = str(answers[key])  # the first words of all are not on this screen
        kept = cut(text, max(20, int(most * scale)))
        shortened = shortened or (bool(text) and kept != " ".join(text.split()))
        if kept:
            label = say(language, f"report.{key}.label")
            lines.append(say(language, "review.answer.line", label=label, value=kept))
        if key == "applied":
            lines += value.lines(language, record.item)
    return lines, shortened or (bool(answers.get("idea")) and not answers.get("change"))


def _told(record: Record) -> dict[str, object]:
    return {key: told for key, told in record.item.answers.items() if key != "title"}


def _papers(record: Record) -> tuple[Shown, ...]:
    return review_card.files_of(record.item.answers)
