"""What the probe asks Zalo Bot, what it makes of each answer, and what becomes of the settings."""

import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes import zalo_bot_spec
from fakes.zalo_bot_api import ZaloBotApi
from probe_trials import JPEG, PUBLIC, BotTrial, answers, free_port, settings_of

pytestmark = pytest.mark.slow


@pytest.fixture
async def trial() -> AsyncIterator[BotTrial]:
    async with ZaloBotApi() as api:
        yield BotTrial(api)


async def test_a_bot_as_documented_needs_no_change(trial: BotTrial) -> None:
    found = await trial.run()
    assert answers(found) == {
        "bot.host": "all",
        "bot.plan": "basic",
        "bot.webhook": "free",
        "bot.empty": "timeout",
        "bot.volunteer": "same",
        "bot.action": "bare",
        "bot.longest": "accepted",
        "bot.over": "refused",
        "bot.unit": "units",
        "bot.stranger": "understood",
        "bot.picture": "photo_url",
        "bot.picture_now": "there",
        "bot.picture_later": "there",
    }
    assert settings_of(found) == {}
    assert trial.volunteer.asked == [one.question for one in found]
    assert trial.spent == trial.api.sent_count == 1


@pytest.mark.parametrize(
    ("empty", "answer"),
    [
        ("408", "timeout"),
        ("result_empty", "nothing"),
        ("result_null", "nothing"),
        ("result_absent", "nothing"),
    ],
)
async def test_every_way_to_say_that_nothing_is_new_is_told_apart(
    trial: BotTrial, empty: Any, answer: str
) -> None:
    trial.api.empty = empty
    found = answers(await trial.run())
    assert (found["bot.empty"], found["bot.volunteer"]) == (answer, "same")


@pytest.mark.parametrize("codes", ["number", "string", "camel"])
async def test_however_codes_are_spelt_they_are_understood(trial: BotTrial, codes: Any) -> None:
    trial.api.codes = codes
    found = answers(await trial.run())
    assert (found["bot.empty"], found["bot.stranger"]) == ("timeout", "understood")


@pytest.mark.parametrize("key", ["photo_url", "photo"])
async def test_the_address_of_a_picture_is_found_and_its_life_measured(trial: BotTrial, key: Any) -> None:
    trial.api.photo_key = key
    # While the webhook is asked about, the picture grows old at Zalo.
    trial.volunteer.acts["write_again"] = lambda: (trial.api.photos.clear(), trial.ba.says("thử"))
    port = free_port()
    trial.api.redirect = {PUBLIC: f"http://127.0.0.1:{port}"}
    found = answers(await trial.run(public_url=PUBLIC, web_port=port))
    assert (found["bot.picture"], found["bot.picture_now"]) == (key, "there")
    assert found["bot.picture_later"] == "gone"


async def test_text_is_measured_in_the_unit_that_zalo_counts(trial: BotTrial) -> None:
    trial.api.over_long = 0
    found = answers(await trial.run())
    assert (found["bot.over"], found["bot.unit"]) == ("accepted", "no_border")
    # The fake counts units only; here it lets the third text pass as one that counts characters would.
    trial.api.over_long = 400
    passes = zalo_bot_spec.answers({"ok": True, "result": {"message_id": "1", "date": 1}})
    refuses = zalo_bot_spec.error(400, "Bad request: too long")
    trial.api.fails("sendMessage", passes)
    trial.api.fails("sendMessage", refuses)
    trial.api.fails("sendMessage", passes)
    assert answers(await trial.run())["bot.unit"] == "points"


@pytest.mark.parametrize(
    ("told", "answer"),
    [((400, "Bad request: The chat_id is invalid"), "understood"), ((400, "Bad request"), "strange")],
)
async def test_words_about_an_unknown_chat_are_weighed(trial: BotTrial, told: Any, answer: str) -> None:
    trial.api.unknown_chat = told
    found = await trial.run()
    assert answers(found)["bot.stranger"] == answer


async def test_the_host_that_answers_is_set(trial: BotTrial) -> None:
    found = await trial.run(api_url="http://127.0.0.1:9", hosts=(trial.api.url,))
    assert answers(found)["bot.host"] == "moved"
    assert answers(found)["bot.volunteer"] == "same"
    assert settings_of(found) == {"ZALO_BOT_API_URL": trial.api.url}


async def test_a_dead_old_host_changes_nothing(trial: BotTrial) -> None:
    found = await trial.run(hosts=("http://127.0.0.1:9",))
    assert answers(found)["bot.host"] == "works"
    assert settings_of(found) == {}


async def test_a_refused_token_is_told_and_nothing_else_is_asked(trial: BotTrial) -> None:
    found = await trial.run(token="1:another-secret-that-must-never-be-printed")
    assert answers(found).pop("bot.host") == "refused"
    assert set(answers(found).values()) == {"refused", "no_account", "taken", "alone", "no_picture"}
    assert {call.method for call in trial.api.calls} == {"getMe"}


async def test_a_webhook_is_only_taken_off_when_that_is_wanted(trial: BotTrial) -> None:
    trial.api.webhook = {"url": "https://other.example.vn/zalo/bot", "secret_token": "12345678"}
    found = await trial.run()
    assert answers(found)["bot.webhook"] == "taken"
    assert answers(found)["bot.volunteer"] == "taken"
    assert trial.api.webhook
    found = await trial.run(take_over=True)
    assert answers(found)["bot.webhook"] == "taken_over"
    assert answers(found)["bot.volunteer"] == "same"
    assert not trial.api.webhook


@pytest.mark.parametrize("envelope", ["wrapped", "flat"])
@pytest.mark.parametrize("verification", [True, False])
@pytest.mark.parametrize("body", [b"{}", b""])
async def test_a_webhook_is_tried_and_taken_off_again(
    trial: BotTrial, envelope: Any, verification: bool, body: bytes
) -> None:
    port = free_port()
    trial.api.envelope, trial.api.verification, trial.api.probe_body = envelope, verification, body
    trial.api.redirect = {PUBLIC: f"http://127.0.0.1:{port}"}
    found = await trial.run(public_url=PUBLIC, web_port=port)
    told = answers(found)
    assert told["bot.call"] == ("reached" if verification else "silent")
    assert told["bot.knock"] == ("words" if body else "empty")
    assert told["bot.envelope"] == envelope
    shown = next(one for one in found if one.question == "bot.shown")
    assert (shown.answer, shown.values["count"]) == ("fetched", 2)
    assert not trial.api.webhook


async def test_a_webhook_that_zalo_cannot_reach_is_told(trial: BotTrial) -> None:
    del trial.volunteer.acts["write_again"]
    found = answers(await trial.run(public_url=PUBLIC, web_port=free_port()))
    assert (found["bot.call"], found["bot.knock"], found["bot.envelope"]) == ("unreached", "none", "nobody")
    assert found["bot.shown"] == "refused"


async def test_a_port_in_use_costs_only_the_questions_that_need_it(trial: BotTrial) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = answers(await trial.run(public_url=PUBLIC, web_port=port))
    assert (found["bot.call"], found["bot.envelope"]) == ("failed", "no_webhook")
    assert found["bot.picture_later"] == "there"


async def test_what_others_write_meanwhile_is_not_lost(trial: BotTrial) -> None:
    other = trial.api.person("tu-2", "Chị Tư")
    other.says("Tôi có ý này")
    trial.volunteer.acts["write_bot"] = lambda: (other.says("Còn nữa"), trial.ba.says("thử"))
    trial.volunteer.acts["send_picture"] = lambda: (other.sends_photo(JPEG), trial.ba.sends_photo(JPEG))
    port = free_port()
    trial.api.redirect = {PUBLIC: f"http://127.0.0.1:{port}"}
    trial.volunteer.acts["write_again"] = lambda: (other.says("thử"), trial.ba.says("thử"))
    found = answers(await trial.run(public_url=PUBLIC, web_port=port))
    assert (found["bot.picture"], found["bot.envelope"]) == ("photo_url", "wrapped")
    bodies = [raw.get("result", raw)["message"] for raw in trial.kept]
    assert [body.get("text", "photo") for body in bodies] == ["Tôi có ý này", "Còn nữa", "photo", "thử"]
    assert {body["from"]["id"] for body in bodies} == {"tu-2"}


async def test_nobody_there_leaves_the_other_questions_answered(trial: BotTrial) -> None:
    trial.volunteer.acts = {}
    found = answers(await trial.run())
    assert found["bot.volunteer"] == "nobody"
    assert found["bot.longest"] == found["bot.unit"] == "alone"
    assert found["bot.stranger"] == "understood"


async def test_a_question_that_fails_does_not_stop_the_next(trial: BotTrial) -> None:
    trial.api.fails("sendChatAction", zalo_bot_spec.html(502))
    trial.api.fails("getWebhookInfo", zalo_bot_spec.answers({"ok": True, "result": {"url": ""}}))
    found = answers(await trial.run())
    assert found["bot.action"] == "failed"
    assert found["bot.longest"] == "accepted"
