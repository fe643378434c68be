"""The one place where a project changes.

An intent («label tokens 3 to 5 as PER») is a function from the current Document to an Action. The editor computes the
Action from what is stored, commits it and gives back an Edit: what is stored now, ready to be drawn. Because intents
run one after the other, each sees the result of the one before; because the Edit comes after the commit, whatever is
on screen survives a crash, unless the store says that it is not saved (``Store.unsaved``).

An Editor is used by one thread at a time (the window's store lane).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from engine.errors import UserError
from engine.project import label_actions, mentions
from engine.project.actions import (
    NOT_IN_DOCUMENTS,
    Action,
    DocumentHidden,
    DocumentShown,
    GazetteerHidden,
    GazetteerShown,
    SpanAdded,
    StateChanged,
    SuggestionRejected,
    applied,
)
from engine.project.annotate import shorten
from engine.project.gazetteer_rows import Names
from engine.project.mentions import Mention, MentionQuery, Watch
from engine.project.store import DocumentRow, Made, Store
from engine.text.document import Document, DocumentState
from engine.text.labels import Label, LabelSet

Intent = Callable[[Document], Action | None]

FEW_DOCUMENTS = 500
"""An action that touches more documents than this has the list of all of them read again."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What the project is like after an action, as far as it changed.

    document: the current document (after an undo elsewhere: the one that it happened in); caret: the code point where
    the person was in it last. rows: the list entries of the documents touched, or of all of them where that is quicker
    (``whole_list``). came, gone: the documents that joined and left the project, unless it is the whole list. touched:
    the code point where an undo or redo changed the document, None if at no place. deleted: how many documents a person
    just took out of the project. lists: lists of names may have come or gone.
    """

    document: Document | None
    caret: int
    rows: tuple[DocumentRow, ...]
    whole_list: bool
    labels: LabelSet
    revision: int
    undo_title: str | None
    redo_title: str | None
    came: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    touched: int | None = None
    deleted: int = 0
    lists: bool = False

    @property
    def other_documents(self) -> bool:
        """Tell whether documents may have come or gone."""
        return self.whole_list or bool(self.came or self.gone)


class Editor:
    """Applies intents to the current document of a project and keeps the two in step."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._document: Document | None = None
        self._placed: int | None = None  # the document that the caret is the place in
        self._caret = 0
        self._behind = False  # others have written, and nobody was told yet what they made of the project

    def open(self, document_id: int) -> Edit:
        """Make a document the current one. Raises UserError if the project has none of that id."""
        self._document = self._stored(document_id)
        self._placed = None  # somebody may have been elsewhere in it since
        return self._edit(())

    def perform(self, document_id: int, intent: Intent) -> Edit | None:
        """Do what an intent asks for, durably; None when nothing would change.

        It may be for a document that is no longer the current one (a key pressed just before another was opened):
        that one is changed and the current one stays current. Raises UserError if it left the project meanwhile.
        """
        self._catch_up()
        current = self._document
        document = current if current and current.id == document_id else self._stored(document_id)
        action = intent(document)
        if action is None:
            return None
        self._check_labels(action)
        self.store.commit(action)
        if current is None or current.id == document_id:
            self._document = applied(document, action)
        return self._edit_after(action)

    def delete_documents(self, document_ids: Sequence[int]) -> Edit | None:
        """Take documents out of the project as one action; None if none of them is in it.

        The current one is followed by the next that is left, or the one before where there is no next.
        """
        self._catch_up()
        gone = self.store.rows(document_ids)
        if not gone:
            return None
        ids = self.store.document_ids()
        title = f"Delete «{shorten(gone[0].name)}»" if len(gone) == 1 else f"Delete {len(gone):,} documents"
        action = Action(title, tuple(DocumentHidden(row.id) for row in gone))
        self.store.commit(action)
        if self._document is not None and self._document.id in {row.id for row in gone}:
            place, left = ids.index(self._document.id), set(ids) - {row.id for row in gone}
            target = next((i for i in [*ids[place:], *reversed(ids[:place])] if i in left), None)
            self._document = None if target is None else self.store.document(target)
        return replace(self._edit_after(action), deleted=len(gone))

    def mark_documents(self, document_ids: Sequence[int], state: DocumentState) -> Edit | None:
        """Say how far several documents are as one action; None if they are so already.

        Those that are done are not skipped or flagged instead: their confirmed O would be lost.
        """
        self._catch_up()
        keeps = (state, DocumentState.DONE) if state in (DocumentState.SKIPPED, DocumentState.FLAGGED) else (state,)
        rows = [row for row in self.store.rows(document_ids) if row.state not in keeps]
        if not rows:
            return None
        what = f"«{shorten(rows[0].name)}»" if len(rows) == 1 else f"{len(rows):,} documents"
        changes = tuple(StateChanged(row.id, row.state, state) for row in rows)
        action = Action(f"Mark {what} {state.value}", changes)
        self.store.commit(action)
        if self._document is not None and self._document.id in action.document_ids:
            self._document = applied(self._document, action)
        return self._edit_after(action)

    def undo(self) -> Edit | None:
        """Take the last action back, whichever document it was in; None when there is none."""
        self._catch_up()
        return self._replayed(self.store.undo())

    def redo(self) -> Edit | None:
        """Do the last undone action again; None when there is none."""
        self._catch_up()
        return self._replayed(self.store.redo())

    def go_to(self, action_id: int) -> Edit | None:
        """Make the project what it was right after an action of the log, 0: before the first; None if it is so."""
        self._catch_up()
        return self._replayed(self.store.go_to(action_id))

    def add_documents(
        self, documents: Sequence[Document], title: str, labels_too: Iterable[str] = (), *, open_first: bool = False
    ) -> Edit:
        """Add documents, and labels, as one action; the first becomes current if asked for or if there was none.

        labels_too: names of labels that the documents' spans may not need yet.
        """
        action = self.store.add_documents(documents, title, labels_too)
        if action.document_ids and (open_first or self._document is None):
            self._document = self.store.document(action.document_ids[0])
        return self._edit_after(action)

    def add_label(self, name: str, description: str, reserved: Iterable[str] = ()) -> Edit | None:
        """Add a label; None when the project has it already. reserved: the keys that it does not get.

        Raises ValueError for a name that cannot be one.
        """
        return self._make(lambda connection: label_actions.add(connection, name, description, reserved))

    def change_label(self, name: str, new: Label) -> Edit | None:
        """Give a label another name, colour, key, description or group; its spans follow. Raises ValueError."""
        return self._make(lambda connection: label_actions.change(connection, name, new))

    def move_label(self, name: str, index: int) -> Edit | None:
        """Move a label to an index in the label set. Raises ValueError if there is none such."""
        return self._make(lambda connection: label_actions.move(connection, name, index))

    def merge_labels(self, name: str, into: str) -> Edit | None:
        """Make all spans of a label those of another one, and take it out of the label set. Raises ValueError."""
        return self._make(lambda connection: label_actions.merge(connection, name, into))

    def delete_label(self, name: str) -> Edit | None:
        """Take a label with all its spans out of the project. Raises ValueError if it is not there."""
        return self._make(lambda connection: label_actions.delete(connection, name))

    def change_mentions(
        self, query: MentionQuery, chosen: Sequence[Mention], watch: Watch = lambda _: None
    ) -> tuple[Edit | None, int]:
        """Label, relabel or unlabel mentions as one action; give how many were still what they were and are done.

        Raises UserError if the label left the project, and what ``watch`` raises.
        """
        done = 0

        def make(connection: sqlite3.Connection) -> Action | None:
            nonlocal done
            action, done = mentions.make_action(connection, query, chosen, watch)
            return action

        return self._make(make), done

    def add_gazetteer(self, name: str, names: Names) -> Edit:
        """Add a list of names, by the labels of their mentions, and the labels that the project lacks."""
        self._catch_up()
        return self._edit_after(self.store.add_gazetteer(name, names))

    def remove_gazetteer(self, number: int) -> Edit | None:
        """Take a list of names out of the project; None if it is not in it."""
        self._catch_up()
        name = next((each.name for each in self.store.gazetteers() if each.id == number), None)
        if name is None:
            return None
        action = Action(f"Remove the list «{shorten(name)}»", (GazetteerHidden(number),))
        self.store.commit(action)
        return self._edit_after(action)

    def _check_labels(self, action: Action) -> None:
        """Refuse a label that left the project while the intent was on its way. Raises UserError."""
        names = {c.span.label for c in action.changes if isinstance(c, SpanAdded | SuggestionRejected)}
        for name in sorted(names.difference(self.store.labels.names)):
            raise UserError(f"the project has no label {name} any more", remedy="choose another one")

    def _make(self, make: Made) -> Edit | None:
        """Do what is made of the whole project; the current document is read anew, for its labels may be others."""
        self._catch_up()
        action = self.store.commit_made(make)
        if action is None:
            return None
        if self._document is not None:
            self._document = self.store.document(self._document.id)
        return self._edit_after(action)

    def look_again(self) -> Edit | None:
        """Read everything again if another process has written to the project; None if none has."""
        if not (self.store.refresh() or self._behind):
            return None
        self._behind = False
        rows = self.store.documents()
        ids = {row.id for row in rows}
        current = self._document.id if self._document else None
        target = current if current in ids else min(ids, default=None)
        self._document = self.store.document(target) if target is not None else None
        return replace(self._edit(tuple(rows), whole_list=True), lists=True)

    def _catch_up(self) -> None:
        """Read the current document again if another process has written to the project.

        The other documents and the labels are for ``look_again`` to tell: an action tells of what it touched alone.
        """
        if not self.store.refresh():
            return
        self._behind = True
        if self._document is not None:
            there = self.store.rows([self._document.id])
            self._document = self.store.document(self._document.id) if there else None

    def _stored(self, document_id: int) -> Document:
        """Read a document. Raises UserError if it left the project while somebody was on the way to it."""
        try:
            return self.store.document(document_id)
        except KeyError as error:
            raise UserError("this document is no longer in the project", remedy="choose another one") from error

    def _replayed(self, action: Action | None) -> Edit | None:
        if action is None:
            return None
        _, hidden = _comings_and_goings(action)
        current = self._document.id if self._document else None
        # Stay where the action happened if that is here, or if it happened in many places; else go there; else stay, if
        # that is still there.
        ids = action.document_ids
        places = [current] if current in ids else [current, *ids] if len(ids) > 1 else [*ids, current]
        target = next((i for i in places if i is not None and i not in hidden), None)
        if target is None:
            target = next(iter(self.store.document_ids()), None)
        if target is None or target != current or self._document is None or not _is_of_spans(action):
            self._document = self.store.document(target) if target is not None else None
        else:
            self._document = applied(self._document, action)  # a long one takes a tenth of a second to read
        place = None if target is None else action.place_in(target)
        return replace(self._edit_after(action), touched=place)

    def _edit_after(self, action: Action) -> Edit:
        if any(isinstance(change, GazetteerShown | GazetteerHidden) for change in action.changes):
            return replace(self._edit_touching(action), lists=True)
        return self._edit_touching(action)

    def _edit_touching(self, action: Action) -> Edit:
        touched = action.document_ids
        if len(touched) > FEW_DOCUMENTS:
            return self._edit(tuple(self.store.documents()), whole_list=True)
        came, gone = _comings_and_goings(action)
        if self._document is not None and touched == (self._document.id,):
            edit = self._edit((row_of(self._document),))
        else:
            edit = self._edit(tuple(self.store.rows(touched)))
        return replace(edit, came=tuple(came), gone=tuple(gone))

    def _edit(self, rows: tuple[DocumentRow, ...], *, whole_list: bool = False) -> Edit:
        store, document = self.store, self._document
        if document is None:
            self._caret = 0
        elif document.id != self._placed:
            self._caret = store.place_in(document.id)
        self._placed = None if document is None else document.id
        caret = self._caret
        return Edit(document, caret, rows, whole_list, store.labels, store.revision, store.undo_title, store.redo_title)


def _comings_and_goings(action: Action) -> tuple[list[int], list[int]]:
    """Give the documents that join the project and those that leave it; of one that does both, the last counts."""
    present: dict[int, bool] = {}
    for change in action.changes:
        match change:
            case DocumentShown(number):
                present[number] = True
            case DocumentHidden(number):
                present[number] = False
    return [n for n, here in present.items() if here], [n for n, here in present.items() if not here]


def _is_of_spans(action: Action) -> bool:
    """Tell whether an action is about what was said of documents, and about no label and about no coming and going."""
    return not any(isinstance(change, (DocumentShown, DocumentHidden, *NOT_IN_DOCUMENTS)) for change in action.changes)


def row_of(document: Document) -> DocumentRow:
    """Give the list entry of a document."""
    return DocumentRow(
        document.id, document.name, document.state, len(document.tokens), len(document.spans), document.note
    )
