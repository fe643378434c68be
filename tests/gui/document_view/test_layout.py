from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from engine.text.document import Tokens
from engine.text.tokenizer import tokenize
from gui.document_view import ChipStyle, Mark, MarkKind
from gui.document_view.bidi import has_right_to_left
from gui.document_view.fragments import fragments_of

WORDS = st.sampled_from(
    [
        "Ada",
        "Lovelace",
        "met",
        "1815",
        "שלום",
        "ירושלים",
        "נתניהו",
        "محمد",
        "القاهرة",
        "١٢",
        "北京",
        "大学",
        "🙂",
        "👩\u200d👧",
        "(",
        ")",
        ",",
        ".",
        "é",
        "ab12",
    ]
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", ""])), min_size=1, max_size=30).map(
    lambda pairs: "".join(word + blank for word, blank in pairs)
)


def random_marks(tokens: Tokens, cuts: list[int]) -> list[Mark]:
    bounds = sorted({cut % (len(tokens) + 1) for cut in cuts})
    return [
        Mark(int(tokens.starts[a]), int(tokens.ends[b - 1]), "PER", MarkKind.GOLD)
        for i, (a, b) in enumerate(pairwise(bounds))
        if i % 3 != 2
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.lists(st.integers(0, 60), max_size=8), st.sampled_from([120, 300, 700]))
def test_boxes_of_marks_hold_their_words_and_chips_and_keep_apart(lay_out, text, cuts, width):
    tokens = tokenize(text)
    marks = random_marks(tokens, cuts) if len(tokens) else []
    layout, typography = lay_out(text, marks, width)

    fragments = fragments_of(layout, typography)

    chips = [f for f in fragments if f.chip is not None]
    assert [f.mark for f in chips] == marks
    for fragment in chips:
        assert fragment.box.contains(fragment.chip_box)
    for mark in marks:
        boxes = [f.box.adjusted(-1, 0, 1, 0) for f in fragments if f.mark is mark]
        for piece in layout.pieces(mark.start, mark.end):
            top = layout.mark_edges(piece.line)[0]
            assert any(b.top() == top and b.left() <= piece.left and piece.right <= b.right() for b in boxes)
    words = [(p, t) for t in tokens for p in layout.pieces(t.start, t.end)]
    for fragment in chips:
        for piece, token in words:
            if piece.line == fragment.line:
                apart = piece.right <= fragment.chip_box.left() + 1 or fragment.chip_box.right() - 1 <= piece.left
                assert apart, (token, fragment)
    # Where two directions meet without a blank, boxes may touch by as much as they hang over their words.
    touching = 2 * typography.mark_overhang + 1 if has_right_to_left(text) else 0
    for one, other in combinations(fragments, 2):
        assert one.mark is other.mark or one.box.intersected(other.box).width() <= touching


def test_chip_is_behind_the_words_on_the_side_where_they_end(lay_out, mark):
    text = "the שלום עולם in"
    layout, typography = lay_out(text, [mark(text, "עולם")])

    (fragment,) = fragments_of(layout, typography)

    (word,) = layout.pieces(9, 13)
    assert fragment.chip_box.right() < word.left
    assert fragment.box == QRectF(fragment.box.left(), 3, fragment.box.width(), typography.mark_height)


def test_mark_over_a_line_break_is_open_where_it_is_broken_and_has_its_chip_at_the_end(lay_out, mark):
    text = "The International Committee of the Red Cross"
    layout, typography = lay_out(text, [mark(text, "International Committee of the Red Cross")], width=220)

    fragments = fragments_of(layout, typography)

    assert len(fragments) > 1
    assert [f.open_left for f in fragments] == [False] + [True] * (len(fragments) - 1)
    assert [f.open_right for f in fragments] == [True] * (len(fragments) - 1) + [False]
    assert [f.chip is not None for f in fragments] == [False] * (len(fragments) - 1) + [True]


def test_hebrew_mark_over_a_line_break_goes_on_at_the_left(lay_out, mark):
    text = "ירושלים תל אביב חיפה באר שבע אשדוד נתניה"
    layout, typography = lay_out(text, [Mark(0, len(text), "LOC", MarkKind.GOLD)], width=150)

    first, *_, last = fragments_of(layout, typography)

    assert first.open_left and not first.open_right
    assert last.open_right and not last.open_left


def test_mark_that_comes_from_the_block_before_is_open_at_its_start(lay_out):
    layout, typography = lay_out("of the Red Cross", [Mark(-10, 10, "ORG", MarkKind.GOLD)])

    (fragment,) = fragments_of(layout, typography)

    assert fragment.open_left and not fragment.open_right


def test_long_labels_are_elided(lay_out):
    label = "A_VERY_LONG_LABEL_NAME_THAT_NOBODY_CAN_READ_IN_A_CHIP"
    layout, typography = lay_out("Ada", [Mark(0, 3, label, MarkKind.GOLD)])

    (fragment,) = fragments_of(layout, typography)

    assert fragment.chip.text.endswith("…")
    assert fragment.chip.width <= 120


def test_chip_styles_show_the_name_its_beginning_or_nothing(lay_out):
    texts = []
    for style in ChipStyle:
        layout, typography = lay_out("Ada", [Mark(0, 3, "PER", MarkKind.GOLD)], style=style)
        (fragment,) = fragments_of(layout, typography)
        texts.append(fragment.chip.text if fragment.chip else None)

    assert texts == ["PER", "P", None]


def test_marks_side_by_side_have_a_gap_between_them(lay_out):
    layout, typography = lay_out("AB", [Mark(0, 1, "PER", MarkKind.GOLD), Mark(1, 2, "PER", MarkKind.GOLD)])

    one, other = fragments_of(layout, typography)

    assert other.box.left() - one.box.right() >= 1


def test_lines_of_all_scripts_stand_evenly(lay_out):
    heights = {lay_out(text)[0].height for text in ("plain", "ירושלים", "القاهرة", "北京", "กรุงเทพ", "🙂")}

    assert len(heights) == 1


def test_emoji_do_not_shift_what_is_pointed_at(lay_out):
    text = "👩‍👩‍👧‍👦 🙂🙂 Ada met Bob"
    layout, _ = lay_out(text, [Mark(text.index("Ada"), text.index("Ada") + 3, "PER", MarkKind.GOLD)])

    for form in ("Ada", "met", "Bob"):
        start = text.index(form)
        (piece,) = layout.pieces(start, start + 3)
        assert start <= layout.position_at(0, (piece.left + piece.right) / 2) < start + 3


def test_characters_that_cannot_be_shown_take_their_place(lay_out):
    text = "a\ud800b\x00c\u2028d"
    layout, _ = lay_out(text)

    assert len(layout.lines) == 2
    assert layout.line_positions(1)[0] == text.index("d")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("ראש נפגש עם John Smith בלונדון.", 2, 3), ("see שלום עולם and more", 0, 1), ("אנשים ו Google Inc באו", 1, 2)],
)
def test_what_is_asked_for_in_a_mixed_line_has_no_blank_beside_a_word_that_is_not(lay_out, text, first, last):
    tokens = tokenize(text)
    layout, _ = lay_out(text)
    start, end = tokens[first].start, tokens[last].end

    pieces = layout.pieces(start, end)

    words = [p for t in (first, last) for p in layout.pieces(tokens[t].start, tokens[t].end)]
    assert len(pieces) == 2
    assert sorted((p.left, p.right) for p in pieces) == sorted((p.left, p.right) for p in words)


def test_a_blank_between_two_words_of_one_direction_is_drawn_with_them(lay_out):
    text = "ראש נפגש עם John Smith בלונדון."
    layout, _ = lay_out(text)

    (piece,) = layout.pieces(text.index("John"), text.index("Smith") + 5)

    john, smith = (layout.pieces(text.index(w), text.index(w) + len(w))[0] for w in ("John", "Smith"))
    assert (piece.left, piece.right) == (john.left, smith.right)
