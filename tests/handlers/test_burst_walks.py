"""However a thought is cut into messages, and however fast they come, every word is kept once, in order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.events import Said
from handlers.form import bursts
from handlers.form.drafts import Draft
from handlers.form.initiative_form import REPORT
from handlers.form.walking import walk

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
WORDY = ("before", "change", "where")
LETTERS = st.text("abcdeghiklmnopqrstuvxy", min_size=5, max_size=30)


def asked() -> Draft:
    """Three questions in a row that take free text."""
    answers = {
        "idea": "Em gắn con lăn",
        "confidential": "no",
        "title": "Con lăn",
        "kind": None,
        "field": None,
    }
    visited = ("idea", "confidential", "title", "kind", "field")
    return Draft(form="report", version=1, answers=answers, step="before", visited=visited, revision=7)


def said(text: str, at: datetime) -> Said:
    return Said(conversation="web:test:hoa", at=at, text=text)


@given(st.lists(st.tuples(LETTERS, st.floats(0, 30)), min_size=1, max_size=8))
def test_every_message_is_kept_once_in_its_order(messages: list[tuple[str, float]]) -> None:
    draft, at, kept = asked(), NOON, []
    for place, (letters, gap) in enumerate(messages):
        at += timedelta(seconds=gap)
        text = f"qx{place} q{letters}"
        open_question = draft.step in WORDY
        walked = walk(REPORT, draft, said(text, at), "vi")
        if walked.draft.answers != draft.answers:
            kept.append(text)
        else:
            assert not open_question
            assert walked.note
        draft = walked.draft
    told = [line for key in WORDY for line in str(draft.answers.get(key, "")).splitlines()]
    assert told == kept


@given(st.lists(LETTERS, min_size=2, max_size=8), st.floats(bursts.LOOSE + 0.1, 3_600))
def test_with_time_to_read_each_message_is_an_answer_of_its_own(texts: list[str], pause: float) -> None:
    draft, at = asked(), NOON
    for text in texts[: len(WORDY)]:
        at += timedelta(seconds=pause)
        draft = walk(REPORT, draft, said(text, at), "vi").draft
    assert [draft.answers[key] for key, _ in zip(WORDY, texts, strict=False)] == texts[: len(WORDY)]


@given(st.lists(LETTERS, min_size=2, max_size=8))
def test_what_waited_together_is_one_answer(texts: list[str]) -> None:
    draft = asked()
    for place, text in enumerate(texts):
        draft = walk(REPORT, draft, said(text, NOON + timedelta(milliseconds=place)), "vi").draft
    assert draft.answers["before"] == "\n".join(texts)
    assert (draft.step, draft.revision) == ("change", 8)
