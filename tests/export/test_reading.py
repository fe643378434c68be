from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

import pytest

from engine.tagger.weights import TrainedTagger
from engine.text.document import Document
from engine.text.tokenizer import tokenize
from export.entity_table import EntityTable
from export.formats import plain
from export.formats.plain import PlainText
from export.onnx_graph import to_onnx
from export.reading import Found, Opened, find, read
from export.reading_order import ReadingOrder
from export.runtime import Tagger

LINE = "Ada Lovelace met Charles Babbage in London. It rained. They left for Paris.\n"
LONG = PlainText("letter", LINE * 3000)


@pytest.fixture(scope="module")
def tagger(random_tagger: Callable[..., TrainedTagger]) -> Tagger:
    return Tagger.load(to_onnx(random_tagger()))


def everything(events: Iterable[Opened | Found]) -> tuple[list[Opened], list[int], EntityTable]:
    """Put events together as a reader does."""
    opened: list[Opened] = []
    sentences: list[int] = []
    entities = EntityTable.empty()
    for event in events:
        if isinstance(event, Opened):
            opened.append(event)
            text = event.document.text
            entities = entities.within(text, 0) if len(opened) > 1 else EntityTable.empty(text, ("PER", "LOC"))
        else:
            sentences += event[0].tolist()
            entities = EntityTable.merged([entities, event[1]])
    return opened, sentences, entities


def test_of_a_long_text_the_beginning_comes_first_with_its_entities(tagger: Tagger) -> None:
    opened, sentences, entities = everything(read(LONG, tagger))
    beginning, whole = opened
    assert not beginning.whole
    assert LONG.text.startswith(beginning.document.text)
    assert len(beginning.document.text) < len(LONG.text) / 5
    assert whole.whole
    assert whole.document.text == LONG.text
    count = whole.document.tokens.sentence_count
    assert sentences == list(range(count))
    assert [(e.start, e.end, e.label) for e in entities] == [(e.start, e.end, e.label) for e in tagger.tag(LONG.text)]


def test_entities_of_the_beginning_are_there_before_the_whole_is_cut_into_tokens(
    tagger: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    monkeypatch.setattr(plain, "tokenize", lambda text: lengths.append(len(text)) or tokenize(text))
    events = read(LONG, tagger)
    next(events)
    sentences, found = next(events)
    assert len(sentences) > 20
    assert found.text == LONG.text[: lengths[0]]
    assert len(lengths) == 1


def test_a_short_text_comes_in_one_piece(tagger: Tagger) -> None:
    (opened,), sentences, _ = everything(read(PlainText("note", LINE), tagger))
    assert opened.whole
    assert sentences == [0, 1, 2]


def test_an_annotated_document_keeps_its_tokens(tagger: Tagger) -> None:
    document = Document("d", LINE, tokenize(LINE))
    (opened,), _, _ = everything(read(document, tagger))
    assert opened.document is document


def test_without_a_tagger_there_is_only_the_text() -> None:
    opened, sentences, _ = everything(read(LONG, None))
    assert [one.whole for one in opened] == [False, True]
    assert sentences == []


def test_few_sentences_come_first_then_more(tagger: Tagger) -> None:
    document = LONG.document()
    sizes = [len(sentences) for sentences, _ in find(document, ReadingOrder(document.tokens.sentence_count), tagger)]
    assert sizes[0] < sizes[1]
    assert list(find(Document("e", "", tokenize("")), ReadingOrder(0), tagger)) == []


class BrokenTagger:
    """Cannot tag anything."""

    def stream_tokens(self, *_: object) -> Iterable[Found]:
        raise ValueError("broken")


def test_a_tagger_that_fails_costs_no_text() -> None:
    opened: list[Opened] = []
    with pytest.raises(ValueError, match="broken"):
        opened.extend(read(LONG, BrokenTagger()))  # type: ignore[arg-type]
    assert opened[-1].whole
    assert opened[-1].document.text == LONG.text


def test_whoever_looks_elsewhere_before_the_first_sentences_are_taken_misses_none(tagger: Tagger) -> None:
    events = read(LONG, tagger)
    beginning = next(events)
    assert isinstance(beginning, Opened)
    beginning.order.look_at(200)
    _, sentences, _ = everything(chain([beginning], events))
    assert sorted(sentences) == list(range(LONG.document().tokens.sentence_count))
