"""What every channel promises behind the port, whatever platform it serves."""

import asyncio
import contextlib
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Generic, TypeVar
from unicodedata import is_normalized

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels import render
from bot.channels.port import FileUnavailable, Part, Received, SendFailed, Why
from handlers.events import FileKind, Said
from handlers.message import Button, Message, Shown
from storage import codec
from tests.channels.probing import JUNK, LINES, WORDS, spoiled
from tests.channels.stand import (
    NOW,
    PHOTO_KEY,
    PICTURE,
    UNKNOWABLE,
    PlatformStand,
    Stand,
    Trouble,
    is_our_picture,
)
from tests.kit.traces import everything_about

CHOICES = (
    (Button("Cải tiến kỹ thuật", "a:1:kind:technical"),),
    (Button("Cải tiến quản lý", "a:1:kind:management"), Button("Công nghệ mới", "a:1:kind:technology")),
)
NAV = (Button("Quay lại", "g:1:back"), Button("Trợ giúp", "c:help:"))
S = TypeVar("S", bound=Stand)
P = TypeVar("P", bound=PlatformStand)


class Promises(ABC, Generic[S]):
    """Derive a test class and say how to `open` a stand."""

    @abstractmethod
    def open(self, folder: Path) -> AbstractAsyncContextManager[S]: ...

    @pytest.fixture
    async def stand(self, tmp_path: Path) -> AsyncIterator[S]:
        async with self.open(tmp_path) as stand:
            yield stand


class SayingContract(Promises[S]):
    """What goes out."""

    @pytest.mark.parametrize("text", WORDS.values(), ids=WORDS.keys())
    async def test_what_is_said_arrives_word_for_word(self, stand: S, text: str) -> None:
        await stand.send(Part(text=text))
        assert [sight.text for sight in await stand.sees(1)] == [text]

    async def test_lines_stay_lines(self, stand: S) -> None:
        await stand.send(Part(text=LINES))
        assert (await stand.sees(1))[0].text == LINES

    @pytest.mark.parametrize("letter", ["ệ", "💡"])
    async def test_a_text_at_the_limit_passes_whole(self, stand: S, letter: str) -> None:
        text = letter * (stand.channel.limits.text // (len(letter.encode("utf-16-le")) // 2))
        await stand.send(Part(text=text))
        assert [sight.text for sight in await stand.sees(1)] == [text]

    async def test_a_text_beyond_the_limit_arrives_in_parts_with_every_word_in_its_place(
        self, stand: S
    ) -> None:
        words = [f"chữ{number}" for number in range(stand.channel.limits.text // 2)]
        parts = render.parts(Message(text=" ".join(words)), stand.channel.limits, "vi")
        for part in parts:
            await stand.send(part)
        seen = await stand.sees(len(parts))
        assert [word for sight in seen for word in sight.text.split()] == words
        assert len(parts) > 1

    async def test_words_that_came_decomposed_are_shown_composed(self, stand: S) -> None:
        [part] = render.parts(Message(text="e\u0323\u0302 o\u031b\u0301"), stand.channel.limits, "vi")
        await stand.send(part)
        [sight] = await stand.sees(1)
        assert sight.text == "ệ ớ"
        assert is_normalized("NFC", sight.text)

    async def test_every_choice_can_be_seen_in_its_order(self, stand: S) -> None:
        message = Message(text="Sáng kiến thuộc loại nào ạ?", choices=CHOICES, nav=NAV)
        parts = render.parts(message, stand.channel.limits, "vi")
        for part in parts:
            await stand.send(part)
        shown = "\n".join(sight.words for sight in await stand.sees(len(parts)))
        labels = [message.text, *(button.label for row in (*CHOICES, NAV) for button in row)]
        places = [shown.find(label) for label in labels]
        assert -1 not in places, shown
        assert places == sorted(places), shown
        if not stand.channel.limits.buttons:
            assert "\n1. Cải tiến kỹ thuật\n2. Cải tiến quản lý\n" in shown

    async def test_a_picture_arrives_as_that_picture_with_its_words(self, stand: S) -> None:
        file = Shown(PHOTO_KEY, FileKind.PHOTO, "anh.jpg")
        async with stand.reachable():
            await stand.send(Part(text="Phiếu 12: trước khi cải tiến", file=file))
            seen = await stand.sees(1)
        assert any("Phiếu 12: trước khi cải tiến" in sight.text for sight in seen)
        if stand.shows_pictures:
            assert any(is_our_picture(sight.picture) for sight in seen)
        else:
            assert any("anh.jpg" in sight.text for sight in seen)

    async def test_a_picture_that_is_not_kept_any_more_raises_nothing_strange(self, stand: S) -> None:
        part = Part(text="Phiếu 12", file=Shown("web:gone", FileKind.PHOTO, "anh.jpg"))
        with contextlib.suppress(SendFailed):
            await stand.send(part)


class HearingContract(Promises[S]):
    """What comes in."""

    async def test_what_a_person_types_is_stored_word_for_word_and_in_order(self, stand: S) -> None:
        typed = [*WORDS.values(), "1", "dong y", "e\u0323\u0302"]
        async with stand.listening():
            for text in typed:
                await stand.says(text)
            await stand.ledger.holds(words=len(typed))
        assert stand.ledger.words() == typed

    async def test_the_address_of_an_event_leads_back_to_its_person(self, stand: S) -> None:
        async with stand.listening():
            await stand.says("Em có ý này")
            await stand.ledger.holds(words=1)
        [event] = [event for event in stand.ledger.kept.values() if isinstance(event, Said)]
        name, account, address = event.conversation.split(":", 2)
        assert (name, account, address) == (stand.channel.name, stand.channel.account, stand.address)
        assert event.at == NOW
        await stand.send(Part(text="Đã nhận ạ"), to=address)
        assert (await stand.sees(1))[-1].text == "Đã nhận ạ"

    async def test_the_same_words_twice_are_two_events(self, stand: S) -> None:
        async with stand.listening():
            await stand.says("1")
            await stand.says("1")
            await stand.ledger.holds(words=2)
        assert stand.ledger.words() == ["1", "1"]

    async def test_a_picture_can_be_had_until_the_platform_has_lost_it(self, stand: S) -> None:
        async with stand.listening():
            await stand.sends_picture(PICTURE)
            await stand.ledger.holds(files=1)
        [file] = stand.ledger.files()
        assert file.kind is FileKind.PHOTO
        assert await stand.fetch(file) == PICTURE
        stand.forgets_pictures()
        with pytest.raises(FileUnavailable):
            await stand.fetch(file)

    async def test_what_nobody_understands_is_nothing(self, stand: S) -> None:
        @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
        @given(JUNK)
        def say(raw: Any) -> None:
            with capture_logs():
                assert stand.channel.events(raw, NOW) == []

        say()

    async def test_acknowledging_never_raises(self, stand: S) -> None:
        name, account = stand.channel.name, stand.channel.account
        for address in (stand.address, "nobody", "1"):
            await stand.channel.acknowledge(
                Said(conversation=f"{name}:{account}:{address}", at=NOW, text="chào")
            )

    async def test_listening_ends_soon_after_it_is_told_to(self, stand: S) -> None:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(stand.channel.listen(stand.ledger.house()))
            await asyncio.sleep(0.2)
            assert not task.done()
            began = time.monotonic()
            task.cancel()
        assert task.cancelled()
        assert time.monotonic() - began < 2


class ChannelContract(SayingContract[S], HearingContract[S]):
    """What any channel promises."""


class ReturningContract(HearingContract[S]):
    """For a channel whose other side comes again when it heard no yes."""

    async def test_what_could_not_be_stored_is_stored_later(self, stand: S) -> None:
        stand.ledger.failures = 1
        with capture_logs():
            async with stand.listening():
                await stand.says("Em có ý này")
                await stand.says("Thêm một ý")
                await stand.ledger.holds(words=2)
        assert sorted(stand.ledger.words()) == ["Em có ý này", "Thêm một ý"]


class PlatformHearing(ReturningContract[P]):
    """From somebody else's machine."""

    async def test_an_event_that_comes_again_has_its_old_key(self, stand: P) -> None:
        async with stand.listening():
            await stand.says_twice("Em có ý này")
            await stand.says("Thêm một ý")
            await stand.ledger.holds(words=2)
        assert stand.ledger.words() == ["Em có ý này", "Thêm một ý"]

    async def test_a_bad_minute_does_not_end_listening(self, stand: P) -> None:
        for trouble in (Trouble.BAD_GATEWAY, Trouble.CUT_BEFORE):
            stand.breaks(trouble, "*")
        with capture_logs():
            async with stand.listening():
                await stand.says("Em có ý này")
                await stand.ledger.holds(words=1)
        assert stand.ledger.words() == ["Em có ý này"]

    async def test_keys_depend_on_nothing_but_the_event(self, stand: P) -> None:
        genuine = stand.genuine()
        told = [stand.channel.events(raw, NOW) for raw in genuine]
        again = [stand.channel.events(raw, NOW) for raw in genuine]
        assert told == again

    async def test_a_real_update_with_a_wrong_piece_never_raises_and_can_be_stored(self, stand: P) -> None:
        genuine = stand.genuine()

        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.data())
        def say(data: st.DataObject) -> None:
            raw = spoiled(data, data.draw(st.sampled_from(genuine)))
            with capture_logs():
                received = stand.channel.events(raw, NOW)
            home = f"{stand.channel.name}:{stand.channel.account}:"
            for one in received:
                assert isinstance(one, Received)
                assert one.event.conversation.startswith(home)
                assert "\n" not in one.event.conversation
                # What no database can hold would be refused for ever, and block what comes after it.
                written = one.key + one.event.conversation + codec.write_event(one.event)
                assert "\x00" not in written.encode().decode()

        say()


class PlatformSaying(SayingContract[P]):
    """To somebody else's machine."""

    @pytest.mark.parametrize("trouble", Trouble)
    async def test_trouble_on_the_way_is_told_as_what_it_is(self, stand: P, trouble: Trouble) -> None:
        stand.breaks(trouble)
        with capture_logs(), pytest.raises(SendFailed) as caught:
            await stand.send(Part(text="Sáng kiến đã được công nhận"))
        if trouble in UNKNOWABLE:
            assert caught.value.why is Why.UNCERTAIN
        if caught.value.why is not Why.UNCERTAIN:
            # Whoever says that it did not arrive makes the house send it again.
            assert stand.screen() == []
        if trouble is Trouble.REFUSED:
            assert caught.value.why is Why.REFUSED
        if trouble is Trouble.TOO_MANY:
            assert caught.value.why is Why.THROTTLED
            assert caught.value.retry_after
        else:
            await stand.send(Part(text="và lần sau thì được"))
            assert (await stand.sees(1))[-1].text == "và lần sau thì được"

    async def test_a_platform_that_is_not_there_is_unreachable(self, stand: P) -> None:
        stand.channel, ours = stand.elsewhere("http://127.0.0.1:9"), stand.channel
        with capture_logs(), pytest.raises(SendFailed) as caught:
            await stand.send(Part(text="chào"))
        await stand.channel.close()  # type: ignore[attr-defined]
        stand.channel = ours
        assert caught.value.why is Why.UNREACHABLE

    async def test_nobody_is_written_to_who_never_wrote(self, stand: P) -> None:
        with capture_logs(), pytest.raises(SendFailed) as caught:
            await stand.send(Part(text="chào"), to=stand.stranger)
        assert caught.value.why in (Why.BLOCKED, Why.REFUSED, Why.OUTSIDE_WINDOW)
        assert stand.screen() == []

    @pytest.mark.parametrize("trouble", [one for one in Trouble if one is not Trouble.HANGS])
    async def test_acknowledging_does_not_raise_in_trouble_either(self, stand: P, trouble: Trouble) -> None:
        stand.breaks(trouble)
        where = f"{stand.channel.name}:{stand.channel.account}:{stand.address}"
        with capture_logs():
            await stand.channel.acknowledge(Said(conversation=where, at=NOW, text="chào"))

    @pytest.mark.parametrize("trouble", Trouble)
    async def test_no_secret_is_told(
        self, stand: P, trouble: Trouble, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        stand.breaks(trouble)
        with capture_logs() as logs, pytest.raises(SendFailed) as caught:
            await stand.send(Part(text="chào"))
        told = "\n".join([everything_about(caught.value), caplog.text, repr(logs)])
        told += f"{stand.channel!r} {stand.channel!s} {stand.channel.__dict__!r}"
        assert [secret for secret in stand.secrets if secret in told] == []


class PlatformContract(PlatformSaying[P], PlatformHearing[P]):
    """What a channel to somebody else's machine promises."""
