from __future__ import annotations

import pytest

from engine.text.tokenizer import tokenize
from gui.document_view import DocumentView
from gui.theme import LIGHT


@pytest.mark.parametrize(("text", "right"), [("Ada met Bob.", False), ("שלום עולם.", True), ("مرحبا بالعالم", True)])
def test_a_paragraph_begins_at_the_side_it_is_read_from(qtbot, text: str, right: bool) -> None:
    view = DocumentView(LIGHT)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.set_document_text(tokenize(text))
    view.show()
    qtbot.waitExposed(view)
    first = view.token_center(0)
    assert first is not None
    assert (first.x() > 500) == right
