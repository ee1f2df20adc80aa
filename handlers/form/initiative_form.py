"""The questions of an initiative report."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from handlers.form.drafts import Answers
from handlers.form.forms import Ask, Form, Step

#: The programme's five kinds of solution (VUIT guidance of 29/04/2022; Decree 13/2012, article 3).
KINDS = ("technical", "management", "operational", "application", "research")
FIELDS = ("production", "product", "safety", "administration", "community", "union")
COUNTED = ("dong", "seconds", "kg", "hours", "percent")
TOLD = ("safety", "uncountable")


def _open(answers: Answers) -> bool:
    """Of a trade secret only the name and the effect are kept (the programme's rule for 2021)."""
    return answers.get("confidential") != "yes"


def _counted(answers: Answers) -> bool:
    return answers.get("effect") in COUNTED


def _told(answers: Answers) -> bool:
    return answers.get("effect") in TOLD


def _recognised(answers: Answers) -> bool:
    return answers.get("recognition") == "have"


REPORT = Form(
    "report",
    1,
    (
        Step(key="idea", ask=Ask.TEXT, least=10, most=10_000, story=True, relevant=_open),
        # Before the name: a suggested name repeats the story, which a secret must not keep.
        Step(key="confidential", ask=Ask.CHOICE, choices=("no", "yes")),
        Step(key="title", ask=Ask.TEXT, choices=("idea",), least=5, most=200),
        Step(key="kind", ask=Ask.CHOICE, choices=KINDS, optional=True),
        Step(key="field", ask=Ask.CHOICE, choices=FIELDS, optional=True),
        Step(key="before", ask=Ask.TEXT, least=5, most=10_000, story=True, relevant=_open),
        Step(key="change", ask=Ask.TEXT, choices=("idea",), least=5, most=10_000, story=True, relevant=_open),
        Step(key="where", ask=Ask.TEXT, least=2, most=300, relevant=_open),
        Step(key="applied", ask=Ask.DAY, choices=("today", "not_yet")),
        Step(key="effect", ask=Ask.CHOICE, choices=(*COUNTED, *TOLD)),
        Step(key="amount", ask=Ask.AMOUNT, relevant=_counted, follows="effect"),
        Step(key="effect_words", ask=Ask.TEXT, least=5, most=2_000, relevant=_told),
        Step(key="beneficiaries", ask=Ask.TEXT, least=1, most=300, optional=True, relevant=_open),
        Step(key="coauthors", ask=Ask.COAUTHORS, choices=("alone",)),
        Step(key="recognition", ask=Ask.CHOICE, choices=("have", "asked", "not_yet")),
        Step(key="decision_number", ask=Ask.TEXT, least=1, most=60, optional=True, relevant=_recognised),
        Step(key="decision_date", ask=Ask.DAY, optional=True, relevant=_recognised),
        Step(key="decision_signer", ask=Ask.TEXT, least=2, most=100, optional=True, relevant=_recognised),
        Step(key="decision_photo", ask=Ask.FILES, optional=True, relevant=_recognised),
        Step(key="protected", ask=Ask.CHOICE, choices=("no", "yes", "unknown")),
        Step(key="evidence", ask=Ask.FILES, optional=True, relevant=_open),
    ),
)

#: The mark of a report on the short path: "yes", or "more" once its author wants to tell more. Reports
#: without it are the long form's, whenever they were begun, so the version stays.
SHORT_MARK: Final = "short"
_REST: Final = (
    "idea",
    "confidential",
    "kind",
    "field",
    "before",
    "change",
    "where",
    "applied",
    "beneficiaries",
    "coauthors",
    "protected",
)


def _more(key: str, relevant: Callable[[Answers], bool]) -> Callable[[Answers], bool]:
    def wanted(answers: Answers) -> bool:
        # What was told before the short path was taken stays, or it would go without a word.
        return (answers.get(SHORT_MARK) == "more" or key in answers) and relevant(answers)

    return wanted


def _welcome_files(answers: Answers) -> bool:
    return "evidence" in answers and _open(answers)


def _short_steps() -> tuple[Step, ...]:
    named = {step.key: step for step in REPORT.steps}
    return (
        named["title"],
        named["effect"],
        named["amount"],
        named["effect_words"],
        # One line for all that stands on the paper: `decision_line` divides it into its parts.
        Step(key="decision", ask=Ask.TEXT, least=1, most=300),
        named["decision_photo"],
        *(replace(named[key], optional=True, relevant=_more(key, named[key].relevant)) for key in _REST),
        replace(named["evidence"], relevant=_welcome_files),
    )


#: An initiative that was recognised already: its name, its effect and the decision, and whatever else its
#: author likes to tell.
SHORT: Final = Form("report", REPORT.version, _short_steps())
#: What a report on the short path begins with. Pictures may come at any time and are not asked for.
SHORT_START: Final[Answers] = {
    SHORT_MARK: "yes",
    "recognition": "have",
    "evidence": [],
    "evidence_done": True,
}


def of(answers: Answers) -> Form:
    """The form that these answers belong to."""
    return SHORT if answers.get(SHORT_MARK) else REPORT
