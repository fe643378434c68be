from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.project import annotate
from engine.project.actions import SpanAdded, SpanRemoved, StateChanged, applied
from engine.text.document import Document, DocumentState, Span, Suggestion

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
