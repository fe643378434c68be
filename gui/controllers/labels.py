"""The labels of the project: what a person wants of them becomes an action on the store lane."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from engine.errors import UserError
from engine.project.editor import Edit, Editor
from engine.project.label_actions import LabelUse
from engine.text.labels import Label, LabelSet
from gui.controllers.annotation import AnnotationController
from gui.panels.label_words import followed
from gui.tasks import Lane
from gui.words import tr

MOST_RECENT = 10
"""So many labels are remembered as used last."""


class LabelController(QObject):
    """Changes labels. What comes of it is shown by the annotation controller, like every edit.

    Wishes come faster than their answers: a label that was renamed and then given another colour is still asked for
    by its old name. So each wish goes with the renames that were under way when it was made.
    """

    counted = Signal(object)  # dict[str, LabelUse]
    busy = Signal(str)  # what is going on, "" when it is over
    failed = Signal(object)  # Exception
    recent_changed = Signal(object)  # tuple[str, ...], the labels used last, the last one first

    def __init__(self, annotation: AnnotationController, store_lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._annotation = annotation
        self._lane = store_lane
        self._editor: Editor | None = None
        self._renamed: dict[str, str] = {}
        self._waiting = 0
        self._labels = LabelSet()
        self.recent: tuple[str, ...] = ()
        annotation.labelled.connect(self._note_used)
        annotation.edited.connect(lambda edit: self._follow(edit.labels))

    def set_project(self, editor: Editor | None) -> None:
        """Work on another project, or on none."""
        self._editor = editor
        self._renamed = {}
        self.busy.emit("")
        self._labels = editor.store.labels if editor else LabelSet()
        self._show_recent(())
        if editor is not None:
            store = editor.store

            def done(names: tuple[str, ...]) -> None:
                if self._editor is editor:
                    self._show_recent((*self.recent, *names))  # what was used meanwhile is newer

            self._lane.run(store.recent_labels, done, self.failed.emit)

    def change(self, name: str, revise: Callable[[Label], Label]) -> None:
        """Make of a label what a function gives."""
        renamed = self._renamed

        def work(editor: Editor) -> Edit | None:
            now = renamed.get(name, name)
            label = revise(_named(editor, now))
            edit = editor.change_label(now, label)
            renamed[name] = label.name
            return edit

        self._run(work)

    def move(self, name: str, by: int) -> None:
        """Move a label by so many places; at an end it stays."""
        renamed = self._renamed

        def work(editor: Editor) -> Edit | None:
            label, names = _named(editor, renamed.get(name, name)), editor.store.labels.names
            return editor.move_label(label.name, min(max(names.index(label.name) + by, 0), len(names) - 1))

        self._run(work)

    def merge(self, name: str, into: str) -> None:
        """Make a label's spans those of another one."""
        renamed = self._renamed
        self._run(
            lambda editor: editor.merge_labels(renamed.get(name, name), renamed.get(into, into)),
            tr("Merging {name} into {into}…", name=name, into=into),
        )

    def delete(self, name: str) -> None:
        """Take a label and its spans out of the project."""
        renamed = self._renamed
        self._run(lambda editor: editor.delete_label(renamed.get(name, name)), tr("Deleting {name}…", name=name))

    def count(self) -> None:
        """Count how much each label is used."""
        self._count(lambda _: None)

    def count_one(self, name: str, then: Callable[[str, LabelUse], None]) -> None:
        """Count, then tell what a label is called by then and how much it is used; nothing if it is gone."""
        renamed = self._renamed

        def counted(use: dict[str, LabelUse]) -> None:
            now = renamed.get(name, name)
            if now in use:
                then(now, use[now])

        self._count(counted)

    def _note_used(self, name: str) -> None:
        self._show_recent((name, *self.recent))

    def _follow(self, labels: LabelSet) -> None:
        """Let the recent ones have the names that the labels have now."""
        if labels != self._labels:
            self._show_recent(name for old in self.recent if (name := followed(old, self._labels, labels)))
            self._labels = labels

    def _show_recent(self, names: Iterable[str]) -> None:
        recent = tuple(dict.fromkeys(names))[:MOST_RECENT]
        if recent != self.recent:
            self.recent = recent
            self.recent_changed.emit(recent)

    def _count(self, then: Callable[[dict[str, LabelUse]], None]) -> None:
        editor = self._editor
        if editor is None:
            return

        def done(use: dict[str, LabelUse]) -> None:
            if self._editor is editor:
                self.counted.emit(use)
                then(use)

        self._lane.run(editor.store.label_use, done, self.failed.emit)

    def _run(self, work: Callable[[Editor], Edit | None], message: str = "") -> None:
        editor = self._editor
        if editor is None:
            return

        def checked() -> Edit | None:
            try:
                return work(editor)
            except ValueError as error:
                raise UserError(f"the label is as it was: {error}", remedy="look at it once more") from error

        def done(edit: Edit | None) -> None:
            self._end()
            if self._editor is editor and edit is not None:
                self._annotation.show_edit(edit)

        def fail(error: Exception) -> None:
            self._end()
            self.failed.emit(error)

        self._waiting += 1
        if message:
            self.busy.emit(message)
        self._lane.run(checked, done, fail)

    def _end(self) -> None:
        self._waiting -= 1
        if not self._waiting:
            self._renamed = {}  # whoever asks from here on has seen all answers
            self.busy.emit("")


def _named(editor: Editor, name: str) -> Label:
    """Give a label as it is now. Raises ValueError if it is not there (any more)."""
    if name not in editor.store.labels.names:
        raise ValueError(f"the project has no label {name!r}")
    return editor.store.labels.named(name)
