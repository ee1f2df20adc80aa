"""Turns a message into the parts one channel can carry, and parts into the outbox's text and back."""

from collections.abc import Sequence
from dataclasses import replace
from json.encoder import encode_basestring as quote
from unicodedata import is_normalized, normalize

from pydantic import TypeAdapter

from bot.channels import cutting
from bot.channels.port import Limits, Part
from handlers.message import Button, Message, is_link
from messages.catalog import say

#: How many letters of buttons fit side by side on a small phone before labels are clipped.
ROW_WIDTH = 36

_PART: TypeAdapter[Part] = TypeAdapter(Part)


def parts(message: Message, limits: Limits, language: str) -> list[Part]:
    """The calls that show this message, in order; its buttons are under the last one.

    Files come first and the text after them, but for a short text, which a single file carries.
    """
    told = _parts(message if limits.links else _links_told(message, language), limits, language)
    if message.template is not None:
        told[-1] = replace(told[-1], template=message.template)
    if message.share_phone and limits.phone_card:
        title = say(language, "render.phone_card")
        told.append(Part(text=title, share_phone=message.share_phone))
    return told


def _parts(message: Message, limits: Limits, language: str) -> list[Part]:
    text = message.text if is_normalized("NFC", message.text) else normalize("NFC", message.text)
    rows: tuple[tuple[Button, ...], ...] = ()
    if limits.buttons and limits.fragile and (message.choices or message.nav):
        plain = _spelled_out(text, message, language)
        if not message.files and _suits(message, limits) and cutting.units(plain) <= limits.text:
            return [Part(text=text, rows=_rows(message, limits), plain=plain)]
        text = plain
    elif limits.buttons:
        rows = _rows(message, limits)
    elif message.choices or message.nav:
        text = _spelled_out(text, message, language)
    phone = message.share_phone if limits.share_phone and not limits.phone_card else ""
    if not message.files:
        if len(text) * 2 <= limits.text:  # no letter takes more than two units
            return [Part(text=text, rows=rows, share_phone=phone)]
        *before, last = cutting.cut(text, limits.text)
        return [*(Part(text=piece) for piece in before), Part(text=last, rows=rows, share_phone=phone)]
    *first, final = message.files
    if not text.strip() or (not first and cutting.units(text) <= limits.caption):
        shown = [Part(file=file) for file in first]
        return [*shown, Part(text=text.strip(), file=final, rows=rows, share_phone=phone)]
    *before, last = cutting.cut(text, limits.text)
    return [
        *(Part(file=file) for file in message.files),
        *(Part(text=piece) for piece in before),
        Part(text=last, rows=rows, share_phone=phone),
    ]


def _links_told(message: Message, language: str) -> Message:
    """Links as words, for where no button can open a page."""
    links = [one for row in (*message.choices, message.nav) for one in row if is_link(one)]
    if not links:
        return message
    lines = [say(language, "render.link", label=one.label, link=one.data) for one in links]
    choices = (tuple(one for one in row if not is_link(one)) for row in message.choices)
    return replace(
        message,
        text="\n\n".join([message.text, *lines]).strip(),
        choices=tuple(row for row in choices if row),
        nav=tuple(one for one in message.nav if not is_link(one)),
    )


def _suits(message: Message, limits: Limits) -> bool:
    """Whether buttons that may be refused are worth trying: few enough, each with its whole label."""
    labels = [button.label for row in (*message.choices, message.nav) for button in row]
    return len(labels) <= limits.most_buttons and all(cutting.units(one) <= limits.label for one in labels)


def _rows(message: Message, limits: Limits) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    for row in message.choices:
        rows.extend(_pack(row, limits))
    if message.nav:
        rows.extend(_pack(message.nav, limits))
    return tuple(rows)


def _pack(row: Sequence[Button], limits: Limits) -> list[tuple[Button, ...]]:
    """One row where its labels have room side by side, else as many as it needs."""
    longest = max((len(button.label) for button in row), default=0)
    if longest * 2 > limits.label:
        row = [_shortened(button, limits.label) for button in row]
    abreast = min(limits.per_row, ROW_WIDTH // longest) if longest else limits.per_row
    if len(row) <= abreast:
        return [tuple(row)] if row else []
    abreast = max(1, abreast)
    return [tuple(row[start : start + abreast]) for start in range(0, len(row), abreast)]


def _shortened(button: Button, limit: int) -> Button:
    label = cutting.shorten(normalize("NFC", button.label), limit)
    return button if label == button.label else Button(label, button.data)


def _spelled_out(text: str, message: Message, language: str) -> str:
    lines = [text] if text else []
    choices = [button for row in message.choices for button in row]
    if choices:
        listed = (
            say(language, "render.choice", number=number, label=button.label)
            for number, button in enumerate(choices, 1)
        )
        lines.append("\n".join(listed))
    if message.nav:
        ways = say(language, "render.joint").join(button.label for button in message.nav)
        lines.append(say(language, "render.ways" if choices else "render.only_ways", ways=ways))
    return normalize("NFC", "\n\n".join(lines))


def encode(part: Part) -> str:
    """JSON for the outbox; what is empty is left out."""
    # By hand, because this is done for every reply and pydantic takes several times as long.
    fields = []
    if part.text:
        fields.append(f'"text":{quote(part.text)}')
    if part.rows:
        rows = [
            "[" + ",".join([f'{{"label":{quote(b.label)},"data":{quote(b.data)}}}' for b in row]) + "]"
            for row in part.rows
        ]
        fields.append(f'"rows":[{",".join(rows)}]')
    if part.file is not None:
        file = part.file
        key, kind, name = quote(file.key), quote(file.kind.value), quote(file.name)
        fields.append(f'"file":{{"key":{key},"kind":{kind},"name":{name}}}')
    if part.share_phone:
        fields.append(f'"share_phone":{quote(part.share_phone)}')
    if part.strip:
        fields.append(f'"strip":{quote(part.strip)}')
    if part.edits:
        fields.append(f'"edits":{quote(part.edits)}')
    if part.plain:
        fields.append(f'"plain":{quote(part.plain)}')
    if part.template is not None:
        values = ",".join(f"[{quote(name)},{quote(value)}]" for name, value in part.template.values)
        purpose = quote(part.template.purpose)
        fields.append(f'"template":{{"purpose":{purpose},"values":[{values}]}}')
    return f"{{{','.join(fields)}}}"


def decode(body: str) -> Part:
    return _PART.validate_json(body)
