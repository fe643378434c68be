"""A child process for test_kill: the real window, labelling by key without end; prints what is on the screen."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from gui.app import Gatelight, make_application
from gui.settings import Settings


def main(project: Path) -> None:
    """Label the tokens one after the other; say after each paint which spans are shown."""
    application = make_application()
    app = Gatelight(Settings())
    app.start()
    app.project.open(project)
    view = app.window.view
    shown = {"revision": -1}

    def on_painted() -> None:
        document = app.annotation.document
        if document is not None and document.revision != shown["revision"]:
            shown["revision"] = document.revision
            spans = [[s.start, s.end, s.label] for s in document.spans]
            print(json.dumps({"id": document.id, "spans": spans}), flush=True)

    def press() -> None:
        if app.annotation.document is not None:
            view.setFocus()
            QTest.keyClick(view, Qt.Key.Key_1)
            QTest.keyClick(view, Qt.Key.Key_Right)
            QTest.keyClick(view, Qt.Key.Key_Right)

    view.painted.connect(on_painted)
    timer = QTimer(interval=5)
    timer.timeout.connect(press)
    timer.start()
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
