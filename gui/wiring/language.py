"""The language of the window: chosen in the menu, used from the next start on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.words import tr

if TYPE_CHECKING:
    from gui.app import Gatelight


class LanguageWiring:
    """Keeps the choice and says when it counts."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._show()

    def choose(self, name: str) -> None:
        """Keep a language, «system», «en» or «de», for the next start."""
        if name != self._app.settings.language:
            self._app.settings.language = name
            self._app.window.toast.show_message("info", tr("Gatelight speaks this language from its next start on."))
        self._show()

    def _show(self) -> None:
        self._app.window.commands[f"language_{self._app.settings.language}"].setChecked(True)
