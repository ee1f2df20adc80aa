"""The catalogues: complete in both languages, as the forms need them, and fit for a worker to read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args, get_type_hints
from unicodedata import is_normalized

import pytest

from handlers import taps
from handlers.events import FileTrouble, SentOther
from handlers.form.forms import Form, Step
from handlers.form.initiative_form import COUNTED, REPORT
from handlers.form.join_form import JOIN
from handlers.initiative import Status
from handlers.person import Purpose
from handlers.understanding import amounts, people
from handlers.understanding.commands import command
from handlers.understanding.folding import fold
from messages.catalog import LANGUAGES, texts

HANDLERS = Path(__file__).parents[2] / "handlers"
FOR_WORKERS = ("form", "report", "welcome", "home", "command", "flood", "outreach", "zalo", "linking")
#: What authors hear of decisions stands among the officers' own texts.
TOLD_TO_WORKERS = ("review.author.",)
# What an officer reads may use the union's own abbreviations; a worker should never meet one.
ABBREVIATIONS = re.compile(
    r"(CĐCS|CĐ|NLĐ|NSDLĐ|LĐLĐ|TLĐ|CNVCLĐ|CNLĐ|KCN|KCX|SK|FDI|BCH|SHTT|QĐ|GCN|ĐV|TNHH|BHLĐ|ATVSLĐ|VSLĐ)"
)
STEPS = [(form, step) for form in (REPORT, JOIN) for step in form.steps]
LABELLED = [pytest.param(form, step, id=f"{form.name}.{step.key}") for form, step in STEPS]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def worker_texts(language: str) -> dict[str, str]:
    return {
        key: text
        for key, text in texts(language).items()
        if key.partition(".")[0] in FOR_WORKERS or key.startswith(TOLD_TO_WORKERS)
    }


def sentences(text: str) -> Iterator[list[str]]:
    """The words of each sentence; a placeholder is a word, a lone sign is none."""
    for sentence in re.split(r"(?<=[.!?…])[”\s]+|\n", text):
        yield [word for word in sentence.split() if any(char.isalnum() for char in word)]


def said_in_code() -> Iterator[tuple[str, str, set[str] | None]]:
    """Every `say(…, "literal", name=…)`: where, its id, and the names given (`None` when spread)."""
    for path in sorted(HANDLERS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"):
                continue
            text_id = node.args[1]
            if isinstance(text_id, ast.Constant) and isinstance(text_id.value, str):
                names = {one.arg for one in node.keywords}
                given = None if None in names else {name for name in names if name}
                yield f"{path.name}:{node.lineno}", text_id.value, given


def literals(module: str, call: str) -> set[str]:
    """The first argument of each such call in a module, where it is written out."""
    found = re.findall(rf'\b{call}\(\s*"([a-z_0-9]+)"', (HANDLERS / module).read_text(encoding="utf-8"))
    assert found, f"{module} calls no {call}(...) any more"
    return set(found)


def missing(ids: set[str]) -> set[str]:
    return {f"{language}: {one}" for language in LANGUAGES for one in ids if one not in texts(language)}


def test_both_languages_say_the_same_things() -> None:
    vietnamese, english = texts("vi"), texts("en")
    assert vietnamese.keys() == english.keys()
    differing = {key for key in vietnamese if placeholders(vietnamese[key]) != placeholders(english[key])}
    assert not differing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_composed_trimmed_and_says_something(language: str) -> None:
    for key, text in texts(language).items():
        assert text.strip(), key
        assert is_normalized("NFC", text), key


def test_texts_named_in_the_code_exist_and_get_what_they_ask_for() -> None:
    wrong = []
    for place, text_id, given in said_in_code():
        for language in LANGUAGES:
            text = texts(language).get(text_id)
            if text is None:
                wrong.append(f"{place}: {language} has no {text_id}")
            elif given is not None and not placeholders(text) <= given:
                wrong.append(f"{place}: {language} {text_id} lacks {placeholders(text) - given}")
    assert not wrong


@pytest.mark.parametrize(("form", "step"), LABELLED)
def test_every_question_has_its_words(form: Form, step: Step) -> None:
    base = f"{form.name}.{step.key}"
    wanted = {f"{base}.{part}" for part in ("question", "help", "label")}
    assert not missing(wanted | {f"{base}.choice.{value}" for value in step.choices})
    for language in LANGUAGES:
        assert len(texts(language)[f"{base}.label"]) <= 30
        asked = {f"{base}.question", f"{base}.help", f"{base}.label"}
        assert not any(placeholders(texts(language)[one]) for one in asked)


@pytest.mark.parametrize(("form", "step"), LABELLED)
def test_the_choices_of_a_question_can_be_told_apart_when_typed(form: Form, step: Step) -> None:
    for language in LANGUAGES:
        labels = [texts(language)[f"{form.name}.{step.key}.choice.{value}"] for value in step.choices]
        assert len({fold(label) for label in labels}) == len(labels)
        assert all(len(label) <= 40 for label in labels)
        assert not [label for label in labels if command(label)], "a choice typed out would be a command"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_fits_a_small_screen(language: str) -> None:
    for form, step in STEPS:
        assert len(texts(language)[f"{form.name}.{step.key}.question"]) <= 200
    first = texts(language)["welcome.greeting"] + texts(language)["welcome.handling.question"]
    assert len(first) <= 350


def test_the_ways_through_a_form_are_named_apart() -> None:
    ways = {*get_args(taps.Way), "help", "resend"}
    assert not missing({f"form.way.{way}" for way in ways})
    for language in LANGUAGES:
        labels = {way: texts(language)[f"form.way.{way}"] for way in ways}
        assert len({fold(label) for label in labels.values()}) == len(ways)
        assert all(len(label) <= 20 for label in labels.values())


def test_every_trouble_is_explained() -> None:
    keys = literals("form/answers.py", "Trouble")
    keys |= {f"amount_{unit}" for unit in COUNTED} | {"coauthors_unreadable"}
    keys |= {f"coauthors_{problem.value}" for problem in people.SharesProblem}
    keys |= {f"sent_{what}" for what in get_args(get_type_hints(SentOther)["what"])}
    ids = {f"form.trouble.{key}" for key in keys} | {f"form.file_lost.{why.value}" for why in FileTrouble}
    assert not missing(ids)


def test_every_rule_status_and_consent_is_told_in_words() -> None:
    ids = {f"report.rule.{key}" for key in literals("rules.py", "Concern")}
    ids |= {"report.rule.recognition_asked", "report.rule.recognition_not_yet"}
    ids |= {f"home.status.{status.value}" for status in Status}
    ids |= {f"welcome.{purpose.value}.question" for purpose in Purpose}
    ids |= {
        f"report.{asking}.{part}" for asking in ("cancel", "restart") for part in ("question", "yes", "no")
    }
    ids |= {"report.summary.ask_send", "report.summary.ask_resend"}
    assert not missing(ids)


def test_every_command_shown_as_a_button_has_its_label() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in HANDLERS.rglob("*.py"))
    called = set(re.findall(r'wording\.call\([a-z_.]+, "([a-z_]+)"', source)) | {"start", "fix", "keep"}
    assert not missing({f"command.{name}" for name in called})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_label_typed_by_hand_is_the_same_command(language: str) -> None:
    for name in ("mine", "help", "resume", "restart", "cancel", "pause", "language", "allow", "stop"):
        assert command(texts(language)[f"command.{name}"]) == (name, "")
    for way in ("back", "skip", "done", "help"):
        assert command(texts(language)[f"form.way.{way}"]) == (way, "")


def test_words_in_quotes_that_a_worker_is_told_to_type_are_understood() -> None:
    for told, name in (("tiếp tục", "resume"), ("tạm dừng", "pause"), ("bắt đầu", "start"), ("DỪNG", "stop")):
        assert command(told) == (name, "")
    listed = texts("vi")["form.help"].partition(":")[2].partition(".")[0]
    assert [command(word.strip()) for word in listed.split(",")] == [
        (name, "") for name in ("back", "skip", "pause", "resume", "cancel", "help")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", COUNTED)
def test_the_example_of_an_amount_would_be_accepted(language: str, unit: str) -> None:
    examples = re.findall("“([^”]+)”", texts(language)[f"form.trouble.amount_{unit}"])
    assert examples
    assert all(amounts.amount(example, amounts.Measure(unit)) for example in examples)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_co_authors_would_be_accepted(language: str) -> None:
    for key in (
        "form.trouble.coauthors_no_shares",
        "form.trouble.coauthors_unreadable",
        "report.coauthors.help",
    ):
        for example in re.findall("“([^”]+)”", texts(language)[key]):
            assert isinstance(people.coauthors(example), people.Shares), example


@pytest.mark.parametrize(("key", "text"), worker_texts("vi").items())
def test_a_worker_reads_short_plain_sentences(key: str, text: str) -> None:
    for words in sentences(text):
        assert len(words) <= 20, " ".join(words)
    assert not re.search(r"\bbạn\b", text, re.IGNORECASE)
    assert not ABBREVIATIONS.search(text)


def test_menu_buttons_stay_on_one_line_of_a_phone() -> None:
    for language in LANGUAGES:
        assert all(len(text) <= 24 for key, text in texts(language).items() if key.startswith("command."))
