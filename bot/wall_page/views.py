"""The page as HTML, and its figures as the page asks for them, in finished words."""

import json
from datetime import datetime
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot import assets
from handlers.broadcasts.words import closing
from handlers.bulletins.amounts import number, percent
from handlers.bulletins.short_names import shorten
from messages.catalog import say, under
from storage.walls.walls import Latest, Wall

#: Letters of a unit's name that have room where letters are large enough for the back of a hall.
LONGEST: Final = 18
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


ASSETS, _TEMPLATES = assets.load("bot.wall_page")


def page(language: str, wall: Wall, here: str, now: datetime, zone: ZoneInfo) -> str:
    """The whole page with the figures it opens with; `here` is its own path."""
    words = under(language, "wall.page.")
    kind = "scan_recognised" if wall.campaign.kind == "update_day" else "scan"
    settings = {
        "words": words,
        "language": language,
        "zone": zone.key,
        "now": round(now.timestamp() * 1000),
        "first": now_of(language, wall, now, zone),
    }
    return _TEMPLATES["wall"].substitute(
        {key: escape(text) for key, text in words.items()},
        language=language,
        slogan_words=escape(wall.campaign.slogan),
        campaign_words=escape(wall.campaign.name),
        scan_words=escape(words[kind]),
        qr_path=escape(f"{here}/qr.svg"),
        settings=_inert(settings),
    )


def shut(language: str) -> str:
    """What is shown where no page is, or none any more."""
    return _TEMPLATES["shut"].substitute(
        language=language,
        title=escape(say(language, "wall.page.shut_title")),
        text=escape(say(language, "wall.page.gone")),
    )


def body(language: str, wall: Wall, now: datetime, zone: ZoneInfo) -> str:
    """The figures as JSON; the same figures are the same text."""
    return json.dumps(now_of(language, wall, now, zone), ensure_ascii=False, separators=(",", ":"))


def now_of(language: str, wall: Wall, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """What changes on the page. Moments are milliseconds since 1970, for the page's own countdown."""
    campaign = wall.campaign
    closes = campaign.window.closes_at
    ahead = now.astimezone(zone).date() < campaign.starts
    shown = {"starts": f"{campaign.starts:%d/%m/%Y}"}
    return {
        "name": campaign.name,
        "slogan": campaign.slogan,
        "valid": number(language, wall.valid),
        "submitted": number(language, wall.submitted),
        "valid_today": number(language, wall.valid_today),
        "submitted_today": number(language, wall.submitted_today),
        **_progress(language, wall),
        "state": "ahead" if ahead else "closed" if now >= closes else "open",
        "closes_at": round(closes.timestamp() * 1000),
        "closes": say(language, "wall.page.ahead", **shown) if ahead else _closes(language, closes, zone),
        **_ranking(language, wall),
        "latest": _latest(language, wall),
    }


def _closes(language: str, closes: datetime, zone: ZoneInfo) -> str:
    local = closes.astimezone(zone)
    whole = (local.hour, local.minute) == (0, 0)
    return say(
        language, "wall.page.closes" if whole else "wall.page.closes_at", closes=closing(local, language)
    )


def _progress(language: str, wall: Wall) -> dict[str, Any]:
    if not wall.target:
        return {"target": "", "bar": None}
    share = 100 * wall.reached / wall.target
    told = {"percent": percent(language, share), "target": number(language, wall.target)}
    return {"target": say(language, "wall.page.target", **told), "bar": min(100, round(share, 1))}


def _ranking(language: str, wall: Wall) -> dict[str, Any]:
    by_target = any(place.percent is not None for place in wall.ranking)
    names = shorten([place.unit for place in wall.ranking], LONGEST)
    most = max((place.valid for place in wall.ranking), default=0)
    lines = [
        {
            "place": place.place,
            "unit": name,
            "valid": number(language, place.valid),
            "of_target": f"{number(language, place.valid)}/{number(language, place.target)}"
            if place.target
            else "",
            "percent": "" if place.percent is None else percent(language, place.percent),
            "bar": min(100.0, round(place.percent or 0, 1)) if by_target else 100 * place.valid / (most or 1),
        }
        for place, name in zip(wall.ranking, names, strict=True)
    ]
    heading = say(language, "wall.page.ranking" if by_target else "wall.page.ranking_counted")
    return {"ranking": lines, "ranking_heading": heading}


def _latest(language: str, wall: Wall) -> list[dict[str, Any]]:
    units = list({one.unit.id: one.unit for one in wall.latest}.values())
    names = {unit.id: name for unit, name in zip(units, shorten(units, LONGEST), strict=True)}
    return [
        {
            "id": one.id,
            "title": one.title or say(language, "wall.page.confidential"),
            "plain": not one.title,
            "who": _who(language, one, names[one.unit.id]),
        }
        for one in wall.latest
    ]


def _who(language: str, one: Latest, unit: str) -> str:
    if one.author:
        return say(language, "wall.page.named", name=one.author, unit=unit)
    return say(language, "wall.page.somebody", unit=unit)


def _inert(data: dict[str, Any]) -> str:
    """JSON for a data block: no word in it can end the block or begin a tag."""
    return json.dumps(data, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c")
