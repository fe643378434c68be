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
UNFINISHED = "The last gallery"
"""The document of the picture of a batch: somebody is in the middle of it, and the tagger is wrong about a name."""
LABELLED = (
    ("", "Karl Holm", "PER"),
    ("", "1936", "DATE"),
    ("said ", "Holm", "PER"),
    ("", "Halvøra", "LOC"),
    ("", "Rupert Thorne", "PER"),
)
"""What has a label in it, behind which words. The sentences of the first three are seen."""
REJECTED = "Thorne Brothers"
"""What is said not to be a person: the tagger takes it for one, though not so surely that it would suggest it."""
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
    pane.choose_tab(2)
    stage.settle()
    app.gates._lab.button.click()
    stage.until(lambda: not app.gates._lab.running, "the gradients are there")
    stage.settle()
    pane.grab().save(str(folder / "gates-gradients.png"))
    label_in_part(stage)
    pane.choose_tab(3)
    stage.settle()
    app.gates.save(folder / "gates-batch.png", "png")  # all of it, also what would have to be scrolled to
    stage.settle()


def label_in_part(stage: Stage) -> None:
    """Open a document and leave it in the middle of the work, with a rejection and with tokens that nobody judged."""
    from engine.text.document import Span, Suggestion
    from gui.document_view.marks import TokenRange

    app, view = stage.app, stage.window.view
    app.annotation.open(next(row.id for row in app.workspace.rows.values() if row.name.startswith(UNFINISHED)))
    stage.settle()
    document = app.annotation.document
    assert document is not None
    text, tokens = document.text, document.tokens

    def tokens_of(before: str, words: str) -> TokenRange:
        at = text.index(before + words) + len(before)
        return TokenRange(*tokens.covering(at, at + len(words)))

    start = text.index(REJECTED)
    app.annotation.reject(Suggestion(Span(start, start + len(REJECTED), "PER"), confidence=0.4))
    stage.settle()
    for before, words, label in LABELLED:
        view.select(tokens_of(before, words))
        app.annotation.label(label)
        stage.settle()
    first, _, last, chosen, _ = (tokens_of(before, words) for before, words, _ in LABELLED)
    view.select(TokenRange(first.first, last.last))
    app.annotation.confirm()
    stage.settle()
    view.set_caret(chosen.first)
    stage.settle()


if __name__ == "__main__":
    sys.exit(main())
