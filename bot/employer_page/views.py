"""What the page says in each state of its link."""

from collections.abc import Mapping
from datetime import tzinfo
from html import escape
from typing import Any

from starlette.responses import HTMLResponse

from bot.employer_page.given import FIELDS, NAME, NUMBER, REASON, Typed
from bot.employer_page.html import box, facts, hidden, page, paragraph
from handlers.employer.clocks import applied_on
from handlers.employer.requests import Answer, Request, Stand, last_day, spaced
from handlers.form import wording
from handlers.form.initiative_form import COUNTED
from handlers.initiative import Initiative
from messages.employer.reading import day, known, say
from storage.employers.pages import Desk


def gone(language: str, why: str, status: int, here: str = "") -> HTMLResponse:
    """A link that is good for nothing: courteous, and silent about what was behind it."""
    body = box(say(language, f"gone.{why}"))
    return page(language, say(language, f"gone.{why}_title"), body, status=status, here=here)


def of_stand(language: str, stand: Stand, token: str) -> HTMLResponse:
    """Expired and revoked links are gone for good; a settled one is only over."""
    return gone(language, stand.value, 200 if stand is Stand.SETTLED else 410, f"/r/{token}")


def asking(language: str, desk: Desk, token: str, zone: tzinfo, typed: Typed | None = None) -> HTMLResponse:
    """The initiative and the three answers, filled in as far as they were."""
    request = desk.request
    until = day(language, last_day(request.expires_at, zone))
    parts = []
    if typed is not None and typed.troubles:
        parts.append(_troubles(language, typed.troubles))
    if request.answer is Answer.NOT_YET and request.answered_at is not None:
        values = {"day": day(language, request.answered_at.astimezone(zone).date())}
        parts.append(box(say(language, "done.earlier", name=request.name, title=request.title, **values)))
    parts.append(f"<section>{paragraph(say(language, 'page.intro', union=desk.union))}")
    parts.append(paragraph(say(language, "page.law"), "small"))
    parts.append(f"{paragraph(say(language, 'page.expires', day=until), 'small')}</section>")
    parts.append(f"<section>{_initiative(language, desk.item, zone)}</section>")
    parts.append(_pictures(language, desk, token))
    parts.append(_form(language, request, token, typed.fields if typed else {}))
    parts.append(paragraph(say(language, "page.issuer", code=spaced(request.code)), "small"))
    return page(language, say(language, "page.title"), "".join(parts), here=f"/r/{token}")


def checking(
    language: str, desk: Desk, token: str, typed: Typed, seen: str, trouble: str = ""
) -> HTMLResponse:
    """Everything once more before it counts; nothing is written until the button here is pressed."""
    told = typed.fields
    rows = [
        (say(language, "page.initiative"), f"{desk.item.code} · {desk.item.title}", ""),
        (say(language, "done.answer"), say(language, f"answer.{told['answer']}"), ""),
    ]
    if told["answer"] == Answer.RECOGNISED:
        rows += [(say(language, f"done.{name}"), told[name], "") for name in ("number", "date")]
    else:
        rows.append((say(language, "done.reason"), told["reason"], ""))
    rows.append((say(language, "done.by"), f"{told['name']}, {told['title']}", ""))
    kept = "".join(hidden(name, told[name]) for name in FIELDS) + hidden("seen", seen)
    body = [_troubles(language, (trouble,)) if trouble else "", box(say(language, "check.note"))]
    body.append(f"<section>{facts(rows)}</section>")
    body.append(f'<form method="post" action="/r/{token}/answer?lang={language}" ')
    body.append(f'enctype="multipart/form-data">{kept}')
    if told["answer"] != Answer.NOT_YET:
        body.append(_file(say(language, "check.file")))
    body.append(f"<button>{escape(say(language, 'check.confirm'))}</button></form>")
    body.append(f'<form class="bare" method="post" action="/r/{token}?change=1&amp;lang={language}">{kept}')
    body.append(f'<button class="plain">{escape(say(language, "check.change"))}</button></form>')
    return page(language, say(language, "check.title"), "".join(body))


def done(
    language: str, desk: Desk, token: str, zone: tzinfo, *, note: str = "", trouble: str = ""
) -> HTMLResponse:
    """What was recorded, and a place for the signed paper until the link ends."""
    request, item = desk.request, desk.item
    paper = "done.paper_kept" if request.file_key else "done.paper_missing"
    at = request.answered_at.astimezone(zone).strftime("%H:%M") if request.answered_at else ""
    on = day(language, request.answered_at.astimezone(zone).date()) if request.answered_at else ""
    rows = [
        (say(language, "page.code"), item.code, ""),
        (say(language, "page.initiative"), item.title, "vi"),
        (say(language, "done.answer"), say(language, f"answer.{request.answer}"), ""),
        (say(language, "done.reason"), request.words, ""),
        (say(language, "done.by"), f"{request.name}, {request.title}", ""),
        (say(language, "done.at"), f"{at} · {on}", ""),
    ]
    found = item.recognition if request.answer is Answer.RECOGNISED else None
    if found is not None:
        rows.append((say(language, "done.number"), found.number, ""))
        rows.append(
            (say(language, "done.date"), day(language, found.signed_on) if found.signed_on else "", "")
        )
    rows.append((say(language, "done.paper"), say(language, paper), ""))
    until = day(language, last_day(request.expires_at, zone))
    ask = "done.replace" if request.file_key else "done.add"
    body = [
        _troubles(language, (trouble,)) if trouble else "",
        box(say(language, note or "done.thanks")),
        f"<section>{facts(rows)}</section>",
        f'<form method="post" action="/r/{token}/paper?lang={language}" enctype="multipart/form-data">',
        _file(say(language, ask)),
        paragraph(say(language, "done.until", day=until), "small"),
        f"<button>{escape(say(language, 'done.upload'))}</button></form>",
    ]
    status = 409 if note else 200
    return page(language, say(language, "done.title"), "".join(body), here=f"/r/{token}", status=status)


def _initiative(language: str, item: Initiative, zone: tzinfo) -> str:
    told: Mapping[str, Any] = item.answers
    secret = told.get("confidential") == "yes"
    rows = [
        (say(language, "page.code"), item.code, ""),
        (say(language, "page.initiative"), item.title, "vi"),
        (say(language, "page.author"), item.author_name, "vi"),
        (say(language, "page.coauthors"), _coauthors(told), "vi"),
        (say(language, "page.workplace"), item.unit.name if item.unit else item.unit_words, "vi"),
    ]
    if not secret:
        rows.append((say(language, "page.where"), str(told.get("where") or ""), "vi"))
    rows.append((say(language, "page.applied"), _applied(language, told), ""))
    rows.append((say(language, "page.benefit"), _benefit(language, told), ""))
    own = [("before", "before"), ("change", "change"), ("benefit", "effect_words")]
    if not told.get("change"):
        own[1] = ("change", "idea")
    words = [
        (say(language, f"page.{label}"), str(told.get(key) or ""), "vi")
        for label, key in own
        if key == "effect_words" or not secret
    ]
    text = facts(rows)
    if secret:
        text += paragraph(say(language, "page.confidential"), "small")
    if any(value for _, value, _ in words):
        text += paragraph(say(language, "page.original") + ":", "small") + facts(words)
    return text


def _coauthors(told: Mapping[str, Any]) -> str:
    named = told.get("coauthors")
    return ", ".join(f"{one['name']} ({one['share']}%)" for one in named) if isinstance(named, list) else ""


def _applied(language: str, told: Mapping[str, Any]) -> str:
    on = applied_on(told)
    if on is not None:
        return day(language, on)
    return say(language, "page.not_applied") if told.get("applied") == "not_yet" else ""


def _benefit(language: str, told: Mapping[str, Any]) -> str:
    effect = told.get("effect")
    if effect in COUNTED:
        amount = wording.written(known(language), str(told.get("amount") or ""))
        return say(language, f"effect.{effect}", amount=amount) if amount else ""
    return say(language, f"effect.{effect}") if effect else ""


def _pictures(language: str, desk: Desk, token: str) -> str:
    if not desk.pictures:
        return ""
    shown = "".join(
        f'<figure><img src="/r/{token}/picture/{place}" loading="lazy" '
        f'alt="{escape(say(language, "page.picture", number=place))}"></figure>'
        for place in range(1, len(desk.pictures) + 1)
    )
    return f"<section><h2>{escape(say(language, 'page.pictures'))}</h2>{shown}</section>"


def _form(language: str, request: Request, token: str, told: Mapping[str, str]) -> str:
    picks = "".join(
        f'<label class="pick"><input type="radio" name="answer" value="{one}" required'
        f"{' checked' if told.get('answer') == one else ''}><span>{escape(say(language, f'answer.{one}'))}"
        "</span></label>"
        for one in (Answer.RECOGNISED, Answer.NOT_YET, Answer.REFUSED)
    )
    reason = (
        f'<label for="reason">{escape(say(language, "answer.reason"))}</label>'
        f'<textarea id="reason" name="reason" maxlength="{REASON}">'
        f"{escape(told.get('reason', ''))}</textarea>"
    )
    return (
        f'<form method="post" action="/r/{token}?lang={language}">{hidden("seen", request.answer)}'
        f"<fieldset><legend>{escape(say(language, 'answer.legend'))}</legend>{picks}</fieldset>{reason}"
        + _field(language, "name", told, NAME, 'required autocomplete="name"')
        + _field(language, "title", told, NAME, 'required autocomplete="organization-title"')
        + _field(language, "number", told, NUMBER)
        + _field(language, "date", told, 10, kind="date")
        + paragraph(say(language, "answer.file_later"), "small")
        + f"<button>{escape(say(language, 'answer.next'))}</button></form>"
    )


def _field(
    language: str, name: str, told: Mapping[str, str], most: int, more: str = "", kind: str = "text"
) -> str:
    length = f' maxlength="{most}"' if kind == "text" else ""
    return (
        f'<label for="{name}">{escape(say(language, f"answer.{name}"))}</label>'
        f'<input id="{name}" type="{kind}" name="{name}" value="{escape(told.get(name, ""))}"{length} {more}>'
    )


def _file(label: str) -> str:
    return (
        f'<label for="file">{escape(label)}</label>'
        '<input id="file" type="file" name="file" accept="image/*,application/pdf">'
    )


def _troubles(language: str, troubles: tuple[str, ...]) -> str:
    told = "".join(f"<li>{escape(say(language, f'trouble.{one}'))}</li>" for one in troubles)
    heading = escape(say(language, "trouble.heading"))
    return f'<section class="wrong" role="alert">{heading}<ul>{told}</ul></section>'
