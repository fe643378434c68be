"""The history panel: what was done, and going back there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.controllers.history import Log, Way
from gui.panels.history_rows import HistoryListing
from gui.said import said
from gui.wiring.project import UNDO
from gui.words import tr, tr_later, tr_n

if TYPE_CHECKING:
    from gui.app import Gatelight

LOST = tr_later("That state is no longer in the history: what was undone is gone since something else was done.")


class HistoryWiring:
    """Shows the log in its panel, and does what is asked for there."""

    def __init__(self, app: Gatelight) -> None:
        self._app = app
        self._panel = panel = app.window.history
        self._way = Way(0, "", 0)  # the one that was asked for last
        self._current = 0
        history = app.history
        app.project.set_who(app.settings.annotator)
        panel.set_name(app.settings.annotator)
        panel.name_changed.connect(self._rename)
        panel.shown.connect(lambda: history.set_watched(True))
        panel.hidden.connect(lambda: history.set_watched(False))
        panel.words_changed.connect(history.set_words)
        panel.more_wanted.connect(history.load_more)
        panel.chosen.connect(history.measure)
        panel.confirmed.connect(self._go)
        panel.left.connect(app.window.view.setFocus)
        history.changed.connect(self._show)
        history.measured.connect(self._on_measured)
        history.lost.connect(lambda: app.window.toast.show_message("info", tr(LOST)))
        history.failed.connect(app.errors.report)
        app.project.opened.connect(lambda project: history.set_project(project.editor))
        app.project.closed.connect(lambda: history.set_project(None))
        app.annotation.edited.connect(lambda _: history.refresh())
        app.annotation.failed.connect(lambda _: app.window.toast.show_busy(""))

    def _show(self, log: Log) -> None:
        if log.current != self._current:
            self._current = log.current
            self._panel.close_question()  # it was about the way from another state, perhaps of another project
        at_end = log.complete and not log.words and bool(log.actions)
        self._panel.set_listing(HistoryListing(log.actions, log.current, has_beginning=at_end))

    def _on_measured(self, way: Way) -> None:
        """Go one step at once: it is as easily taken back. Ask before more."""
        self._way = way
        if abs(way.steps) > 1:
            self._panel.ask(said(way.title), way.steps)
        elif way.steps:
            self._go()

    def _go(self) -> None:
        words = tr_n(abs(self._way.steps), "Going over {n} action…", "Going over {n} actions…")
        self._app.window.toast.show_busy(words)
        self._app.annotation.go_to(self._way.action_id, self._say)

    def _say(self) -> None:
        way, toast = self._way, self._app.window.toast
        toast.show_busy("")
        for message in toast.messages:
            if message.action_text == tr(UNDO):  # that documents left is a part of this, not another thing to undo
                message.dismiss()
        back = tr_n(way.steps, "{n} action taken back.", "{n} actions taken back.")
        again = tr_n(-way.steps, "{n} action done again.", "{n} actions done again.")
        what = back if way.steps > 0 else again
        words = tr("The project is as it was at the beginning: {what}", what=what)
        if way.title:
            words = tr("The project is as it was right after «{title}»: {what}", title=said(way.title), what=what)
        toast.show_message("info", words, tr(UNDO) if way.steps > 0 else None)

    def _rename(self, name: str) -> None:
        self._app.settings.annotator = name
        self._app.project.set_who(name)
