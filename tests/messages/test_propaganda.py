"""The propaganda library as its readers meet it: warm, correct, short, and never twice the same."""

import re
import tomllib
from importlib.resources import files
from itertools import combinations
from unicodedata import is_normalized, normalize

import pytest
from rapidfuzz import fuzz

from messages.catalog import LANGUAGES, say, texts
from messages.propaganda.reading import Piece, load_pieces

SLOGAN = "Tự hào trí tuệ lao động Việt Nam"
THEMES = {"purpose", "small_things", "daily_work", "rights", "examples", "race", "steps", "thanks"}
PIECES = load_pieces()
EACH = pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())

#: What workers should not meet: English, abbreviations, and words of offices.
FORBIDDEN = re.compile(
    r"\b(CĐCS|CĐ|NLĐ|NSDLĐ|LĐLĐ|TLĐ|CNVCLĐ|KCN|KCX|SK|FDI|BCH|QĐ|NĐ|TT|TNHH|BHLĐ|ATVSLĐ|SP|vd|v\.v"
    r"|QR|OK|app|link|email|online|chat|bot|web|video|file|form|team|idea|feedback|zalo|telegram"
    r"|bạn|các bạn|quý vị|quần chúng)\b",
    re.IGNORECASE,
)
#: Nobody may be promised what no rule and no union promises.
PROMISES = re.compile(r"\b(chắc chắn được|cam kết|đảm bảo được|tăng lương|thưởng ngay)\b", re.IGNORECASE)

# Every syllable that Vietnamese can write, as a beginning and a rest without its tone.
_FIRST = """
    b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x
"""
_REST = """
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây e ec em en
    eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa
    oac oach oai oam oan oang oanh oao oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc ue uê uêch uênh ui um un ung
    uôc uôi uôm uôn uông uôt up ut uơ uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi
    ươm ươn ương ươp ươt ươu ưt ưu y yê yên yêm yêng yêt yêu
"""


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_SYLLABLE = re.compile(f"({_any(_FIRST)})?({_any(_REST)})")
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def bare(piece: Piece) -> str:
    return piece.text.removesuffix(SLOGAN).strip()


def spelt(word: str) -> bool:
    """Whether a word is one syllable that can be written so, with one tone at most."""
    apart = normalize("NFD", word.lower())
    tones = [char for char in apart if char in _TONES]
    plain = normalize("NFC", "".join(char for char in apart if char not in _TONES))
    stopped = re.search(r"(c|ch|p|t)$", plain) is not None
    well_toned = not stopped or (len(tones) == 1 and tones[0] in ("\u0301", "\u0323"))
    return len(tones) <= 1 and _SYLLABLE.fullmatch(plain) is not None and well_toned


def test_there_is_enough_on_every_theme() -> None:
    assert len(PIECES) >= 66
    counts = {theme: sum(one.theme == theme for one in PIECES.values()) for theme in THEMES}
    assert {one.theme for one in PIECES.values()} == THEMES
    assert min(counts.values()) >= 8
    for language in LANGUAGES:
        assert all(say(language, f"propaganda.theme.{theme}") for theme in (*THEMES, "stories"))


def test_the_themes_stand_in_the_order_of_the_calls() -> None:
    named = [key.rpartition(".")[2] for key in texts("vi") if key.startswith("propaganda.theme.")]
    assert (named[0], named[-1]) == ("purpose", "stories")
    assert set(named) == THEMES | {"stories"}


@EACH
def test_a_piece_reads_well_on_a_phone(piece: Piece) -> None:
    assert 250 <= len(piece.text) <= 600
    assert piece.text.endswith(f"\n\n{SLOGAN}")
    assert piece.text.count(SLOGAN) == 1
    assert 1 <= len(piece.headline) <= 60
    assert 1 <= len(piece.line) <= 120
    assert [tag.lower() for tag in piece.tags if tag] == list(piece.tags) != []
    for sentence in re.split(r"(?<=[.!?…])[”\s]+|\n", piece.text):
        words = [word for word in sentence.split() if any(char.isalnum() for char in word)]
        assert len(words) <= 20, " ".join(words)


@EACH
def test_a_piece_speaks_as_the_union_does(piece: Piece) -> None:
    for text in (piece.text, piece.headline, piece.line, *piece.tags):
        assert is_normalized("NFC", text)
        assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
        assert not PROMISES.search(text)
        assert not re.search(r"  | [.,!?;:]", text)


def test_most_speak_to_their_reader() -> None:
    assert sum("anh/chị" in one.text.lower() for one in PIECES.values()) >= 0.75 * len(PIECES)


@EACH
def test_every_word_can_be_written_so(piece: Piece) -> None:
    told = f"{piece.headline} {piece.line} {piece.text} {' '.join(piece.tags)}"
    wrong = [word for word in re.findall(r"[^\W\d_]+", told) if not spelt(word)]
    assert not wrong


@pytest.mark.parametrize("word", ["kiếnn", "sangs", "cac", "viet", "tàch", "wifi", "jack", "cụạ", "nghĩi"])
def test_what_nobody_can_write_is_noticed(word: str) -> None:
    assert not spelt(word)


def test_no_two_begin_alike_or_have_the_same_headline() -> None:
    openings = [" ".join(one.text.split()[:2]).lower() for one in PIECES.values()]
    assert len(set(openings)) == len(openings)
    assert len({one.headline for one in PIECES.values()}) == len(PIECES)


def test_no_two_are_alike() -> None:
    alike = [
        (one.key, other.key)
        for one, other in combinations(PIECES.values(), 2)
        if fuzz.ratio(bare(one), bare(other)) > 60
    ]
    assert not alike


def test_lengths_are_spread() -> None:
    lengths = sorted(len(one.text) for one in PIECES.values())
    assert lengths[-1] - lengths[0] >= 80


@EACH
def test_a_picture_has_what_its_template_draws(piece: Piece) -> None:
    if piece.picture == "number":
        assert re.fullmatch(r"\d+%?", piece.headline.split()[0])
        assert len(piece.headline.split()) > 1
    if piece.picture == "steps":
        told = [one.strip() for one in piece.line.split(";")]
        assert [bool(one) for one in told] == [True] * 3
        assert re.findall(r"^(\d)\. ", piece.text, re.MULTILINE) == ["1", "2", "3"]


def test_every_template_is_used() -> None:
    assert {one.picture for one in PIECES.values()} == {"plain", "story", "number", "steps"}


def test_the_law_is_told_with_care() -> None:
    money = [one for one in PIECES.values() if "thù lao" in one.text.lower() and re.search(r"\d+%", one.text)]
    assert money
    for piece in money:
        assert "theo quy định" in piece.text.lower()
        assert "nếu không có thỏa thuận khác" in piece.text.lower()
        assert re.findall(r"\d+%", piece.text) == ["7%"]


@pytest.mark.parametrize("theme", ["race", "examples", "thanks", "purpose"])
def test_no_figure_is_invented(theme: str) -> None:
    for piece in (one for one in PIECES.values() if one.theme == theme):
        assert not re.search(r"\d", piece.text), piece.key


def test_the_files_are_read_as_they_are_written() -> None:
    folder = files("messages.propaganda")
    written = {
        f"{entry.name.removesuffix('.toml')}.{name}"
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
        for name in tomllib.loads(entry.read_text(encoding="utf-8"))
    }
    assert written == set(PIECES)
    # A button carries the key beside a unit's number, in 64 bytes.
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", key) and len(key) <= 36 for key in PIECES)
