"""Any text, from any file, in the window: what is marked on screen is exactly the name, in every format and script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QPageSize, QPainter, QPdfWriter
from PySide6.QtTest import QTest

from engine.text.document import Tokens
from export.entity_table import EntityTable
from export.reading_order import ReadingOrder

ENGLISH = "Zoë Müller met Bob in Łódź.\nThey saw the café of Ada Lovelace at noon — twice."
WESTERN = "Zoë Müller met Bob in Köln – „heute“.\nThey saw the café of Ada Lovelace."
HEBREW = "עדה לובלייס פגשה את Bob בתל אביב.\nהיא נסעה אל Paris ואל חיפה ביום שני."
CHINESE = "王小明在北京見到了Ada Lovelace。\n他們一起去了上海和東京。"
EMOJI = "👩‍💻 Ada met 🎉Bob🎉 in Paris 🇫🇷.\n𝔅ob and 👨‍👩‍👧 left Łódź 🚀🚀 for Köln."
NAMES = (
    *("Zoë Müller", "Bob", "𝔅ob", "Ada Lovelace", "Ada", "Łódź", "Köln", "Paris"),
    *("עדה לובלייס", "בתל אביב", "חיפה", "王小明", "北京", "上海", "東京"),
)


class NameTagger:
    """Finds names, as the tokens that they are."""

    labels = ("NAME",)
    metrics: dict[str, float] = {}

    def stream_tokens(self, tokens: Tokens, order: ReadingOrder, at_a_time: int) -> Iterator[tuple]:
        while len(sentences := order.take(at_a_time)):
            rows = []
            for number in sentences.tolist():
                first, last = tokens.sentence_range(number)
                while first < last:
                    end = next((e for e in range(last, first, -1) if self.form(tokens, first, e) in NAMES), None)
                    if end is not None:
                        rows.append((int(tokens.starts[first]), int(tokens.ends[end - 1]), "NAME", 0.9))
                    first = end or first + 1
            yield sentences, EntityTable.of(tokens.text, self.labels, rows)

    @staticmethod
    def form(tokens: Tokens, first: int, end: int) -> str:
        return tokens.text[tokens.starts[first] : tokens.ends[end - 1]]


def plain(encoding: str) -> Callable[[Path, str], None]:
    return lambda path, text: path.write_bytes(text.encode(encoding))


def word(path: Path, text: str) -> None:
    made = docx.Document()
    for line in text.split("\n"):
        made.add_paragraph(line)
    made.save(str(path))


def page(path: Path, text: str) -> None:
    lines = "".join(f"<p>{line.replace('Bob', '<b>Bob</b>')}</p>" for line in text.split("\n"))
    path.write_text(f"<!DOCTYPE html><html><body>{lines}</body></html>", encoding="utf-8")


def pdf(path: Path, text: str) -> None:
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    with QPainter(writer) as painter:
        painter.setFont(QFont("DejaVu Sans", 12))
        for number, line in enumerate(text.split("\n")):
            painter.drawText(500, 1000 + 600 * number, line)


def columns(path: Path, text: str) -> None:
    path.write_text("".join(f"{form} O\n" for form in text.replace("\n", " ").split(" ")) + "\n", encoding="utf-8")


CASES = [
    ("letter.txt", plain("utf-8"), ENGLISH),
    ("bom.txt", plain("utf-8-sig"), ENGLISH),
    ("utf16.txt", plain("utf-16"), ENGLISH),
    ("utf16-be.txt", plain("utf-16-be"), "Plain letters first, so that it shows. " + ENGLISH),
    ("windows.txt", plain("cp1252"), WESTERN),
    ("letter.docx", word, ENGLISH),
    ("letter.pdf", pdf, ENGLISH),
    ("letter.html", page, ENGLISH),
    ("letter.md", plain("utf-8"), "# Notes\n\n" + ENGLISH.replace("Bob", "**Bob**")),
    ("letter.conll", columns, "Zoë Müller met Bob in Łódź . Ada Lovelace left ."),
    ("hebrew.txt", plain("utf-8"), HEBREW),
    ("hebrew.docx", word, HEBREW),
    ("chinese.txt", plain("utf-8"), CHINESE),
    ("chinese-gb.txt", plain("gb18030"), CHINESE),
    ("emoji.txt", plain("utf-8"), EMOJI),
    ("emoji-utf16.txt", plain("utf-16"), EMOJI),
]


@pytest.mark.parametrize(("name", "write", "text"), CASES, ids=[case[0] for case in CASES])
def test_exactly_the_names_are_marked(driver, tmp_path: Path, name: str, write, text: str) -> None:
    path = tmp_path / name
    write(path, text)
    app, view = driver.app, driver.app.window.highlight_view
    app.highlighting.set_tagger(NameTagger(), "names")
    app.commands.show_highlight_page()
    app.highlighting.open_files([path])
    driver.qtbot.waitUntil(lambda: app.highlighting.complete)
    driver.settle()

    document, entities = app.highlighting.document, app.highlighting.entities
    wanted = sorted(n for n in NAMES for _ in range(text.replace("**", "").count(n)) if not part_of_another(n, text))
    assert sorted(entities.names()) == wanted
    assert len(wanted) >= 3
    for entity in entities:
        first, last = document.tokens.covering(entity.start, entity.end)
        assert document.tokens.aligned(entity.start, entity.end)
        marks = {view.mark_at(token) for token in range(first, last)}
        assert {(mark.start, mark.end) for mark in marks} == {(entity.start, entity.end)}
        # What a person clicks on is the token that is meant, so what is drawn there is it too.
        centre = view.token_center(first)
        assert isinstance(centre, QPoint)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
        assert view.caret == first
    marked = np.zeros(len(document.tokens), np.bool_)
    for entity in entities:
        marked[slice(*document.tokens.covering(entity.start, entity.end))] = True
    assert [view.mark_at(token) is not None for token in range(len(marked))] == marked.tolist()


def part_of_another(name: str, text: str) -> bool:
    """Tell whether a name stands in the text only inside a longer one."""
    return any(name != other and name in other and other in text for other in NAMES)


@pytest.mark.parametrize(("encoding", "said"), [("cp1252", "Windows-1252"), ("utf-8", None), ("utf-16", None)])
def test_a_guessed_encoding_is_said_aloud(driver, tmp_path: Path, encoding: str, said: str | None) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(WESTERN.encode(encoding))
    driver.app.highlighting.open_files([path])
    driver.qtbot.waitUntil(lambda: driver.app.highlighting.document is not None)
    driver.settle()
    words = f"letter.txt is not Unicode and was read as {said}."
    assert [message for message in driver.messages if "Unicode" in message] == ([words] if said else [])


class GatedTagger(NameTagger):
    """Waits before it looks at the whole text, and remembers with which sentences it went on."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.went_on_with: list[int] = []

    def stream_tokens(self, tokens: Tokens, order: ReadingOrder, at_a_time: int) -> Iterator[tuple]:
        if len(tokens) > 50_000:
            assert self.gate.wait(10)
        for sentences, found in super().stream_tokens(tokens, order, at_a_time):
            self.went_on_with.append(int(sentences[0]))
            yield sentences, found


def test_a_long_text_grows_while_it_is_read_and_what_one_looks_at_is_tagged_next(driver, tmp_path: Path) -> None:
    app, view, tagger = driver.app, driver.app.window.highlight_view, GatedTagger()
    path = tmp_path / "long.txt"
    path.write_text("Bob came to Paris.\n" * 20_000, encoding="utf-8")
    opened, extended = [], []
    app.highlighting.opened.connect(lambda document, _: opened.append(document))
    app.highlighting.extended.connect(lambda document, _: extended.append(document))
    app.highlighting.set_tagger(tagger, "names")
    app.commands.show_highlight_page()
    app.highlighting.open_files([path])
    driver.qtbot.waitUntil(lambda: bool(extended))
    assert view.mark_at(0) is not None
    view.move_caret("document end")
    tagger.gate.set()
    driver.qtbot.waitUntil(lambda: app.highlighting.complete, timeout=30_000)
    driver.settle()
    first_of_all, at_the_end, from_the_start = tagger.went_on_with[:3]
    assert first_of_all == 0
    assert 19_900 < at_the_end < 20_000
    assert from_the_start < 1000
    assert [len(document.text) < len(extended[0].text) / 5 for document in opened] == [True]
    assert extended[0].text == path.read_text(encoding="utf-8")
    assert len(app.highlighting.entities) == 40_000
