"""The command palette: what it lists, and what happens with what a person chooses in it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from gui.actions import ALSO, BY_NAME, COMMANDS, menu_title
from gui.palette.rows import Kind, Row
from gui.words import tr, tr_n

if TYPE_CHECKING:
    from engine.project.store import DocumentRow
    from gui.app import Gatelight
    from gui.palette.popup import PalettePopup

MOST_RECENT = 6
PALETTE = "palette"
"""The command that opens it, which is not in it."""


class PaletteWiring:
    """Fills the palette when it is asked for, and does what is chosen."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._popup: PalettePopup | None = None
        self._recent: list[tuple[Kind, str | int]] = [
            (Kind.COMMAND, name) for name in app.settings.recent_commands if name in BY_NAME and name != PALETTE
        ]
        app.project.closed.connect(self._forget)

    @property
    def popup(self) -> PalettePopup:
        """Give the palette, which is made when it is first asked for."""
        if self._popup is None:
            from gui.palette.popup import PalettePopup

            self._popup = PalettePopup(self._app.theme, self._app.window)
            self._popup.chosen.connect(self._run)
            self._app.window.dialogs.append(self._popup)
        return self._popup

    def show(self) -> None:
        """Open the palette over the window."""
        app = self._app
        commands = {c.name: self._command(c.name) for c in COMMANDS if c.name != PALETTE}
        has_project = app.project.editor is not None
        labels = self._labels() if has_project else {}
        rows = app.workspace.rows
        documents = rows.rows if has_project else []

        def of_document(number: int) -> Row:
            return document_row(documents[number])

        recent = []
        for kind, name in self._recent:
            if kind is Kind.COMMAND:
                recent.append(commands[str(name)])
            elif kind is Kind.LABEL and name in labels:
                recent.append(labels[str(name)])
            elif kind is Kind.DOCUMENT and name in rows:
                recent.append(document_row(rows[int(name)]))
        self.popup.finder.set_content(
            recent, list(commands.values()), list(labels.values()), [row.name for row in documents], of_document
        )
        self.popup.open_over(app.window)

    def _command(self, name: str) -> Row:
        app, command = self._app, BY_NAME[name]
        words = app.window.commands[name].text().replace("&&", "&").rstrip("…")
        menu = menu_title(command.menu)
        # whoever read about it in English finds it in any language
        other = ALSO.get(name, "")
        also = (command.text, tr(command.text), other, tr(other))
        key, why_not = app.keys.keymap.printed(name), app.commands.why_not(name)
        return Row(Kind.COMMAND, name, words, menu, key, why_not, also=tuple(dict.fromkeys(also)))

    def _labels(self) -> dict[str, Row]:
        app = self._app
        none = "" if app.annotation.document else tr("There is no document to label.")
        return {
            label.name: Row(Kind.LABEL, label.name, label.name, label.group, label.key.upper(), none, label.colour)
            for label in app.keys.keymap.shown(app.annotation.labels)
        }

    def _run(self, row: Row) -> None:
        app = self._app
        self._recent = [
            (row.kind, row.name),
            *islice((r for r in self._recent if r != (row.kind, row.name)), MOST_RECENT - 1),
        ]
        if row.kind is Kind.COMMAND:
            app.settings.recent_commands = [str(name) for kind, name in self._recent if kind is Kind.COMMAND]
            app.window.commands[str(row.name)].trigger()
            return
        if app.window.pages.currentWidget() is not app.window.workspace:
            app.show_workspace()
        if row.kind is Kind.LABEL:
            app.annotation.label(str(row.name))
        else:
            app.annotation.open(int(row.name))
            app.window.view.setFocus()

    def _forget(self) -> None:
        """Forget what belongs to the project that is closed."""
        self._recent = [(kind, name) for kind, name in self._recent if kind is Kind.COMMAND]


def document_row(row: DocumentRow) -> Row:
    """Make the row of a document."""
    about = tr_n(row.spans, "{n} span", "{n} spans")
    return Row(Kind.DOCUMENT, row.id, row.name, about, state=row.state)
