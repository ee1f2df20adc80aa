"""The plainest client of the fake Official Account API, so that the fake is tested by itself."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, FormData

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi

LAN = "7000000000000000001"
CS, BY_UID, BY_PHONE = "/v3.0/oa/message/cs", "/v3.0/oa/message/template", "/message/template"
TOKEN = "/v4/oa/access_token"


async def ask(oa: "ZaloOaApi", path: str, body: Any = None, **more: Any) -> Any:
    """The whole answer; JSON by POST unless `params` make it a GET."""
    headers = {"access_token": oa.access_token_valid, **more.pop("headers", {})}
    verb = "GET" if body is None and "data" not in more else "POST"
    async with (
        ClientSession() as session,
        session.request(verb, oa.url + path, json=body, headers=headers, **more) as answer,
    ):
        return await answer.json()


async def say(oa: "ZaloOaApi", text: str = "Chào", **more: Any) -> int:
    body = {"recipient": {"user_id": LAN}, "message": {"text": text, **more}}
    return int((await ask(oa, CS, body))["error"])


async def send(oa: "ZaloOaApi", kind: str, payload: Any, **more: Any) -> int:
    message = {"attachment": {"type": kind, "payload": payload}, **more}
    return int((await ask(oa, CS, {"recipient": {"user_id": LAN}, "message": message}))["error"])


async def refresh(oa: "ZaloOaApi", token: str = "", secret: str = "", **changed: str) -> dict[str, Any]:
    form = {"refresh_token": token or oa.refresh_token, "app_id": oa.app_id, "grant_type": "refresh_token"}
    form |= changed
    headers = {"secret_key": secret or oa.app_secret}
    async with ClientSession() as session, session.post(oa.url + TOKEN, data=form, headers=headers) as answer:
        told: dict[str, Any] = await answer.json()
        return told


async def upload(oa: "ZaloOaApi", kind: str, name: str, content: bytes, media_type: str = "") -> Any:
    form = FormData()
    form.add_field(
        "file", BytesIO(content), filename=name, content_type=media_type or "application/octet-stream"
    )
    return await ask(oa, f"/v2.0/oa/upload/{kind}", data=form)
