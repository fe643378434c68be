"""The real program, which also says where things are: a question a line in, a place on the screen a line out.

["token", 3]          the middle of a token
["edge", 3, "end"]    the end (or "start") of a token's mark, where a hand takes hold of it
["button", "Label PER, key 1"]     a button by its accessible name
["menu", "Edit"]      an entry of the menu bar      ["entry", "undo"]   a command in the menu that is open
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QSocketNotifier
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from gui.app import Gatelight, make_application
from gui.document_view import DocumentView
from gui.document_view.boundaries import boundary_at
from gui.settings import Settings


def place_of(app: Gatelight, kind: str, what: object, *more: str) -> QPoint | None:
    """Find something on the screen."""
    window, view = app.window, app.window.view
    if kind == "token" and isinstance(what, int):
        found = view.token_center(what) if app.annotation.document is not None else None
        return None if found is None else view.viewport().mapToGlobal(found)
    if kind == "edge" and isinstance(what, int):
        found = edge_of(view, what, at_start=more[0] == "start")
        return None if found is None else view.viewport().mapToGlobal(found)
    if kind == "button":
        for button in window.findChildren(QAbstractButton):
            if button.accessibleName() == what and button.isVisible():
                return button.mapToGlobal(button.rect().center())
    if kind == "menu":
        for action in window.menuBar().actions():
            if action.text().replace("&", "") == what:
                return window.menuBar().mapToGlobal(window.menuBar().actionGeometry(action).center())
    menu = QApplication.activePopupWidget()
    if kind == "entry" and isinstance(menu, QMenu):
        entry = window.menus.entries[str(what)]
        if entry in menu.actions():
            return menu.mapToGlobal(menu.actionGeometry(entry).center())
    return None


def edge_of(view: DocumentView, token: int, *, at_start: bool) -> QPoint | None:
    """Look for the boundary of a token's mark as a hand does, from the token's middle outwards."""
    center = view.token_center(token)
    if center is None:
        return None
    for distance in range(view.viewport().width()):
        x = center.x() + (-distance if at_start else distance)
        boundary = boundary_at(view._flow, x, center.y())
        if boundary is not None and boundary.at_start == at_start:
            return QPoint(x, center.y())
    return None


def main(project: Path) -> int:
    """Open a project and stay until the window is closed."""
    application = make_application()
    app = Gatelight(Settings())
    app.start()
    app.project.open(project)

    def answer() -> None:
        line = sys.stdin.readline()
        if not line:
            questions.setEnabled(False)
            return
        place = None
        try:
            place = place_of(app, *json.loads(line))
        finally:  # whoever asks waits for a line
            print(json.dumps(None if place is None else [place.x(), place.y()]), flush=True)

    questions = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, app)
    questions.activated.connect(answer)
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
