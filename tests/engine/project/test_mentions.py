from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UserError
from engine.project import annotate
from engine.project.editor import Editor
from engine.project.mentions import Doubt, Mention, MentionQuery, Task
from engine.project.store import Store
from engine.text.document import Document, DocumentState, Span, Suggestion
from engine.text.labels import Label, LabelSet
from engine.text.tokenizer import tokenize

PARIS = MentionQuery("Paris", Task.LABEL, "LOC")


def document(text: str, *spans: Span, name: str = "text", state: DocumentState = DocumentState.NEW) -> Document:
    return Document(name, text, tokenize(text), spans, state=state)


@pytest.fixture
def make_editor(tmp_path: Path) -> Iterator[Callable[..., Editor]]:
    opened: list[Store] = []

    def make(*documents: Document | str) -> Editor:
        store = Store.create(tmp_path / "p.gatelight", LabelSet().with_names(["LOC", "PER"]))
        opened.append(store)
        editor = Editor(store)
        editor.add_documents([document(d) if isinstance(d, str) else d for d in documents], "Import")
        return editor

    yield make
    for store in opened:
        store.close()


def found(editor: Editor, query: MentionQuery = PARIS) -> list[Mention]:
    return [mention for page in editor.store.find_mentions(query) for mention in page.mentions]


def doubts(editor: Editor, query: MentionQuery = PARIS) -> list[tuple[str, Doubt | None]]:
    return [(mention.text, mention.doubt) for mention in found(editor, query)]


def gold(editor: Editor, document_id: int = 1) -> list[tuple[str, str]]:
    now = editor.store.document(document_id)
    return [(now.text[span.start : span.end], span.label) for span in now.spans]


def test_mentions_are_found_in_all_documents_with_what_stands_around_them(make_editor) -> None:
    editor = make_editor("She left Paris\nin May.", "No town.", "To Paris, and back to Paris.")
    mentions = found(editor)
    assert [(m.document_id, m.start, m.end) for m in mentions] == [(1, 9, 14), (3, 3, 8), (3, 22, 27)]
    assert (mentions[0].before, mentions[0].text, mentions[0].after) == ("She left ", "Paris", " in May.")
    assert [m.doubt for m in mentions] == [None, None, None]


def test_in_one_document_only_its_own_mentions_are_found(make_editor) -> None:
    editor = make_editor("Paris.", "Paris.")
    assert [m.document_id for m in found(editor, MentionQuery("Paris", Task.LABEL, "LOC", document_id=2))] == [2]


def test_what_is_labelled_so_already_or_inside_a_token_is_counted_and_not_listed(make_editor) -> None:
    editor = make_editor(document("Paris, Parisian Paris.", Span(0, 5, "LOC")))
    pages = list(editor.store.find_mentions(PARIS))
    assert [m.start for page in pages for m in page.mentions] == [16]
    assert (sum(page.already for page in pages), sum(page.inside for page in pages)) == (1, 1)


def test_any_white_space_between_the_words_will_do(make_editor) -> None:
    editor = make_editor("In New York, in New\n  York.")
    assert doubts(editor, MentionQuery("New York", Task.LABEL, "LOC")) == [("New York", None), ("New York", None)]


def test_other_capitals_are_doubtful_or_not_asked_for(make_editor) -> None:
    editor = make_editor("In paris, in Paris, in PARIS.")
    assert doubts(editor) == [("paris", Doubt.CASE), ("Paris", None), ("PARIS", Doubt.CASE)]
    exact = MentionQuery("Paris", Task.LABEL, "LOC", match_case=True)
    assert doubts(editor, exact) == [("Paris", None)]


def test_a_capital_beside_makes_a_longer_name_unless_it_is_labelled(make_editor) -> None:
    editor = make_editor(
        "we met Paris Hilton.",
        "we met Ada Paris.",
        "From Paris, Ada wrote.",
        "Ada Paris came.",
        document("we sent Ada Paris.", Span(8, 11, "PER")),
    )
    assert [doubt for _, doubt in doubts(editor)] == [
        Doubt.LONGER_NAME,
        Doubt.LONGER_NAME,
        None,
        Doubt.LONGER_NAME,
        None,
    ]


def test_a_word_without_a_capital_is_in_no_longer_name(make_editor) -> None:
    editor = make_editor("we saw the town Hall.")
    assert doubts(editor, MentionQuery("town", Task.LABEL, "LOC")) == [("town", None)]


def test_gold_of_other_bounds_or_labels_is_doubtful(make_editor) -> None:
    editor = make_editor(document("in Paris of old; in Paris.", Span(3, 15, "LOC"), Span(20, 25, "PER")))
    assert [(m.label, m.doubt) for m in found(editor)] == [("LOC", Doubt.OVERLAP), ("PER", Doubt.OTHER_LABEL)]


def test_what_a_person_rejected_or_left_without_a_label_is_doubtful(make_editor) -> None:
    editor = make_editor("in Paris. in Paris. in Paris.", document("in Paris.", state=DocumentState.DONE))
    editor.perform(1, lambda d: annotate.reject(d, Suggestion(Span(3, 8, "LOC"), 0.5)))
    editor.perform(1, partial(annotate.confirm, start=10, end=19))
    assert [doubt for _, doubt in doubts(editor)] == [Doubt.REJECTED, Doubt.CONFIRMED, None, Doubt.CONFIRMED]
    other = MentionQuery("Paris", Task.LABEL, "PER")
    assert doubts(editor, other)[0] == ("Paris", None), "it was not said of this label"


def test_mentions_of_many_documents_are_one_action_and_one_undo(make_editor) -> None:
    editor = make_editor(*[f"in Paris, {number} times Paris." for number in range(700)])
    edit, done = editor.change_mentions(PARIS, found(editor))
    assert edit is not None and (done, edit.undo_title) == (1400, "Label 1,400 mentions of «Paris» as LOC")
    assert len(edit.rows) == 700 and {row.state for row in edit.rows} == {DocumentState.IN_PROGRESS}
    assert edit.document is not None and len(edit.document.spans) == 2, "the one on the screen is told, too"
    assert gold(editor, 700) == [("Paris", "LOC")] * 2
    editor.undo()
    assert gold(editor, 700) == [] and editor.store.document(700).state is DocumentState.NEW
    assert len(found(editor)) == 1400


def test_only_what_was_chosen_is_labelled(make_editor) -> None:
    editor = make_editor("in Paris, in paris, in Paris.")
    _, done = editor.change_mentions(PARIS, [m for m in found(editor) if m.doubt is None])
    assert done == 2
    assert gold(editor) == [("Paris", "LOC"), ("Paris", "LOC")]


def test_labelling_replaces_what_is_in_the_way_and_takes_a_rejection_back(make_editor) -> None:
    editor = make_editor(document("in Paris or Paris; Paris.", Span(3, 17, "PER")))
    editor.perform(1, lambda d: annotate.set_note(d, d.spans[0], "which?"))
    editor.perform(1, lambda d: annotate.reject(d, Suggestion(Span(19, 24, "LOC"), 0.5)))
    _, done = editor.change_mentions(PARIS, found(editor))
    assert done == 3
    assert gold(editor) == [("Paris", "LOC")] * 3
    now = editor.store.document(1)
    assert now.rejected == () and now.notes == {(3, 8): "which?"}


def test_labels_are_changed_where_they_are_and_those_of_another_kind_are_doubtful(make_editor) -> None:
    editor = make_editor(document("Paris, Paris, Paris.", Span(0, 5, "PER"), Span(7, 12, "LOC")))
    query = MentionQuery("Paris", Task.CHANGE, "LOC", old="PER")
    assert [(m.start, m.label, m.doubt) for m in found(editor, query)] == [(0, "PER", None)]
    edit, _ = editor.change_mentions(query, found(editor, query))
    assert edit is not None and edit.undo_title == "Change 1 mention of «Paris» to LOC"
    assert gold(editor) == [("Paris", "LOC")] * 2
    doubtful = MentionQuery("Paris", Task.CHANGE, "PER", old="ORG")
    assert doubts(editor, doubtful) == [("Paris", Doubt.OTHER_LABEL)] * 2


def test_labels_are_removed_with_their_notes(make_editor) -> None:
    editor = make_editor(document("Paris, Paris of old.", Span(0, 5, "PER"), Span(7, 19, "LOC")))
    editor.perform(1, lambda d: annotate.set_note(d, d.spans[0], "who?"))
    query = MentionQuery("Paris", Task.REMOVE, old="PER")
    assert [(m.start, m.label, m.doubt) for m in found(editor, query)] == [(0, "PER", None)]
    edit, done = editor.change_mentions(query, found(editor, query))
    assert edit is not None and (done, edit.undo_title) == (1, "Remove PER from 1 mention of «Paris»")
    assert gold(editor) == [("Paris of old", "LOC")] and editor.store.document(1).notes == {}


def test_mentions_that_are_no_longer_what_they_were_are_left_alone(make_editor) -> None:
    editor = make_editor("in Paris, in Paris.", "in Paris.", "in Paris.")
    chosen = found(editor)
    editor.perform(1, partial(annotate.label, start=3, end=8, label_name="PER"))
    editor.perform(2, partial(annotate.set_state, state=DocumentState.DONE))
    editor.delete_documents([3])
    _, done = editor.change_mentions(PARIS, chosen)
    assert done == 1
    assert gold(editor) == [("Paris", "PER"), ("Paris", "LOC")] and gold(editor, 2) == []
    revision = editor.store.revision
    assert editor.change_mentions(PARIS, chosen) == (None, 0)
    assert editor.store.revision == revision


def test_a_label_that_left_meanwhile_is_a_sentence(make_editor) -> None:
    editor = make_editor("in Paris.")
    chosen = found(editor)
    editor.delete_label("LOC")
    with pytest.raises(UserError, match="no label LOC any more"):
        editor.change_mentions(PARIS, chosen)


def test_what_nobody_can_mean_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        MentionQuery(" ", Task.REMOVE)
    with pytest.raises(ValueError, match="label"):
        MentionQuery("Paris", Task.REMOVE, "LOC")


def test_mentions_are_listed_before_anybody_chose_a_label_and_labelled_after_that(make_editor) -> None:
    editor = make_editor(document("Paris, Paris.", Span(0, 5, "PER")))
    query = MentionQuery("Paris", Task.LABEL)
    assert [(m.label, m.doubt) for m in found(editor, query)] == [("PER", Doubt.OTHER_LABEL), ("", None)]
    with pytest.raises(ValueError, match="which label"):
        editor.change_mentions(query, found(editor, query))


def test_what_a_watch_raises_ends_the_work_and_nothing_is_done(make_editor) -> None:
    editor = make_editor(*[f"in Paris {number}." for number in range(100)])
    chosen, seen = found(editor), []

    def watch(count: int) -> None:
        seen.append(count)
        if count > 30:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        editor.change_mentions(PARIS, chosen, watch)
    assert seen == [0, 32] and editor.store.revision == 1 and gold(editor) == []
    _, done = editor.change_mentions(PARIS, chosen, seen.append)
    assert done == 100 and seen[-1] == 100


def test_a_label_that_has_another_name_by_now_is_removed_where_it_was_chosen(make_editor) -> None:
    editor = make_editor(document("in Paris.", Span(3, 8, "PER")))
    query = MentionQuery("Paris", Task.REMOVE, old="PER")
    chosen = found(editor, query)
    editor.change_label("PER", Label("HUMAN", 0))
    assert editor.change_mentions(query, chosen)[1] == 1
    assert gold(editor) == []


def test_what_changed_back_is_still_what_it_was(make_editor) -> None:
    editor = make_editor("in Paris.", "in Paris.")
    chosen = found(editor)
    editor.perform(1, partial(annotate.set_state, state=DocumentState.FLAGGED))
    assert editor.change_mentions(PARIS, chosen)[1] == 2


def test_a_damaged_index_costs_time_and_no_mention(make_editor) -> None:
    editor = make_editor("in Paris.", "none", "in Paris.")
    with editor.store._writing() as connection:
        connection.execute("DROP TABLE text_index_data")
    assert [m.document_id for m in found(editor)] == [1, 3]


@given(st.lists(st.sampled_from(["Ada", "ada", "Paris", "in", "of", "Adas", "."]), min_size=1, max_size=12), st.data())
def test_whatever_is_chosen_is_what_the_document_has_afterwards(forms: list[str], data: st.DataObject) -> None:
    from tempfile import TemporaryDirectory

    text = " ".join(forms)
    with (
        TemporaryDirectory() as folder,
        Store.create(Path(folder) / "p.gatelight", LabelSet().with_names(["A", "B"])) as store,
    ):
        editor = Editor(store)
        editor.add_documents([document(text)], "Import")
        tokens = store.document(1).tokens
        for _ in range(data.draw(st.integers(0, 3))):
            first = data.draw(st.integers(0, len(tokens) - 1))
            last = data.draw(st.integers(first, min(first + 2, len(tokens) - 1)))
            start, end = int(tokens.starts[first]), int(tokens.ends[last])
            editor.perform(
                1, partial(annotate.label, start=start, end=end, label_name=data.draw(st.sampled_from("AB")))
            )
        before = store.document(1)
        mentions = found(editor, MentionQuery("ada", Task.LABEL, "A"))
        chosen = [m for m in mentions if data.draw(st.booleans())]
        places = [(m.start, m.end) for m in chosen]
        _, done = editor.change_mentions(MentionQuery("ada", Task.LABEL, "A"), chosen)
        left = [s for s in before.spans if not any(s.overlaps(*place) for place in places)]
        assert done == len(chosen)
        assert list(store.document(1).spans) == sorted([*left, *(Span(*place, "A") for place in places)])
        if done:
            editor.undo()
        assert store.document(1).spans == before.spans
