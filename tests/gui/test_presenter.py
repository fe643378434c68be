from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from engine.text.document import IMPORTED, Document, DocumentState, Origin, Source, Span
from engine.text.tokenizer import tokenize
from export.entity_table import EntityTable
from export.runtime import Tagger
from gui.document_view import Mark, MarkKind
from gui.presenter import (
    ago,
    day_of,
    gold_marks,
    gold_rows,
    gold_words,
    place_sentence,
    prediction_marks,
    seen_parts,
    seen_share,
    tagger_sentence,
)

TEXT = "Ada met Bob. Bob left."
DOCUMENT = Document("d", TEXT, tokenize(TEXT), (Span(0, 3, "PER"),))


def test_gold_spans_become_gold_marks() -> None:
    assert [(m.start, m.end, m.label, m.kind) for m in gold_marks(DOCUMENT)] == [(0, 3, "PER", MarkKind.GOLD)]


def test_gold_spans_become_a_table_without_confidences() -> None:
    table = gold_rows(DOCUMENT)
    assert [(entity.text, entity.label) for entity in table] == [("Ada", "PER")]
    assert np.isnan(table.confidences).all()
    assert len(gold_rows(None)) == 0


def test_a_span_at_the_beginning_leaves_the_labels_their_numbers() -> None:
    spans = (Span(0, 3, "PER"), Span(8, 11, "LOC"))
    first, both = (Document("d", TEXT, tokenize(TEXT), some) for some in ((*spans[1:], Span(13, 16, "PER")), spans))
    assert gold_rows(first).labels == gold_rows(both).labels == ("LOC", "PER")


def test_entities_become_marks_when_they_are_asked_for() -> None:
    entities = EntityTable.of(TEXT, ("PER", "LOC"), [(8, 11, "PER", 0.3), (0, 3, "PER", 0.9)])
    assert list(prediction_marks(entities)) == [
        Mark(0, 3, "PER", MarkKind.PREDICTION, 0.9),
        Mark(8, 11, "PER", MarkKind.PREDICTION, 0.3),
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (5, "5 s ago"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (7200, "2 h ago"),
        (200_000, "2 d ago"),
    ],
)
def test_time_is_said_as_people_say_it(seconds: int, words: str) -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    assert ago(now - timedelta(seconds=seconds), now) == words


def test_the_status_line_says_what_the_tagger_knows() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    tagger = SimpleNamespace(metrics={"f1": 0.81, "f1_deviation": 0.04}, info={"spans": 312})
    words = tagger_sentence(cast(Tagger, tagger), now - timedelta(seconds=40), now)
    assert words == "Trained 40 s ago on 312 spans · F1 0.81 ± 0.04"


def test_the_status_line_names_the_tagger_and_has_room_for_its_figures() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    tagger = cast(Tagger, SimpleNamespace(metrics={"f1": 0.81, "f1_deviation": 0.04}, info={"spans": 312}))
    assert tagger_sentence(tagger, now, now, "best").startswith("best: trained just now on 312 spans")
    assert tagger_sentence(tagger, now, now, "very long " * 20).startswith(
        "very long very long very long very long…: t"
    )


def test_the_day_of_a_tagger_is_the_one_in_its_file() -> None:
    dated, undated = (cast(Tagger, SimpleNamespace(metadata={"created": day})) for day in ("2024-05-01", ""))
    assert day_of(dated) == datetime(2024, 5, 1, tzinfo=UTC)
    assert datetime.now(UTC) - day_of(undated) < timedelta(minutes=1)


def test_the_place_counts_sentences_from_one() -> None:
    assert place_sentence(DOCUMENT, 4) == "Sentence 2 of 2"
    assert place_sentence(None, 0) == ""


def test_a_mark_is_noted_if_there_is_a_note_on_its_span() -> None:
    noted = replace(DOCUMENT, spans=(Span(0, 3, "PER"), Span(8, 11, "PER")), notes={(0, 0): "d", (8, 11): "Bob?"})
    assert [mark.noted for mark in gold_marks(noted)] == [False, True]


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin(Source.HAND), "by hand"),
        (IMPORTED, "imported"),
        (Origin(Source.SUGGESTION, 0.83), "accepted suggestion, 83\N{NO-BREAK SPACE}%"),
        (Origin(Source.SUGGESTION), "accepted suggestion"),
    ],
)
def test_how_a_span_came_about_is_said_in_words_with_the_note_below(origin: Origin, words: str) -> None:
    document = replace(DOCUMENT, spans=(Span(0, 3, "PER", origin),))
    mark = gold_marks(document)[0]
    assert gold_words(document, mark) == words
    assert gold_words(replace(document, notes={(0, 3): "sure?"}), mark) == f"{words}\nsure?"


def test_nothing_is_said_of_a_mark_that_is_no_gold_span() -> None:
    assert gold_words(None, Mark(0, 3, "PER", MarkKind.GOLD)) == ""
    assert gold_words(DOCUMENT, Mark(0, 3, "PER", MarkKind.SUGGESTION)) == ""
    assert gold_words(DOCUMENT, Mark(8, 11, "PER", MarkKind.GOLD)) == ""


def test_the_share_that_is_seen_is_that_of_the_tokens() -> None:
    assert seen_share(DOCUMENT) is None
    assert seen_share(replace(DOCUMENT, confirmed=((0, 13),))) == 4 / 7
    assert seen_share(replace(DOCUMENT, confirmed=((0, 3), (3, 4), (13, 22)))) == 4 / 7
    assert seen_share(replace(DOCUMENT, confirmed=((0, 22),))) == 1
    assert seen_share(replace(DOCUMENT, confirmed=((0, 13),), state=DocumentState.DONE)) is None


def test_a_done_document_is_seen_everywhere() -> None:
    parts = replace(DOCUMENT, confirmed=((0, 13),))
    assert seen_parts(parts) == ((0, 13),)
    assert seen_parts(replace(parts, state=DocumentState.DONE)) == ((0, len(TEXT)),)


def test_the_place_says_how_much_is_seen() -> None:
    assert place_sentence(DOCUMENT, 5, 0.314) == "Sentence 2 of 2 · 31\N{NO-BREAK SPACE}% seen"
    assert place_sentence(DOCUMENT, 5, 0.9999).endswith("99\N{NO-BREAK SPACE}% seen")
