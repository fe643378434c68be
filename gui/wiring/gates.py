"""The gates pane: what it is given, what is asked for in it, and the files that are made of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.errors import UserError
from engine.files import write_atomically, write_pieces_atomically
from gui import files
from gui.controllers.gates import GatesController, Missing, Place
from gui.presenter import tagger_sentence
from gui.said import said_error
from gui.words import decimal, number, tr, tr_later, tr_n

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.tagger.batch_story import BatchStory
    from engine.tagger.trace import Trace
    from engine.text.labels import Label, LabelSet
    from gui.app import Gatelight
    from gui.controllers.lab import LabController
    from gui.gates.looking import Look, Reading
    from gui.gates.pane import GatesPane
    from gui.tasks import Job
    from gui.wiring.gates_room import GatesRoom

FILTERS = {
    "png": tr_later("Picture (*.png)"),
    "svg": tr_later("Drawing (*.svg)"),
    "csv": tr_later("Table (*.csv)"),
}
GATES, WHY, LAB, BATCH = range(4)
FILE_WORDS = ("gates", "why", "gradients", "batch")


class GatesWiring(QObject):
    """Makes the pane when it is first asked for, and lets it follow the caret, the tagger and the labels."""

    def __init__(self, app: Gatelight) -> None:
        super().__init__(app)
        self._app = app
        self._look: Look | None = None
        self._place: Place | None = None
        self._tags: tuple[str, ...] = ()
        self._colours: dict[str, int] = {}
        self._labels: tuple[Label, ...] = ()
        self._of_gates: tuple[Reading, tuple[str, ...], dict[str, int]] | None = None
        self._story: BatchStory | None = None
        self._assume_o = False
        self._asking: Job | None = None
        self.pane: GatesPane | None = None
        self._room: GatesRoom | None = None
        self.controller = GatesController(app.gates_lane, app)
        self.lab: LabController | None = None

    def show(self) -> None:
        """Show the pane below the text, which keeps the keyboard; again: put the keyboard into it."""
        pane = self.pane or self._make()
        if pane.isVisible():
            pane.take_keyboard()
            return
        column, share = self._app.window.text_column, self._app.settings.gates_share
        pane.show()
        tall = column.height()
        column.setSizes([tall * (100 - share) // 100, tall * share // 100])
        self._app.window.view.ensure_visible(self._app.window.view.caret)

    def toggle_larger(self) -> None:
        """Give the window to the pane, which is shown if it was not; again: let the window look as it did before."""
        pane = self.pane or self._make()
        if not pane.isVisible():
            self.show()
        if self._room is not None and self._room.larger:
            self._give_back()
        elif self._room is not None:
            self._room.take(self._document_id)
            pane.set_larger(True)

    def _give_back(self) -> None:
        """Let the window look as it did before the pane had it."""
        if self.pane is not None and self._room is not None and self._room.larger:
            self._room.give_back(self._document_id)
            self.pane.set_larger(False)

    @property
    def _document_id(self) -> int | None:
        document = self._app.annotation.document
        return document.id if document is not None else None

    def hide(self) -> None:
        """Close the pane; the keyboard goes back to the text."""
        if self.pane is not None:
            self._remember_share()
            self.pane.hide()
            self._app.window.view.setFocus()

    def follow_tagger(self) -> None:
        """Look into the tagger that is in use now."""
        stored = self._app.stored_tagger
        self.controller.set_tagger(stored.onnx if stored is not None else None)
        if self.pane is not None:
            self._follow()  # it has names of its own for the labels

    def _make(self) -> GatesPane:
        from gui.controllers.lab import LabController
        from gui.gates import colours
        from gui.gates.batch_view import BatchView
        from gui.gates.gates_view import GatesView
        from gui.gates.lab_view import LabView
        from gui.gates.pane import GatesPane
        from gui.gates.why_view import WhyView
        from gui.wiring.gates_room import GatesRoom

        app, controller = self._app, self.controller
        self.lab = lab = LabController(app.lab_lane, self)
        app.gates_lane.run(partial(colours.prepare, app.theme))
        self.pane = pane = GatesPane(app.theme)
        self._gates, self._why = GatesView(app.theme), WhyView(app.theme)
        self._lab, self._batch = LabView(app.theme), BatchView(app.theme)
        pane.add_tab(tr("Gates"), "gates", self._gates)
        pane.add_tab(tr("Why this tag"), "why", self._why)
        pane.add_tab(tr("Vanishing gradients"), "vanishing", self._lab, of_sentence=False)
        pane.add_tab(tr("Batch"), "batch", self._batch)
        pane.hide()
        app.window.text_column.addWidget(pane)
        app.window.dialogs.append(pane)
        pane.shown.connect(partial(controller.set_watched, True))
        pane.hidden.connect(partial(controller.set_watched, False))
        pane.tab_chosen.connect(self._on_tab)
        pane.save_requested.connect(self._save)
        pane.retrain_requested.connect(app.training.retrain)
        pane.close_requested.connect(self.hide)
        pane.larger_requested.connect(self.toggle_larger)
        pane.set_keys(app.keys.keymap)
        self._room = GatesRoom(app.window, pane)
        pane.left.connect(app.window.view.setFocus)
        for view in (self._gates, self._why, self._batch):
            view.token_chosen.connect(self._go_to)
        self._gates.unit_chosen.connect(controller.choose_unit)
        self._why.tag_chosen.connect(controller.choose_tag)
        controller.answered.connect(self._show_look)
        controller.missing.connect(self._show_missing)
        controller.failed.connect(app.errors.report)
        app.window.view.selection_changed.connect(self._follow)
        app.annotation.document_opened.connect(self._follow)
        app.annotation.document_edited.connect(self._follow)
        app.annotation.edited.connect(lambda edit: self._take_labels(edit.labels))
        app.annotation.edited.connect(self._look_for_confirmed)
        app.project.opened.connect(self._look_for_confirmed)
        pane.shown.connect(self._look_for_confirmed)
        app.suggesting.renamed.connect(self._take_names)  # later than labels change: it has to be looked up
        app.project.opened.connect(lambda project: self._take_labels(project.editor.store.labels))
        app.project.closed.connect(self._follow)
        app.project.closed.connect(self._give_back)
        app.training.began.connect(controller.tell_again)
        app.training.early.connect(lambda _: controller.tell_again())
        app.training.cancelled.connect(controller.tell_again)
        app.training.failed.connect(lambda _: controller.tell_again())
        app.window.closing.connect(self._remember_share)
        self._lab.start_requested.connect(lab.start)
        self._lab.cancel_requested.connect(lab.cancel)
        lab.changed.connect(self._lab.show_state)
        lab.failed.connect(app.errors.report)
        app.project.closed.connect(lab.clear)
        app.window.closing.connect(lab.cancel)
        self._take_labels(app.annotation.labels)
        self.follow_tagger()
        self._follow()
        return pane

    def _follow(self, *_: object) -> None:
        self.controller.follow(
            self._app.annotation.document,
            self._app.window.view.caret,
            assume_o=self._assume_o,
            names=self._app.suggesting.names(),
        )

    def _look_for_confirmed(self, *_: object) -> None:
        """Ask the project what its next training would make of the rest of labelled sentences, if somebody looks."""
        project, pane = self._app.project.editor, self.pane
        if project is None or pane is None or not pane.isVisible() or pane.tab != BATCH:
            return
        if self._asking is not None:
            self._asking.cancel()
        self._asking = self._app.store_lane.run(
            project.store.anything_confirmed, self._take_confirmed, self._app.errors.report
        )

    def _take_confirmed(self, confirmed: bool) -> None:
        self._asking, self._assume_o = None, not confirmed
        self._follow()

    def _take_names(self) -> None:
        """Take note of what the tagger's labels are called, and look like, now."""
        self._follow()
        if self._look is not None and self._place is not None:
            tags = self._tags_now(self._look)
            if (tags, self._tag_colours(tags)) != (self._tags, self._colours):
                self._show_look(self._place, self._look)

    def _take_labels(self, labels: LabelSet) -> None:
        """Let the picture of the batch be laid out anew only if labels look otherwise: most edits change none."""
        if tuple(labels) != self._labels:
            self._labels = tuple(labels)
            self._batch.set_labels(labels)

    def _show_look(self, place: Place, look: Look) -> None:
        self._place = place
        tags = self._tags_now(look)
        colours = self._tag_colours(tags)
        look = replace(look, why=look.why.called(tags) if look.why is not None else None)
        self._look, self._tags, self._colours = look, tags, colours
        self._lab.set_sentence(look.reading.trace.xs)
        if self.pane is not None:
            self._fill(self.pane.tab, look)
            self.pane.show_views(self._status(place))

    def _fill(self, tab: int, look: Look) -> None:
        """Give what is seen to the view that is seen; the others get it when they are."""
        from gui.gates.seen_trace import SeenTrace

        if tab == GATES:
            about = look.reading, self._tags, self._colours
            if about != self._of_gates:
                trace, units = look.reading.trace, look.reading.textbook.units
                chosen = tuple(self._tags[number] for number in trace.path.tolist())
                self._of_gates = about
                self._gates.show_trace(SeenTrace(trace.forms, chosen, self._colours, trace, look.reading.order, units))
            self._gates.set_token(look.token)
            self._gates.set_step(look.step)
            self._gates.set_ranking(list(look.ranking))
        elif tab == WHY and look.why is not None:
            self._why.set_why(look.why, self._colours)
        elif tab == BATCH and look.batch is not None:
            if look.batch is not self._story:
                self._story = look.batch
                self._batch.show_batch(look.batch)
            self._batch.set_token(look.token)

    def _on_tab(self, tab: int) -> None:
        """Ask for what is seen in a tab, or show what is known already."""
        before = self._look
        self._look_for_confirmed()
        self.controller.watch(why=tab == WHY, batch=tab == BATCH)
        if self._look is not None and self._look is before:
            self._fill(tab, self._look)

    def _tags_now(self, look: Look) -> tuple[str, ...]:
        """Give the names of a tagger's tags as its labels are called now; of a label that left, as it was called."""
        names, tags = self._app.suggesting.names(), look.reading.textbook.tagset.tags
        return ("O", *(f"{tag[:2]}{names.get(tag[2:], tag[2:]) or tag[2:]}" for tag in tags[1:]))

    def _tag_colours(self, tags: tuple[str, ...]) -> dict[str, int]:
        """Give the palette index of each tag but O: that of its label."""
        colours = {label.name: label.colour for label in self._app.annotation.labels}
        return {tag: colours[tag[2:]] for tag in tags[1:] if tag[2:] in colours}

    def _status(self, place: Place) -> str:
        """Say what is looked at, and by which tagger."""
        stored, tagger = self._app.stored_tagger, self._app.suggesting.tagger
        words = tr("Sentence {n}", n=number(place.sentence + 1)) + " · "
        if place.is_part:
            words += tr(
                "a very long one, which the tagger reads in parts: tokens {first} to {last} of {all}",
                first=number(place.first - place.begin + 1),
                last=number(place.last - place.begin),
                all=number(place.end - place.begin),
            )
        else:
            words += tr_n(place.end - place.begin, "{n} token", "{n} tokens")
        if stored is None or tagger is None:
            return words
        words = f"{words} · {tagger_sentence(tagger, stored.created, title=stored.title)}"
        if tagger.precision == "int8":
            from export.textbook import TOLERANCE

            off = decimal(TOLERANCE["int8"], 1)
            words += " · " + tr("computes in int8, from which what is shown may be {off} off", off=off)
        return words

    def _show_missing(self, why: Missing | UserError) -> None:
        if self.pane is None:
            return
        self._look = self._place = self._of_gates = self._story = None
        self._gates.show_trace(None)
        self._why.set_why(None, {})
        self._batch.show_batch(None)
        self._lab.set_sentence(None)
        if isinstance(why, UserError):
            self.pane.show_missing(said_error(why), may_retrain=True)
        elif why is Missing.ANSWER:
            self.pane.show_missing(tr("This could not be computed, and the error was told. Try another sentence."))
        elif why is Missing.TEXT:
            self.pane.show_missing(tr("Open a text, and see here what the tagger does with each of its sentences."))
        elif self._app.training.running:
            self.pane.show_missing(tr("The tagger is being trained. When it is done, you see here what it does."))
        else:
            words = tr("There is no tagger yet. Retrain, and see what it does with this sentence.")
            self.pane.show_missing(words, may_retrain=True)

    def _go_to(self, token: int) -> None:
        """Put the caret on a token of the sentence that is shown; the keyboard stays where it is."""
        place, view, document = self._place, self._app.window.view, self._app.annotation.document
        if place is None or self._look is None or document is None:
            return
        # what is shown may still be of the document before
        if tuple(document.tokens.forms(place.first, place.last)) == self._look.reading.trace.forms:
            view.set_caret(place.first + token)
            view.ensure_visible(place.first + token)

    def _remember_share(self) -> None:
        """Keep how much of the height the pane usually takes, for the next time it is shown."""
        self._give_back()
        sizes = self._app.window.text_column.sizes()
        if self.pane is not None and self.pane.isVisible() and sum(sizes) > 0:
            self._app.settings.gates_share = round(100 * sizes[1] / sum(sizes))

    # files --------------------------------------------------------------------------------------------------------

    def _save(self, kind: str) -> None:
        """Ask for a place and write a picture of what is seen, or the values behind it."""
        project = self._app.project.path
        if self.pane is None or self.pane.view is None or project is None:
            return
        # the values are those of the gates, whichever picture of the sentence is seen
        word = FILE_WORDS[GATES if kind == "csv" and self.pane.tab != LAB else self.pane.tab]
        name = f"{project.stem}-{word}.{kind}"
        path = files.ask_save(self._app.window, tr("Save as"), tr(FILTERS[kind]), project.with_name(name))
        if path is not None:
            self.save(path, kind)

    def save(self, path: Path, kind: str) -> None:
        """Write a picture of the view that is seen (png, svg), or the values of the sentence (csv), and say so."""
        app = self._app
        app.store_lane.run(
            self._writing(path, kind),
            lambda _: app.window.toast.show_message("info", tr("Saved as {file}.", file=path.name)),
            app.errors.report,
        )

    def _writing(self, path: Path, kind: str) -> Callable[[], None]:
        """Give what writes the file, on a lane: what is on the screen is taken down before."""
        from gui.gates import pictures
        from gui.gates.pane import Tabled

        view, look = self.pane.view if self.pane is not None else None, self._look
        if kind == "csv" and isinstance(view, Tabled):
            return partial(_write_table, path, view.table())
        if kind == "csv":
            if look is None:
                raise ValueError("there is no sentence to write values of")
            return partial(_write_values, path, look.reading.trace, self._tags)
        if not isinstance(view, pictures.Paintable):
            raise ValueError(f"there is nothing to draw a picture of: {view!r}")
        ground = self._app.theme.surface
        drawn = pictures.svg(view, ground, path.stem) if kind == "svg" else pictures.png(view, ground)
        return lambda: write_atomically(path, drawn())


def _write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    from export.gates_csv import csv_rows

    write_atomically(path, csv_rows(rows).encode())


def _write_values(path: Path, trace: Trace, tags: tuple[str, ...]) -> None:
    from export.gates_csv import csv_pieces

    write_pieces_atomically(path, csv_pieces(trace, [tags[number] for number in trace.path.tolist()]))
