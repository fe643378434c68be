"""How texts are shown, on both pages and from now on: font, lines, column, chips, numbers, overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup

from gui.document_view import ChipStyle, TextStyle

if TYPE_CHECKING:
    from gui.app import Gatelight
    from gui.text_dialog import TextDialog


class TextSettingsWiring:
    """Shows in both views what the settings say, and keeps there what is changed."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._views = (app.window.view, app.window.highlight_view)
        self._dialog: TextDialog | None = None
        commands, settings = app.window.commands, app.settings
        chips = QActionGroup(app.window)
        for style in ChipStyle:
            chips.addAction(commands[f"chips_{style}"])
        for action in (*chips.actions(), commands["sentence_numbers"], commands["overview"]):
            action.setCheckable(True)
        self._show_style(settings.text_style)
        self._show_chips(settings.chip_style)
        self._show_numbers(settings.sentence_numbers)
        self._show_overview(settings.overview)

    @property
    def dialog(self) -> TextDialog:
        """Give the window, which is made when it is first asked for: the start need not wait for it."""
        if self._dialog is None:
            from gui.text_dialog import TextDialog

            view = self._app.window.view
            self._dialog = TextDialog(self._app.theme, self._app.window)
            self._dialog.style_chosen.connect(self.choose_style)
            self._dialog.zoom_chosen.connect(self._zoom)
            view.zoom_changed.connect(self._dialog.set_zoom)
            self._app.window.dialogs.append(self._dialog)
        return self._dialog

    def show_dialog(self) -> None:
        """Bring the window to the front; it stays open beside the text, which changes with it."""
        self.dialog.set_style(self._app.settings.text_style)
        self.dialog.set_zoom(self._app.window.view.zoom)
        self.dialog.open_beside_text()

    def choose_style(self, style: TextStyle) -> None:
        """Set both texts like this from now on."""
        self._show_style(style)
        if style != self._app.settings.text_style:
            self._app.settings.text_style = style

    def choose_chips(self, style: ChipStyle) -> None:
        """Show so much of the names of labels from now on."""
        self._show_chips(style)
        if style != self._app.settings.chip_style:
            self._app.settings.chip_style = style

    def toggle_numbers(self) -> None:
        """Show or hide the numbers of sentences."""
        shown = self._app.settings.sentence_numbers = not self._app.settings.sentence_numbers
        self._show_numbers(shown)

    def toggle_overview(self) -> None:
        """Show or hide the strip beside the text."""
        shown = self._app.settings.overview = not self._app.settings.overview
        self._show_overview(shown)

    def _show_style(self, style: TextStyle) -> None:
        for view in self._views:
            view.set_text_style(style)

    def _show_chips(self, style: ChipStyle) -> None:
        for view in self._views:
            view.set_chip_style(style)
        self._app.window.commands[f"chips_{style}"].setChecked(True)

    def _show_numbers(self, shown: bool) -> None:
        for view in self._views:
            view.show_sentence_numbers(shown)
        self._app.window.commands["sentence_numbers"].setChecked(shown)

    def _show_overview(self, shown: bool) -> None:
        for view in self._views:
            view.show_overview(shown)
        self._app.window.commands["overview"].setChecked(shown)

    def _zoom(self, percent: int) -> None:
        for view in self._views:
            view.set_zoom(percent)
