"""Webhooks from the command line: their secrets, and what could not be delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from bot.commands import ground
from bot.commands.sinks import finding
from bot.commands.sinks.finding import KINDS, Name, Unit, help_
from messages.catalog import DEFAULT, say


def add(
    name: Name,
    url: Annotated[str, typer.Argument(help=help_("url"))],
    unit: Unit = None,
    kinds: Annotated[list[str] | None, typer.Option("--kind", help=help_("kinds"))] = None,
    from_start: Annotated[bool, typer.Option("--from-start", help=help_("from_start"))] = False,
) -> None:
    from bot.sinks import signing, webhooks
    from storage.feed import feed
    from storage.sinks import sinks

    settings = ground.read_settings(quiet=True)
    _check(url, settings.sinks_private)
    for kind in kinds or ():
        if kind not in KINDS:
            finding.stop("no_kind", kind=kind, kinds=", ".join(KINDS))
    secret = signing.make_secret()
    with ground.working(settings) as connection:
        unit_id = finding.unit_id(connection, unit)
        feed.number(connection, ground.now())
        config = {"url": url} | ({"kinds": kinds} if kinds else {})
        try:
            sinks.add(
                connection,
                "webhook",
                name,
                ground.now(),
                unit_id=unit_id,
                config=config,
                secret=webhooks.sealed(settings, [secret]),
                position=0 if from_start else feed.newest(connection),
            )
        except sinks.NameTaken:
            finding.stop("taken", name=name)
    finding.tell("added", name=name)
    finding.tell("secret", secret=secret, name=name, minutes=signing.WINDOW.seconds // 60)
    finding.tell("from_start" if from_start else "from_now", name=name)


def move(name: Name, url: Annotated[str, typer.Argument(help=help_("url"))]) -> None:
    from storage.sinks import sinks

    settings = ground.read_settings(quiet=True)
    _check(url, settings.sinks_private)
    with ground.working(settings) as connection:
        row = finding.find(connection, name, "webhook")
        sinks.amend(connection, row.id, config={**row.config, "url": url}, secret=row.secret)
        sinks.resume(connection, row.id, ground.now())
    finding.tell("moved", name=name, url=url)


def rotate(name: Name) -> None:
    """Both secrets sign until `settle`; a third one takes the older one's place."""
    from bot.sinks import signing

    secret = signing.make_secret()
    _change(name, lambda keys: [secret, *keys[:1]])
    finding.tell("rotated", name=name)
    finding.tell("secret", secret=secret, name=name, minutes=signing.WINDOW.seconds // 60)


def settle(name: Name) -> None:
    known = _change(name, lambda keys: keys[:1])
    finding.tell("settled" if known > 1 else "settled_already", name=name)


def show_letters(name: Name) -> None:
    from bot.commands import table
    from handlers.sinks import notices
    from storage.sinks import letters

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        found = letters.of_sink(connection, finding.find(connection, name, "webhook").id)
    if not found:
        finding.tell("no_letters", name=name)
        return
    columns = ("id", "key", "letter_state", "attempts", "at", "why")
    rows = [
        (
            str(one.id),
            one.key,
            say(DEFAULT, f"sinks.letter.{one.state.value}"),
            str(one.attempts),
            finding.local(one.at, settings),
            notices.reason(DEFAULT, one.why) if one.why else "",
        )
        for one in found
    ]
    table.show([say(DEFAULT, f"sinks.column.{one}") for one in columns], rows, (0, 3))


def send_again(
    name: Name, letter: Annotated[int | None, typer.Argument(help=help_("letter"))] = None
) -> None:
    from storage.sinks import letters

    with ground.working(ground.read_settings(quiet=True)) as connection:
        count = letters.ask_again(connection, finding.find(connection, name, "webhook").id, letter)
    if not count and letter is not None:
        finding.stop("no_letter", name=name, letter=letter)
    finding.tell("again" if count else "no_letters", name=name, count=count)


def _check(url: str, private: bool) -> None:
    from bot.sinks import addresses
    from bot.sinks.sink import SinkFailed

    try:
        addresses.check(url)
        if not (private or addresses.is_local(url)):
            addresses.check_figures(url)
    except SinkFailed as failure:
        finding.stop("private" if failure.why == "private" else "bad_url")


def _change(name: str, to: Callable[[list[str]], list[str]]) -> int:
    """Other secrets in the place of these; how many there were."""
    from bot.sinks import webhooks
    from storage.sinks import sinks
    from storage.vault import Unreadable

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        row = finding.find(connection, name, "webhook")
        try:
            keys = webhooks.opened(settings, row.secret)
        except Unreadable:
            finding.stop("unreadable", name=name)
        kept = webhooks.sealed(settings, to(keys))
        sinks.amend(connection, row.id, config=row.config, secret=kept)
    return len(keys)
