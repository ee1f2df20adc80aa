"""What the probe asks an Official Account, what it makes of each answer, and what becomes of the settings."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes import zalo_oa_spec
from fakes.zalo_oa_api import ZaloOaApi
from probe_trials import OaTrial, answers, settings_of

from storage.database.writer import Writer

pytestmark = pytest.mark.slow


@pytest.fixture
async def account(sqlite_engine: Any) -> AsyncIterator[OaTrial]:
    writer = Writer(sqlite_engine)
    async with ZaloOaApi(datetime(2026, 11, 22, 3, tzinfo=UTC)) as api:
        yield OaTrial(api, writer)
    await asyncio.to_thread(writer.close)


async def test_an_account_as_documented_gets_its_buttons(account: OaTrial) -> None:
    found = await account.run()
    assert answers(found) == {
        "oa.access": "good",
        "oa.account": "verified",
        "oa.zca": "linked",
        "oa.upload": "accepted",
        "oa.templates": "unset",
        "oa.volunteer": "found",
        "oa.console": "unseen",
        "oa.signature": "app_id",
        "oa.stamp": "absent",
        "oa.reply": "with",
        "oa.window": "told",
        "oa.buttons": "pressed",
        "oa.label": "short",
        "oa.stranger": "understood",
    }
    assert settings_of(found) == {"ZALO_OA_BUTTONS": "1"}
    assert account.kept == []


@pytest.mark.parametrize("signer", ["app_id", "oa_id"])
@pytest.mark.parametrize("key", ["oa", "app"])
@pytest.mark.parametrize("header", [True, False])
async def test_whoever_signs_is_found_out(account: OaTrial, signer: Any, key: Any, header: bool) -> None:
    account.api.sign_with, account.api.sign_secret, account.api.timestamp_header = signer, key, header
    found = await account.run(buttons=True)
    told = answers(found)
    assert told["oa.signature"] == (signer if key == "oa" else f"{signer}_wrong_key")
    assert told["oa.stamp"] == ("same" if header else "absent")
    assert settings_of(found) == ({} if signer == "app_id" else {"ZALO_OA_SIGNED_BY": "oa_id"})
    back = await account.run(buttons=True, signed_by="oa_id")
    assert settings_of(back) == ({"ZALO_OA_SIGNED_BY": "app_id"} if signer == "app_id" else {})


async def test_a_secret_that_fits_nothing_is_told(account: OaTrial) -> None:
    found = await account.run(secret="mistyped")
    assert answers(found)["oa.signature"] == "strange"
    assert answers(found)["oa.buttons"] == "pressed"


@pytest.mark.parametrize("refusal", ["refused_201", "refused_233"])
async def test_refused_buttons_are_turned_off(account: OaTrial, refusal: Any) -> None:
    account.api.buttons = refusal
    found = await account.run(buttons=True)
    assert (answers(found)["oa.buttons"], answers(found)["oa.label"]) == ("refused", "no_buttons")
    assert settings_of(found) == {"ZALO_OA_BUTTONS": "0"}
    assert settings_of(await account.run(buttons=False)) == {}


async def test_buttons_nobody_pressed_stay_as_they_are(account: OaTrial) -> None:
    del account.volunteer.acts["press"]
    found = await account.run()
    assert answers(found)["oa.buttons"] == "unpressed"
    assert settings_of(found) == {}


async def test_a_longer_title_is_measured(account: OaTrial) -> None:
    account.api.button_title_limit = 100
    label = next(one for one in await account.run() if one.question == "oa.label")
    assert (label.answer, label.values["length"]) == ("longer", 100)


@pytest.mark.parametrize("dies", [True, False])
async def test_the_old_access_is_tried_only_when_wanted_and_the_new_pair_is_kept(
    account: OaTrial, dies: bool
) -> None:
    account.api.old_access_dies = dies
    assert "oa.old_access" not in answers(await account.run())
    before = account.api.tokens.rotations
    found = await account.run(refresh=True)
    assert answers(found)["oa.old_access"] == ("dies" if dies else "lives")
    assert account.api.tokens.rotations == before + 1
    async with account.tokens() as tokens:
        assert await tokens.access() == account.api.access_token_valid
    assert account.api.tokens.spent == []


async def test_the_consoles_own_knock_is_seen(account: OaTrial) -> None:
    def act() -> None:
        saved = account.api.push_raw(b"{}", {})
        saved.add_done_callback(lambda _: account.ba.says("thử"))

    account.volunteer.acts["write_oa"] = act
    assert answers(await account.run())["oa.console"] == "seen"


async def test_what_others_write_is_kept_and_strangers_are_sent_away(account: OaTrial) -> None:
    other = account.api.person("7000000000000000002", "Chị Tư")
    forged = b'{"event_name":"user_send_text","sender":{"id":"9"},"message":{"text":"x"}}'
    statuses: list[Any] = []

    def act() -> None:
        other.says("Tôi có ý này")
        statuses.append(account.api.push_raw(forged, {"X-ZEvent-Signature": "mac=00"}))
        account.ba.says("thử")

    account.volunteer.acts["write_oa"] = act
    await account.run()
    assert [raw["message"]["text"] for raw in account.kept] == ["Tôi có ý này"]
    assert await statuses[0] == 503


async def test_templates_are_checked_by_their_number(account: OaTrial) -> None:
    spec = zalo_oa_spec.TemplateSpec([zalo_oa_spec.Param("ten"), zalo_oa_spec.Param("luong")])
    good = zalo_oa_spec.TemplateSpec([zalo_oa_spec.Param("chien_dich")])
    account.api.templates = {"512345": spec, "512346": good}
    found = await account.run(templates={"verdict": "512345", "reminder": "512346"})
    told = next(one for one in found if one.question == "oa.templates")
    assert told.answer == "wrong"
    assert "luong" in str(told.values["told"])
    assert "512346" not in str(told.values["told"])
    assert answers(await account.run(templates={"reminder": "512346"}))["oa.templates"] == "good"


async def test_without_access_every_other_question_still_has_its_answer(account: OaTrial) -> None:
    account.api.tokens.revoke()
    found = answers(await account.run())
    assert found["oa.access"] == found["oa.account"] == "failed"
    assert found["oa.signature"] == "app_id"


async def test_an_account_without_papers_or_quota_words_is_told(account: OaTrial) -> None:
    account.api.is_verified = account.api.linked_zca = account.api.quota_in_answers = False
    found = answers(await account.run())
    assert (found["oa.account"], found["oa.zca"], found["oa.reply"]) == ("unverified", "unlinked", "without")
