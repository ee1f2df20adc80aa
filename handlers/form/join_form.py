"""The questions of first contact."""

from handlers.form.drafts import Answers
from handlers.form.forms import Ask, Form, Step


def _worker(answers: Answers) -> bool:
    """An officer comes in by an invite and is only asked for a name."""
    return answers.get("officer") != "yes"


JOIN = Form(
    "welcome",
    1,
    (
        Step(key="handling", ask=Ask.CHOICE, choices=("yes", "no"), relevant=_worker),
        Step(key="campaigns", ask=Ask.CHOICE, choices=("yes", "no"), relevant=_worker),
        Step(key="public", ask=Ask.CHOICE, choices=("yes", "no"), relevant=_worker),
        Step(key="name", ask=Ask.NAME),
        Step(key="phone", ask=Ask.PHONE, optional=True, relevant=_worker),
        Step(key="unit", ask=Ask.UNIT, relevant=_worker),
    ),
)
