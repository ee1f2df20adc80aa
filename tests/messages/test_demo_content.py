"""The demo federation, the programmes and the reminders as content: complete, plausible, well typed."""

import re
import unicodedata
from collections import Counter
from datetime import date
from importlib.resources import files

import phonenumbers
import pytest

from messages.catalog import texts
from messages.demo.reading import load_federation, load_initiatives, split_story
from messages.programmes.reading import load_programmes

FEDERATION = load_federation()
INITIATIVES = load_initiatives()
REAL_NAMES = [
    "vas nghi sơn",
    "canon",
    "mạo khê",
    "pungkook",
    "nitto denko",
    "sài gòn stec",
    "phú khang",
    "vinacomin",
    "samsung",
    "ninh thuận",
    "khánh hòa",
    "phan rang",
    "nha trang",
]
OWN_FILES = (
    ("messages.demo", "federation.toml"),
    ("messages.demo", "initiatives.toml"),
    ("messages.programmes", "million.toml"),
    ("messages.programmes", "emulation_2026.toml"),
    ("messages.vi", "outreach.toml"),
    ("messages.en", "outreach.toml"),
)
LONGEST = max(INITIATIVES, key=lambda initiative: len(initiative.answers.idea))


def typed_words(initiative):
    answers = initiative.answers
    return " ".join((answers.idea, answers.title, answers.before, answers.change, answers.beneficiaries))


def has_marks(text):
    return any(ord(letter) > 127 and letter.isalpha() for letter in text)


def has_emoji(text):
    return any(unicodedata.category(letter) == "So" for letter in text)


@pytest.mark.parametrize(("package", "name"), OWN_FILES)
def test_every_file_is_composed_unicode_without_stray_characters(package, name):
    text = (files(package) / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    odd = [
        letter
        for letter in text
        if letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn")
    ]
    assert odd in ([], ["\ufe0f"] * len(odd))


@pytest.mark.parametrize("name", ["federation.toml", "initiatives.toml"])
def test_no_real_company_or_place_is_named(name):
    text = (files("messages.demo") / name).read_text(encoding="utf-8").casefold()
    assert [real for real in REAL_NAMES if real in text] == []


def test_every_unit_has_a_code_of_its_own_that_can_be_typed():
    codes = [unit.code for unit in FEDERATION.units]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]{2,9}", code) for code in codes)
    assert len({code.casefold() for code in codes}) == len(codes)
    assert len({unit.name for unit in FEDERATION.units}) == len(codes)


def test_the_tree_hangs_together_and_a_parent_comes_before_its_children():
    seen = [""]
    for unit in FEDERATION.units:
        assert unit.parent in seen
        assert bool(unit.parent) or unit.kind == "province"
        assert 0 < unit.members <= unit.workers
        seen.append(unit.code)


def test_the_tree_has_the_variety_of_a_real_one():
    depth = {"": 0}
    for unit in FEDERATION.units:
        depth[unit.code] = depth[unit.parent] + 1
    grassroots = [unit for unit in FEDERATION.units if unit.kind == "grassroots"]
    assert len(FEDERATION.units) == 16
    assert len(grassroots) == 10
    assert sum(unit.fdi for unit in grassroots) == 4
    assert {depth[unit.code] for unit in grassroots} == {2, 3}
    assert max(depth.values()) == 4


def test_people_stand_at_known_units_under_numbers_of_their_own():
    codes = {unit.code for unit in FEDERATION.units}
    people = [*FEDERATION.officers, *FEDERATION.workers]
    assert len(FEDERATION.officers) == 3
    assert len(FEDERATION.workers) == 10
    assert {person.unit for person in people} <= codes
    assert {officer.role for officer in FEDERATION.officers} == {"grassroots", "upper"}
    assert len({person.phone for person in people}) == len({person.name for person in people}) == 13
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(person.phone)) for person in people)


def test_the_peak_week_reaches_somebody_who_has_not_reported_and_somebody_who_has_is_left_alone():
    parents = {unit.code: unit.parent for unit in FEDERATION.units}

    def below(code):
        return bool(code) and (code == FEDERATION.campaign.root or below(parents[code]))

    authors = {initiative.author for initiative in INITIATIVES}
    asked = [worker for worker in FEDERATION.workers if below(worker.unit) and worker.consents.campaigns]
    assert {worker.name in authors for worker in asked} == {True, False}
    assert any(worker.consents.campaigns is False for worker in FEDERATION.workers if below(worker.unit))
    assert all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", hour) for hour in FEDERATION.campaign.hours)
    assert FEDERATION.campaign.length_days == 7


def test_authors_are_workers_who_let_their_initiative_be_handled():
    workers = {worker.name: worker for worker in FEDERATION.workers}
    assert 12 <= len(INITIATIVES) <= 16
    assert all(workers[initiative.author].consents.handling for initiative in INITIATIVES)


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("effect", {"dong", "seconds", "kg", "hours", "percent", "safety", "uncountable"}),
        ("kind", {"technical", "management", "operational", "application", "research"}),
        ("field", {"production", "product", "safety", "administration", "community", "union"}),
        ("recognition", {"have", "asked", "not_yet"}),
        ("confidential", {"yes", "no"}),
    ],
)
def test_every_answer_that_can_be_chosen_is_chosen_by_somebody(field, wanted):
    assert {getattr(initiative.answers, field) for initiative in INITIATIVES} == wanted


def test_every_state_occurs_and_what_came_back_says_why():
    states = Counter(initiative.status for initiative in INITIATIVES)
    assert set(states) == {"submitted", "returned", "valid", "not_valid"}
    for initiative in INITIATIVES:
        came_back = initiative.status in ("returned", "not_valid")
        assert bool(initiative.reason) == bool(initiative.words) == came_back


def test_each_initiative_answers_what_its_own_answers_ask_for():
    for initiative in INITIATIVES:
        answers = initiative.answers
        told = [answers.idea, answers.before, answers.change, answers.where]
        worded = answers.effect in ("safety", "uncountable")
        decision = [answers.decision_number, answers.decision_date_days_ago, answers.decision_signer]
        assert all(told) if answers.confidential == "no" else not any(told)
        assert bool(answers.effect_words) == worded
        assert (answers.amount is None) == worded
        assert all(decision) if answers.recognition == "have" else not any(decision)
        assert sum(coauthor.share for coauthor in answers.coauthors) < 100
        assert all(coauthor.share > 0 for coauthor in answers.coauthors)
        assert len(answers.title) <= 120


def test_a_solution_is_applied_then_recognised_then_reported():
    for initiative in INITIATIVES:
        answers = initiative.answers
        decided = answers.decision_date_days_ago
        assert answers.applied_days_ago > initiative.submitted_days_ago
        if decided is not None:
            assert answers.applied_days_ago > decided > initiative.submitted_days_ago


def test_only_the_one_rejected_for_it_was_applied_long_ago():
    old = [initiative for initiative in INITIATIVES if initiative.answers.applied_days_ago > 365]
    assert [initiative.reason for initiative in old] == ["outside_period"]


def test_people_type_as_people_do():
    vietnamese = [initiative for initiative in INITIATIVES if initiative.author != "Anders Holt"]
    written = [initiative for initiative in vietnamese if initiative.answers.idea]
    unmarked = [
        initiative
        for initiative in written
        if not has_marks(initiative.answers.idea + initiative.answers.title + initiative.answers.change)
    ]
    assert len(unmarked) >= 3
    assert sum("nawps" in typed_words(initiative) for initiative in INITIATIVES) == 1
    assert sum(has_emoji(typed_words(initiative)) for initiative in INITIATIVES) >= 2
    assert sum("\n" in initiative.answers.idea for initiative in INITIATIVES) >= 3
    assert sum(len(initiative.answers.coauthors) == 2 for initiative in INITIATIVES) >= 1
    assert min(len(initiative.answers.idea) for initiative in written) < 60


def test_the_long_story_takes_two_messages_and_repeats_nothing():
    story = LONGEST.answers.idea
    parts = split_story(story)
    assert 5800 <= len(story) <= 6500
    assert len(parts) == 2
    assert all(len(part.encode("utf-16-le")) // 2 <= 4096 for part in parts)
    assert "\n\n".join(parts) == story
    sentences = re.split(r"[.?!:]\s+", story)
    assert len(set(sentences)) == len(sentences)


def test_a_short_story_is_one_message():
    assert split_story("cai tien nho") == ("cai tien nho",)


def test_programmes_have_phases_in_order_that_do_not_overlap():
    programmes = {programme.key: programme for programme in load_programmes()}
    assert list(programmes) == ["million", "emulation_2026"]
    for programme in programmes.values():
        days = [day for phase in programme.phases for day in (phase.opens, phase.closes)]
        assert len(programme.phases) == 2
        assert days == sorted(set(days))
        assert programme.applied_from < programme.applied_to
        assert re.fullmatch(r"[A-Z]{2,4}", programme.prefix)


def test_the_last_day_of_a_phase_still_belongs_to_it():
    million = load_programmes()[0]
    closing, next_day = million.phase_on(date(2022, 5, 31)), million.phase_on(date(2022, 6, 1))
    assert closing is not None
    assert next_day is not None
    assert (closing.key, next_day.key) == ("gd1", "gd2")
    assert million.phase_on(date(2022, 1, 7)) is None


def outreach(language):
    return {key: text for key, text in texts(language).items() if key.startswith("outreach.")}


def test_reminders_say_the_same_in_both_languages():
    vietnamese, english = outreach("vi"), outreach("en")
    assert set(vietnamese) == set(english)
    for key, text in vietnamese.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("which", ["first", "middle", "last_days"])
def test_a_reminder_is_short_and_carries_its_numbers_and_the_way_out(language, which):
    catalogue = outreach(language)
    text = catalogue[f"outreach.reminder.{which}"]
    filled = text.format(
        slogan=FEDERATION.campaign.slogan,
        campaign=FEDERATION.campaign.name,
        closes="17:00 31/12/2026",
        days_left=3,
    )
    whole = f"{filled}\n\n{catalogue['outreach.reminder.how_to_stop']}"
    assert set(re.findall(r"\{(\w+)\}", text)) == {"slogan", "campaign", "closes", "days_left"}
    assert "3" in filled.splitlines()[0]
    assert len(whole) < 500
    assert "DỪNG" in whole


def test_workers_are_spoken_to_warmly_and_told_how_to_come_back():
    vietnamese = outreach("vi")
    short = ("begin", "stop_yes", "stop_no", "closes_at")
    assert all("anh/chị" in text.casefold() for key, text in vietnamese.items() if not key.endswith(short))
    assert all(len(text) < 500 for text in vietnamese.values())
    assert "NHẬN TIN" in vietnamese["outreach.stopped"]
    assert "DỪNG" in vietnamese["outreach.allowed_again"]
