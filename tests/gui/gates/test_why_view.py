from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QScrollArea

from engine.tagger.trace import ScoreParts
from gui.gates import influence, score_split
from gui.gates.influence import InfluenceStrip, Text, laid_out, rows_of
from gui.gates.looking import TagScore, Why
from gui.gates.score_split import ScoreSplit, part_values
from gui.gates.score_words import scored
from gui.gates.why_view import WhyView, sentences
from gui.style import elided
from gui.theme import ALL, LIGHT, Theme

TAGS = ("O", "B-PER", "I-PER")
COLOURS = {"B-PER": 0, "I-PER": 0}


def parts(lstm: float, transition: float = 0.0, boldness: float = 0.0, end: float = 0.0) -> ScoreParts:
    return ScoreParts(lstm, -0.25, 0.5, transition, boldness, end)


def why(asked: int = 1, token: int = 0, **changes: ScoreParts) -> Why:
    scores = [
        TagScore(0, changes.get("o", parts(-1.0)), 0.1),
        TagScore(1, changes.get("begin", parts(2.0, boldness=0.75)), 0.85),
        TagScore(2, changes.get("inside", parts(1.0, transition=-math.inf)), 0.0),
    ]
    ranked = tuple(sorted(scores, key=lambda score: -score.parts.total))
    rival = next(score for score in ranked if score.tag != asked)
    influence = np.array([0.5, 2.0, 0.0])
    return Why(("Ada", "met", "Bob"), TAGS, token, 1, scores[asked], rival, ranked, None, influence)


@pytest.fixture
def view(qtbot) -> WhyView:
    view = WhyView(LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 400)
    return view


def test_two_sentences_say_what_is_seen() -> None:
    assert sentences(why()) == (
        "«B-PER» has the score +3.00 at «Ada», 3.75 over «O», the next best. "
        "What weighs most is «LSTM» with +2.00; what the LSTM makes of it depends most on «met»."
    )


def test_a_tag_that_was_not_chosen_says_how_much_it_lacks() -> None:
    assert sentences(why(asked=0)).startswith("«O» would have the score −0.75 at «Ada», 3.75 below «B-PER».")


def test_a_tag_that_was_chosen_against_its_score_says_why() -> None:
    against = why(o=parts(9.0))
    assert "6.25 below «O», and was chosen for the tags around it." in sentences(against)


def test_a_tag_that_nothing_begins_is_said_to_be_impossible() -> None:
    words = sentences(why(asked=2))
    assert words.startswith("«I-PER» cannot stand at «Ada»")
    assert "«LSTM» with +1.00" in words


def test_the_parts_of_a_score_add_up_to_what_stands_below() -> None:
    *values, total = part_values(parts(2.0, 0.3, 0.75, -0.5))
    assert sum(values) == pytest.approx(total)


@pytest.mark.parametrize(
    ("value", "words"), [(1.5, "+1.50"), (-0.25, "−0.25"), (0.001, "0.00"), (-math.inf, "−∞"), (1234.5, "+1,234.50")]
)
def test_scores_have_a_sign(value: float, words: str) -> None:
    assert scored(value) == words


def test_tags_are_listed_with_the_chosen_one_first_and_the_others_by_score(view: WhyView) -> None:
    view.set_why(why(o=parts(9.0)), COLOURS)
    box = view.findChildren(QComboBox)[0]
    assert [box.itemText(n).split(" ")[0] for n in range(box.count())] == ["B-PER", "O", "I-PER"]
    assert box.currentIndex() == 0


def test_another_tag_is_asked_about_by_choosing_it(view: WhyView, qtbot) -> None:
    view.set_why(why(), COLOURS)
    box = view.findChildren(QComboBox)[0]
    with qtbot.waitSignal(view.tag_chosen) as asked:
        box.activated.emit(1)
    assert asked.args == [0]
    view.set_why(why(asked=0), COLOURS)
    assert box.currentText().startswith("O")
    with qtbot.waitSignal(view.tag_chosen) as asked:
        box.activated.emit(0)
    assert asked.args == [None]


def test_arrows_move_the_token_as_far_as_the_sentence_goes(view: WhyView) -> None:
    strip = view.findChildren(InfluenceStrip)[0]
    chosen: list[int] = []
    view.token_chosen.connect(chosen.append)
    view.set_why(why(token=0), COLOURS)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End):
        QTest.keyClick(strip, key)
    assert chosen == [1, 2]


def test_a_sentence_from_right_to_left_runs_so(view: WhyView) -> None:
    strip = view.findChildren(InfluenceStrip)[0]
    chosen: list[int] = []
    view.token_chosen.connect(chosen.append)
    view.set_why(replace(why(token=0), forms=("שלום", "Ada", "לכולם")), COLOURS)
    first, second, third = (cell.x() for cell in strip._strip.cells)
    assert first > second > third
    assert strip._strip.cells[0].right() < strip.width()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(strip, key)
    assert chosen == [1], "there is nothing to the right of the first word"


def test_a_click_on_a_word_chooses_it(view: WhyView) -> None:
    strip = view.findChildren(InfluenceStrip)[0]
    chosen: list[int] = []
    view.token_chosen.connect(chosen.append)
    view.set_why(why(), COLOURS)
    strip.resize(400, 120)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip._strip.cells[2].center())
    assert chosen == [2]


def test_words_go_on_in_the_next_row_where_there_is_no_room(qapp) -> None:
    words, numbers = [Text("word", 28)] * 30, [Text("0.01", 22)] * 30
    strip = laid_out(words, numbers, 200, 60)
    assert rows_of(words, numbers, 200) == len({cell.y() for cell in strip.cells})
    assert len({cell.y() for cell in strip.cells}) > 3
    assert all(cell.right() <= 200 for cell in strip.cells)
    assert strip.height == strip.cells[-1].bottom() + 1
    assert not any(a.intersects(b) for n, a in enumerate(strip.cells) for b in strip.cells[:n])


def test_words_have_other_places_in_another_font(view: WhyView) -> None:
    strip = view.findChildren(InfluenceStrip)[0]
    view.set_why(why(), COLOURS)
    before = strip._strip.cells
    font = QFont(strip.font())
    font.setPixelSize(40)
    strip.setFont(font)
    assert strip._strip.cells[1].x() > before[1].x()
    assert strip.heightForWidth(400) > 40


def drawn(view: WhyView) -> QImage:
    return view.grab().toImage()


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_the_bar_of_a_word_is_as_long_as_it_moves_the_score(qtbot, theme: Theme) -> None:
    strip = InfluenceStrip(theme)
    qtbot.addWidget(strip)
    strip.resize(400, 120)
    strip.set_why(why(token=2))
    image, ratio = strip.grab().toImage(), strip.devicePixelRatioF()
    accent = QColor(theme.accent)

    def tall(token: int) -> int:
        cell = strip._strip.cells[token]
        x = round((cell.center().x()) * ratio)
        return sum(image.pixelColor(x, y) == accent for y in range(image.height()))

    assert tall(0) > 0
    assert tall(1) == pytest.approx(4 * tall(0), abs=2), "a half pixel more or less"


def test_a_part_that_speaks_against_the_tag_goes_to_the_left(qtbot) -> None:
    split = ScoreSplit(LIGHT)
    qtbot.addWidget(split)
    split.resize(400, 200)
    split.set_why(why(), COLOURS)
    image, accent = split.grab().toImage(), QColor(LIGHT.accent)
    xs = {y: [x for x in range(image.width()) if image.pixelColor(x, y) == accent] for y in range(image.height())}
    rows = [row for row in xs.values() if row]
    assert min(map(min, rows)) < max(map(min, rows)), "bias is negative, the others are not"


def test_nothing_is_said_where_there_is_no_sentence(view: WhyView) -> None:
    view.set_why(why(), COLOURS)
    view.set_why(None, {})
    assert view.findChildren(QComboBox)[0].count() == 0
    assert view.picture_size().height() > 0
    drawn(view)


def test_of_a_long_sentence_only_the_words_that_are_seen_are_drawn(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    class Counting(QPainter):
        def drawText(self, x: int, y: int, text: str) -> None:
            drawn.append(text)
            super().drawText(x, y, text)

    strip, count = InfluenceStrip(LIGHT), 512
    qtbot.addWidget(strip)
    forms = tuple(f"word{n}" for n in range(count))
    strip.set_why(replace(why(), forms=forms, influence=np.linspace(0.0, 1.0, count)))
    strip.resize(400, strip.heightForWidth(400))
    seen = QRect(0, 1000, 400, 200)
    whole = strip.grab().toImage().copy(seen)
    monkeypatch.setattr(influence, "QPainter", Counting)
    part = strip.grab(seen).toImage()
    assert part == whole
    assert 10 < len([text for text in drawn if text.startswith("word")]) < 60
    drawn.clear()
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    painter = Counting(image)
    strip.paint_onto(painter, QRect(0, 0, 400, 100))
    painter.end()
    assert set(forms) <= set(drawn), "a picture has all of them"


def longest_run(image: QImage, colour: str) -> int:
    """Give how many pixels of a colour there are in the row that has the most of it."""
    wanted = QColor(colour)
    return max(sum(image.pixelColor(x, y) == wanted for x in range(image.width())) for y in range(0, image.height(), 2))


@pytest.mark.parametrize(("width", "share"), [(324, 0.8), (620, 0.5)])
def test_bars_have_most_of_the_split_in_a_narrow_half_and_in_a_wide_one(qtbot, width: int, share: float) -> None:
    split = ScoreSplit(LIGHT)
    qtbot.addWidget(split)
    split.resize(width, 200)
    split.set_why(why(), COLOURS)
    run = longest_run(split.grab().toImage(), LIGHT.accent) / split.devicePixelRatioF()
    greatest, least = 3.0, -1.0  # all of the tag, and the rival's part of the LSTM
    assert run * (greatest - least) / greatest > share * width


@pytest.mark.parametrize("size", [QSize(300, 200), QSize(480, 200), QSize(620, 500)], ids=str)
def test_no_name_of_a_part_is_shortened(qtbot, monkeypatch: pytest.MonkeyPatch, size: QSize) -> None:
    shortened: list[str] = []

    def noticing(font: QFont, text: str, width: int) -> str:
        shown = elided(font, text, width)
        if shown != text:
            shortened.append(text)
        return shown

    monkeypatch.setattr(score_split, "elided", noticing)
    split = ScoreSplit(LIGHT)
    qtbot.addWidget(split)
    split.resize(size)
    split.set_why(why(), COLOURS)
    split.grab()
    assert not shortened


def test_a_word_from_right_to_left_leaves_the_figures_behind_it_where_they_are() -> None:
    words = sentences(replace(why(), forms=("נסעה", "met", "Bob")))
    assert "«\u2068נסעה\u2069», 3.75 over" in words
    assert "\u2068" not in sentences(why())


def test_bars_and_words_grow_with_the_height_and_ask_for_no_more_than_before(qtbot) -> None:
    strip = InfluenceStrip(LIGHT)
    qtbot.addWidget(strip)
    many = replace(why(), forms=("Quillport",) * 20, influence=np.linspace(0.0, 1.0, 20))
    strip.set_why(many)
    least = strip.heightForWidth(300)
    strip.resize(300, least)
    strip.grab()
    low = strip._strip
    strip.resize(300, 4 * least)
    strip.grab()
    high = strip._strip
    assert high.bar > 2 * low.bar
    assert high.larger
    assert not low.larger
    assert strip.heightForWidth(300) == least
    assert high.cells[-1].bottom() < 4 * least


def shown_in_area(qtbot, width: int, height: int) -> tuple[QScrollArea, WhyView]:
    area, view = QScrollArea(widgetResizable=True), WhyView(LIGHT)
    qtbot.addWidget(area)
    area.setWidget(view)
    area.resize(width, height)
    with qtbot.waitExposed(area):
        area.show()
    return area, view


def test_in_a_large_pane_both_halves_use_the_height(qtbot) -> None:
    area, view = shown_in_area(qtbot, 1280, 540)
    view.set_why(why(), COLOURS)
    qtbot.waitUntil(lambda: view.findChildren(ScoreSplit)[0].height() > 400)
    assert not area.verticalScrollBar().isVisible()


def test_the_split_stays_in_sight_beside_a_sentence_that_is_scrolled(qtbot) -> None:
    area, view = shown_in_area(qtbot, 680, 320)
    many = replace(why(), forms=("Quillport",) * 90, influence=np.linspace(0.0, 1.0, 90))
    view.set_why(many, COLOURS)
    qtbot.waitUntil(lambda: area.verticalScrollBar().isVisible())
    split = view.findChildren(ScoreSplit)[0]
    qtbot.waitUntil(lambda: split.geometry().bottom() < area.viewport().height())


def test_in_a_large_pane_that_was_small_before_nothing_is_scrolled(qtbot) -> None:
    area, view = shown_in_area(qtbot, 680, 320)
    many = replace(why(), forms=("Quillport",) * 40, influence=np.linspace(0.0, 1.0, 40))
    view.set_why(many, COLOURS)
    qtbot.waitUntil(lambda: area.verticalScrollBar().isVisible())
    area.resize(1280, 600)
    qtbot.waitUntil(lambda: not area.verticalScrollBar().isVisible())
