"""One message, drawn within what a channel can do."""

from itertools import chain
from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import cutting, render
from bot.channels.port import Limits, Part
from handlers.events import FileKind
from handlers.message import Button, Message, Shown, Template
from messages.catalog import say

ROOMY = Limits(text=4096, caption=1024, share_phone=True)
BARE = Limits(text=2000, buttons=False, edits=False)

YES, NO = Button("Yes", "g:1:yes"), Button("No", "g:1:no")
BACK, HELP = Button("Back", "g:1:back"), Button("Help", "c:help:")
PHOTO = Shown("web:abc", FileKind.PHOTO, "a.jpg")
PAPER = Shown("web:def", FileKind.DOCUMENT, "b.pdf")


def test_a_short_question_is_one_part_with_its_answers_and_the_ways_out_below() -> None:
    message = Message(text="Is it so?", choices=((YES, NO),), nav=(BACK, HELP))
    assert render.parts(message, ROOMY, "vi") == [Part(text="Is it so?", rows=((YES, NO), (BACK, HELP)))]


def test_without_buttons_the_answers_are_numbered_and_the_ways_out_are_words() -> None:
    message = Message(text="Is it so?", choices=((YES,), (NO,)), nav=(BACK, HELP))
    (part,) = render.parts(message, BARE, "en")
    ways = say("en", "render.ways", ways="Back · Help")
    assert part == Part(text=f"Is it so?\n\n1. Yes\n2. No\n\n{ways}")


def test_without_buttons_and_without_answers_the_ways_out_stand_alone() -> None:
    (part,) = render.parts(Message(text="Say it.", nav=(BACK,)), BARE, "en")
    assert part.text == "Say it.\n\n" + say("en", "render.only_ways", ways="Back")


def test_answers_too_long_to_stand_side_by_side_stand_below_each_other() -> None:
    long = tuple(Button("a rather long answer " + letter, letter) for letter in "abc")
    (part,) = render.parts(Message(text="?", choices=(long,)), ROOMY, "vi")
    assert part.rows == tuple((button,) for button in long)


def test_many_short_answers_keep_to_the_channels_width() -> None:
    keys = tuple(Button(digit, digit) for digit in "1234567")
    (part,) = render.parts(Message(text="?", choices=(keys,)), ROOMY, "vi")
    assert [len(row) for row in part.rows] == [3, 3, 1]


def test_a_label_too_long_for_the_channel_ends_in_an_ellipsis() -> None:
    limits = Limits(text=4096, label=10)
    (part,) = render.parts(Message(text="?", choices=((Button("x" * 30, "d"),),)), limits, "vi")
    assert part.rows == ((Button("x" * 9 + "…", "d"),),)


def test_the_phone_button_is_asked_for_only_where_the_channel_has_one() -> None:
    message = Message(text="Your number?", share_phone="Share")
    assert render.parts(message, ROOMY, "vi")[-1].share_phone == "Share"
    assert render.parts(message, BARE, "vi")[-1].share_phone == ""


def test_a_short_text_rides_on_its_only_picture() -> None:
    message = Message(text="Here it is.", choices=((YES,),), files=(PHOTO,))
    assert render.parts(message, ROOMY, "vi") == [Part(text="Here it is.", file=PHOTO, rows=((YES,),))]


def test_several_files_come_first_and_the_text_with_its_buttons_last() -> None:
    message = Message(text="Here they are.", choices=((YES,),), files=(PHOTO, PAPER))
    assert render.parts(message, ROOMY, "vi") == [
        Part(file=PHOTO),
        Part(file=PAPER),
        Part(text="Here they are.", rows=((YES,),)),
    ]


def test_a_text_too_long_for_a_caption_follows_its_picture() -> None:
    shown = render.parts(Message(text="word " * 300, files=(PHOTO,)), ROOMY, "vi")
    assert shown[0] == Part(file=PHOTO)
    assert len(shown) == 2


def test_files_without_a_text_keep_the_buttons() -> None:
    shown = render.parts(Message(text="", choices=((YES,),), files=(PHOTO, PAPER)), ROOMY, "vi")
    assert shown == [Part(file=PHOTO), Part(file=PAPER, rows=((YES,),))]


def test_a_long_story_is_cut_between_paragraphs() -> None:
    story = "\n\n".join(["one two three four. " * 60] * 6)
    shown = render.parts(Message(text=story), ROOMY, "vi")
    assert len(shown) > 1
    assert all(part.text.startswith("one two") for part in shown)


def test_decomposed_letters_are_put_together() -> None:
    (part,) = render.parts(Message(text=normalize("NFD", "s\u00e1ng ki\u1ebfn")), ROOMY, "vi")
    assert part.text == "s\u00e1ng ki\u1ebfn"


def test_a_letter_and_its_marks_stay_together_when_there_is_no_space_to_cut_at() -> None:
    text = ("x\u0301\u0323" * 50) + "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20
    for limit in range(20, 60):
        pieces = cutting.cut(text, limit)
        assert "".join(pieces) == text
        assert all(cutting.units(piece) <= limit for piece in pieces)
        assert all(piece[0] not in "\u0301\u0323\u200d" for piece in pieces)
        assert not any(piece.endswith("\u200d") for piece in pieces)


def test_an_emoji_is_counted_as_the_platform_counts_it() -> None:
    assert cutting.units("a\U0001f600") == 3
    assert [cutting.units(piece) for piece in cutting.cut("\U0001f600" * 10, 7)] == [6, 6, 6, 2]


words = st.text(
    st.one_of(
        st.sampled_from(["a", "\u1ebf", " ", "\n", "\U0001f600", "\u0301", "\u200d", '"', "\\", "\x01"]),
        st.characters(codec="utf-8"),
    ),
    max_size=400,
)
labels = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    number = iter(range(1000))
    button = st.builds(lambda label: Button(label, f"a:1:step:{next(number)}"), labels)
    row = st.lists(button, min_size=1, max_size=5).map(tuple)
    file = st.builds(Shown, labels, st.sampled_from(FileKind), labels)
    return Message(
        text=draw(words),
        choices=tuple(draw(st.lists(row, max_size=4))),
        nav=tuple(draw(st.lists(button, max_size=4))),
        files=tuple(draw(st.lists(file, max_size=3))),
        share_phone=draw(st.sampled_from(["", "Share"])),
    )


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    return Limits(
        text=draw(st.integers(20, 300)),
        caption=draw(st.integers(20, 200)),
        buttons=draw(st.booleans()),
        label=draw(st.integers(5, 60)),
        per_row=draw(st.integers(1, 4)),
        share_phone=draw(st.booleans()),
    )


def bare(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(messages(), limits())
def test_nothing_is_lost_and_nothing_is_too_long_whatever_the_channel(
    message: Message, limits: Limits
) -> None:
    shown = render.parts(message, limits, "en")
    said = bare("".join(part.text for part in shown))
    buttons = [button for row in message.choices for button in row] + list(message.nav)
    drawn = [button for part in shown for row in part.rows for button in row]

    assert said.startswith(bare(normalize("NFC", message.text)))
    assert [part.file for part in shown if part.file] == list(message.files)
    for part in shown:
        assert cutting.units(part.text) <= (limits.caption if part.file else limits.text)
        assert all(len(row) <= limits.per_row for row in part.rows)
        assert all(cutting.units(b.label) <= limits.label for b in chain.from_iterable(part.rows))
    if limits.buttons:
        assert [button.data for button in drawn] == [button.data for button in buttons]
        assert not any(part.rows for part in shown[:-1])
    else:
        assert drawn == []
        for button in buttons:
            assert bare(normalize("NFC", button.label)) in said


@settings(max_examples=200, deadline=None)
@given(messages(), limits())
def test_a_part_comes_out_of_the_queue_as_it_went_in(message: Message, limits: Limits) -> None:
    for part in [*render.parts(message, limits, "en"), Part(strip="17"), Part()]:
        assert render.decode(render.encode(part)) == part


FRAGILE = Limits(
    text=200, label=12, per_row=1, most_buttons=3, fragile=True, share_phone=True, phone_card=True
)


def test_buttons_that_may_be_refused_come_with_the_numbered_words_for_that_case() -> None:
    (part,) = render.parts(Message(text="Is it so?", choices=((YES,), (NO,)), nav=(BACK,)), FRAGILE, "en")
    assert part.text == "Is it so?"
    assert part.rows == ((YES,), (NO,), (BACK,))
    assert part.plain == "Is it so?\n\n1. Yes\n2. No\n\n" + say("en", "render.ways", ways="Back")


def test_too_many_or_too_long_answers_are_numbered_where_buttons_may_be_refused() -> None:
    many = Message(text="?", choices=((YES,), (NO,)), nav=(BACK, HELP))
    long = Message(text="?", choices=((Button("an answer longer than that", "a"),),))
    wide = Message(text="?" * 198, choices=((YES,),))
    for message in (many, long, wide):
        for part in render.parts(message, FRAGILE, "en"):
            assert (part.rows, part.plain) == ((), "")


def test_the_card_that_asks_for_the_phone_is_a_message_of_its_own() -> None:
    question, card = render.parts(Message(text="Your number?", share_phone="Tap here"), FRAGILE, "en")
    assert question == Part(text="Your number?")
    assert card == Part(text=say("en", "render.phone_card"), share_phone="Tap here")


def test_a_notice_keeps_its_template_on_the_way_through_the_outbox() -> None:
    template = Template("verdict", (("ma", "NT-1"), ("ten", 'Lan "Hoa"')))
    (part,) = render.parts(Message(text="Approved.", template=template), FRAGILE, "vi")
    assert part.template == template
    assert render.decode(render.encode(part)) == part


def test_refusable_buttons_keep_their_words_on_the_way_through_the_outbox() -> None:
    (part,) = render.parts(Message(text="Is it so?", choices=((YES,),)), FRAGILE, "vi")
    assert render.decode(render.encode(part)) == part


def test_a_link_stands_in_the_text_where_no_button_can_open_it() -> None:
    choices = ((Button("Trang nhóm", "https://example.vn/x"), Button("Có", "a:1:x:yes")),)
    message = Message(text="Tin", choices=choices, nav=(Button("Chia sẻ", "https://t.me/share/url?url=x"),))
    (numbers,) = render.parts(message, Limits(text=2000, buttons=False), "vi")
    told = "Tin\n\nTrang nhóm: https://example.vn/x\n\nChia sẻ: https://t.me/share/url?url=x"
    assert numbers.text == f"{told}\n\n1. Có", "a link has no number of its own"
    (buttons,) = render.parts(message, Limits(text=2000), "vi")
    assert (buttons.text, [one.label for row in buttons.rows for one in row]) == (told, ["Có"])
    (links,) = render.parts(message, Limits(text=2000, links=True), "vi")
    assert [one.label for row in links.rows for one in row] == ["Trang nhóm", "Có", "Chia sẻ"]
    assert render.decode(render.encode(links)) == links
