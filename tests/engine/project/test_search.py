"""Search against a matcher that reads every text, character by character, and knows nothing of an index."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UserError
from engine.project import annotate, history, matching, schema, search, search_rows
from engine.project.actions import Action, DocumentHidden, LabelChanged
from engine.project.codec import decode_text
from engine.project.search import Hit, Page, Query, Where, search_pages
from engine.project.search_words import search_words
from engine.project.store import Store
from engine.text.document import Document, DocumentState, Origin, Source, Span, Suggestion, Tokens
from engine.text.folding import fold

Make = Callable[..., Document]
Found = list[tuple[int, int, int]]
STAMP = history.Stamp("", 0.0)
PER, LOC = frozenset({"PER"}), frozenset({"LOC"})


def places(hits: Sequence[Hit]) -> Found:
    return [(hit.document_id, hit.start, hit.end) for hit in hits]


def found(store: Store, *query: object, **options: object) -> Found:
    return places(store.search(Query(*query, **options), limit=100_000).hits)  # type: ignore[arg-type]


def shown(store: Store, *query: object, **options: object) -> list[str]:
    return [hit.text for hit in store.search(Query(*query, **options)).hits]  # type: ignore[arg-type]


# The other matcher


def brute_force(text: str, query: str, *, match_case: bool, whole_words: bool) -> list[tuple[int, int]]:
    same = text if match_case else fold(text)
    parts = (query if match_case else fold(query)).split()
    inside = inside_words(text)
    matches, position = [], 0
    while position < len(text):
        end = end_of_match(same, position, parts)
        if end is None or position in inside or (whole_words and end in inside):
            position += 1
        else:
            matches.append((position, end))
            position = end
    return matches


def end_of_match(text: str, position: int, parts: list[str]) -> int | None:
    for number, part in enumerate(parts):
        if number:
            blanks = position
            while position < len(text) and text[position].isspace():
                position += 1
            if position == blanks:
                return None
        if text[position : position + len(part)] != part:
            return None
        position += len(part)
    return position


def inside_words(text: str) -> set[int]:
    folded, inside, position = fold(text), set(), 0
    for word in search_words(folded):
        position = folded.index(word, position)
        inside.update(range(position + 1, position + len(word)))
        position += len(word)
    return inside


PIECES = [
    *"aAbBéÉeßẞİiΣσςÀ", "ab", "The", "the", "3", "5", "3.5", " ", "  ", "\n", "\t", "\u3000", "\u00a0",
    ".", ",", "'", '"', "+", "++", "@", "%", "*", "-", "(", ")", "_", "OR", "AND", "NEAR",
    "東", "京", "都", "は", "ก", "ำ", "ภา", "한국", "한", "😀", "👍🏽", "❤\ufe0f",
    "\u0301", "\u200d", "\u00ad", "א", "ש", "\u202e", "ب", "\0", "\ud83d", "\udc00", "ŉ", "ﬁ", "½",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=12)
chances = st.floats(0, 1)


@st.composite
def texts_and_query(draw: st.DrawFn) -> tuple[list[str], str]:
    """Give texts, and mostly a piece of one of them, in other letters and with other white space."""
    drawn = draw(st.lists(texts, min_size=1, max_size=6))
    text = draw(st.sampled_from(drawn) | texts)
    start, length = draw(st.integers(0, max(0, len(text) - 1))), draw(st.integers(1, 8))
    query = text[start : start + length]
    if draw(st.booleans()):
        query = query.swapcase()
    if draw(st.booleans()):
        query = " \n".join(query.split(" "))
    return drawn, query


def bare(text: str, number: int) -> Document:
    nothing = np.array([], np.int32)
    return Document(f"text {number}", text, Tokens(text, nothing, nothing, np.array([0], np.int32)))


@contextmanager
def project(drawn: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """Give a project in memory, with one more document that was taken out again."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.text_factory = decode_text
        schema.migrate(connection)
        documents = [bare(text, number) for number, text in enumerate([*drawn, "".join(drawn)], 1)]
        history.record_import(connection, documents, "Import", (), STAMP)
        history.record(connection, Action("Remove", (DocumentHidden(len(documents)),)), STAMP)
        yield connection


@given(texts_and_query(), st.booleans(), st.booleans())
def test_a_search_finds_what_reading_everything_finds(
    given: tuple[list[str], str], match_case: bool, whole_words: bool
) -> None:
    drawn, text = given
    query = Query(text, match_case=match_case, whole_words=whole_words)
    expected = [
        (number, *match)
        for number, own in enumerate(drawn, 1)
        for match in brute_force(own, text, match_case=match_case, whole_words=whole_words)
    ] if text.strip() else []  # fmt: skip
    with project(drawn) as connection:
        pages = list(search_pages(lambda: nullcontext(connection), query))
    assert places([hit for page in pages for hit in page.hits]) == expected


@given(texts_and_query(), st.integers(1, 4), st.booleans())
def test_pages_are_what_one_page_is(given: tuple[list[str], str], limit: int, regex: bool) -> None:
    drawn, text = given
    query = Query(r"\w" if regex else text, regex=regex)
    with project(drawn) as connection:

        def page(after: search.Place | None, limit: int) -> Page:
            return search.search(lambda: nullcontext(connection), query, after, limit)

        whole = page(None, 100_000)
        assert whole.next is None
        parts = [page(None, limit)]
        while (after := parts[-1].next) is not None:
            assert len(parts[-1].hits) == limit
            parts.append(page(after, limit))
    assert tuple(chain.from_iterable(part.hits for part in parts)) == whole.hits
    assert all(part.hits for part in parts[1:])


# What is found


TEXT = "Ada met Bob\nin Paris, Ada"
ADA, BOB, PARIS = Span(0, 3, "PER"), Span(8, 11, "PER"), Span(15, 20, "LOC")


@pytest.fixture
def filled(store: Store, make_document: Make) -> Store:
    """Give a project of two documents; in the first, Ada by hand, Bob by a tagger, Paris by the import."""
    store.add_documents([make_document(TEXT, [PARIS], "first"), make_document("Ada again", [], "second")], "Import")
    edit(store, lambda document: annotate.label(document, 0, 3, "LOC"))
    edit(store, lambda document: annotate.accept(document, Suggestion(BOB_AS_LOC, 0.4)))
    return store


BOB_AS_LOC = Span(8, 11, "LOC", Origin(Source.SUGGESTION, 0.4))


def edit(store: Store, intent: Callable[[Document], Action | None], document: int = 1) -> None:
    action = intent(store.document(document))
    assert action is not None
    store.commit(action)


def note(store: Store, start: int, text: str, document: int = 1) -> None:
    """Write a note on the span that begins there, or with -1 on the document."""
    spans = [span for span in store.document(document).spans if span.start == start]
    edit(store, lambda own: annotate.set_note(own, spans[0] if start >= 0 else None, text), document)


def test_a_hit_is_a_line_of_text_around_what_was_found(store: Store, make_document: Make) -> None:
    text = "w " * 50 + "of\n\n the \t Paris,\r\nhere " + "x" * 50
    store.add_documents([make_document(text, [Span(text.index("Paris"), text.index("Paris") + 5, "LOC")])], "Import")
    (hit,) = store.search(Query("the paris")).hits
    start = text.index("the")
    assert hit == Hit(
        1, "notes", start, text.index(","), "…" + " w" * 17 + " of ", "the Paris", ", here …", "LOC", ""
    )  # fmt: skip


def test_a_very_long_hit_is_shortened_in_the_middle(store: Store, make_document: Make) -> None:
    store.add_documents([make_document("a" + "b" * 5_000 + "c")], "Import")
    (hit,) = store.search(Query("a.*c", regex=True)).hits
    assert hit.text == "a" + "b" * 99 + " … " + "b" * 99 + "c"
    assert (hit.start, hit.end) == (0, 5_002)


def test_a_match_tells_of_the_span_it_is_in(filled: Store) -> None:
    note(filled, 8, "which Bob?")
    hits = filled.search(Query("met bob in")).hits
    assert [(hit.text, hit.label, hit.note) for hit in hits] == [("met Bob in", "LOC", "which Bob?")]
    assert [(hit.label, hit.note) for hit in filled.search(Query("ada")).hits] == [("LOC", ""), ("", ""), ("", "")]


def test_an_expression_is_matched_against_every_text(filled: Store) -> None:
    assert found(filled, r"^\w+", regex=True) == [(1, 0, 3), (1, 12, 14), (2, 0, 3)]
    assert found(filled, "ADA", regex=True, match_case=True) == []


def test_nothing_asked_for_is_nothing_found(filled: Store) -> None:
    assert [found(filled, **options) for options in ({}, {"text": " \n"}, {"unlabelled": True}, {"regex": True})] == [
        [], [], [], [],
    ]  # fmt: skip


# Filters


def test_without_a_text_the_spans_are_found(filled: Store) -> None:
    assert shown(filled, labels=LOC) == ["Ada", "Bob", "Paris"]
    assert found(filled, labels=PER) == found(filled, labels=frozenset({"nowhere"})) == []


def test_sources_and_confidences_tell_spans_apart(filled: Store) -> None:
    by = {source: shown(filled, sources=frozenset({source})) for source in Source}
    assert by == {Source.HAND: ["Ada"], Source.SUGGESTION: ["Bob"], Source.IMPORT: ["Paris"]}
    assert shown(filled, sources=frozenset({Source.HAND, Source.IMPORT})) == ["Ada", "Paris"]
    assert [shown(filled, most_confidence=most) for most in (0.0, 0.39, 0.4, 1.0)] == [[], [], ["Bob"], ["Bob"]]
    assert shown(filled, most_confidence=1.0, sources=frozenset({Source.HAND})) == []
    with pytest.raises(ValueError, match=r"1\.5"):
        Query(most_confidence=1.5)


def test_with_a_text_the_spans_that_share_a_character_with_a_match_are_found(filled: Store) -> None:
    assert shown(filled, "ada", labels=LOC) == ["Ada"]
    assert shown(filled, "met bob in paris", labels=LOC) == ["Bob", "Paris"]
    assert shown(filled, "a m|, A", regex=True, labels=LOC) == ["Ada"]
    assert shown(filled, "met", labels=LOC) == []


def test_unlabelled_matches_share_nothing_with_a_span(filled: Store) -> None:
    assert found(filled, "ada", unlabelled=True) == [(1, 22, 25), (2, 0, 3)]
    assert found(filled, "a m", regex=True, unlabelled=True) == []
    assert found(filled, " met ", regex=True, unlabelled=True) == [(1, 3, 8)]
    assert found(filled, "ada", unlabelled=True, labels=LOC) == []


def test_states_choose_documents(filled: Store) -> None:
    in_progress, new = frozenset({DocumentState.IN_PROGRESS}), frozenset({DocumentState.NEW})
    assert found(filled, "ada", states=in_progress) == [(1, 0, 3), (1, 22, 25)]
    assert found(filled, "ada", states=new) == [(2, 0, 3)]
    assert found(filled, "ada", states=new | in_progress) == found(filled, "ada")
    assert found(filled, labels=LOC, states=new) == []
    (whole,) = filled.search(Query(states=new)).hits
    assert whole == Hit(2, "second", 0, 0, "", "", "Ada again", "", "")


def test_noted_spans_and_documents_are_found(filled: Store) -> None:
    note(filled, 15, "Texas?")
    note(filled, -1, "read twice", document=2)
    hits = filled.search(Query(noted=True)).hits
    assert [(hit.document_id, hit.text, hit.label, hit.note) for hit in hits] == [
        (1, "Paris", "LOC", "Texas?"), (2, "", "", "read twice"),
    ]  # fmt: skip
    assert shown(filled, noted=True, labels=LOC) == ["Paris"]
    assert found(filled, "ada", noted=True) == [(2, 0, 0)]
    assert found(filled, "paris", noted=True) == [(1, 15, 20)]
    assert found(filled, noted=True, sources=frozenset({Source.HAND})) == []


def test_notes_are_searched_too(filled: Store) -> None:
    note(filled, 15, "Which one?\nTexas 100%")
    note(filled, -1, "texas_too", document=2)
    notes = {"where": Where.NOTES}
    assert found(filled, "TEXAS", **notes) == [(1, 15, 20), (2, 0, 0)]
    assert found(filled, "exa", **notes) == [(1, 15, 20), (2, 0, 0)]
    assert found(filled, "exa", whole_words=True, **notes) == []
    assert found(filled, "texas", match_case=True, **notes) == [(2, 0, 0)]
    assert found(filled, "one? texas", **notes) == found(filled, "100%", **notes) == [(1, 15, 20)]
    assert found(filled, "s.t", regex=True, **notes) == [(2, 0, 0)]
    assert found(filled, "texas", labels=LOC, **notes) == [(1, 15, 20)]
    assert found(filled, "texas", unlabelled=True, **notes) == [(2, 0, 0)]
    assert found(filled, "texas", states=frozenset({DocumentState.NEW}), **notes) == [(2, 0, 0)]
    assert found(filled, "Ada", **notes) == []


def test_a_filter_finds_what_looking_at_every_span_finds(store: Store, make_document: Make) -> None:
    random = np.random.default_rng(1)
    names = ["PER", "LOC", "Ä Ö"]
    documents = []
    for _ in range(200):
        words = [["anna", "Bo", "cem"][i] for i in random.integers(0, 3, 12)]
        starts = [len(" ".join(words[:i])) + (i > 0) for i in range(12)]
        spans = [
            Span(starts[i], starts[i] + len(words[i]), names[random.integers(0, 3)])
            for i in range(12) if random.random() < 0.3
        ]  # fmt: skip
        documents.append(make_document(" ".join(words), spans))
    store.add_documents(documents, "Import")
    for name in names:
        labels = frozenset({name})
        spans = [(n, s.start, s.end) for n, own in enumerate(documents, 1) for s in own.spans if s.label == name]
        assert found(store, labels=labels) == spans
        assert found(store, "an", labels=labels) == [
            (n, start, end) for n, start, end in spans if documents[n - 1].text[start] == "a"
        ]
    outside = found(store, "bo", unlabelled=True)
    inside = found(store, "bo", labels=frozenset(names))
    assert sorted(outside + inside) == found(store, "bo")
    assert outside
    assert inside


# As the project changes


def test_an_import_is_found_until_it_is_undone_and_again_after_redo(store: Store, make_document: Make) -> None:
    store.add_documents([make_document("old word")], "Import")
    store.add_documents([make_document("new word")], "Import")
    store.undo()
    assert found(store, "word") == [(1, 4, 8)]
    store.redo()
    assert found(store, "word") == [(1, 4, 8), (2, 4, 8)]


def test_what_left_for_good_is_not_found(store: Store, make_document: Make) -> None:
    store.add_documents([make_document("old word")], "Import")
    store.add_documents([make_document("secret word", [Span(0, 6, "X")])], "Import")
    store.undo()
    store.add_documents([make_document("other word")], "Import")
    assert found(store, "word") == [(1, 4, 8), (3, 6, 10)]
    assert found(store, "secret") == found(store, "s.cret", regex=True) == found(store, labels=frozenset("X")) == []


@pytest.mark.parametrize(
    "options",
    [
        {"text": "ada"},
        {"text": "a", "regex": True},
        {"labels": LOC},
        {"noted": True},
        {"states": frozenset(DocumentState)},
        {"text": "texas", "where": Where.NOTES},
    ],
)
def test_a_hidden_document_is_never_found(filled: Store, options: dict[str, object]) -> None:
    note(filled, 15, "Texas?")
    assert 1 in {number for number, _, _ in found(filled, **options)}
    filled.commit(Action("Remove", (DocumentHidden(1),)))
    assert 1 not in {number for number, _, _ in found(filled, **options)}


def test_a_renamed_label_is_found_under_its_new_name(filled: Store) -> None:
    old = filled.labels[0]
    filled.commit(Action("Rename", (LabelChanged(old, replace(old, name="GPE")),)))
    assert [hit.label for hit in filled.search(Query(labels=frozenset({"GPE"}))).hits] == ["GPE"] * 3
    assert found(filled, labels=LOC) == []


# Long searches


@pytest.fixture
def many(store: Store, make_document: Make) -> Store:
    """Give a project of 500 documents of ten words."""
    store.add_documents([make_document("word " * 9 + f"last{i}", name=f"text {i}") for i in range(1, 501)], "Import")
    return store


def test_pages_begin_small_and_end_with_a_last_one(many: Store) -> None:
    pages = list(many.search_pages(Query("word")))
    assert [page.next is None for page in pages] == [False] * (len(pages) - 1) + [True]
    assert len(pages[0].hits) <= search.FIRST_PAGE
    assert places([hit for page in pages for hit in page.hits]) == [
        (number, start, start + 4) for number in range(1, 501) for start in range(0, 45, 5)
    ]


def test_a_page_tells_where_it_ends(many: Store) -> None:
    pages = many.search_pages(Query("word"))
    first = next(pages)
    rest = many.search(Query("word"), first.next, limit=100_000)
    assert len(first.hits) + len(rest.hits) == 4_500
    assert (first.hits + rest.hits) == many.search(Query("word"), limit=100_000).hits


def test_very_long_texts_are_read_a_few_at_a_time(
    store: Store, make_document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_rows, "SLICE_CHARACTERS", 100)
    store.add_documents([make_document("long " * 20 + "end")] * 3 + [make_document("short end")] * 30, "Import")
    store.commit(Action("Remove", (DocumentHidden(2),)))
    assert [number for number, _, _ in found(store, "end")] == [1, *range(3, 34)]


def test_who_waits_hears_of_a_search_that_finds_nothing(many: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PATIENCE_SECONDS", 0.0)
    pages = many.search_pages(Query("nowhere", regex=True))
    page = next(pages)
    assert page.hits == ()
    assert page.next is not None
    assert page.next.document_id < 500
    pages.close()


def test_a_window_can_read_while_a_page_is_looked_at(many: Store) -> None:
    pages = many.search_pages(Query("word"))
    next(pages)
    reader = threading.Thread(target=lambda: many.document(500), daemon=True)
    reader.start()
    reader.join(5)
    assert not reader.is_alive()


def test_documents_that_leave_while_it_is_searched_are_passed_over(many: Store) -> None:
    assert shown(many, r"last(1|500)\b", regex=True) == ["last1", "last500"]
    pages = many.search_pages(Query(r"last(1|500)\b", regex=True))
    many.commit(Action("Remove", (DocumentHidden(500),)))
    assert [hit.text for page in pages for hit in page.hits] == ["last1"]


def test_an_expression_that_takes_too_long_is_a_sentence_behind_what_was_found(
    store: Store, make_document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "REGEX_SECONDS", 0.3)
    texts = ["aaa", "a" * 50_000 + "b", "aaa"]
    store.add_documents([make_document(text, name=f"text {i}") for i, text in enumerate(texts, 1)], "Import")
    hits: list[Hit] = []
    began = time.process_time()
    with pytest.raises(UserError, match=r"^The expression takes too long on «text 2»; make it simpler\.$"):
        for page in store.search_pages(Query("(a+)+$", regex=True)):
            hits += page.hits
    assert time.process_time() - began < 2
    with pytest.raises(UserError, match="too long"):
        store.search(Query("(a+)+$", regex=True))


def test_a_wrong_query_is_a_sentence(filled: Store) -> None:
    with pytest.raises(UserError, match="wrong at character 1"):
        filled.search(Query("(", regex=True))
    with pytest.raises(UserError, match="has 2,000 characters"):
        next(filled.search_pages(Query("a" * 2_000)))


def test_one_document_alone_is_searched(store: Store, make_document: Make) -> None:
    store.add_documents([make_document("Ada Ada"), make_document("Ada"), make_document("Bob")], "Import")
    found = {number: len(store.search(Query("ada", document_id=number)).hits) for number in (1, 2, 3, 4)}
    assert found == {1: 2, 2: 1, 3: 0, 4: 0}
    second = store.search(Query("ada", document_id=1), after=store.search(Query("ada", document_id=1), limit=1).next)
    assert [hit.start for hit in second.hits] == [4]
