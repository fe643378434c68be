"""Make the pictures of docs/lstm.md: a tagger learns from the sample project, and the window shows what it does.

python -m scripts.lstm_pictures docs/pictures
"""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.screens import Stage

DOCUMENT, WORD = "Eleven crates", "Lindmoor"
UNIT = 31
"""The unit of the forward direction that the page tells of."""
SIZE = (1600, 1000)


def main() -> int:
    """Leave the pictures in a folder."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = "1"
    from gui.app import Gatelight, make_application
    from gui.settings import Settings
    from scripts.screens import Stage

    make_application()
    with tempfile.TemporaryDirectory(prefix="gatelight-pictures-") as home:
        settings = Settings(Path(home))
        settings.theme = "light"
        app = Gatelight(settings)
        app.window.show()
        app.window.resize(*SIZE)
        app.window.activateWindow()
        stage = Stage(app, "")
        stage.prepare(Path(home) / "Sample.gatelight")
        take(stage, folder)
        app.window.close()
    return 0


def take(stage: Stage, folder: Path) -> None:
    """Go from tab to tab."""
    app, view = stage.app, stage.window.view
    stage.workspace()
    app.annotation.open(next(row.id for row in app.workspace.rows.values() if row.name.startswith(DOCUMENT)))
    stage.settle()
    tokens = view._flow.tokens
    words = [number for number, token in enumerate(tokens) if token.form == WORD]
    # the second one in the first sentence that has two
    second = next(n for m, n in pairwise(words) if tokens.sentence_of(m) == tokens.sentence_of(n))
    stage.window.side_bar.hide()
    stage.window.documents.hide()
    app.gates.show()
    view.set_caret(second)
    stage.settle()
    pane, gates = app.gates.pane, app.gates._gates
    assert pane is not None
    app.gates.controller.choose_unit(UNIT)
    stage.settle()
    pane.grab().save(str(folder / "gates-overview.png"))
    gates.step_view.grab().save(str(folder / "gates-step.png"))
    pane.choose_tab(1)
    stage.settle()
    pane.grab().save(str(folder / "gates-why.png"))
    pane.choose_tab(3)
    stage.settle()
    app.gates.save(folder / "gates-batch.png", "png")  # all of it, also what would have to be scrolled to
    stage.settle()
    pane.choose_tab(2)
    stage.settle()
    app.gates._lab.button.click()
    stage.until(lambda: not app.gates._lab.running, "the gradients are there")
    stage.settle()
    pane.grab().save(str(folder / "gates-gradients.png"))


if __name__ == "__main__":
    sys.exit(main())
