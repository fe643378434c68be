"""«Label every identical mention»: from the caret to the window with all mentions, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import UserError
from engine.project.matching import check_length
from engine.project.mentions import MentionQuery, Task
from engine.text.folding import fold
from engine.text.function_words import FUNCTION_WORDS
from gui.controllers.mentions import MentionController
from gui.wiring.of_project import follow_project
from gui.wiring.project import UNDO
from gui.words import tr, tr_n

if TYPE_CHECKING:
    from gui.app import Gatelight
    from gui.mentions.dialog import MentionsDialog


class MentionsWiring:
    """Connects the mention controller with the window, which is made when it is first asked for."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._dialog: MentionsDialog | None = None
        self.controller = controller = MentionController(app.annotation, app.store_lane, app.search_lane, app)
        follow_project(app, controller)
        controller.changed.connect(self._tell)

    @property
    def dialog(self) -> MentionsDialog:
        """Give the window."""
        if self._dialog is None:
            from gui.mentions.dialog import MentionsDialog

            app, controller = self._app, self.controller
            self._dialog = dialog = MentionsDialog(app.theme, app.window)
            app.window.dialogs.append(dialog)
            dialog.asked.connect(controller.look_for)
            dialog.chosen.connect(controller.change)
            dialog.stop_requested.connect(controller.stop)
            dialog.left.connect(self._leave)
            controller.found.connect(dialog.add)
            controller.complete.connect(dialog.set_complete)
            controller.progressed.connect(dialog.set_progress)
            controller.changed.connect(lambda *_: dialog.accept())
            controller.stopped.connect(dialog.set_stopped)
            controller.failed.connect(lambda _: dialog.done(dialog.DialogCode.Rejected))
            app.annotation.edited.connect(lambda edit: dialog.set_labels(app.keys.keymap.shown(edit.labels)))
            app.project.closing.connect(lambda: dialog.done(dialog.DialogCode.Rejected))
        return self._dialog

    def begin(self) -> None:
        """List all mentions of the selection, or of the span, the suggestion or the token under the caret."""
        app, document = self._app, self._app.annotation.document
        if document is None or not len(document.tokens) or not app.may_change():
            return
        labels = app.annotation.labels
        if not labels:
            app.window.toast.show_message("info", tr("There is no label yet: add one in the bar above the text."))
            return
        start, end, name = self._place()
        form = document.text[start:end]
        try:
            check_length(form)
        except UserError as error:
            app.errors.report(error)
            return
        gold = next((s.label for s in document.spans_between(start, end) if (s.start, s.end) == (start, end)), "")
        # Nobody said a label for a word without one: two keys should not label every «the» of a project.
        armed = app.annotation.armed if fold(form) not in FUNCTION_WORDS else None
        label = next((n for n in (name, armed) if n in labels.names), "")
        self.dialog.set_labels(app.keys.keymap.shown(labels))
        self.dialog.begin(form, label, gold, document.id)

    def _leave(self) -> None:
        """Go back to the text."""
        self.controller.stop()
        self._app.window.activateWindow()
        self._app.window.view.setFocus()

    def _place(self) -> tuple[int, int, str]:
        """Give the range of the text that is meant, and the label that it has, "" if none."""
        app, document = self._app, self._app.annotation.document
        assert document is not None
        span, suggestion = app.annotation.gold_at_caret(), app.workspace.suggestion_at_caret()
        chosen, tokens = app.window.view.selection, document.tokens
        if app.annotation.has_selection:
            start, end = int(tokens.starts[chosen.first]), int(tokens.ends[chosen.last - 1])
            around = document.spans_between(start, end)
            return start, end, around[0].label if around else ""
        if span is None and suggestion is not None:
            span = suggestion.span
        if span is not None:
            return span.start, span.end, span.label
        token = tokens[app.window.view.caret]
        return token.start, token.end, ""

    def _tell(self, query: MentionQuery, done: int, left: int) -> None:
        """Say what became of the mentions."""
        match query.task:
            case Task.LABEL | Task.CHANGE:
                words = tr_n(done, "{n} mention is {label} now.", "{n} mentions are {label} now.", label=query.label)
            case Task.REMOVE:
                words = tr_n(done, "{n} mention has no label any more.", "{n} mentions have no label any more.")
        if left:
            others = tr_n(
                left,
                "{n} had changed meanwhile and is as it was.",
                "{n} had changed meanwhile and are as they were.",
            )
            words = f"{words} {others}"
        self._app.window.toast.show_message("warning" if left else "info", words, tr(UNDO) if done else None)
