"""One-time invites, made and opened."""

from dataclasses import replace
from datetime import timedelta

import pytest
from review_scene import (
    GARMENT,
    HANH,
    NOON,
    PHUC,
    WORKER,
    ZONE,
    answer,
    asked_why,
    buttons,
    kinds,
    one,
    said,
    speaker,
    typed,
)

from handlers.effects import Appoint, Invite
from handlers.events import Began
from handlers.officers.posts import invites
from handlers.officers.posts.invites import Found, InviteFacts, InvitingFacts
from handlers.person import Post, Role

DOORS = ("https://t.me/sangkien_bot?start={payload}", "https://example.org/chat?start={payload}")
VALID = Found(id=5, unit=GARMENT, role=Role.GRASSROOTS, expires_at=NOON + timedelta(days=1))


def making(**more):
    filled = {"speaker": speaker(PHUC), "secret": "s3cr-t_x", "code": "48291375", "unit": GARMENT}
    filled |= {"roles": (Role.GRASSROOTS,), "may": True, "doors": DOORS}
    return InvitingFacts(zone=ZONE, **(filled | more))


def opened(payload="i_s3cr-t_x"):
    return Began(conversation="web:demo:9", at=NOON, payload=payload)


def opening(found=VALID, who=WORKER):
    return InviteFacts(speaker=speaker(who), found=found, zone=ZONE)


def test_an_officer_above_gets_a_link_for_each_way_in_that_works_once_for_a_week():
    effects = invites.make_invite(typed("invite", "MAYTL"), making())
    assert one(effects, Invite) == Invite(
        invites.hash_of("s3cr-t_x"),
        GARMENT.id,
        Role.GRASSROOTS,
        NOON + timedelta(days=7),
        invites.code_hash_of("48291375"),
    )
    text = answer(effects).text
    assert "https://t.me/sangkien_bot?start=i_s3cr-t_x" in text
    assert "https://example.org/chat?start=i_s3cr-t_x" in text
    assert "mã 4829 1375" in text
    assert "đến 14:05 ngày 21/11/2026" in text
    assert "chỉ dùng một lần. Đường dẫn còn hạn đến 14:05 ngày 27/11/2026" in text


def test_the_link_comes_with_a_picture_to_scan():
    (picture,) = answer(invites.make_invite(typed("invite", "MAYTL"), making())).files
    assert picture.key == "qr:https://t.me/sangkien_bot?start=i_s3cr-t_x"
    assert answer(invites.make_invite(typed("invite", "MAYTL"), making(doors=()))).files == ()


def test_which_role_is_asked_when_there_are_several():
    several = making(roles=(Role.GRASSROOTS, Role.HELPER))
    asked = answer(invites.make_invite(typed("invite", "MAYTL"), several))
    assert [button.data for button in buttons(asked)] == [
        "c:invite:MAYTL:grassroots",
        "c:invite:MAYTL:helper",
    ]
    effects = invites.make_invite(typed("invite", "MAYTL:helper"), several)
    assert one(effects, Invite).role is Role.HELPER
    assert "Người hỗ trợ" not in answer(effects).text
    assert "người hỗ trợ nhập sáng kiến" in answer(effects).text


def test_a_forged_role_above_ones_own_is_refused():
    effects = invites.make_invite(typed("invite", "MAYTL:administrator"), making())
    assert kinds(effects) == ["Reply"]
    assert "chưa mời được" in answer(effects).text


def test_without_any_public_door_the_words_to_type_are_given():
    assert "/start i_s3cr-t_x" in answer(invites.make_invite(typed("invite", "MAYTL"), making(doors=()))).text


def test_the_secret_is_kept_only_as_a_hash():
    kept = repr(one(invites.make_invite(typed("invite", "MAYTL"), making()), Invite))
    assert "s3cr-t_x" not in kept
    assert "48291375" not in kept


@pytest.mark.parametrize(
    ("argument", "more", "words"),
    [
        ("", {"unit": None}, "ghi kèm mã"),
        ("XYZ", {"unit": None}, "“XYZ”"),
        ("TINH", {"may": False}, "không thuộc phạm vi"),
        ("MAYTL", {"speaker": speaker(WORKER)}, "dành cho cán bộ"),
    ],
)
def test_no_invite_is_made_where_it_may_not(argument, more, words):
    effects = invites.make_invite(typed("invite", argument), making(**more))
    assert kinds(effects) == ["Reply"]
    assert words in answer(effects).text


def test_inviting_ends_the_question_for_a_reason():
    who = replace(asked_why(), person=PHUC)
    assert kinds(invites.make_invite(typed("invite", "MAYTL"), making(speaker=who)))[0] == "MoveTo"


def test_opening_the_link_gives_the_post_and_says_how_to_begin():
    effects = invites.use_invite(opened(), opening())
    assert one(effects, Appoint) == Appoint(5, GARMENT.id, Role.GRASSROOTS)
    text = answer(effects).text
    assert text.startswith("Chào đồng chí Nguyễn Thị Thu Hà!")
    assert "/duyet" in text
    assert [button.data for button in buttons(answer(effects))] == ["c:queue:1"]


def test_somebody_new_is_greeted_without_a_name():
    effects = invites.use_invite(opened(), opening(who=replace(WORKER, name=None)))
    assert answer(effects).text.startswith("Chào đồng chí!")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "không đúng"),
        (replace(VALID, used=True, used_by=99), "đã có người dùng"),
        (replace(VALID, expires_at=NOON), "hết hạn lúc 14:05 ngày 20/11/2026"),
    ],
)
def test_a_link_that_no_longer_works_says_so_and_what_to_do(found, words):
    effects = invites.use_invite(opened(), opening(found))
    assert kinds(effects) == ["Reply"]
    assert words in answer(effects).text
    assert "lời mời mới" in answer(effects).text


@pytest.mark.parametrize("used", [True, False])
def test_whoever_holds_the_post_already_keeps_it_and_the_link_is_not_used_up(used):
    who = replace(HANH, posts=(Post(GARMENT.id, GARMENT.name, Role.GRASSROOTS),))
    effects = invites.use_invite(opened(), opening(replace(VALID, used=used), who))
    assert kinds(effects) == ["Reply"]
    assert "đã là cán bộ" in answer(effects).text


def test_only_links_with_an_invite_are_taken():
    assert invites.opens_invite(opened(), speaker(WORKER))
    assert not invites.opens_invite(opened("u_MAYTL"), speaker(WORKER))
    assert not invites.opens_invite(said("i_abc"), speaker(WORKER))
    assert invites.secret_in(opened()) == "s3cr-t_x"
    assert invites.secret_in(opened("i_")) == ""


def test_an_invite_can_be_typed_in_words():
    assert invites.asks_invite(said("mời MAYTL"), speaker(PHUC))
    assert invites.code_in(said("Mời MAYTL")) == "MAYTL"
    assert not invites.asks_invite(said("mời mọi người góp ý"), speaker(PHUC))
    assert not invites.asks_invite(said("mời MAYTL"), speaker(WORKER))
    assert not invites.asks_invite(said("mời MAYTL"), asked_why())
