"""No webhook can be made to knock at doors inside our own network."""

import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from fakes.webhook_receiver import WebhookReceiver

from bot.sinks import addresses, webhooks
from bot.sinks.addresses import Watchful
from bot.sinks.sink import SinkFailed
from storage.sinks.sinks import State
from tests.bot.sinks.conftest import MORNING, Stage


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/in",
        "ftp://example.org/in",
        "file:///etc/passwd",
        "//example.org/in",
        "https://",
        "https://user:word@example.org/in",
        "không phải địa chỉ",
        "http://10.0.0.5/in",
    ],
)
def test_only_https_is_taken_but_for_this_machine(url: str) -> None:
    with pytest.raises(SinkFailed) as refused:
        addresses.check(url)
    assert refused.value.why == "insecure"
    addresses.check("https://example.org/in")
    addresses.check("http://127.0.0.1:8080/in")


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:10.0.0.5]", "[64:ff9b::a00:5]", "[2002:a00:5::]"),
        *("①⑨②.①⑥⑧.①.①", "224.0.0.1", "255.255.255.255"),
    ],
)
def test_private_addresses_in_figures_are_refused(host: str) -> None:
    with pytest.raises(SinkFailed) as refused:
        addresses.check_figures(f"https://{host}/in")
    assert refused.value.why == "private"


@pytest.mark.parametrize("host", ["93.184.215.14", "[2606:2800:21f:cb07:6820:80da:af6b:8b2c]"])
def test_public_ones_are_not(host: str) -> None:
    addresses.check_figures(f"https://{host}/in")


class Book(AbstractResolver):
    """Knows what it was given."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0)
            for one in self.hosts
        ]

    async def close(self) -> None:
        return


async def test_a_name_that_leads_inside_is_refused_even_among_others() -> None:
    for hosts in (("10.0.0.5",), ("93.184.215.14", "192.168.1.1")):
        with pytest.raises(addresses.Refused):
            await Watchful(False, Book(*hosts)).resolve("example.org")
    found = await Watchful(False, Book("93.184.215.14")).resolve("example.org")
    assert [one["host"] for one in found] == ["93.184.215.14"]
    assert await Watchful(True, Book("10.0.0.5")).resolve("kho.noi-bo")


@pytest.mark.parametrize("host", ["https://ip6-localhost:1/in", "https://localhost.localdomain:1/in"])
async def test_a_sink_whose_name_leads_inside_fails_and_says_why(
    stage: Stage, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(addresses, "ThreadedResolver", lambda: Book("127.0.0.1"))
    stage.add("kho", "webhook", {"url": host}, secret=webhooks.sealed(stage.settings, [receiver.secret]))
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.FAILING)
    assert stage.sink().why == "private"
    assert receiver.letters == []


async def test_http_that_was_written_into_the_database_is_switched_off(stage: Stage) -> None:
    sealed = webhooks.sealed(stage.settings, ["whsec_AAAA"])
    stage.add("kho", "webhook", {"url": "http://example.org/in"}, secret=sealed)
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().state is State.OFF)
    assert stage.sink().why == "insecure"


async def test_an_answer_that_leads_elsewhere_is_not_followed(
    stage: Stage, receiver: WebhookReceiver
) -> None:
    stage.webhook(receiver)
    receiver.mood = "elsewhere"
    stage.report()
    async with stage.running():
        await stage.until(lambda: stage.sink().why == "redirected")
    assert len(receiver.letters) == 1


@pytest.mark.parametrize(
    ("told", "waited"),
    [
        ("120", 120.0),
        ("Mon, 04 May 2026 01:25:00 GMT", 600.0),
        ("Mon, 04 May 2026 01:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        (None, None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(told: str | None, waited: float | None) -> None:
    assert webhooks.seconds(told, MORNING) == waited
