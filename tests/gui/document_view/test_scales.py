"""Screens whose pixels are smaller: what is drawn piece by piece must look like what is drawn in one go.

The scale of a screen is fixed when Qt starts, so each runs in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from engine.text.labels import LabelSet
from engine.text.tokenizer import tokenize
from gui.document_view import DocumentView, Mark, MarkKind
from gui.theme import LIGHT

app = QApplication([])
line = "Ada Lovelace met Charles Babbage in London. She wrote notes.\\n"
text = (line + "Nobody read them.\\n\\n") * 40
marks = [
    Mark(start, start + 12, "PER", MarkKind.GOLD)
    for start in range(len(text)) if text.startswith("Ada Lovelace", start)
]
view = DocumentView(LIGHT)
view.resize(501, 333)
view.set_labels(LabelSet().with_names(["PER"]))
view.set_document_text(tokenize(text))
view.set_marks(marks)
view.set_seen([(0, 300), (500, 2000)])
view.show_sentence_numbers(True)
view.show()


def screen() -> QImage:
    for _ in range(2):
        app.processEvents()
    return QImage(view.backingStore().paintDevice()).copy()


screen()
for step in range(16):
    if step % 4 == 0:
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 7 + step)
    elif step % 4 == 1:
        view.move_caret("next")
    elif step % 4 == 2:
        view.move_caret("down", True)
    else:
        view.set_caret(view.visible_tokens().first + 9)
    piece_by_piece = screen()
    view.viewport().update()
    view._overview.update()
    assert piece_by_piece == screen(), step
print(view.devicePixelRatioF(), piece_by_piece.width())
"""


@pytest.mark.parametrize(("scale", "width"), [("1.25", 626), ("1.5", 752), ("2", 1002)])
def test_nothing_half_painted_is_left_at_any_scale(scale: str, width: int) -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    ratio, drawn = run.stdout.split()
    assert (float(ratio), int(drawn)) == (float(scale), pytest.approx(width, abs=1))
