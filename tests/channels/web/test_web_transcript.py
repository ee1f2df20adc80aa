"""A conversation is read back as it was, from what came in and what went out."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update

from handlers.events import Began, Event, Said, Stumbled
from storage.tables import outbox as outbox_rows
from storage.traffic import inbox, outbox, transcript
from storage.traffic.transcript import Own, Sent, Transcript

NOON = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
HERE = "web:chat:here"


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def hear(engine: Engine, key: str, event: Event) -> None:
    with engine.begin() as connection:
        inbox.store(connection, "web", "chat", [(key, event)])


def say(engine: Engine, text: str, seconds: float, *, state: str = "sent", conversation: str = HERE) -> None:
    row = outbox.Row(
        kind="say",
        lane="web:chat",
        conversation=conversation,
        body=f'{{"text":"{text}"}}',
        queued_at=at(seconds),
        due_at=at(seconds),
    )
    with engine.begin() as connection:
        outbox.add(connection, [row])
        connection.execute(
            update(outbox_rows)
            .where(outbox_rows.c.body == row.body, outbox_rows.c.state == "queued")
            .values(state=state)
        )


def read(engine: Engine, after_in: int = 0, after_out: int = 0, limit: int = 200) -> Transcript:
    with engine.begin() as connection:
        return transcript.read(connection, HERE, after_in, after_out, limit)


def words(found: Transcript) -> list[str]:
    return [
        entry.body[9:-2] if isinstance(entry, Sent) else getattr(entry.event, "text", entry.event.kind)
        for entry in found.entries
    ]


def test_both_sides_stand_in_the_order_of_time(engine: Engine) -> None:
    hear(engine, "1", Began(conversation=HERE, at=at(0)))
    hear(engine, "2", Said(conversation=HERE, at=at(2), text="c"))
    say(engine, "b", 1)
    say(engine, "d", 2)
    assert words(read(engine)) == ["began", "b", "c", "d"]


def test_nothing_of_another_conversation_is_told(engine: Engine) -> None:
    hear(engine, "1", Said(conversation="web:chat:there", at=at(0), text="secret"))
    say(engine, "also secret", 1, conversation="web:chat:there")
    assert read(engine) == Transcript((), begun=False)


def test_what_has_not_left_or_never_arrived_is_not_told(engine: Engine) -> None:
    say(engine, "queued", 1, state="queued")
    say(engine, "failed", 2, state="failed")
    say(engine, "cancelled", 3, state="cancelled")
    say(engine, "sending", 4, state="sending")
    say(engine, "unknown", 5, state="unknown")
    assert words(read(engine)) == ["sending", "unknown"]


def test_what_the_machine_noted_itself_is_not_told(engine: Engine) -> None:
    hear(engine, "1", Said(conversation=HERE, at=at(0), text="a"))
    hear(engine, "2", Stumbled(conversation=HERE, at=at(1)))
    assert words(read(engine)) == ["a"]


def test_only_what_is_new_is_told_and_always_the_last_twenty(engine: Engine) -> None:
    for number in range(30):
        hear(engine, str(number), Said(conversation=HERE, at=at(number), text=str(number)))
    everything = read(engine)
    ids = [entry.id for entry in everything.entries if isinstance(entry, Own)]
    assert words(read(engine, after_in=ids[4])) == [str(number) for number in range(5, 30)]
    last = read(engine, after_in=ids[-1])
    assert words(last) == [str(number) for number in range(10, 30)]
    assert last.begun


def test_of_a_long_talk_the_newest_part_is_told(engine: Engine) -> None:
    for number in range(8):
        hear(engine, str(number), Said(conversation=HERE, at=at(number), text=f"in {number}"))
        say(engine, f"out {number}", number + 0.5)
    assert words(read(engine, limit=4)) == ["in 6", "out 6", "in 7", "out 7"]
