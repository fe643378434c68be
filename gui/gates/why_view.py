"""The tab «Why this tag»: which words move the score of a tag, and what the score consists of."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.document_view.bidi import is_right_to_left
from gui.gates.influence import InfluenceStrip
from gui.gates.looking import Why
from gui.gates.score_split import ScoreSplit, part_names, part_values
from gui.gates.score_words import scored
from gui.theme import SPACE, Theme
from gui.widgets.drop_down import DropDown
from gui.words import percent, tr

SIDE_BY_SIDE = 640
"""Logical pixels from which on the words stand beside the split, not above it."""
MOST_TAGS = 60
"""Tags in the list, the best first: nobody asks about the four hundredth."""
MOST = 16_777_215
"""QWIDGETSIZE_MAX: no limit."""
PICTURE = QSize(1000, 300)
"""Logical pixels of what is below the sentences in a picture, at the least."""


class WhyView(QWidget):
    """Shows why the token under the caret has its tag, or why it has not another one."""

    token_chosen = Signal(int)
    tag_chosen = Signal(object)  # int, a tag's number; None for the one that the tagger chose

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._why: Why | None = None
        self._tags: list[int] = []
        self.setAccessibleName(tr("Why this tag"))
        self._chooser = DropDown(tr("The tag that is asked about"), theme)
        self._words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._strip = InfluenceStrip(theme)
        self._split = ScoreSplit(theme)
        self._strip_title = _heading(tr("How much each word moves the LSTM's score, |∂ score / ∂ x|"))
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(2 * SPACE)
        self._halves.addLayout(_column(self._strip_title, self._strip), 1)
        self._halves.addLayout(_column(self._split), 1)
        self._above = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._above.setSpacing(SPACE + SPACE // 2)
        self._above.addWidget(self._chooser, 0, Qt.AlignmentFlag.AlignTop)
        self._above.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE // 2, SPACE, SPACE + SPACE // 2, SPACE // 4)
        column.setSpacing(SPACE)
        column.addLayout(self._above)
        column.addLayout(self._halves, 1)
        self._strip.token_chosen.connect(self.token_chosen)
        self._chooser.activated.connect(self._choose)

    def set_why(self, why: Why | None, colours: Mapping[str, int]) -> None:
        """Show another answer. colours: the palette index of a tag's label; O has none."""
        self._why = why
        self._strip.set_why(why)
        self._split.set_why(why, colours)
        self._words.setText(sentences(why) if why is not None else "")
        self._list_tags()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for widget in (self._chooser, self._strip, self._split):
            widget.set_theme(theme)

    def picture_size(self) -> QSize:
        """Give the size of a picture with everything on it."""
        wide = PICTURE.width() - 4 * SPACE
        left = (wide - 2 * SPACE) // 2
        halves = max(self._strip.heightForWidth(left), self._split.sizeHint().height(), PICTURE.height())
        return QSize(PICTURE.width(), self._words_height(wide) + halves + self._title_height() + 6 * SPACE)

    def paint_onto(self, painter: QPainter, rect: QRect) -> None:
        """Draw what is seen, and said, into a rectangle."""
        painter.fillRect(rect, QColor(self._theme.surface))
        if self._why is None:
            return
        inner = rect.adjusted(2 * SPACE, 2 * SPACE, -2 * SPACE, -2 * SPACE)
        tall, title = self._words_height(inner.width()), self._title_height()
        painter.setFont(self.font())
        painter.setPen(QColor(self._theme.text))
        painter.drawText(inner, Qt.TextFlag.TextWordWrap, sentences(self._why))
        below = inner.adjusted(0, tall + SPACE, 0, 0)
        left = QRect(below.x(), below.y(), (below.width() - 2 * SPACE) // 2, below.height())
        right = below.adjusted(left.width() + 2 * SPACE, 0, 0, 0)
        painter.setFont(self._strip_title.font())
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(left, Qt.AlignmentFlag.AlignTop, self._strip_title.text())
        self._strip.paint_onto(painter, left.adjusted(0, title + SPACE // 2, 0, 0))
        self._split.paint_onto(painter, right)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the halves side by side where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        for layout in (self._above, self._halves):
            if layout.direction() != direction:
                layout.setDirection(direction)
        self._fit_split()

    def _fit_split(self) -> None:
        """Let the split grow with the view, but not with the words of a long sentence, which are scrolled."""
        area = self.parentWidget()
        tallest = MOST
        if area is not None and self.height() > area.height():
            tallest = max(self._split.sizeHint().height(), area.height() - self._split.y() - SPACE)
        if self._split.maximumHeight() != tallest:
            self._split.setMaximumHeight(tallest)

    def _list_tags(self) -> None:
        """List the tag that was chosen, then the others, the best first."""
        why = self._why
        if why is None:
            self._tags = []
            self._chooser.clear()
            return
        best = [score for score in why.ranked if score.tag == why.chosen]
        listed = [*best, *(score for score in why.ranked if score.tag != why.chosen)][:MOST_TAGS]
        if why.asked not in listed:
            listed.append(why.asked)
        self._tags = [score.tag for score in listed]
        self._chooser.clear()
        self._chooser.addItems([f"{why.tags[score.tag]} · {percent(score.probability)}" for score in listed])
        self._chooser.setCurrentIndex(self._tags.index(why.asked.tag))

    def _choose(self, row: int) -> None:
        if self._why is not None:
            tag = self._tags[row]
            self.tag_chosen.emit(None if tag == self._why.chosen else tag)

    def _words_height(self, width: int) -> int:
        words = sentences(self._why) if self._why is not None else ""
        around = self._words.fontMetrics().boundingRect(QRect(0, 0, width, 1000), Qt.TextFlag.TextWordWrap, words)
        return around.height()

    def _title_height(self) -> int:
        return self._strip_title.fontMetrics().height()


def sentences(why: Why) -> str:
    """Say in two sentences what is seen."""
    form, tag, rival = _isolated(why.forms[why.token]), why.tags[why.asked.tag], why.tags[why.rival.tag]
    mine, other = why.asked.parts.total, why.rival.parts.total
    score, lead = scored(mine), scored(abs(mine - other)).lstrip("+")
    if math.isinf(mine):
        first = tr("«{tag}» cannot stand at «{form}»: nothing before it begins such an entity.", tag=tag, form=form)
    elif mine >= other:
        first = tr(
            "«{tag}» has the score {score} at «{form}», {lead} over «{rival}», the next best.",
            tag=tag, score=score, form=form, lead=lead, rival=rival,
        )  # fmt: skip
    elif why.asked.tag == why.chosen:
        first = tr(
            "«{tag}» has the score {score} at «{form}», {lead} below «{rival}», and was chosen for the tags around it.",
            tag=tag, score=score, form=form, lead=lead, rival=rival,
        )  # fmt: skip
    else:
        first = tr(
            "«{tag}» would have the score {score} at «{form}», {lead} below «{rival}».",
            tag=tag, score=score, form=form, lead=lead, rival=rival,
        )  # fmt: skip
    values = part_values(why.asked.parts)[:-1]
    heaviest = max((n for n, value in enumerate(values) if math.isfinite(value)), key=lambda n: abs(values[n]))
    second = tr(
        "What weighs most is «{part}» with {value}; what the LSTM makes of it depends most on «{word}».",
        part=part_names(why)[heaviest],
        value=scored(values[heaviest]),
        word=_isolated(why.forms[int(np.argmax(why.influence))]),
    )
    return f"{first} {second}"


def _isolated(form: str) -> str:
    """Keep a word that runs from right to left from drawing the figures behind it to its other side (UAX 9, FSI)."""
    return f"\u2068{form}\u2069" if is_right_to_left(form) else form


def _heading(words: str) -> QLabel:
    label = QLabel(words, wordWrap=True)
    label.setProperty("role", "small")
    return label


def _column(*widgets: QWidget) -> QVBoxLayout:
    """Put widgets below each other, of which the last one takes the room as far as it may."""
    column = QVBoxLayout()
    column.setSpacing(SPACE // 2)
    for widget in widgets:
        column.addWidget(widget, int(widget is widgets[-1]))
    column.addStretch()
    return column
