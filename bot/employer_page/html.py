"""The bare page: its frame, its headers, and how words are put into it."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import Final

from starlette.responses import HTMLResponse

from messages.employer.reading import LANGUAGES, say

_STYLE: Final = (files("bot.employer_page") / "page.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
#: Nothing from anywhere else, no script at all; forms go back to where they came from.
HEADERS: Final = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def page(language: str, title: str, body: str, *, here: str = "", status: int = 200) -> HTMLResponse:
    """A whole page around `body`, which is finished HTML; `title` is plain text. With the page's own path
    (`here`) it offers the other languages."""
    ways = _switch(language, here) if here else ""
    text = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex, nofollow">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{ways}<h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return HTMLResponse(text, status_code=status, headers=HEADERS)


def _switch(language: str, here: str) -> str:
    ways = []
    for one in LANGUAGES:
        name = escape(say(one, "name"))
        link = f'<a href="{escape(here)}?lang={one}" lang="{one}" hreflang="{one}">{name}</a>'
        ways.append(f"<b>{name}</b>" if one == language else link)
    return f'<nav aria-label="{escape(say(language, "page.languages"))}">{"".join(ways)}</nav>'


def facts(rows: Iterable[tuple[str, str, str]]) -> str:
    """Labels with their values; the third is the value's own language, "" for the page's. Empty ones are
    left out."""
    found = []
    for label, value, language in rows:
        if value:
            spoken = f' lang="{language}"' if language else ""
            found.append(f"<dt>{escape(label)}</dt><dd{spoken}>{escape(value)}</dd>")
    return f"<dl>{''.join(found)}</dl>"


def paragraph(text: str, css: str = "") -> str:
    return f'<p class="{css}">{escape(text)}</p>' if css else f"<p>{escape(text)}</p>"


def box(text: str, css: str = "note") -> str:
    return f'<section class="{css}" role="status">{escape(text)}</section>'


def hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
