"""The first page: what Gatelight is, four ways to begin, and the projects from before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.icons import app_icon, icon
from gui.keymap import Keymap
from gui.settings import RecentProject
from gui.style import elided, sized
from gui.theme import RADIUS, SPACE, Theme
from gui.type_scale import BASE_PX, SMALL_PX
from gui.widgets.file_drop import FileDrop
from gui.widgets.paint import fill_rounded, outline_rounded
from gui.widgets.row_delegate import RowButton, RowDelegate, text_rect
from gui.widgets.row_list import RowList
from gui.widgets.rows_model import RowsModel
from gui.words import date, tr, tr_later

COLUMN_WIDTH = 640
CARD_HEIGHT = 76
CARD_ICON_PX = 20
MARK_PX = 56
WHEN_WIDTH = 120
PROMISE = tr_later("Label names, train a tagger while you do, light up any text. All offline.")
NO_RECENTS = tr_later("Projects you open will be listed here. You can also drop text files anywhere on this page.")


def when(opened: datetime, now: datetime) -> str:
    """Say a moment as people do: today and yesterday with the time, then the date."""
    days = (now.date() - opened.date()).days
    if days == 0:
        return tr("today, {time}", time=date(opened, tr("HH:mm")))
    if days == 1:
        return tr("yesterday, {time}", time=date(opened, tr("HH:mm")))
    return date(opened, tr("d MMM") if opened.year == now.year else tr("d MMM yyyy"))


class Card(QAbstractButton):
    """A large button: an icon, what it does, and a line about it."""

    def __init__(self, icon_name: str, title: str, about: str, theme: Theme, *, primary: bool = False) -> None:
        super().__init__(text=title)
        self.theme = theme
        self._icon_name = icon_name
        self._about = self._words = about
        self._primary = primary
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(CARD_HEIGHT)

    def set_key(self, key: str) -> None:
        """Print a key behind the line about it: « (Ctrl+N)», "" for none."""
        self._about = f"{self._words} {key}" if key else self._words
        self.setAccessibleDescription(self._about)
        self.update()

    def sizeHint(self) -> QSize:
        """Give the size that shows everything."""
        return QSize((COLUMN_WIDTH - SPACE) // 2, CARD_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, theme = QPainter(self), self.theme
        back = theme.accent if self._primary else theme.control
        ink = theme.accent_text if self._primary else theme.text
        if self.underMouse() and not self._primary:
            back = theme.control_hover
        fill_rounded(painter, self.rect(), RADIUS + 2, back)
        if self.hasFocus() and self._primary:  # inside: beside the colour of the card another one is hard to see
            outline_rounded(painter, self.rect().adjusted(3, 3, -3, -3), RADIUS, theme.accent_text, 2)
        elif self.hasFocus():
            outline_rounded(painter, self.rect(), RADIUS + 2, theme.accent, 2)
        elif not self._primary or self.underMouse():
            outline_rounded(painter, self.rect(), RADIUS + 2, theme.text if self._primary else theme.line)
        picture = QRect(2 * SPACE, (self.height() - CARD_ICON_PX) // 2, CARD_ICON_PX, CARD_ICON_PX)
        icon(self._icon_name, theme, CARD_ICON_PX, ink if self._primary else theme.accent).paint(painter, picture)
        words = self.rect().adjusted(picture.right() + 2 * SPACE, 0, -SPACE, 0)
        font, small = sized(self.font(), BASE_PX, bold=True), sized(self.font(), SMALL_PX)
        line_height = QFontMetrics(font).height() + 1
        for line, (text, face, colour) in enumerate(
            ((self.text(), font, ink), (self._about, small, ink if self._primary else theme.muted))
        ):
            painter.setFont(face)
            painter.setPen(QColor(colour))
            shown = elided(face, text, words.width(), Qt.TextElideMode.ElideRight)
            painter.drawText(text_rect(words, line, line_height), Qt.AlignmentFlag.AlignVCenter, shown)


class RecentDelegate(RowDelegate):
    """A project's name, its folder, and when it was open."""

    height = 48
    buttons = (RowButton("remove", "close", tr_later("Remove from this list (the file stays)"), always=False),)

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, option: QStyleOptionViewItem) -> None:
        """Draw the name, the folder and the moment."""
        option_font = option.font
        font, small = sized(option_font, BASE_PX, bold=True), sized(option_font, SMALL_PX)
        line_height = QFontMetrics(font).height()
        words = rect.adjusted(0, 0, -WHEN_WIDTH, 0)
        for line, (text, face, colour) in enumerate(
            ((row.name, font, self.theme.text), (str(row.path.parent), small, self.theme.muted))
        ):
            painter.setFont(face)
            painter.setPen(QColor(colour))
            shown = elided(face, text, words.width())
            painter.drawText(text_rect(words, line, line_height), Qt.AlignmentFlag.AlignVCenter, shown)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(rect, flags, when(row.opened, datetime.now(row.opened.tzinfo)))


class WelcomePage(QWidget):
    """The page that is shown while no project is open."""

    new_requested = Signal()
    open_requested = Signal(object)  # Path | None
    sample_requested = Signal()
    highlight_requested = Signal()
    files_dropped = Signal(object)  # list[Path]
    recent_removed = Signal(object)  # Path

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("Welcome"))
        self._cards = (
            Card(
                "document-add",
                tr("New project from files…"),
                tr("Texts or annotated files"),
                theme,
                primary=True,
            ),
            Card("folder", tr("Open project…"), tr("Go on where you stopped"), theme),
            Card("sample", tr("Try the sample"), tr("A small project, partly labelled"), theme),
            Card("highlight", tr("Highlight a text with a tagger…"), tr("See its entities at once"), theme),
        )
        self._recents = RowList(RowsModel(_described, _described), RecentDelegate(theme), tr("Recent projects"))
        self._recents.setProperty("role", "clear")
        self._none = QLabel(tr(NO_RECENTS), wordWrap=True)
        self._none.setProperty("role", "muted")
        self._build()
        self._drop = FileDrop(self, tr("Drop texts to begin a project, or a project to open it"), theme)
        self._drop.dropped.connect(self.files_dropped)
        new, opening, sample, highlight = self._cards
        new.clicked.connect(self.new_requested)
        opening.clicked.connect(lambda: self.open_requested.emit(None))
        sample.clicked.connect(self.sample_requested)
        highlight.clicked.connect(self.highlight_requested)
        self._recents.row_activated.connect(lambda index: self.open_requested.emit(self._path(index)))
        self._recents.button_clicked.connect(lambda index, _: self.recent_removed.emit(self._path(index)))
        self.set_recent([])

    def set_keys(self, keymap: Keymap) -> None:
        """Print the keys of a keymap on the cards."""
        for card, command in zip(self._cards, ("new", "open", "sample", "highlight"), strict=True):
            card.set_key(keymap.behind(command))

    def set_recent(self, projects: Sequence[RecentProject]) -> None:
        """Show the projects from before, the newest first."""
        self._recents.rows_model.set_rows(projects)
        self._recents.setFixedHeight(len(projects) * RecentDelegate.height)
        self._recents.setVisible(bool(projects))
        self._none.setVisible(not projects)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for card in self._cards:
            card.theme = theme
            card.update()
        self._recents.set_theme(theme)
        self._drop.set_theme(theme)

    def _build(self) -> None:
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(QSize(MARK_PX, MARK_PX), self.devicePixelRatioF()))
        name, promise = QLabel("Gatelight"), QLabel(tr(PROMISE), wordWrap=True)
        name.setProperty("role", "display")
        promise.setProperty("role", "lead")
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        head.addWidget(mark)
        head.addLayout(words, 1)
        cards = QGridLayout()
        cards.setSpacing(SPACE)
        for number, card in enumerate(self._cards):
            cards.addWidget(card, number // 2, number % 2)
        heading = QLabel(tr("Recent projects"))
        heading.setProperty("role", "heading")
        column_widget = QWidget()
        column_widget.setProperty("role", "clear")
        column_widget.setMaximumWidth(COLUMN_WIDTH)
        column = QVBoxLayout(column_widget)
        column.setContentsMargins(0, 4 * SPACE, 0, 4 * SPACE)
        column.setSpacing(SPACE)
        column.addStretch(2)
        column.addLayout(head)
        column.addWidget(promise)
        column.addSpacing(2 * SPACE)
        column.addLayout(cards)
        column.addSpacing(2 * SPACE)
        column.addWidget(heading)
        column.addWidget(self._recents)
        column.addWidget(self._none)
        column.addStretch(3)
        inside = QWidget()
        inside.setProperty("role", "clear")
        row = QHBoxLayout(inside)
        row.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 0)
        row.addStretch(1)
        row.addWidget(column_widget, 1000)
        row.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _path(self, index: QModelIndex) -> object:
        return self._recents.rows_model.row(index).path


def _described(row: RecentProject) -> str:
    return f"{row.name}\n{row.path}"
