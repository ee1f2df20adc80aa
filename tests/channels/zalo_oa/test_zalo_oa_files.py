"""Pictures, papers and everything else somebody shall see, as far as Zalo carries them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from zalo_oa_house import FILES, Stage, stage

from bot.channels.port import FileUnavailable, Part, SendFailed, Why
from handlers.events import FileKind
from handlers.message import Shown
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person

pytestmark = pytest.mark.slow

CS = "/v3.0/oa/message/cs"
IMAGE, FILE = "/v2.0/oa/upload/image", "/v2.0/oa/upload/file"
PHOTO = Part(text="Ảnh trước", file=Shown("web:photo", FileKind.PHOTO))
POSTER = Part(file=Shown("web:poster", FileKind.PHOTO))
PAPER = Part(text="Có gì cần sửa không?", file=Shown("web:paper", FileKind.DOCUMENT, "báo cáo số 1.pdf"))
QUESTION = PAPER.text


def file(key: str, kind: FileKind, name: str = "", text: str = QUESTION) -> Part:
    return Part(text=text, file=Shown(key, kind, name))


# -- pictures --------------------------------------------------------------------------------


async def test_a_picture_arrives_with_its_caption_in_one_message(scene: Stage, lan: Person) -> None:
    sent = await scene.channel.send(scene.out(PHOTO))
    (seen,) = lan.sees()
    assert (seen.id, seen.text) == (sent, "Ảnh trước")
    assert seen.image is not None


async def test_a_large_picture_is_made_small_enough(scene: Stage, lan: Person) -> None:
    assert len(FILES["web:poster"]) > 1_000_000
    await scene.channel.send(scene.out(POSTER))
    (seen,) = lan.sees()
    assert seen.image is not None
    assert len(seen.image) <= 1_000_000


async def test_a_picture_is_uploaded_once_for_everybody(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    people = [api.person(f"700000000000000010{number}") for number in range(8)]
    for person in people:
        person.interacts()
    sending = [scene.channel.send(scene.out(PHOTO, to=person.id, id=n)) for n, person in enumerate(people)]
    await asyncio.gather(*sending)
    assert len(api.calls_of(IMAGE)) == 1
    assert all(person.sees()[0].image for person in people)


async def test_after_six_days_a_picture_is_uploaded_anew(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    for passed in (0, 5 * 86_400, 1.1 * 86_400):
        scene.clock.seconds += passed
        await scene.channel.send(scene.out(PHOTO))
    assert len(api.calls_of(IMAGE)) == 2


async def test_a_picture_zalo_has_forgotten_is_uploaded_again(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    await scene.channel.send(scene.out(PHOTO))
    api.advance(timedelta(days=8))
    lan.interacts()
    scene.keys.access_token = api.tokens._issue()["access_token"]
    await scene.channel.send(scene.out(PHOTO))
    assert len(api.calls_of(IMAGE)) == 2
    assert len(lan.sees()) == 2


async def test_a_picture_is_uploaded_again_only_once(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    api.fails(CS, spec.error(-100), times=9)
    assert (await scene.fails(scene.out(PHOTO))).why is Why.REFUSED
    assert len(api.calls_of(IMAGE)) == 2


@pytest.mark.parametrize("code", [-211, -210])
async def test_a_picture_that_cannot_be_uploaded_is_fetched_by_zalo(
    code: int, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(IMAGE, spec.error(code))
    await scene.channel.send(scene.out(PHOTO))
    (seen,) = lan.sees()
    assert seen.image_url.startswith("https://bot.example.vn/p/")
    assert seen.text == "Ảnh trước"


@pytest.mark.parametrize("fault", [spec.cut_after(), spec.hang(), spec.html(504)])
async def test_a_lost_answer_to_an_upload_has_shown_nobody_anything(
    fault: spec.Fault, api: ZaloOaApi, lan: Person
) -> None:
    scene = stage(api, timeout=0.3)
    api.fails(IMAGE, fault)
    assert (await scene.fails(scene.out(PHOTO))).why is Why.UNREACHABLE
    assert await scene.channel.send(scene.out(PHOTO)) == lan.sees()[0].id
    await scene.channel.close()


async def test_a_picture_that_is_none_becomes_a_link(scene: Stage, lan: Person) -> None:
    await scene.channel.send(scene.out(file("web:broken", FileKind.PHOTO)))
    (seen,) = lan.sees()
    assert "https://bot.example.vn/f/" in seen.text
    assert seen.text.endswith(QUESTION)


async def test_a_token_that_ran_out_during_an_upload_is_renewed(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    scene.keys.access_token = "an-older-token"
    await scene.channel.send(scene.out(PHOTO))
    assert lan.sees()[0].image
    assert len(api.calls_of(IMAGE)) == 2


# -- papers ----------------------------------------------------------------------------------


async def test_a_paper_arrives_as_a_file_with_its_question_below(scene: Stage, lan: Person) -> None:
    sent = await scene.channel.send(scene.out(PAPER))
    paper, question = lan.sees()
    assert paper.file is not None
    assert (paper.file.name, paper.file.content) == ("báo cáo số 1.pdf", FILES["web:paper"])
    assert (question.id, question.text) == (sent, QUESTION)


async def test_a_paper_without_words_is_one_message(scene: Stage, lan: Person) -> None:
    sent = await scene.channel.send(scene.out(replace(PAPER, text="")))
    assert [seen.id for seen in lan.sees()] == [sent]


@pytest.mark.parametrize(
    ("fault", "why"),
    [(spec.html(502), Why.UNCERTAIN), (spec.cut_after(), Why.UNCERTAIN), (spec.error(-32), Why.THROTTLED)],
)
async def test_when_the_question_fails_the_paper_is_not_sent_again(
    fault: spec.Fault, why: Why, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    outgoing = scene.out(PAPER, id=5)
    await scene.channel.send(scene.out(PAPER, id=4))
    api.fails(CS, spec.slow(0))
    api.fails(CS, fault)
    assert (await scene.fails(outgoing)).why is why
    before = len(lan.sees())
    sent = await scene.channel.send(outgoing)
    assert [(seen.id, seen.text) for seen in lan.sees()[before:]] == [(sent, QUESTION)]
    # Another message with the same paper is a new one.
    await scene.channel.send(replace(outgoing, id=6))
    assert [bool(seen.file) for seen in lan.sees()[before + 1 :]] == [True, False]


@pytest.mark.parametrize("fault", [spec.html(502), spec.error(-32)])
async def test_when_the_paper_fails_nothing_was_seen(
    fault: spec.Fault, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(CS, fault)
    await scene.fails(scene.out(PAPER))
    assert not lan.sees()
    await scene.channel.send(scene.out(PAPER))
    assert len(lan.sees()) == 2
    assert len(api.calls_of(FILE)) == 1


@pytest.mark.parametrize("code", [-201, -233, -210])
async def test_a_paper_zalo_does_not_take_becomes_a_link(
    code: int, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(FILE, spec.error(code))
    await scene.channel.send(scene.out(PAPER))
    (seen,) = lan.sees()
    assert "báo cáo số 1.pdf" in seen.text
    assert "https://bot.example.vn/f/" in seen.text
    assert seen.text.endswith(QUESTION)


async def test_an_upload_good_for_one_message_only_is_made_again(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    await scene.channel.send(scene.out(PAPER, id=1))
    api.fails(CS, spec.error(-201))
    await scene.channel.send(scene.out(PAPER, id=2))
    assert [bool(seen.file) for seen in lan.sees()] == [True, False, True, False]
    assert len(api.calls_of(FILE)) == 2


# -- the rest --------------------------------------------------------------------------------

OTHERS = [
    file("web:huge", FileKind.DOCUMENT, "dày.pdf"),
    file("web:sheet", FileKind.DOCUMENT, "bảng.xlsx"),
    file("web:voice", FileKind.VOICE),
    file("web:voice", FileKind.VIDEO, "phim.mp4"),
]


@pytest.mark.parametrize("part", OTHERS)
async def test_what_zalo_does_not_carry_becomes_a_link(
    part: Part, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    await scene.channel.send(scene.out(part))
    (seen,) = lan.sees()
    assert part.file is not None
    assert part.file.name in seen.text
    assert "https://bot.example.vn/f/" in seen.text
    assert seen.text.endswith(QUESTION)
    assert not api.calls_of(FILE)


async def test_a_link_and_a_long_text_are_two_messages(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    part = replace(OTHERS[0], text="Ý " * 940)
    api.fails(CS, spec.slow(0))
    api.fails(CS, spec.html(502))
    await scene.fails(scene.out(part))
    await scene.channel.send(scene.out(part))
    link, text = lan.sees()
    assert "https://" in link.text
    assert text.text == part.text


@pytest.mark.parametrize("part", [*OTHERS, file("web:broken", FileKind.PHOTO)])
async def test_without_a_public_address_the_words_still_arrive(
    part: Part, api: ZaloOaApi, lan: Person
) -> None:
    scene = stage(api, public="http://localhost:8080")
    await scene.channel.send(scene.out(part))
    (seen,) = lan.sees()
    assert seen.text.endswith(QUESTION)
    assert "http" not in seen.text
    await scene.channel.close()


async def test_a_file_that_is_not_kept_is_refused(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    failed = await scene.fails(scene.out(file("web:lost", FileKind.PHOTO)))
    assert failed.why is Why.REFUSED
    assert not api.calls


async def test_what_was_erased_is_sent_to_nobody_though_zalo_has_it(api: ZaloOaApi, lan: Person) -> None:
    kept = dict(FILES)

    async def read(key: str) -> bytes:
        if key not in kept:
            raise FileUnavailable("erased")
        return kept[key]

    scene = stage(api, read=read)
    await scene.channel.send(scene.out(PHOTO))
    del kept["web:photo"]
    assert (await scene.fails(scene.out(PHOTO))).why is Why.REFUSED
    assert len(lan.sees()) == 1
    await scene.channel.close()


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (OSError("the disk is away"), Why.UNREACHABLE),
        (SendFailed(Why.UNREACHABLE, detail="on its way"), Why.UNREACHABLE),
        (FileNotFoundError("x"), Why.REFUSED),
    ],
)
async def test_a_file_that_cannot_be_read_is_a_failure_of_ours(
    trouble: Exception, why: Why, api: ZaloOaApi
) -> None:
    async def read(key: str) -> bytes:
        raise trouble

    scene = stage(api, read=read)
    assert (await scene.fails(scene.out(PHOTO))).why is why
    await scene.channel.close()


async def test_before_the_house_is_open_files_wait(api: ZaloOaApi) -> None:
    scene = stage(api, read=None)
    assert (await scene.fails(scene.out(PHOTO))).why is Why.UNREACHABLE
    await scene.channel.close()
