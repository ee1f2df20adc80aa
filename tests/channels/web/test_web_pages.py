"""The pages carry every word in the person's language and nothing that could run from outside."""

import json
import re

import aiohttp

from bot.channels.web import pages
from messages.catalog import texts
from tests.channels.web.parrot import Parrot, Server


async def get(server: Server, path: str, **headers: str) -> tuple[aiohttp.ClientResponse, str]:
    async with aiohttp.ClientSession(server.url) as session, session.get(path, headers=headers) as answer:
        return answer, await answer.text()


def settings_in(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="settings">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    settings: dict[str, object] = json.loads(found[1])
    return settings


async def test_the_page_speaks_the_persons_language(server: Server, parrot: Parrot) -> None:
    _, html = await get(server, "/chat")
    assert '<html lang="vi">' in html
    assert "Viết tin nhắn…" in html
    parrot.language = "en"
    _, html = await get(server, "/chat")
    assert '<html lang="en">' in html
    assert "Write a message…" in html


async def test_no_script_runs_but_our_own_files(server: Server) -> None:
    answer, html = await get(server, "/chat")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "unsafe" not in policy
    assert "https://" not in html
    assert re.findall(r"<script(?! type=\"application/json\"| type=\"module\" src=\"/static/)", html) == []
    assert re.findall(r"\son[a-z]+=|\sstyle=", html) == []


async def test_a_payload_of_a_link_cannot_leave_its_data_block(server: Server) -> None:
    _, html = await get(server, "/chat?start=%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html
    assert settings_in(html)["starts"] == {"chat": "</script><script>alert(1)</script>"}


async def test_a_strange_host_header_does_not_reach_the_policy(server: Server) -> None:
    answer, _ = await get(server, "/chat", Host="a;script-src *")
    assert "script-src" not in answer.headers.get("Content-Security-Policy", "")


async def test_the_two_phones_know_their_first_words(demo_server: Server) -> None:
    _, html = await get(demo_server, "/")
    assert settings_in(html)["starts"] == {"worker": "demo_worker", "officer": "demo_officer"}
    assert html.count("Bắt đầu như người mới") == 2


async def test_an_unchanged_file_is_not_sent_twice(server: Server) -> None:
    answer, text = await get(server, "/static/chat.js")
    assert answer.status == 200
    again, nothing = await get(server, "/static/chat.js", **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status, nothing) == (304, "")
    assert text


async def test_only_the_pages_own_files_are_served(server: Server) -> None:
    for path in ("/static/page.html", "/static/..%2Fpages.py", "/static/pages.py"):
        answer, _ = await get(server, path)
        assert answer.status == 404


def test_the_whole_page_is_light() -> None:
    assert sum(len(asset.content) for asset in pages._ASSETS.values()) < 60_000


def test_both_languages_have_the_same_words() -> None:
    vi, en = ({key for key in texts(language) if key.startswith("web.")} for language in ("vi", "en"))
    assert vi == en
