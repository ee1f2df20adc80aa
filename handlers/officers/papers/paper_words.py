"""An initiative's answers as they are written on the papers for its employer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from babel.dates import format_date

from handlers.events import FileKind
from handlers.form import wording
from handlers.form.initiative_form import COUNTED, TOLD
from handlers.initiative import Initiative
from handlers.officers.papers.paper_blocks import Value, Words
from messages.documents.reading import label

_LOCALES: Final = {"en": "en_GB", "zh": "zh_Hans"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """A file of the report; `sha256` names its bytes, "" while they are not here. `words` came with it."""

    kind: FileKind
    name: str = ""
    words: str = ""
    sha256: str = ""
    media_type: str = ""
    is_decision: bool = False


def tongues(language: str) -> Words:
    """The languages of a paper, Vietnamese always first."""
    return ("vi",) if language == "vi" else ("vi", language)


def words(languages: Words, key: str, /, **values: object) -> Words:
    return tuple(label(language, key, **values) for language in languages)


def amounts(languages: Words, key: str, number: str) -> Words:
    """A label with a number in it, as each language writes numbers."""
    return tuple(label(language, key, amount=wording.written(language, number)) for language in languages)


def said_day(language: str, day: date) -> str:
    if language == "vi":
        return day.strftime("%d/%m/%Y")
    return format_date(day, format="long", locale=_LOCALES.get(language, language))


def days(languages: Words, day: date) -> Words:
    return tuple(said_day(language, day) for language in languages)


def is_secret(item: Initiative) -> bool:
    return item.answers.get("confidential") == "yes"


def story(item: Initiative, key: str) -> str:
    """What the author told, cleaned of empty lines; "" for what a secret must not show."""
    told = "" if is_secret(item) else str(item.answers.get(key) or "")
    return "\n".join(line.strip() for line in told.splitlines() if line.strip())


def own(text: str, lead: Words = ()) -> tuple[Value, ...]:
    return (Value((text,), own=True, lead=lead),) if text else ()


def field(languages: Words, item: Initiative) -> tuple[Value, ...]:
    """The kind of solution and where it helps; nothing of a secret."""
    if is_secret(item):
        return ()
    keys = (("kind", item.answers.get("kind")), ("field", item.answers.get("field")))
    named = [words(languages, f"{part}.{value}") for part, value in keys if value]
    together = tuple("; ".join(spoken) for spoken in zip(*named, strict=True))
    return (Value(together),) if together else ()


def nature(languages: Words, item: Initiative) -> tuple[Value, ...]:
    before, change = story(item, "before"), content(item)
    return (
        *own(before, words(languages, "mark.before")),
        *own(change, words(languages, "mark.change")),
    )


def content(item: Initiative) -> str:
    """The idea and the new way, once where both are the same."""
    idea, change = story(item, "idea"), story(item, "change")
    return change if not idea or idea == change else "\n".join(part for part in (idea, change) if part)


def applied(languages: Words, item: Initiative) -> tuple[Value, ...]:
    """The day of first use; Vietnamese writes it in figures."""
    told = str(item.answers.get("applied") or "")
    if told == "not_yet":
        return (Value(words(languages, "value.not_applied")),)
    day = read_day(told)
    return (Value(days(languages, day)),) if day else ()


def read_day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def gain(languages: Words, item: Initiative) -> tuple[Value, ...]:
    """The benefit by the author, and the officer's value beside it where there is one."""
    answers, effect = item.answers, item.answers.get("effect")
    values: list[Value] = []
    amount = str(answers.get("amount") or "")
    if effect in COUNTED and amount:
        values.append(Value(amounts(languages, f"effect.{effect}", amount)))
    elif effect in TOLD:
        values.append(Value(words(languages, f"effect.{effect}")))
        values += own(" ".join(str(answers.get("effect_words") or "").split()))
    elif item.benefit is not None:
        values.append(Value(amounts(languages, "value.money", str(item.benefit))))
    values += own(story(item, "beneficiaries"), words(languages, "mark.gained"))
    if item.benefit_corrected is not None:
        corrected = amounts(languages, "value.money", str(item.benefit_corrected))
        values.append(Value(corrected, lead=words(languages, "mark.corrected")))
    return tuple(values)


def secrets(languages: Words, item: Initiative) -> tuple[Value, ...]:
    match item.answers.get("confidential"):
        case "yes":
            return (Value(words(languages, "value.secret")),)
        case "no":
            return (Value(words(languages, "value.none")),)
        case _:
            return ()


def decision(languages: Words, item: Initiative) -> tuple[Value, ...]:
    """The employer's decision where there is one already, as recorded or else as the author told it."""
    held, answers = item.recognition, item.answers
    if not item.is_recognised:
        return ()
    number = (held.number if held else "") or str(answers.get("decision_number") or "")
    day = (held.signed_on if held else None) or read_day(str(answers.get("decision_date") or ""))
    signer = ", ".join(part for part in (held.signer, held.signer_title) if part) if held else ""
    signer = signer or str(answers.get("decision_signer") or "")
    scanned = bool((held and held.file_key) or answers.get("decision_photo"))
    parts = [words(languages, "value.number", number=number)] if number else []
    if day:
        parts.append(tuple(label(one, "value.date", date=said_day(one, day)) for one in languages))
    if signer:
        parts.append(words(languages, "value.signer", signer=signer))
    if scanned:
        parts.append(words(languages, "value.and_seal"))
    return (Value(tuple("; ".join(spoken) for spoken in zip(*parts, strict=True))),) if parts else ()


def attached(languages: Words, files: tuple[PaperFile, ...]) -> tuple[Value, ...]:
    """Each file on a line: what it is, and what was written under it."""
    values = []
    for number, file in enumerate(files, 1):
        key = "decision" if file.is_decision else file.kind.value
        named = f" {file.name}" if file.name and not file.is_decision else ""
        told = f" – “{' '.join(file.words.split())}”" if file.words else ""
        what = (f"{number}. {one}{named}" for one in words(languages, f"attached.{key}"))
        first, *rest = what
        values.append(Value((f"{first}{told}", *rest)))
    return tuple(values)


def coauthors(item: Initiative) -> list[tuple[str, str]]:
    """Names and shares as the author told them."""
    told = item.answers.get("coauthors")
    return [(str(one["name"]), str(one["share"])) for one in told] if isinstance(told, list) else []


def rest_of_hundred(shares: list[str]) -> str:
    """The author's own share; "" where the others' do not leave any, or are not numbers."""
    try:
        rest = Decimal(100) - sum((Decimal(share) for share in shares), Decimal(0))
    except InvalidOperation:
        return ""
    return f"{rest.normalize():f}" if rest > 0 else ""
