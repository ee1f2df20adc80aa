"""The two papers by which an employer is asked to recognise an initiative."""

from dataclasses import dataclass, replace

from handlers.employer.requests import spaced
from handlers.events import FileKind
from handlers.form import wording
from handlers.initiative import Initiative
from handlers.officers.papers import paper_words as pen
from handlers.officers.papers.paper_blocks import (
    Annex,
    Block,
    Check,
    Choices,
    Column,
    Grid,
    Head,
    Item,
    Letter,
    Paper,
    Papers,
    Picture,
    Sentence,
    Signatures,
    Signer,
    Title,
    Value,
    Words,
)
from handlers.officers.papers.paper_words import PaperFile, words
from messages.documents.reading import label

#: So many photos are printed; the others are only listed.
PRINTED = 4
#: Photos that a page can show; a phone's HEIC is listed only.
_PRINTABLE = ("image/jpeg", "image/png", "image/webp", "image/gif")
_HELPERS = 3
#: So many authors are named in the letter, which is to stay on one page.
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """An initiative with what its papers say beside its answers. `employer` is the company's own name,
    `union` the grassroots union's, "" where unknown; `joint` are further authors, of unknown shares.
    `language` is what the managers read, `code` the one of the asking that still runs."""

    item: Initiative
    employer: str = ""
    union: str = ""
    joint: tuple[str, ...] = ()
    files: tuple[PaperFile, ...] = ()
    language: str = "vi"
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What every part of both papers is written from."""

    facts: PaperFacts
    languages: Words
    code: str
    link: str

    @property
    def item(self) -> Initiative:
        return self.facts.item

    def words(self, key: str, /, **values: object) -> Words:
        return words(self.languages, key, **values)


def write_papers(facts: PaperFacts, language: str, *, code: str = "", link: str = "") -> Papers:
    """Both papers, in Vietnamese or bilingual. What nobody told becomes a dotted line.

    Of a trade secret they say only its name, authors, days, effect and decision.
    """
    desk = _Desk(facts=facts, languages=pen.tongues(language), code=code, link=link)
    letter = (_letter(desk),) if language != "vi" else ()
    return Papers(
        _paper(desk, "request", (*letter, *_request(desk))),
        _paper(desk, "description", _description(desk)),
    )


def _paper(desk: _Desk, which: str, blocks: tuple[Block, ...]) -> Paper:
    language = desk.languages[-1]
    foot = desk.item.code
    if desk.code:
        foot = f"{foot} · {' / '.join(desk.words('check.code'))}: {spaced(desk.code)}"
    return Paper(
        name=f"{label(language, f'file.{which}')}_{desk.item.code}",
        title=f"{label('vi', f'{which}.title')} {desk.item.code}",
        language=language,
        own=desk.words("mark.own") if len(desk.languages) > 1 else (),
        foot=foot,
        page=" / ".join(desk.words("check.page")),
        blocks=blocks,
    )


def _head(desk: _Desk) -> Head:
    names = (desk.facts.employer, desk.facts.union)
    return Head(names, desk.words("state.country"), desk.words("state.motto"))


def _request(desk: _Desk) -> tuple[Block, ...]:
    """Annex I of Circular 18/2013/TT-BKHCN in its order."""
    spoken, item = desk.words, desk.item
    employer = _plain(desk.facts.employer)
    decision = pen.decision(desk.languages, item)
    known: tuple[Block, ...] = (Item(spoken("mark.decision"), decision),) if decision else ()
    return (
        _head(desk),
        Title(spoken("request.title")),
        Item(spoken("request.to"), employer),
        Sentence(spoken("request.we")),
        _authors(desk),
        Item(spoken("request.propose"), pen.own(item.title)),
        # Asked is the establishment that invested (article 5.1 of the statute on initiatives).
        Item(spoken("request.investor"), employer),
        Item(spoken("request.field"), _field(desk)),
        Item(spoken("request.applied"), pen.applied(desk.languages, item)),
        Item(spoken("request.nature"), pen.nature(desk.languages, item), lines=3),
        Item(spoken("request.secret"), pen.secrets(desk.languages, item)),
        Item(spoken("request.conditions"), lines=2),
        Item(spoken("request.gain_author"), pen.gain(desk.languages, item), lines=2),
        Item(spoken("request.gain_user"), lines=2),
        *known,
        Item(spoken("request.helpers"), lines=0),
        _helpers(desk),
        Sentence(spoken("request.oath")),
        Choices(
            spoken("answer.title"),
            (spoken("answer.recognise"), spoken("answer.not_yet"), spoken("answer.refuse")),
            (False, True, True),
        ),
        _signatures(desk, "sign.applicant"),
        _check(desk),
    )


def _description(desk: _Desk) -> tuple[Block, ...]:
    """The common provincial template in its order."""
    spoken, item = desk.words, desk.item
    files = tuple(one for one in desk.facts.files if one.is_decision or not pen.is_secret(item))
    decision = pen.decision(desk.languages, item)
    return (
        _head(desk),
        Title(spoken("description.title"), f"{' / '.join(spoken('description.code'))}: {item.code}"),
        Item(spoken("description.name"), pen.own(item.title), number="1"),
        Item(spoken("description.field"), _field(desk), number="2"),
        Item(spoken("description.nature"), lines=0, number="3"),
        Item(spoken("description.known"), pen.own(pen.story(item, "before")), lines=3, number="3.1"),
        Item(spoken("description.content"), pen.own(pen.content(item)), lines=3, number="3.2"),
        Item(spoken("description.use"), _use(desk), lines=2, number="3.3"),
        Item(spoken("description.gain"), pen.gain(desk.languages, item), lines=2, number="3.4"),
        Item(spoken("description.attached"), pen.attached(desk.languages, files), number="3.5"),
        *((Item(spoken("mark.decision"), decision),) if decision else ()),
        *(
            (Item(spoken("request.secret"), pen.secrets(desk.languages, item)),)
            if pen.is_secret(item)
            else ()
        ),
        _signatures(desk, "sign.author"),
        *_annex(desk, files),
    )


def _plain(text: str) -> tuple[Value, ...]:
    return (Value((text,)),) if text else ()


def _field(desk: _Desk) -> tuple[Value, ...]:
    where = pen.own(pen.story(desk.item, "where"), desk.words("mark.where"))
    return (*pen.field(desk.languages, desk.item), *where)


def _use(desk: _Desk) -> tuple[Value, ...]:
    where = pen.own(pen.story(desk.item, "where"), desk.words("mark.where"))
    first = pen.applied(desk.languages, desk.item)
    return (*where, *(Value(one.words, lead=desk.words("mark.first")) for one in first))


def _authors(desk: _Desk) -> Grid:
    item, place = desk.item, desk.facts.employer or desk.facts.union
    told = pen.coauthors(item)
    shares = [share for _, share in told]
    # What authors that came with a merge have done, nobody has told: they agree on shares by hand.
    agreed = "coauthors" in item.answers and not desk.facts.joint
    rest = pen.rest_of_hundred(shares) if agreed else ""
    people = [(item.author_name, place, rest)]
    people += [(name, "", share) for name, share in told]
    people += [(name, "", "") for name in desk.facts.joint]
    columns = (
        *_columns(desk, ("number", 5), ("name", 14), ("born", 9), ("place", 16), ("post", 9)),
        *_columns(desk, ("training", 10), ("share", 11)),
    )
    rows = tuple(
        (str(number), name, "", where, "", "", f"{wording.written('vi', share)}%" if share else "")
        for number, (name, where, share) in enumerate(people, 1)
    )
    return Grid(columns, rows)


def _helpers(desk: _Desk) -> Grid:
    columns = (
        *_columns(desk, ("number", 5), ("name", 14), ("born", 9), ("place", 16), ("post", 9)),
        *_columns(desk, ("training", 10), ("work", 11)),
    )
    return Grid(columns, tuple((str(number), *[""] * 6) for number in range(1, _HELPERS + 1)))


def _columns(desk: _Desk, *named: tuple[str, int]) -> tuple[Column, ...]:
    return tuple(Column(desk.words(f"table.{key}"), width) for key, width in named)


def _signatures(desk: _Desk, author: str) -> Signatures:
    spoken = desk.words
    name = "" if desk.facts.joint or desk.item.answers.get("coauthors") else desk.item.author_name
    signers = (
        Signer(spoken(author), spoken("sign.hint"), name),
        Signer(spoken("sign.union"), spoken("sign.hint_seal")),
        Signer(spoken("sign.employer"), spoken("sign.hint_seal")),
    )
    return Signatures(spoken("sign.day"), signers)


def _check(desk: _Desk) -> Check:
    on_paper = desk.words("check.paper")
    lines = (desk.words("check.link"), on_paper) if desk.link else (on_paper,)
    code = tuple(f"{one}: {spaced(desk.code)}" for one in desk.words("check.code")) if desk.code else ()
    payload = desk.link or desk.code or desk.item.code
    return Check(desk.words("check.heading"), lines, desk.link, code, payload)


def _annex(desk: _Desk, files: tuple[PaperFile, ...]) -> tuple[Annex, ...]:
    """The first photos of the report, each under the number it has in the list."""
    photos = [
        Picture(file.sha256, f"{number}. {' '.join(file.words.split())}".strip())
        for number, file in enumerate(files, 1)
        if file.sha256 and file.media_type in _PRINTABLE and file.kind in (FileKind.PHOTO, FileKind.DOCUMENT)
    ]
    return (Annex(desk.words("description.pictures"), tuple(photos[:PRINTED])),) if photos else ()


def _letter(desk: _Desk) -> Letter:
    language, item = desk.languages[-1], desk.item

    def spoken(key: str) -> str:
        return label(language, f"letter.{key}")

    named = [item.author_name, *(name for name, _ in pen.coauthors(item)), *desk.facts.joint]
    names = [name for name in named if name]
    more = f" … (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
    gains = [value for value in pen.gain((language,), item) if not value.own]
    by_author = [value.words[0] for value in gains if not value.lead]
    corrected = [(value.lead[0], value.words[0]) for value in gains if value.lead]
    field = [value.words[0] for value in pen.field((language,), item)]
    first = [value.words[0] for value in pen.applied((language,), item)]
    facts = [
        (spoken("title_label"), item.title),
        (spoken("author_label"), f"{', '.join(names[:_NAMED])}{more}"),
        *((label(language, "request.field"), one) for one in field),
        *((label(language, "mark.first"), one) for one in first),
        *((spoken("gain_label"), one) for one in by_author),
        *corrected,
    ]
    before = (spoken("greeting"), spoken("opening"))
    after = (spoken("papers"), spoken("answers"), spoken("thanks"))
    shown = tuple((name, value) for name, value in facts if value)
    check = _check(replace(desk, languages=(language,)))
    return Letter(spoken("title"), before, shown, after, spoken("closing"), desk.facts.union, check)
