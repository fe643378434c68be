"""The labels above the text: click one to label the selection, or arm it for the next drags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from engine.text.labels import Label, LabelSet
from gui.icons import icon
from gui.panels.bar_rows import Rows, arrange, fill_slots
from gui.panels.label_chip import HEIGHT, NARROW_NAME, WIDEST_NAME, LabelChip
from gui.panels.label_words import followed
from gui.panels.new_label import NewLabelPopup
from gui.theme import SPACE, Theme
from gui.widgets.elided_label import ElidedLabel
from gui.words import number, tr

GAP = SPACE // 2
EDGE = SPACE + SPACE // 2
SLOT = LabelChip.width_around(Label("any", key="1")) + NARROW_NAME
"""The width of a place for a label that was used lately, whichever it is: nothing moves when another one comes."""
NARROW_BAR = 420
"""In a bar that is narrower, in logical pixels, the button that adds a label is an icon alone."""


class LabelBar(QWidget):
    """A chip for each label with its key, as far as two rows go; at most one is armed, until it is clicked again.

    The armed label can always be seen, and so can some that were used lately.
    """

    label_clicked = Signal(str)  # always, and before label_armed
    label_armed = Signal(object)  # str | None
    label_added = Signal(str, str)  # name, description
    menu_requested = Signal(str, QPoint)  # name, place on the screen
    more_requested = Signal(QPoint)  # place on the screen

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._labels = LabelSet()
        self._armed: str | None = None
        self._recent: tuple[str, ...] = ()
        self._slots: list[str] = []
        self._choose_key = ""
        self._chips: dict[str, LabelChip] = {}
        self._widths: dict[str, tuple[int, int]] = {}
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Labels"))
        self._area = QWidget()
        hint = tr("No labels yet. Add the first: what shall be found in the texts?")
        self._hint = ElidedLabel(hint, Qt.TextElideMode.ElideRight, self._area)
        self._hint.setProperty("role", "muted")
        self._more = QPushButton(self._area)
        self._more.setProperty("kind", "flat")
        self._more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._more.setFixedHeight(HEIGHT)
        self._add = QPushButton(toolTip=tr("Add a label to the project"))
        self._add.setProperty("kind", "flat")
        self._add.setAccessibleName(tr("Add a label"))
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.setFixedHeight(HEIGHT)
        self._popup = NewLabelPopup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, SPACE, EDGE, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self._area, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._add, 0, Qt.AlignmentFlag.AlignTop)
        self._more.clicked.connect(self._ask_for_more)
        self._add.clicked.connect(lambda: self._popup.ask(self._add, self._labels.names))
        self._popup.accepted.connect(self.label_added)
        self.set_labels(self._labels)
        self.set_theme(theme)

    @property
    def armed(self) -> str | None:
        """Give the label that is armed."""
        return self._armed

    def set_labels(self, labels: LabelSet) -> None:
        """Show these labels; the armed one stays armed if it is still there, under another name too."""
        self._armed = followed(self._armed, self._labels, labels)
        self._recent = tuple(name for old in self._recent if (name := followed(old, self._labels, labels)))
        self._labels = labels
        for chip in self._chips.values():
            chip.hide()  # at once; it is deleted only when the event loop gets to it
            chip.deleteLater()
        self._chips, self._widths = {}, {}
        self._arrange()

    def set_recent(self, names: Sequence[str]) -> None:
        """Say which labels were used last, the last one first."""
        self._recent = tuple(names)
        self._arrange()

    def set_armed(self, name: str | None) -> None:
        """Show which label is armed. Emits nothing. Raises KeyError for a label that there is not."""
        if name is not None:
            self._labels.named(name)
        self._armed = name
        self._arrange()

    def set_choose_key(self, key: str) -> None:
        """Print the key that opens the list of all labels."""
        self._choose_key = key
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._add.setIcon(icon("add", theme, colour=theme.muted))
        self._more.setIcon(icon("chevron-down", theme, colour=theme.muted))
        for chip in self._chips.values():
            chip.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the chips into their places; the height depends on the width and the labels alone."""
        self._add.setText("" if self.width() < NARROW_BAR else tr("Label"))
        room = self.width() - 2 * EDGE - SPACE - self._add.sizeHint().width()
        self._show_more(len(self._labels))  # as wide as it can become
        widths = [self._width_of(label) for label in self._labels]
        more = self._more.sizeHint().width()
        slot = min(SLOT, room - more - 3 * GAP)
        wide, narrow = ([min(pair[n], room) for pair in widths] for n in (0, 1))
        rows = arrange(wide, narrow, slot, more, room, GAP)
        self._area.setFixedHeight(rows.count * (HEIGHT + GAP) - GAP)
        self._place(rows, slot, room)
        self._hint.setVisible(not self._labels)
        self._hint.setGeometry(0, 0, max(0, room), HEIGHT)
        self._more.setVisible(rows.more is not None)
        if rows.more is not None:
            self._show_more(len(self._labels) - len(rows.places) - len(rows.recent))
            self._more.setGeometry(QRect(self._corner(rows.more), self._more.sizeHint()))

    def _place(self, rows: Rows, slot: int, room: int) -> None:
        first = self._labels[: len(rows.places)]
        names = {label.name for label in first}
        lately = [self._armed, *self._recent, *(label.name for label in self._labels)]
        wanted = list(dict.fromkeys(name for name in lately if name and name not in names))[: len(rows.recent)]
        self._slots = fill_slots(self._slots, wanted) if rows.recent else []
        shown = [(label, place, False) for label, place in zip(first, rows.places, strict=True)]
        slots = zip(self._slots, rows.recent, strict=False)
        shown += [(self._labels.named(name), place, True) for name, place in slots]
        for label, place, in_slot in shown:
            chip = self._chip(label)
            chip.setChecked(label.name == self._armed)
            around = LabelChip.width_around(label)
            if in_slot:
                chip.set_name_width(slot - around, fixed=True)
            else:
                chip.set_name_width(min(NARROW_NAME if rows.narrow else WIDEST_NAME, room - around))
            chip.setGeometry(QRect(self._corner(place), chip.sizeHint()))
        visible = {label.name for label, _, _ in shown}
        for name, chip in self._chips.items():
            chip.setVisible(name in visible)
        self._more.raise_()  # behind the chips: whoever comes here with the keyboard comes to the first of them
        self._order_tabs([self._chips[label.name] for label, _, _ in shown])

    def _order_tabs(self, chips: Sequence[LabelChip]) -> None:
        widgets: list[QWidget] = [*chips, self._more, self._add]
        for before, after in pairwise(widgets):
            QWidget.setTabOrder(before, after)

    @staticmethod
    def _corner(place: tuple[int, int]) -> QPoint:
        return QPoint(place[0], place[1] * (HEIGHT + GAP))

    def _chip(self, label: Label) -> LabelChip:
        """Give a label's chip, which is made when it is first seen."""
        if label.name not in self._chips:
            chip = self._chips[label.name] = LabelChip(label, self._theme, self._area)
            chip.clicked.connect(lambda _checked, name=label.name: self._click(name))
            chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            chip.customContextMenuRequested.connect(partial(self._ask_menu, label.name))
        return self._chips[label.name]

    def _width_of(self, label: Label) -> tuple[int, int]:
        """Give the widths of a label's chip with names that are long, and short."""
        if label.name not in self._widths:
            self._widths[label.name] = LabelChip.widths(label, self.font())
        return self._widths[label.name]

    def _show_more(self, count: int) -> None:
        key = self._choose_key
        words = tr("{n} more ({key})", n=number(count), key=key) if key else tr("{n} more", n=number(count))
        self._more.setText(number(count) if self.width() < NARROW_BAR else words)
        about = tr("Choose any label of the project ({key})", key=key) if key else tr("Choose any label of the project")
        self._more.setToolTip(about)
        self._more.setAccessibleName(tr("Choose one of {n} more labels", n=number(count)))

    def _ask_for_more(self) -> None:
        self.more_requested.emit(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _ask_menu(self, name: str, place: QPoint) -> None:
        self.menu_requested.emit(name, self._chips[name].mapToGlobal(place))

    def _click(self, name: str) -> None:
        self.set_armed(None if name == self._armed else name)
        self.label_clicked.emit(name)
        self.label_armed.emit(self._armed)
