from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from engine.tagger.batch_story import BatchStory, Known, Mark
from engine.tagger.encoding import Inputs
from engine.tagger.features import FEATURES
from engine.tagger.tagset import UNKNOWN, TagSet
from engine.tagger.words import LEAST_COUNT
from engine.text.labels import Label, LabelSet
from gui.gates.batch_layers import Layers
from gui.gates.batch_picture import COLUMN, hatching
from gui.gates.batch_stages import EMPTY, FULL, Kind, Of, Stage, spoken, stages_of
from gui.gates.batch_view import BatchView
from gui.theme import ALL, DARK, LIGHT, Theme

OWN, MATE = ("Ada", "met", "Bob", "."), ("Nobody", "came", "to", "see", "Ada", ".")


def story_of(
    own: tuple[str, ...] = OWN, mate: tuple[str, ...] = MATE, labels: tuple[str, ...] = ("PER",)
) -> BatchStory:
    """Make a story of two sentences: the mate is all O; of the own one the first token is B-PER, the last untouched."""
    tags, T, b = TagSet(labels).tags, max(len(own), len(mate)), 1
    mask = np.arange(T)[:, None] < [len(mate), len(own)]
    gold = np.zeros((T, 2), np.int64)
    gold[0, b], gold[len(own) - 1, b] = 1, UNKNOWN
    allowed = gold[:, :, None] == np.arange(len(tags))
    allowed[gold == UNKNOWN] = allowed[~mask] = True
    known = np.where(gold > 0, Known.ENTITY, np.where(gold == UNKNOWN, Known.UNTOUCHED, Known.O))
    marks = np.where(gold == UNKNOWN, Mark.NOT_COUNTED, Mark.RIGHT)
    marks[1, b] = Mark.WRONG
    known[~mask] = marks[~mask] = 0
    predicted = np.where(mask & (marks == Mark.RIGHT), gold, 0)
    predicted[1, b] = 1
    right, wrong, padding = (int((marks == mark).sum()) for mark in (Mark.RIGHT, Mark.WRONG, Mark.PADDING))
    rows = np.arange(T * 2).reshape(T, 2).astype(np.int32)
    return BatchStory(
        forms=(mate, own),
        own=b,
        learnt=np.ones(2, bool),
        names=FEATURES,
        values=tuple(tuple(f"{name}{t}" for name in FEATURES) for t in range(len(own))),
        buckets=8192,
        words=1234,
        inputs=Inputs(np.repeat(rows[:, :, None] * 100, len(FEATURES), 2), rows, np.zeros((T, 2, 44), np.int32)),
        mask=mask,
        tags=tags,
        gold=gold,
        allowed=allowed,
        judged=~allowed.all(axis=2),
        known=known.astype(np.uint8),
        predicted=predicted,
        marks=marks.astype(np.uint8),
        accuracy=right / (right + wrong),
        unmasked=(right + padding) / (right + wrong + padding),
    )


def rows_of(stage: Stage, of: Of | None = None) -> list[str]:
    """Give rows as letters: F filled, E empty, P padding, R right, W wrong, N not counted, else what is written."""
    letters = {kind: kind.name[0] for kind in (Kind.FULL, Kind.EMPTY, Kind.PADDING, Kind.RIGHT, Kind.WRONG)}
    letters[Kind.NOT_COUNTED] = "N"
    rows = [row for block in stage.blocks for row in block if of is None or row.of is of]
    return [" ".join(letters.get(cell.kind, cell.text) for cell in row.cells) for row in rows]


def test_the_five_stages_say_what_the_story_holds() -> None:
    encoded, padded, tags, loss, accuracy = stages_of(story_of())
    assert rows_of(encoded)[:2] == ["Ada met Bob .", "100 300 500 700"]
    assert [row.details[2] for row in encoded.blocks[0][1:3]] == ["form2", "lower2"]
    assert "8,192" in encoded.caption
    assert "1,234" in encoded.caption
    assert "for all other words, such as those read only once." in encoded.foot
    assert LEAST_COUNT == 2
    assert rows_of(padded, Of.OWN) == ["1 3 5 7 P P", "F F F F E E"]
    assert rows_of(padded, Of.MATE) == ["0 2 4 6 8 10", "F F F F F F"]
    assert "10 of 12 places are real" in padded.caption
    assert rows_of(tags, Of.OWN) == ["1 0 0 −1 P P"]
    assert tags.foot == "0 = O · 1 = B-PER"
    assert rows_of(loss) == ["E F F F", "F E E F", "E E E F", "F F F E"]
    assert "the 9 tokens" in loss.foot
    assert rows_of(accuracy) == ["R R R R R R", "R W R N P P"]
    assert [bar.words for bar in accuracy.bars] == ["masked: 8 of 9, 88.9 %", "with padding: 10 of 11, 90.9 %"]
    assert [bar.wrong for bar in accuracy.bars] == [False, True]


def test_padding_has_the_number_of_o() -> None:
    cells = stages_of(story_of())[2].blocks[0][1].cells
    assert [(cell.kind, cell.text) for cell in cells[-2:]] == [(Kind.PADDING, "0")] * 2


def test_a_sentence_about_which_nobody_said_anything_is_not_learnt() -> None:
    story = story_of()
    untouched = replace(story, learnt=np.array([True, False]))
    assert "no training takes it" in stages_of(untouched)[3].caption
    assert "no training takes it" not in stages_of(story)[3].caption


def test_without_padding_or_known_tags_there_is_no_mistake_to_show() -> None:
    even = stages_of(story_of(mate=MATE[:4]))
    assert len(even[4].bars) == 1
    story = story_of()
    nothing = replace(story, marks=np.where(story.mask, Mark.NOT_COUNTED, Mark.PADDING))
    assert not stages_of(nothing)[4].bars


def test_of_many_tags_those_of_the_sentence_have_rows_and_the_others_are_counted() -> None:
    story = story_of(labels=tuple(f"L{n}" for n in range(300)))
    gold = story.gold.copy()
    gold[2, 1] = 401
    allowed = story.allowed.copy()
    allowed[2, 1] = np.arange(len(story.tags)) == 401
    loss = stages_of(replace(story, gold=gold, allowed=allowed))[3]
    names = [row.name for row in loss.blocks[0]]
    assert len(names) == 9
    assert {"O", "B-L0", "B-L200", "I-L200"} <= set(names)
    assert "592 tags more" in loss.foot


def test_a_token_is_spoken_with_what_is_known_of_it() -> None:
    story = story_of()
    assert spoken(story, 0) == "Ada: B-PER, and the tagger says so too"
    assert spoken(story, 1) == "met: O, but the tagger says B-PER"
    assert spoken(story, 3).startswith(".: untouched, every tag is open")


@pytest.fixture
def view(qtbot) -> BatchView:
    view = BatchView(LIGHT)
    qtbot.addWidget(view)
    view.resize(700, 350)
    view.show_batch(story_of())
    view.show()
    return view


def test_arrows_choose_a_token_and_stop_at_the_ends(view: BatchView, qtbot) -> None:
    chosen: list[int] = []
    view.token_chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        QTest.keyClick(view, key)
    assert chosen == [1, 3, 0]


def test_a_click_on_a_cell_of_the_sentence_chooses_its_token(view: BatchView) -> None:
    chosen: list[int] = []
    view.token_chosen.connect(chosen.append)
    left, right = view._picture.columns_of(2)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint((left + right) // 2, 150))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 150))
    assert chosen == [2]


def test_a_token_that_is_set_is_marked_without_a_signal(view: BatchView) -> None:
    view.token_chosen.connect(lambda _: pytest.fail("nobody chose it here"))
    view.set_token(2)
    assert view.token == 2
    view.set_token(99)
    assert view.token == 3


def test_another_sentence_may_be_shorter_or_none(view: BatchView) -> None:
    view.set_token(3)
    view.show_batch(story_of(own=("Ada", ".")))
    assert view.token == 1
    view.show_batch(None)
    assert view.token == 0
    assert not view.grab().isNull()


def test_a_long_sentence_scrolls_to_the_token_that_is_marked(view: BatchView) -> None:
    view.show_batch(story_of(own=tuple("word" for _ in range(60))))
    view.set_token(59)
    bar = view.horizontalScrollBar()
    assert bar.value() + view.viewport().width() >= view._picture.columns_of(59)[1]
    view.set_token(0)
    assert bar.value() == 0


@pytest.mark.parametrize("ratio", ["1", "1.5", "2"])
def test_what_is_scrolled_to_looks_as_if_it_had_been_drawn_there(
    view: BatchView, ratio: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BatchView, "devicePixelRatioF", lambda _: float(ratio))
    view.show_batch(story_of(own=("Lindmoor", "and", "Brandt") * 20))
    across, down = view.horizontalScrollBar(), view.verticalScrollBar()
    for x, y in ((0, 0), (90, 0), (46, 0), (300, 0), (293, 0), (293, 40), (310, 40), (1_000, 40), (0, 40)):
        across.setValue(x)
        down.setValue(y)
        kept = view.viewport().grab().toImage()
        view._layers = Layers()
        assert view.viewport().grab().toImage() == kept, (x, y)


def test_only_what_comes_into_sight_is_drawn(view: BatchView, monkeypatch: pytest.MonkeyPatch) -> None:
    view.show_batch(story_of(own=tuple("word" for _ in range(60))))
    view.viewport().grab()
    drawn: list[QRect] = []
    monkeypatch.setattr(view._picture, "paint_cells", lambda _painter, part: drawn.append(part))
    for x in (60, 60, 30):
        view.horizontalScrollBar().setValue(x)
        view.viewport().grab()
    width = view.viewport().width()
    assert [(part.left(), part.width()) for part in drawn] == [(width, 60), (30, 30)]


def test_stages_stand_side_by_side_where_there_is_room(view: BatchView) -> None:
    view.resize(1400, 600)
    assert view.verticalScrollBar().maximum() == 0
    assert view.horizontalScrollBar().maximum() == 0
    view.resize(300, 350)
    assert view.verticalScrollBar().maximum() > 0
    assert view.horizontalScrollBar().maximum() > 0


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_the_mask_is_filled_where_there_is_a_token_and_empty_behind_the_end(view: BatchView, theme: Theme) -> None:
    view.set_theme(theme)
    image = painted(view, view.still().picture_size())
    picture = view._picture_for(image.width())
    row, top, height = next(found for found in picture._placed[1].rows if found[0].cells[-1] is EMPTY)
    left = picture._placed[1].area.left() + picture.columns_of(0)[0]
    middles = [image.pixelColor(left + t * COLUMN + COLUMN // 2, top + height // 2) for t in (1, len(row.cells) - 1)]
    assert middles == [QColor(theme.accent), QColor(theme.control_hover)]
    assert row.cells[1] is FULL


def test_a_picture_that_has_to_be_smaller_still_shows_everything(view: BatchView) -> None:
    size = view.still().picture_size()
    image = painted(view, QSize(size.width(), size.height() // 2))
    inked = [x for x in range(image.width()) if image.pixelColor(x, image.height() // 4) != QColor(LIGHT.surface)]
    assert inked
    assert max(inked) < image.width() * 0.6


def test_the_colours_of_tags_are_those_of_the_labels(view: BatchView) -> None:
    before = painted(view, view.still().picture_size())
    view.set_labels(LabelSet([Label("PER", colour=5)]))
    fill = QColor(LIGHT.label(5).fill)
    after = painted(view, view.still().picture_size())
    assert before != after
    assert any(after.pixelColor(x, y) == fill for x in range(0, after.width(), 2) for y in range(0, after.height(), 2))


def test_tags_of_a_label_that_the_project_does_not_have_are_without_colour_as_in_the_other_tabs(
    view: BatchView,
) -> None:
    view.set_labels(LabelSet([Label("LOC", colour=5)]))
    image = painted(view, view.still().picture_size())
    inks = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert QColor(LIGHT.track).rgb() in inks
    assert not inks & {QColor(label.fill).rgb() for label in LIGHT.labels}


def test_hatching_stays_inside_its_place() -> None:
    place = QRectF(31.0, 17.0, 30.0, 17.0)
    lines = hatching(place)
    assert len(lines) >= 7
    assert all(
        place.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(point) for line in lines for point in (line.p1(), line.p2())
    )


def test_a_theme_is_taken(view: BatchView) -> None:
    view.set_theme(DARK)
    assert painted(view, QSize(200, 100)).pixelColor(199, 99) == QColor(DARK.surface)


def test_a_long_story_is_laid_out_and_drawn_in_time(view: BatchView) -> None:
    import time

    view.show_batch(story_of(own=tuple("word" for _ in range(60))))
    image = QImage(1400, 600, QImage.Format.Format_ARGB32_Premultiplied)
    best = []
    for token in range(5):
        began = time.process_time()
        view.set_token(token)
        view.render(image)
        best.append(time.process_time() - began)
    assert min(best) < 0.1, "16 ms on a machine that has nothing else to do"


def painted(view: BatchView, size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.paint_onto(painter, QRect(QPoint(), size))
    painter.end()
    return image


def test_where_nobody_said_anything_the_loss_is_divided_by_nothing() -> None:
    story = story_of()
    allowed = np.ones_like(story.allowed)
    nothing = replace(story, allowed=allowed, judged=~allowed.all(axis=2), learnt=np.zeros(2, bool))
    assert "divided by the" in stages_of(story)[3].foot
    assert stages_of(nothing)[3].foot.startswith("Nobody said anything about a token of the batch")


def test_the_end_of_a_gold_span_is_told_where_it_rules_out_a_tag() -> None:
    story = story_of()
    assert "going on" not in spoken(story, 3) + stages_of(story)[3].foot
    allowed = story.allowed.copy()
    allowed[3, story.own, story.tags.index("I-PER")] = False
    behind = replace(story, allowed=allowed)
    assert spoken(behind, 3) == ".: untouched, every tag is open but that of going on; tagger: O"
    assert "Behind a gold span every tag is open but that of going on." in stages_of(behind)[3].foot


def test_a_tooltip_shows_a_form_as_it_is_written(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: shown.append(text))
    view = BatchView(LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show_batch(story_of(own=("<b>x</b>", *OWN[1:])))
    monkeypatch.setattr(view, "_token_at", lambda _place: 0)
    view.viewportEvent(QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1)))
    assert "&lt;b&gt;x" in shown[0]


def test_sentences_before_the_columns_have_the_room_that_is_free(view: BatchView) -> None:
    def names(width: int) -> int:
        view.resize(width, 400)
        view.grab()
        return view._picture_for(width).columns_of(0)[0]

    assert names(300) < names(900)
