from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.labels import PALETTE_SIZE, Label
from export.palette import DARK_COLOURS, LIGHT_COLOURS
from export.report import html_page


@dataclass(frozen=True)
class Entity:
    start: int
    end: int
    label: str
    confidence: float | None = None


class Page(HTMLParser):
    """The texts of a page, its marks and every address it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.marks: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self.addresses: list[str | None] = []
        self._in_text = self._in_mark = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append(tag)
        self.addresses += [attributes[name] for name in ("src", "href", "action") if name in attributes]
        if attributes.get("class") == "text":
            assert attributes["dir"] == "auto"
            self._in_text = True
            self.texts.append("")
        if tag == "mark":
            self._in_mark = True
            self.marks.append((attributes, ""))

    def handle_endtag(self, tag: str) -> None:
        self._in_text = self._in_text and tag != "div"
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self._in_text:
            self.texts[-1] += data
        if self._in_mark:
            self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)


def test_marks_carry_label_and_confidence() -> None:
    page = Page(html_page("T", [("d", "Ada met Bob.", [Entity(8, 11, "PER", 0.874), Entity(0, 3, "ORG")])]))

    assert [(text, m["data-label"], m["title"]) for m, text in page.marks] == [
        ("Ada", "ORG", "ORG"),
        ("Bob", "PER", "PER · 87%"),
    ]
    assert page.texts == ["Ada met Bob."]


def test_the_page_needs_nothing_else() -> None:
    markup = html_page("T", [("d", "Ada", [Entity(0, 3, "PER")])])
    page = Page(markup)

    assert page.addresses == []
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert "url(" not in markup
    assert "@import" not in markup


def test_everything_is_escaped() -> None:
    nasty = "<script>alert('1')</script>&amp;\"\x00"
    markup = html_page(nasty, [(nasty, nasty, [Entity(0, 8, nasty.strip("\x00"))])])

    assert "<script" not in markup
    assert Page(markup).texts == [nasty.replace("\x00", "\ufffd")]
    assert Page(markup).marks[0][0]["data-label"] == nasty.strip("\x00")


def test_the_legend_counts_labels_in_their_order_with_their_colours() -> None:
    labels = [Label("ORG", colour=3), Label("unused"), Label("PER", colour=1)]
    entities = [Entity(0, 1, "PER"), Entity(2, 3, "ORG"), Entity(4, 5, "PER"), Entity(6, 7, "NEW")]
    markup = html_page("T", [("d", "a b c d", entities)], labels)

    assert re.findall(r'<span dir="auto">(\w+)</span><b>(\d+)</b>', markup) == [
        ("ORG", "1"),
        ("PER", "2"),
        ("NEW", "1"),
    ]
    assert f".c0{{--fill:{LIGHT_COLOURS[3][0]};--chip:{LIGHT_COLOURS[3][1]}}}" in markup
    assert f".c1{{--fill:{DARK_COLOURS[1][0]};--chip:{DARK_COLOURS[1][1]}}}" in markup
    assert len(LIGHT_COLOURS) == len(DARK_COLOURS) == PALETTE_SIZE


def test_the_style_is_well_formed() -> None:
    style = html_page("T", [("d", "Ada", [Entity(0, 3, "PER")])]).split("<style>")[1].split("</style>")[0]

    depth = 0
    for character in style:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


def test_overlapping_entities_are_not_lost_silently() -> None:
    markup = html_page("T", [("d", "New York Times", [Entity(0, 8, "LOC"), Entity(0, 14, "ORG")])])

    assert [text for _, text in Page(markup).marks] == ["New York Times"]
    assert "1 overlapping entity not drawn" in markup


def test_an_entity_outside_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match=r"d: entity \[0, 9\) is not inside the text \(3\)"):
        html_page("T", [("d", "Ada", [Entity(0, 9, "PER")])])


def test_pages_without_documents_or_entities_are_pages() -> None:
    assert "0 documents · 0 entities" in html_page("T", [])
    assert Page(html_page("T", [("d", "Ada", [])])).texts == ["Ada"]


def test_a_page_can_be_written_whatever_the_text() -> None:
    page = html_page("Two", [("a", "שלום <Ada>\r\n\ud800", [Entity(6, 9, "PER")]), ("b", "x", [])])

    assert "2 documents · 1 entity" in page
    assert page.encode().decode() == page


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("<>&\"' \n\t"))


@given(TEXT, st.lists(st.integers(0, 30), max_size=8, unique=True))
def test_the_text_of_any_document_is_in_the_page_unchanged(text: str, cuts: list[int]) -> None:
    ends = sorted(cut for cut in cuts if cut <= len(text))
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    page = Page(html_page("T", [("d", text, [Entity(start, end, "PER") for start, end in pairs])]))

    expected = re.sub("[\ufffe\uffff]", "\ufffd", text)
    assert page.texts == [expected]
    assert [marked for _, marked in page.marks] == [expected[start:end] for start, end in pairs]
