from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.project import annotate
from engine.project.actions import Action, SpanAdded, SpanRemoved, StateChanged, applied
from engine.text.document import BY_HAND, WHOLE, Document, DocumentState, Origin, Source, Span, Suggestion
from engine.text.tokenizer import tokenize

TEXT = "Ada Lovelace met Bob in Paris"
ADA, LOVELACE, ADA_LOVELACE = Span(0, 3, "PER"), Span(4, 12, "PER"), Span(0, 12, "PER")


@pytest.fixture
def started(make_document: Callable[..., Document]) -> Document:
    return make_document(TEXT).edited(state=DocumentState.IN_PROGRESS)


def test_label_adds_a_span_and_starts_a_new_document(make_document: Callable[..., Document]) -> None:
    document = make_document(TEXT)

    action = annotate.label(document, 0, 12, "PER")

    assert action is not None
    assert action.title == "Label «Ada Lovelace» as PER"
    assert action.changes == (
        SpanAdded(0, ADA_LOVELACE),
        StateChanged(0, DocumentState.NEW, DocumentState.IN_PROGRESS),
    )


def test_label_leaves_the_state_of_a_started_document(started: Document) -> None:
    action = annotate.label(started, 0, 12, "PER")
    assert action is not None and action.changes == (SpanAdded(0, ADA_LOVELACE),)


def test_label_replaces_every_span_it_touches(started: Document) -> None:
    document = started.edited(add=[ADA, LOVELACE, Span(17, 20, "PER")])

    action = annotate.label(document, 0, 16, "ORG")

    assert action is not None
    assert applied(document, action).spans == (Span(0, 16, "ORG"), Span(17, 20, "PER"))


def test_another_label_on_the_same_range_is_one_change(started: Document) -> None:
    action = annotate.label(started.edited(add=[ADA]), 0, 3, "ORG")
    assert action is not None
    assert action.title == "Change to ORG"
    assert action.changes == (SpanRemoved(0, ADA), SpanAdded(0, Span(0, 3, "ORG")))


def test_nothing_is_done_where_nothing_would_change(make_document: Callable[..., Document]) -> None:
    document = make_document(TEXT).edited(add=[ADA], reject=[LOVELACE])
    assert annotate.label(document, 0, 3, "PER") is None
    assert annotate.accept(document, Suggestion(ADA, 0.9)) is None
    assert annotate.reject(document, Suggestion(LOVELACE, 0.9)) is None
    assert annotate.remove(document, LOVELACE) is None
    assert annotate.resize(document, ADA, 0, 3) is None
    assert annotate.resize(document, LOVELACE, 0, 3) is None
    assert annotate.set_state(document, DocumentState.NEW) is None


def test_accept_and_reject_say_so_in_their_titles(started: Document) -> None:
    suggestion = Suggestion(ADA, 0.8)
    accepted, rejected = annotate.accept(started, suggestion), annotate.reject(started, suggestion)
    assert accepted is not None and rejected is not None
    assert (accepted.title, rejected.title) == ("Accept «Ada» as PER", "Reject «Ada» as PER")
    assert applied(started, accepted).spans == (ADA,)
    assert applied(started, rejected).rejected == (ADA,)


def test_a_gold_span_is_no_longer_rejected(started: Document) -> None:
    document = started.edited(reject=[ADA])
    action = annotate.label(document, 0, 3, "PER")
    assert action is not None
    assert applied(document, action).rejected == ()
    assert applied(applied(document, action), action.inverse()).rejected == (ADA,)


def test_remove_takes_the_span_away(started: Document) -> None:
    document = started.edited(add=[ADA])
    action = annotate.remove(document, ADA)
    assert action is not None
    assert (action.title, applied(document, action).spans) == ("Remove PER from «Ada»", ())


def test_resize_moves_the_boundary_but_not_over_a_neighbour(started: Document) -> None:
    document = started.edited(add=[ADA, Span(17, 20, "PER")])
    action = annotate.resize(document, ADA, 0, 12)
    assert action is not None
    assert action.title == "Resize PER to «Ada Lovelace»"
    assert applied(document, action).spans == (ADA_LOVELACE, Span(17, 20, "PER"))
    assert annotate.resize(document, ADA, 0, 20) is None


def test_set_state_names_the_document(started: Document) -> None:
    action = annotate.set_state(started, DocumentState.DONE)
    assert action is not None
    assert action.title == "Mark «notes» done"
    assert action.changes == (StateChanged(0, DocumentState.IN_PROGRESS, DocumentState.DONE),)


def test_titles_quote_at_most_forty_characters_on_one_line(make_document: Callable[..., Document]) -> None:
    document = make_document("very\n long " * 1000)
    action = annotate.label(document, 0, 9999, "X")
    assert action is not None
    quote = action.title.removeprefix("Label «").removesuffix("» as X")
    assert quote.startswith("very long very") and quote.endswith("…")
    assert len(quote) <= annotate.QUOTE_LENGTH


def test_an_empty_range_is_refused(started: Document) -> None:
    with pytest.raises(ValueError, match="empty"):
        annotate.label(started, 3, 3, "PER")


def test_many_suggestions_become_gold_in_one_action(make_document: Callable[..., Document]) -> None:
    document = make_document(TEXT)
    bob = Span(17, 20, "PER")
    action = annotate.accept_many(document, [Suggestion(ADA, 0.9), Suggestion(bob, 0.95)])
    assert action is not None
    assert action.title == "Accept 2 suggestions"
    accepted = applied(document, action)
    assert (accepted.spans, accepted.state) == ((ADA, bob), DocumentState.IN_PROGRESS)
    assert applied(accepted, action.inverse()).spans == ()


def test_all_spans_in_a_range_go_at_once(started: Document) -> None:
    document = started.edited(add=[ADA, LOVELACE, Span(17, 20, "PER")])
    action = annotate.remove_between(document, 0, 12)
    assert action is not None
    assert action.title == "Remove 2 spans"
    assert applied(document, action).spans == (Span(17, 20, "PER"),)
    assert annotate.remove_between(document, 13, 16) is None


def did(document: Document, action: Action | None) -> Document:
    """Give the document after an action, which must be one, and whose inverse must lead back."""
    assert action is not None
    after = applied(document, action)
    assert says(applied(after, action.inverse())) == says(document)
    return after


def says(document: Document) -> tuple[object, ...]:
    """Give all that people said about a document, with the origins, which do not count when spans are compared."""
    origins = [span.origin for span in document.spans]
    return document.spans, origins, document.rejected, document.state, document.confirmed, dict(document.notes)


def noted(document: Document, **notes: str) -> Document:
    """Put notes on the spans that cover these words."""
    for words, note in notes.items():
        start = TEXT.index(words)
        document = did(document, annotate.set_note(document, document.spans_between(start, start + 1)[0], note))
    return document


@pytest.fixture
def two_names(started: Document) -> Document:
    return noted(started.edited(add=[ADA, LOVELACE]), Ada="sure?", Lovelace="born so?")


def test_a_note_is_put_on_a_span_changed_and_taken_away(started: Document) -> None:
    document = started.edited(add=[ADA])
    action = annotate.set_note(document, ADA, "  sure?\n")
    assert action is not None and action.title == "Note on «Ada»"
    document = did(document, action)
    assert document.note_on(ADA) == "sure?"
    assert annotate.set_note(document, ADA, "sure? ") is None
    action = annotate.set_note(document, ADA, " \n")
    assert action is not None and action.title == "Remove the note on «Ada»"
    assert did(document, action).notes == {}


def test_a_note_on_the_document_is_beside_those_on_spans_and_leaves_its_state(
    make_document: Callable[..., Document],
) -> None:
    document = make_document(TEXT)
    action = annotate.set_note(document, None, "from the archive")
    assert action is not None and action.title == "Note on «notes»"
    document = did(document, action)
    assert (document.note, document.state) == ("from the archive", DocumentState.NEW)


def test_there_is_no_note_on_a_span_that_is_gone(started: Document) -> None:
    assert annotate.set_note(started, ADA, "sure?") is None


def test_a_note_follows_a_span_that_is_resized(started: Document) -> None:
    document = noted(started.edited(add=[ADA]), Ada="sure?")
    assert did(document, annotate.resize(document, ADA, 0, 12)).notes == {(0, 12): "sure?"}


def test_a_note_stays_when_the_label_becomes_another(started: Document) -> None:
    document = noted(started.edited(add=[ADA]), Ada="sure?")
    assert did(document, annotate.label(document, 0, 3, "ORG")).notes == {(0, 3): "sure?"}


def test_the_notes_of_spans_that_become_one_are_all_on_it(two_names: Document) -> None:
    assert did(two_names, annotate.label(two_names, 0, 12, "PER")).notes == {(0, 12): "sure?\nborn so?"}
    accepted = annotate.accept_many(two_names, [Suggestion(ADA_LOVELACE, 0.9)])
    assert did(two_names, accepted).notes == {(0, 12): "sure?\nborn so?"}
    alike = noted(two_names, Lovelace="sure?")
    assert did(alike, annotate.label(alike, 0, 12, "PER")).notes == {(0, 12): "sure?"}


def test_a_note_goes_with_the_span_that_is_removed_and_the_documents_stays(two_names: Document) -> None:
    document = did(two_names, annotate.set_note(two_names, None, "old"))
    assert did(document, annotate.remove(document, ADA)).notes == {WHOLE: "old", (4, 12): "born so?"}
    assert did(document, annotate.remove_between(document, 0, 12)).notes == {WHOLE: "old"}


ACCEPTED = Origin(Source.SUGGESTION, 0.83)


@pytest.fixture
def accepted(started: Document) -> Document:
    return did(started, annotate.accept(started, Suggestion(ADA, 0.831)))


def test_what_was_accepted_knows_how_sure_the_tagger_was(accepted: Document) -> None:
    assert accepted.spans[0].origin == ACCEPTED


def test_a_removed_span_comes_back_with_its_origin_whoever_asks(accepted: Document) -> None:
    did(accepted, annotate.remove(accepted, ADA))  # ADA knows no origin; ``did`` undoes
    did(accepted, annotate.remove_between(accepted, 0, 3))


def test_a_span_that_is_resized_is_still_from_where_it_was(accepted: Document) -> None:
    assert did(accepted, annotate.resize(accepted, ADA, 0, 12)).spans[0].origin == ACCEPTED
    assert did(accepted, annotate.move_boundaries(accepted, 0, 0, 1)).spans[0].origin == ACCEPTED


def test_a_span_with_another_label_is_by_hand(accepted: Document) -> None:
    assert did(accepted, annotate.label(accepted, 0, 3, "ORG")).spans[0].origin == BY_HAND
    assert annotate.label(accepted, 0, 3, "PER") is None, "the same once more is no new claim"


def test_what_was_rejected_can_be_taken_back(started: Document) -> None:
    document = did(started, annotate.reject(started, Suggestion(ADA, 0.8)))
    action = annotate.unreject(document, ADA)
    assert action is not None and action.title == "Take back that «Ada» is not PER"
    assert did(document, action).rejected == ()
    assert annotate.unreject(started, ADA) is None


LINES = "Ada met Bob. They left.\n\nParis is far. Nobody came."
SENTENCES = ((0, 13), (13, 25), (25, 39), (39, 51))
"""With the blanks behind them, so that they touch each other."""


@pytest.fixture
def lines() -> Document:
    return Document("lines", LINES, tokenize(LINES), state=DocumentState.IN_PROGRESS)


def token(document: Document, form: str) -> int:
    return document.tokens.forms().index(form)


def test_confirming_starts_a_new_document(lines: Document) -> None:
    document = did(new := replace(lines, state=DocumentState.NEW), annotate.confirm_up_to(new, token(new, "They")))
    assert (document.confirmed, document.state) == (((0, 25),), DocumentState.IN_PROGRESS)


def test_up_to_here_goes_on_from_the_part_before_the_caret(lines: Document) -> None:
    document = did(lines, annotate.confirm_sentences(lines, (token(lines, "They"), token(lines, "They") + 1)))
    assert document.confirmed == (SENTENCES[1],)
    onward = did(document, annotate.confirm_up_to(document, token(document, "Nobody")))
    assert onward.confirmed == ((13, 51),), "what is before the part stays untouched"
    first = did(document, annotate.confirm_up_to(document, token(document, "met")))
    assert first.confirmed == ((0, 25),)


def test_nothing_is_confirmed_twice_nor_in_a_document_that_is_done(lines: Document) -> None:
    document = did(lines, annotate.confirm_up_to(lines, token(lines, "Paris")))
    assert annotate.confirm_up_to(document, token(document, "They")) is None
    assert annotate.confirm_sentences(document, (0, 3)) is None
    done = replace(document, state=DocumentState.DONE)
    assert annotate.confirm_up_to(done, token(done, "Nobody")) is None
    assert annotate.take_part_back(done, 0) is None


def test_the_last_sentence_is_confirmed_to_the_end_of_the_text(lines: Document) -> None:
    whole = did(lines, annotate.confirm_up_to(lines, len(lines.tokens) - 1))
    assert whole.confirmed == ((0, len(LINES)),)


def test_a_part_or_some_sentences_are_taken_back(lines: Document) -> None:
    document = did(lines, annotate.confirm_up_to(lines, token(lines, "Paris")))
    assert did(document, annotate.take_part_back(document, token(document, "met"))).confirmed == ()
    they = token(document, "They")
    assert did(document, annotate.take_sentences_back(document, (they, they + 2))).confirmed == ((0, 13), (25, 39))
    assert annotate.take_part_back(document, token(document, "Nobody")) is None


@given(st.data())
def test_what_is_confirmed_is_whole_sentences_that_follow_each_other(data: st.DataObject) -> None:
    document = Document("lines", LINES, tokenize(LINES))
    tokens = st.integers(0, len(document.tokens) - 1)
    seen: set[int] = set()
    for _ in range(data.draw(st.integers(0, 6))):
        first, last = sorted((data.draw(tokens), data.draw(tokens)))
        picked = {document.tokens.sentence_of(t) for t in range(first, last + 1)}
        back = data.draw(st.booleans())
        act = annotate.take_sentences_back if back else annotate.confirm_sentences
        action = act(document, (first, last + 1))
        before, seen = seen, seen - picked if back else seen | picked
        assert (action is None) == (seen == before)
        document = document if action is None else did(document, action)
        points = {point for start, end in document.confirmed for point in range(start, end)}
        assert points == {point for s in seen for point in range(*SENTENCES[s])}
