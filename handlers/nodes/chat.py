"""An officer asks when this place exchanged with the province last."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo

from handlers.effects import Effects, Reply
from handlers.events import Commanded, Event
from handlers.form import wording
from handlers.speaker import Speaker
from handlers.values import dataclass
from messages.catalog import say


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFacts:
    """`joined` is false where there is nothing to exchange. `why` is why the last try failed, "" when it did
    not; `waits` counts what is still to be brought, `clashes` the steps that did not count."""

    speaker: Speaker
    joined: bool = False
    done_at: datetime | None = None
    why: str = ""
    waits: int = 0
    clashes: int = 0
    # Vietnam has one zone without summer time; the loader passes the configured one.
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_sync(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Commanded) and event.name == "sync"


def show(event: Event, facts: SyncFacts) -> Effects:
    language = facts.speaker.language
    return (Reply(wording.choose("\n".join(lines(language, facts)), (wording.call(language, "queue"),))),)


def lines(language: str, facts: SyncFacts) -> list[str]:
    if not facts.joined:
        return [say(language, "node.chat.none")]
    told = [say(language, "node.chat.never")]
    if facts.done_at is not None:
        told = [say(language, "node.chat.last", at=f"{facts.done_at.astimezone(facts.zone):%H:%M, %d/%m/%Y}")]
    if facts.why:
        told.append(say(language, "node.chat.failed", why=facts.why))
    more: Mapping[str, int] = {"waits": facts.waits, "clashes": facts.clashes}
    told += [say(language, f"node.chat.{name}", count=count) for name, count in more.items() if count]
    return told if facts.waits else [*told, say(language, "node.chat.even")]
