"""The app: makes every object once; ``gui.wiring`` connects them. Widgets emit intent, controllers decide."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from engine.errors import ReadOnlyError, UserError
from engine.process import collect_seldom, give_large_blocks_back
from engine.project.store import StoredTagger
from gui.commands import Commands, sample_path
from gui.controllers.annotation import AnnotationController
from gui.controllers.backups import BackupController
from gui.controllers.guidelines import GuidelinesController
from gui.controllers.highlighting import Brought, HighlightController
from gui.controllers.history import HistoryController
from gui.controllers.labels import LabelController
from gui.controllers.project import ProjectController
from gui.controllers.saving import SavingController
from gui.controllers.searching import SearchController
from gui.controllers.suggesting import SuggestionController
from gui.controllers.taggers import TaggersController
from gui.controllers.training import TrainingController
from gui.controllers.work_meter import WorkMeter
from gui.document_view.spoken_role import speak_of_documents
from gui.errors import ErrorReporter
from gui.first_paint import FirstPaint
from gui.icons import app_icon
from gui.language import speak
from gui.main_window import MainWindow
from gui.presenter import day_of, tagger_sentence
from gui.quiet import Quiet
from gui.settings import Settings
from gui.style import apply_theme, set_colours_and_font, set_sheet, system_theme, tell_of_system_colours
from gui.tasks import Job, Lane
from gui.theme import ALL, Theme
from gui.wiring.backups import BackupsWiring
from gui.wiring.documents import DocumentsWiring
from gui.wiring.gates import GatesWiring
from gui.wiring.gazetteers import GazetteersWiring
from gui.wiring.guidelines import GuidelinesWiring
from gui.wiring.highlight_page import HighlightPageWiring
from gui.wiring.history import HistoryWiring
from gui.wiring.keys import KeysWiring
from gui.wiring.labels import LabelWiring
from gui.wiring.language import LanguageWiring
from gui.wiring.mentions import MentionsWiring
from gui.wiring.notes import NotesWiring
from gui.wiring.palette import PaletteWiring
from gui.wiring.project import ProjectWiring
from gui.wiring.saving import SavingWiring
from gui.wiring.search import SearchWiring
from gui.wiring.tagger_panel import TaggerPanelWiring
from gui.wiring.taggers import TaggersWiring
from gui.wiring.text_settings import TextSettingsWiring
from gui.wiring.work_meter import WorkMeterWiring
from gui.wiring.workspace import WorkspaceWiring
from gui.words import tr

if TYPE_CHECKING:
    from export.runtime import Tagger

SWITCH_INTERVAL_S = 0.00005
"""How long another thread may hold Python while one wants it. A label gives Python away at each of the calls that
store it, some thirty, and waits so long for each; with the default of 5 ms, and at 1 ms too, that shows while a tagger
learns.
"""

STATUS_INTERVAL_MS = 10_000
QUIET_MS = 1_500
"""So long nothing moved in the text before heavy libraries are imported: that holds Python for tenths of a second."""

REST_MS = 10_000
"""So long nothing moved before Python looks for cycles among all there is: that takes tenths of a second, too."""


class Gatelight(QObject):
    """One running app: a window, its controllers and its background lanes."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        collect_seldom()
        give_large_blocks_back()
        self.settings = settings
        self.theme = chosen_theme(settings.theme)
        self.store_lane = Lane("store", self)
        self.tagger_lane = Lane("tagger", self)
        self.search_lane = Lane("search", self)
        self.training_lane = Lane("training", self, patient=True)
        self.backup_lane = Lane("backup", self, patient=True)
        # Of their own: to look into a tagger nobody should wait for a long text to be tagged, nor a copy for the lab.
        self.gates_lane = Lane("gates", self)
        self.lab_lane = Lane("lab", self, patient=True)

        application = make_application()
        set_colours_and_font(application, self.theme)
        self.window = MainWindow(self.theme)
        # only now: each widget would be styled anew with each layout that it is put into
        set_sheet(application, self.theme)
        self.window.setWindowIcon(app_icon())
        self.first_paint = FirstPaint(self.window)
        self.project = ProjectController(self.store_lane, self)
        self.annotation = AnnotationController(self.window.view, self.store_lane, self)
        self.saving = SavingController(self.store_lane, self)
        self.labels = LabelController(self.annotation, self.store_lane, self)
        self.history = HistoryController(self.store_lane, self)
        self.searching = SearchController(self.search_lane, self)
        self.guidelines = GuidelinesController(self.search_lane, self)
        self.suggesting = SuggestionController(self.window.view, self.tagger_lane, self.search_lane, self)
        self.training = TrainingController(self.training_lane, self)
        self.tagger_list = TaggersController(self.store_lane, self)
        self.backups = BackupController(self.backup_lane, self)
        self.highlighting = HighlightController(self.window.highlight_view, self.tagger_lane, self)
        self.work_meter = WorkMeter(
            self.window.view, self.backup_lane, settings.folder, lambda: self.workspace.rows, self
        )
        self.annotation.edited.connect(self.work_meter.take_edit)  # before the list of documents takes note of it
        self.errors = ErrorReporter(settings.folder, self.window.toast.show_message)
        self.stored_tagger: StoredTagger | None = None
        self._tagger_load: Job | None = None

        self.workspace = WorkspaceWiring(self)
        self.notes = NotesWiring(self)
        self._project_wiring = ProjectWiring(self)
        self.documents = DocumentsWiring(self)
        self._saving_wiring = SavingWiring(self)
        self.backups_wiring = BackupsWiring(self)
        self.label_wiring = LabelWiring(self)
        self._tagger_panel = TaggerPanelWiring(self)
        self.taggers = TaggersWiring(self)
        self._highlight_page = HighlightPageWiring(self)
        self._history = HistoryWiring(self)
        self.search = SearchWiring(self)
        self._guidelines = GuidelinesWiring(self)
        self.text_settings = TextSettingsWiring(self)
        self.work_meter_wiring = WorkMeterWiring(self)
        self.keys = KeysWiring(self)
        self.palette = PaletteWiring(self)
        self.language = LanguageWiring(self)
        self.mentions = MentionsWiring(self)
        self.gazetteers = GazetteersWiring(self)
        self.gates = GatesWiring(self)
        self.commands = Commands(self)
        self.window.commands[f"theme_{settings.theme}"].setChecked(True)
        self._status_timer = QTimer(self, interval=STATUS_INTERVAL_MS)
        self._status_timer.timeout.connect(self.show_tagger_status)
        tell_of_system_colours(self.follow_system_theme)
        self.window.closing.connect(self.shut_down)
        self.window.restore(settings.geometry)
        self.window.view.set_zoom(settings.zoom)
        self.window.highlight_view.set_zoom(settings.zoom)
        self.show_welcome()

    def start(self) -> None:
        """Show the window; heavy libraries are fetched once it is painted and nobody is at work."""
        self.errors.install()
        self._quiet = Quiet(QUIET_MS, self)
        self._quiet.came.connect(self.training.warm_up)
        self._rest = Quiet(REST_MS, self)
        self._rest.came.connect(gc.collect)
        for view in (self.window.view, self.window.highlight_view):
            view.painted.connect(self._quiet.disturb)
            view.painted.connect(self._rest.begin)
        self.first_paint.happened.connect(self._quiet.begin)
        self.window.show()
        self.keys.say_problems()
        self._status_timer.start()

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Give all background lanes, those first whose work has to be finished."""
        return (
            self.store_lane,
            self.search_lane,
            self.tagger_lane,
            self.gates_lane,
            self.training_lane,
            self.backup_lane,
            self.lab_lane,
        )

    def shut_down(self) -> None:
        """Write what is queued, close the project, end the threads. Called once, when the window closes."""
        self.settings.geometry = self.window.saveGeometry()
        self.settings.zoom = self.window.view.zoom
        self._status_timer.stop()
        self.training.cancel()
        self.highlighting.cancel()
        self.suggesting.set_document(None)
        self.project.close()
        for lane in self.lanes:
            lane.close()
        self.errors.uninstall()

    def set_theme(self, name: str) -> None:
        """Use the system's colours, or the theme of that name, at once and from now on."""
        self.settings.theme = name
        self.window.commands[f"theme_{name}"].setChecked(True)
        self.theme = chosen_theme(name)
        apply_theme(make_application(), self.theme)
        for widget in self.window.themed:
            widget.set_theme(self.theme)

    @Slot()
    def follow_system_theme(self) -> None:
        """Take the system's colours, where they are wanted, as they change."""
        if self.settings.theme == "system" and chosen_theme("system") is not self.theme:
            self.set_theme("system")

    def show_welcome(self) -> None:
        """Show the welcome page with the recent projects."""
        self.window.setWindowTitle("Gatelight")
        self.window.welcome.set_recent(self.settings.recent())
        self.window.show_page(self.window.welcome)

    def show_workspace(self) -> None:
        """Show the open project, or the welcome page if there is none."""
        self.highlighting.pause()  # it would keep the lane from the suggestions
        if self.project.editor is None:
            self.show_welcome()
        else:
            self.window.show_page(self.window.workspace)
            self.window.view.setFocus()

    def use_tagger(self, tagger: Tagger | None, stored: StoredTagger | None = None) -> None:
        """Suggest and highlight with another tagger from now on; None: the project has none."""
        self.drop_tagger_load()
        self.stored_tagger = stored
        self.suggesting.set_tagger(tagger, stored.revision if stored else None)
        # one that came from the page is there already, with what it found
        if tagger is not None and tagger is not self.highlighting.tagger and self.project.path is not None:
            self.highlighting.set_tagger(tagger, self.project.path.stem)
        self._tagger_panel.show_tagger(tagger)
        self.gates.follow_tagger()
        self.show_tagger_status()

    def load_tagger(self, stored: StoredTagger, used: Callable[[], object] | None = None) -> None:
        """Take a project's own tagger into use, unless another comes first. used: called when it is."""

        def load() -> Tagger:
            from export.runtime import Tagger

            return Tagger.load(stored.onnx)

        def done(tagger: Tagger) -> None:
            self.use_tagger(tagger, stored)
            if used is not None:
                used()

        def failed(error: Exception) -> None:
            self._tagger_load = None
            if isinstance(error, UserError):
                error = UserError(
                    f"{stored.title} of this project cannot be used ({error.what})",
                    remedy="choose another one (Tagger, Taggers…) or retrain",
                )
            self.errors.report(error)

        self.drop_tagger_load()
        self.expect_tagger(self.tagger_lane.run(load, done, failed))

    @property
    def has_tagger(self) -> bool:
        """Tell whether the project has a tagger of its own, in use or on its way; an early one is none."""
        return self.stored_tagger is not None or self._tagger_load is not None

    def adopt_tagger(self, brought: Brought) -> None:
        """Make a tagger from a file the project's own."""
        stored = StoredTagger(brought.onnx, day_of(brought.tagger), name=brought.name)
        self.use_tagger(brought.tagger, stored)
        self.project.keep_tagger_from_outside(stored, brought.tagger)

    def expect_tagger(self, job: Job | None) -> None:
        """Remember the job that brings the next tagger."""
        self._tagger_load = job

    def drop_tagger_load(self) -> None:
        """Forget a tagger that is still being loaded."""
        if self._tagger_load is not None:
            self._tagger_load.cancel()
            self._tagger_load = None

    def may_change(self) -> bool:
        """Tell whether the open project can be changed; if not, say why."""
        try:
            if self.project.editor is not None:
                self.project.editor.store.check_changeable()
        except ReadOnlyError as error:
            self.errors.report(error)
            return False
        return self.project.editor is not None

    def show_tagger_status(self) -> None:
        """Say in the status line what the tagger knows."""
        tagger = self.suggesting.tagger
        text = tr("No tagger yet: label some sentences, then retrain{key}", key=self.keys.keymap.behind("retrain"))
        if tagger is not None:
            text = tr("A first tagger suggests already; a better one is being trained")
            if self.stored_tagger is not None:
                text = tagger_sentence(tagger, self.stored_tagger.created, title=self.stored_tagger.title)
        self.window.tagger_status.setText(text)


def chosen_theme(name: str) -> Theme:
    """Give the theme for a setting."""
    return next((theme for theme in ALL if theme.name == name), None) or system_theme()


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Make Qt's application object, or give the one there is."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(arguments or ["gatelight"])
    application.setApplicationName("gatelight")
    application.setApplicationDisplayName("Gatelight")
    application.setDesktopFileName("gatelight")
    speak_of_documents()
    return application


def run(project: Path | None = None, *, sample: bool = False) -> int:
    """Open the window and stay until it is closed; give the exit code."""
    application, settings = make_application(), Settings()
    speak(application, settings.language)
    app = Gatelight(settings)
    app.start()
    app.backups.begin()
    recent = app.settings.recent()
    if sample:
        QTimer.singleShot(0, lambda: app.project.create_sample(sample_path()))
    elif project is not None:
        app.project.open(project)
    elif recent:
        app.project.open(recent[0].path)
    return int(application.exec())
