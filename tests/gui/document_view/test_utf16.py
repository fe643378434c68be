from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gui.document_view.utf16 import DisplayText, Filler

CHARACTERS = st.sampled_from("ab é\u0301שم北🙂𝔘\U0001f468\u200d\t\x00\ud800\u2029\n")
TEXTS = st.text(CHARACTERS, max_size=30)


@st.composite
def texts_with_fillers(draw):
    text = draw(TEXTS)
    fillers = []
    for position in range(len(text) + 1):
        if position > 0 and draw(st.booleans()):
            fillers.append(Filler(position, draw(st.sampled_from(["\u00a0", "\u00a0\u200f"])), closing=True))
        if position < len(text) and draw(st.booleans()):
            fillers.append(Filler(position, draw(st.sampled_from(["\u00a0", "\u200e\u00a0"])), closing=False))
    return text, fillers


def units(string: str) -> bytes:
    return string.encode("utf-16-le", "surrogatepass")


def cut(string: str, first: int, last: int) -> str:
    return units(string)[2 * first : 2 * last].decode("utf-16-le")


@given(texts_with_fillers())
def test_every_character_is_found_in_the_display_and_back(sample):
    text, fillers = sample
    display = DisplayText(text, fillers)

    assert display.length == len(units(display.string)) // 2
    for i, character in enumerate(text):
        first, last = display.inner(i, i + 1)
        shown = cut(display.string, first, last)
        assert shown == character or (len(shown) == 1 and ord(character) < 0x10000)
        assert all(display.code_point(unit) == i for unit in range(first, last))
    assert display.code_point(display.length) == len(text)


@given(texts_with_fillers())
def test_fillers_belong_to_the_character_that_they_are_for(sample):
    text, fillers = sample
    display = DisplayText(text, fillers)

    for filler in fillers:
        first, last = (display.closing if filler.closing else display.opening)(filler.position)
        assert cut(display.string, first, last) == filler.string
        owner = filler.position - 1 if filler.closing else filler.position
        assert all(display.code_point(unit) == owner for unit in range(first, last))


@given(texts_with_fillers(), st.data())
def test_a_range_is_shown_with_its_own_fillers_and_no_others(sample, data):
    text, fillers = sample
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    display = DisplayText(text, fillers)

    inside = [f for f in fillers if start < f.position < end]
    own = [f for f in fillers if f.position == (end if f.closing else start)] if start < end else []
    first, last = display.outer(start, end)

    shown_units = len(units(text[start:end])) // 2
    if start < end:
        assert last - first == shown_units + sum(len(f.string) for f in inside + own)


def test_what_cannot_be_shown_keeps_its_length():
    display = DisplayText("a\x00\x1f\x7f\x85\ud800\u2029b")

    assert display.string == "a\u2400\u241f\ufffd \ufffd b"


def test_blanks_at_the_end_of_a_line_are_left_out_but_fillers_are_not():
    display = DisplayText("ab  ", [Filler(2, "\u00a0", closing=True)])

    assert display.without_blanks(0, display.length) == 3
