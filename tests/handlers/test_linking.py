"""Codes as they are typed, whose account is named, and what is said about it."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers import channels, linking
from handlers.channels import ChannelFacts, Where
from handlers.effects import ChooseChannel, Cut, Effects, MakeLink, Merge, Missed, Reply, TellThere
from handlers.events import Began, Commanded, Event, Said, Tapped
from handlers.form.drafts import Draft
from handlers.linking import Found, LinkFacts
from handlers.listening import interpret
from handlers.message import Message
from handlers.officers.posts import invites
from handlers.officers.posts.invites import InvitingFacts
from handlers.person import Person, Post, Role
from handlers.speaker import Deciding, Home, Joining, Offer, Place, Reporting, Speaker
from handlers.understanding.link_codes import Typed, typed_code
from handlers.units import Unit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
WEB, ZALO, OA = "web:chat:lan", "zalo_bot:a:7", "zalo_oa:a:7"
UNIT = Unit(1, "MAYTL", "May Tân Lam")
HOA = Person(id=7, name="Hoa", handling=True, unit=UNIT)
STRANGER = Person(id=3)
OLD_STRANGER = Person(id=2)
OFFICER = Person(id=9, name="Hạnh", posts=(Post(4, "Công đoàn Khu", Role.UPPER),))
FOUND = Found(person=HOA, conversation=ZALO)


def speaker(person: Person = STRANGER, place: Place = Home(), step: str = "") -> Speaker:  # noqa: B008
    form = "join" if isinstance(place, Joining) else "report"
    draft = Draft(form=form, version=1, step=step, id=1) if step else None
    return Speaker(conversation=WEB, person=person, place=place, draft=draft)


def typed(text: str) -> Said:
    return Said(conversation=WEB, at=NOON, text=text)


def asks(name: str, argument: str = "") -> Commanded:
    return Commanded(conversation=WEB, at=NOON, name=name, argument=argument)


def answer(effects: Effects) -> Message:
    (reply,) = [one for one in effects if isinstance(one, Reply)]
    return reply.message


def one(effects: Effects, kind: type) -> object:
    (found,) = [effect for effect in effects if isinstance(effect, kind)]
    return found


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("4829137506", Typed("4829137506", bare=True)),
        (" 4829 137 506. ", Typed("4829137506", bare=True)),
        ("4829-137-506", Typed("4829137506", bare=True)),
        ("noi 4829137506", Typed("4829137506", bare=False)),
        ("Mã: 4829 137 506", Typed("4829137506", bare=False)),
        ("liên kết 4829.137.506 nhé", Typed("4829137506", bare=False)),
        ("dạ cho em nối mã 4829137506 ạ", Typed("4829137506", bare=False)),
        ("link 4829137506", Typed("4829137506", bare=False)),
        ("0912345678", None),
        ("12.000.000", None),
        ("tiết kiệm 12000000", None),
        ("12000000 đồng", None),
        ("4829137", None),
        ("mã 4829137506 là của ai vậy", None),
        ("4829 137 506 4829 137 506", None),
        ("4829137506" * 10, None),
    ],
)
def test_a_code_is_read_as_a_whole_message_only(text: str, read: Typed | None) -> None:
    assert typed_code(text) == read


@pytest.mark.parametrize(
    ("place", "step", "passes"),
    [
        (Home(), "", False),
        (Joining(), "name", False),
        (Joining(), "phone", True),
        (Reporting(), "amount", True),
        (Deciding(1, 1, "return"), "", True),
    ],
)
def test_bare_digits_that_are_no_code_answer_what_is_asked(place: Place, step: str, passes: bool) -> None:
    facts = LinkFacts(speaker=speaker(place=place, step=step))
    assert linking.is_passed(typed("1200000000"), facts) is passes
    assert not linking.is_passed(typed("mã 12000000"), facts)
    assert not linking.is_passed(typed("1200000000"), replace(facts, found=FOUND))
    assert linking.passed(facts) == (Missed(),)
    assert linking.passed(replace(facts, tries=linking.TRIES)) == ()


def test_the_question_names_the_account_and_nothing_else_of_it() -> None:
    owner = replace(HOA, phone="+84912345678")
    facts = LinkFacts(speaker=speaker(), found=replace(FOUND, person=owner))
    text = answer(linking.ask(typed("4829137506"), facts)).text
    assert "Hoa" in text
    assert "May Tân Lam" in text
    assert "912" not in text


@pytest.mark.parametrize(
    ("owner", "words"),
    [(OFFICER, "Hạnh, Công đoàn Khu"), (replace(HOA, unit=None, unit_words="xưởng gỗ"), "Hoa, xưởng gỗ")],
)
def test_an_account_without_a_unit_of_its_own_is_named_too(owner: Person, words: str) -> None:
    facts = LinkFacts(speaker=speaker(), found=replace(FOUND, person=owner))
    assert words in answer(linking.ask(typed("4829137506"), facts)).text


@pytest.mark.parametrize(
    ("mine", "theirs", "kept"),
    [
        (STRANGER, HOA, 7),
        (OLD_STRANGER, HOA, 7),
        (HOA, OFFICER, 7),
        (OFFICER, HOA, 7),
        (STRANGER, OFFICER, 9),
    ],
)
def test_the_one_who_is_known_is_kept_and_of_two_the_older(mine: Person, theirs: Person, kept: int) -> None:
    facts = LinkFacts(speaker=speaker(mine), found=replace(FOUND, person=theirs))
    merge = one(linking.merge(asks("merge", "4829137506"), facts), Merge)
    assert isinstance(merge, Merge)
    assert (merge.kept, {merge.kept, merge.other}) == (kept, {mine.id, theirs.id})


def test_the_conversation_that_gave_the_code_is_told_in_its_own_language() -> None:
    english = replace(FOUND, person=replace(HOA, language="en"))
    effects = linking.merge(asks("merge", "4829137506"), LinkFacts(speaker=speaker(), found=english))
    told = one(effects, TellThere)
    assert isinstance(told, TellThere)
    assert (told.conversation, told.language) == (ZALO, "en")
    assert "the web page is joined" in told.message.text
    assert "unlink" in told.message.text


def test_a_code_is_fresh_and_only_its_hash_leaves_the_message() -> None:
    facts = LinkFacts(speaker=speaker(HOA), fresh="148291375060")
    effects = linking.make_code(asks("link"), facts)
    made = MakeLink(linking.hash_of("148291375060"), NOON + timedelta(minutes=15))
    assert one(effects, MakeLink) == made
    assert "1482 913 750" in answer(effects).text
    assert "12:15" in answer(effects).text
    assert "148291375060" not in repr(made)


def test_after_too_many_tries_it_is_said_when_to_come_back() -> None:
    facts = LinkFacts(speaker=speaker(), tries=5, tried_at=NOON - timedelta(minutes=10))
    assert "12:50" in answer(linking.ask(typed("mã 4829137506"), facts)).text


@pytest.mark.parametrize(
    ("said", "data"),
    [("có", "c:merge:4829137506"), ("1", "c:merge:4829137506"), ("không", "c:merge:no"), ("2", "c:merge:no")],
)
def test_the_question_is_answered_with_words_or_numbers(said: str, data: str) -> None:
    shown = answer(linking.ask(typed("4829137506"), LinkFacts(speaker=speaker(), found=FOUND)))
    offers = tuple(Offer(button.label, button.data, True) for row in shown.choices for button in row)
    asked = replace(speaker(), offered=offers)
    assert interpret(typed(said), asked) == interpret(Tapped(conversation=WEB, at=NOON, data=data), asked)


@pytest.mark.parametrize("said", ["i_aB3-x_9", "u_MAYTL", "U_MAYTL", "/start u_MAYTL", " i_aB3-x_9 "])
def test_what_a_link_carries_may_be_typed(said: str) -> None:
    heard = interpret(typed(said), speaker())
    assert isinstance(heard, Began)
    assert heard.payload in ("i_aB3-x_9", "u_MAYTL")


@pytest.mark.parametrize("said", ["i_", "i_ab c", "a_MAYTL", "em_oi", "u_MÀY"])
def test_other_words_with_a_line_in_them_are_words(said: str) -> None:
    assert isinstance(interpret(typed(said), speaker()), Said)


def test_nobody_is_called_like_the_command() -> None:
    asked = speaker(place=Joining(), step="name")
    assert interpret(typed("lien ket"), asked) == asks("link")
    assert isinstance(interpret(typed("Dung"), asked), Said)


def test_an_invite_says_what_to_type_where_a_door_has_no_place_for_it() -> None:
    doors = ("https://t.me/bot?start={payload}", "https://zalo.me/12345")
    facts = InvitingFacts(
        speaker=speaker(OFFICER),
        secret="s3c",
        code="48291375",
        unit=UNIT,
        roles=(Role.GRASSROOTS,),
        may=True,
        doors=doors,
    )
    text = answer(invites.make_invite(asks("invite", "MAYTL"), facts)).text
    assert "https://t.me/bot?start=i_s3c" in text
    assert "https://zalo.me/12345 rồi gõ: i_s3c" in text


def of(*wheres: Where, here: str = WEB, **more: object) -> ChannelFacts:
    return ChannelFacts(speaker=replace(speaker(HOA), conversation=here), wheres=wheres, **more)  # type: ignore[arg-type]


def labels(effects: Effects) -> list[str]:
    return [button.label for row in answer(effects).choices for button in row]


FIRST = Where(conversation=ZALO, used_at=NOON)
JOINED = Where(conversation=WEB, used_at=NOON, joined_at=NOON)


def test_channels_are_listed_in_words_with_a_mark_for_this_one() -> None:
    listed = channels.choose(asks("channels"), of(JOINED, FIRST, Where(conversation=OA, used_at=NOON)))
    assert labels(listed) == ["trang web (đang ở đây)", "Zalo", "Zalo của Công đoàn", "Nơi tôi dùng gần nhất"]


def test_two_browsers_are_told_apart_by_their_time() -> None:
    other = Where(conversation="web:chat:shop", used_at=NOON - timedelta(hours=1))
    listed = channels.choose(asks("channels"), of(JOINED, other))
    assert labels(listed)[:2] == ["trang web (đang ở đây)", "trang web, dùng lúc 11:00 23/11"]


def test_choosing_pins_it_and_last_used_lets_go() -> None:
    facts = of(JOINED, FIRST)
    chosen = channels.choose(asks("channels", channels.handle_of(ZALO)), facts)
    assert one(chosen, ChooseChannel) == ChooseChannel(ZALO)
    assert one(channels.choose(asks("channels", "last"), facts), ChooseChannel) == ChooseChannel(None)
    assert not [each for each in channels.choose(asks("channels", "x"), facts) if not isinstance(each, Reply)]


def test_what_was_joined_later_cannot_cut_off_what_was_there_before() -> None:
    cut = asks("cut", channels.handle_of(ZALO))
    assert not [each for each in channels.cut(cut, of(JOINED, FIRST)) if isinstance(each, Cut)]
    cut = asks("cut", channels.handle_of(WEB))
    assert one(channels.cut(cut, of(JOINED, FIRST, here=ZALO)), Cut) == Cut(WEB)
    assert one(channels.cut(cut, of(JOINED, FIRST)), Cut) == Cut(WEB)


def test_an_unknown_channel_has_a_name_too() -> None:
    assert channels.name_of("vi", "sms:a:1") == "nơi khác"


def went_on(event: Event, *, where: str = ZALO, offered: str = "", place: Place = Reporting()) -> bool:  # noqa: B008
    form = "join" if isinstance(place, Joining) else "report"
    draft = Draft(form=form, version=1, step="where", revision=12, where=where)
    offers = (Offer("Quay lại", offered, False),) if offered else ()
    asked = Speaker(conversation=WEB, person=HOA, place=place, draft=draft, offered=offers)
    return channels.went_on(event, asked)


def test_a_screen_is_out_of_date_when_another_conversation_moved_the_form_on() -> None:
    press = Tapped(conversation=WEB, at=NOON, data="g:11:back")
    assert went_on(typed("Chuyền 3"))
    assert went_on(typed("Chuyền 3"), offered="g:11:back")
    assert went_on(typed("Chuyền 3"), place=Joining())
    assert went_on(press)
    assert went_on(asks("skip"))
    assert not went_on(typed("Chuyền 3"), offered="g:12:back")
    assert not went_on(replace(press, data="g:12:back"))
    assert not went_on(typed("Chuyền 3"), where=WEB)
    assert not went_on(press, where="")
    assert not went_on(asks("help"))
    assert not went_on(typed("Chuyền 3"), place=Home())
