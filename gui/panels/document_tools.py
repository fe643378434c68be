"""How the documents are listed: a menu for their order, one for what to show, and what is on of the latter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.project.annotate import shorten
from gui.document_listing import EVERYTHING, ORDERS, Arrangement, DocumentFilter, Order
from gui.icons import ICON_SIZE, icon
from gui.panels.chip_area import ChipArea
from gui.panels.panel import tool_button
from gui.theme import SPACE, Theme
from gui.widgets.menu import Menu
from gui.words import tr, tr_n

MOST_CHIP_ROWS = 2


class DocumentTools(QWidget):
    """Two menu buttons in a row, with how many documents are shown between them; below, filters that are on.

    orders: what is offered to put the documents in order by.
    """

    arrangement_chosen = Signal(object)  # Arrangement
    filter_chosen = Signal(object)  # DocumentFilter

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.orders: Sequence[Order] = ORDERS
        self._labels: list[str] = []
        self._arrangement = Arrangement()
        self._filter = EVERYTHING
        self._order_button = menu_button(theme, tr("Order of the documents"), self._fill_order)
        self._order_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._order_button.setIconSize(QSize(ICON_SIZE + SPACE // 2, ICON_SIZE))  # Qt puts the words close to it
        self._order_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._order_button.setMinimumWidth(4 * SPACE)
        self._filter_button = menu_button(theme, tr("Which documents are shown"), self._fill_filter)
        self._count = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._count.setProperty("role", "small")
        self._chips = ChipArea(tr("Filters that are on"), MOST_CHIP_ROWS)
        self._chips.hide()
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        row.addWidget(self._order_button)
        row.addStretch()
        row.addWidget(self._count)
        row.addWidget(self._filter_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self._chips)
        self.set_theme(theme)

    def set_labels(self, names: Iterable[str]) -> None:
        """Offer these labels to filter by."""
        self._labels = list(names)

    def show_arrangement(self, arrangement: Arrangement) -> None:
        """Show which order the documents are in."""
        self._arrangement = arrangement
        direction = tr("descending") if arrangement.descending else tr("ascending")
        words = tr(arrangement.order.words)
        self._order_button.setText(words)
        self._order_button.setIcon(icon("order-down" if arrangement.descending else "order-up", self._theme))
        name = tr("Order of the documents: {order}, {direction}", order=words, direction=direction)
        self._order_button.setAccessibleName(name)
        self._order_button.setToolTip(name)

    def show_filter(self, wanted: DocumentFilter, shown: int) -> None:
        """Show which filter is on, and how many documents it leaves."""
        self._filter = wanted
        self._count.setText("" if wanted == EVERYTHING else tr_n(shown, "{n} shown", "{n} shown"))
        on = {}
        if wanted.noted:
            on[tr("With a note")] = replace(wanted, noted=False)
        if wanted.labelled is not None:
            on[tr("With spans") if wanted.labelled else tr("Without spans")] = replace(wanted, labelled=None)
        if wanted.label:
            on[tr("Has {label}", label=shorten(wanted.label))] = replace(wanted, label="", ids=frozenset())
        self._chips.set_chips([self._chip(words, without) for words, without in on.items()])
        self._chips.setVisible(bool(on))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._filter_button.setIcon(icon("filter", theme))
        for button in (self._order_button, self._filter_button):
            if isinstance(menu := button.menu(), Menu):
                menu.set_theme(theme)
        self.show_arrangement(self._arrangement)
        for chip in self._chips.findChildren(QToolButton):
            chip.setIcon(icon("close", theme))

    def _chip(self, words: str, without: DocumentFilter) -> QToolButton:
        chip = QToolButton(text=words, icon=icon("close", self._theme), toolTip=tr("Take this filter away"))
        chip.setProperty("kind", "chip")
        chip.setAccessibleName(tr("Take the filter away: {filter}", filter=words))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross behind the words
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(lambda: self.filter_chosen.emit(without))
        return chip

    def _fill_order(self, menu: Menu) -> None:
        now = self._arrangement
        wanted = [(tr(order.words), replace(now, order=order), order.name == now.order.name) for order in self.orders]
        add_choices(menu, [(words, made, on) for words, made, on in wanted], self.arrangement_chosen.emit)
        menu.addSeparator()
        # also for the one that is on: to put in order anew what has changed meanwhile
        directions = ((tr("Ascending"), False), (tr("Descending"), True))
        add_choices(
            menu,
            [(words, replace(now, descending=down), down == now.descending) for words, down in directions],
            self.arrangement_chosen.emit,
        )

    def _fill_filter(self, menu: Menu) -> None:
        now = self._filter
        for words, other, on in (
            (tr("With a note"), replace(now, noted=not now.noted), now.noted),
            (tr("With spans"), replace(now, labelled=None if now.labelled else True), now.labelled is True),
            (
                tr("Without spans"),
                replace(now, labelled=None if now.labelled is False else False),
                now.labelled is False,
            ),
        ):
            add_choice(menu, words, other, on, self.filter_chosen.emit)
        labels = menu.add_inner(tr("With the label"))
        labels.setEnabled(bool(self._labels))
        any_label = replace(now, label="", ids=frozenset())
        add_choice(labels, tr("Any or none"), any_label, not now.label, self.filter_chosen.emit)
        labels.addSeparator()
        for name in self._labels:
            chosen = replace(now, label=name, ids=frozenset())
            add_choice(labels, shorten(name).replace("&", "&&"), chosen, name == now.label, self.filter_chosen.emit)
        menu.addSeparator()
        everything = menu.addAction(tr("Show all documents"), lambda: self.filter_chosen.emit(EVERYTHING))
        everything.setEnabled(now != EVERYTHING)


def menu_button(theme: Theme, name: str, fill: Callable[[Menu], None]) -> QToolButton:
    """Make a small button with a menu that is filled each time it is opened."""
    button = tool_button("filter", name, name, theme)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # it is drawn over the icon
    menu = Menu(theme, button)

    def refill() -> None:
        menu.clear()
        for inner in menu.findChildren(Menu):  # Qt keeps them
            inner.deleteLater()
        fill(menu)

    menu.aboutToShow.connect(refill)
    button.setMenu(menu)
    return button


def add_choice(menu: QMenu, words: str, value: object, on: bool, choose: Callable[[object], object]) -> QAction:
    """Put an entry with a tick into a menu."""
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(on)
    action.triggered.connect(lambda _=False: choose(value))
    return action


def add_choices(menu: QMenu, choices: Iterable[tuple[str, object, bool]], choose: Callable[[object], object]) -> None:
    """Put entries into a menu of which one is taken."""
    group = QActionGroup(menu)
    for words, value, on in choices:
        group.addAction(add_choice(menu, words, value, on, choose))
