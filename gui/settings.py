"""What the app remembers between runs: recent projects, theme, window. One INI file in the user's folder."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from platformdirs import user_config_path, user_documents_path
from PySide6.QtCore import QByteArray, QSettings

from engine.project.backup_files import list_backups
from gui.document_view.typography import ChipStyle, ColumnWidth, LineHeight, TextStyle

RECENT_LIMIT = 12
GATES_SHARE = 48
THEMES = ("system", "light", "dark", "contrast_light", "contrast_dark")
LANGUAGES = ("system", "en", "de")
AnyChoice = TypeVar("AnyChoice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class RecentProject:
    """A project that was open before."""

    path: Path
    name: str
    opened: datetime


def home_folder() -> Path:
    """Give the folder of settings and crash reports; GATELIGHT_HOME overrides the platform's place."""
    override = os.environ.get("GATELIGHT_HOME")
    return Path(override) if override else user_config_path("gatelight", appauthor=False)


def projects_folder() -> Path:
    """Give the folder that is offered for new projects."""
    override = os.environ.get("GATELIGHT_HOME")
    return Path(override) / "projects" if override else user_documents_path() / "Gatelight"


def user_name() -> str:
    """Give the name of the system's user, "" where the system does not know it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # before Python 3.13 each platform fails in its own way
        return ""


class Settings:
    """The settings file, read and written at once."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or home_folder()
        self._file = QSettings(str(self.folder / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """Give one of THEMES."""
        name = str(self._file.value("theme", "system"))
        return name if name in THEMES else "system"

    @theme.setter
    def theme(self, name: str) -> None:
        self._file.setValue("theme", name)

    @property
    def language(self) -> str:
        """Give «system», «en» or «de»: the language of the window at the next start."""
        name = str(self._file.value("language", "system"))
        return name if name in LANGUAGES else "system"

    @language.setter
    def language(self, name: str) -> None:
        self._file.setValue("language", name)

    @property
    def keymap(self) -> str:
        """Give the name of the keymap that a person chose, "" if there is none in the file."""
        return str(self._file.value("keymap", ""))

    @keymap.setter
    def keymap(self, name: str) -> None:
        self._file.setValue("keymap", name)

    @property
    def own_keys(self) -> dict[str, str]:
        """Give the keys that a person chose, as they stand in the file: by command, with blanks between them."""
        self._file.beginGroup("keys")
        values = {name: self._file.value(name) for name in self._file.childKeys()}
        self._file.endGroup()
        # what somebody typed into the file without quotes comes as a list when there is a comma in it
        return {name: ",".join(value) if isinstance(value, list) else str(value) for name, value in values.items()}

    @own_keys.setter
    def own_keys(self, keys: Mapping[str, str]) -> None:
        self._file.remove("keys")
        for name, words in keys.items():
            self._file.setValue(f"keys/{name}", words)

    @property
    def recent_commands(self) -> list[str]:
        """Give the names of the commands that were chosen last in the palette, the last one first."""
        return str(self._file.value("recent_commands", "")).split()

    @recent_commands.setter
    def recent_commands(self, names: Sequence[str]) -> None:
        self._file.setValue("recent_commands", " ".join(names))

    @property
    def zoom(self) -> int:
        """Give the text's zoom in per cent."""
        value = str(self._file.value("zoom", 100))
        return int(value) if value.isdecimal() else 100

    @zoom.setter
    def zoom(self, percent: int) -> None:
        self._file.setValue("zoom", percent)

    @property
    def text_style(self) -> TextStyle:
        """Give how texts are set."""
        return TextStyle(
            str(self._file.value("text/family", "")),
            self._choice("text/line_height", LineHeight.NORMAL),
            self._choice("text/column", ColumnWidth.NORMAL),
        )

    @text_style.setter
    def text_style(self, style: TextStyle) -> None:
        self._file.setValue("text/family", style.family)
        self._file.setValue("text/line_height", style.line_height.value)
        self._file.setValue("text/column", style.column.value)

    @property
    def chip_style(self) -> ChipStyle:
        """Give how much of its label a mark shows."""
        return self._choice("text/chips", ChipStyle.FULL)

    @chip_style.setter
    def chip_style(self, style: ChipStyle) -> None:
        self._file.setValue("text/chips", style.value)

    @property
    def sentence_numbers(self) -> bool:
        """Tell whether sentences have numbers in the margin; they have none at first."""
        return str(self._file.value("text/numbers", "false")) == "true"

    @sentence_numbers.setter
    def sentence_numbers(self, shown: bool) -> None:
        self._file.setValue("text/numbers", "true" if shown else "false")

    @property
    def overview(self) -> bool:
        """Tell whether there is an overview beside the text, as there is at first."""
        return str(self._file.value("text/overview", "true")) == "true"

    @overview.setter
    def overview(self, shown: bool) -> None:
        self._file.setValue("text/overview", "true" if shown else "false")

    @property
    def gates_share(self) -> int:
        """Give how much of the height of text and gates the gates take, in per cent."""
        value = str(self._file.value("gates_share", GATES_SHARE))
        return min(90, max(10, int(value))) if value.isdecimal() else GATES_SHARE

    @gates_share.setter
    def gates_share(self, percent: int) -> None:
        self._file.setValue("gates_share", percent)

    @property
    def work_meter(self) -> bool:
        """Tell whether the work meter counts; it does not unless somebody switched it on."""
        return str(self._file.value("work_meter", "")) == "on"

    @work_meter.setter
    def work_meter(self, on: bool) -> None:
        self._file.setValue("work_meter", "on" if on else "off")

    @property
    def work_meter_line(self) -> bool:
        """Tell whether the work meter, while it counts, has a line in the status bar."""
        return str(self._file.value("work_meter_line", "on")) == "on"

    @work_meter_line.setter
    def work_meter_line(self, shown: bool) -> None:
        self._file.setValue("work_meter_line", "on" if shown else "off")

    @property
    def geometry(self) -> QByteArray:
        """Give the window's saved place and size, empty at first."""
        value = self._file.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._file.setValue("geometry", value)

    @property
    def annotator(self) -> str:
        """Give the name under which the history lists what is done here; the system's user name unless changed."""
        return str(self._file.value("annotator", "")) or user_name()

    @annotator.setter
    def annotator(self, name: str) -> None:
        self._file.setValue("annotator", name.strip())

    @property
    def tagger_path(self) -> Path | None:
        """Give the ONNX file last used to highlight, None if there was none or it is gone."""
        value = str(self._file.value("tagger", ""))
        return Path(value) if value and Path(value).is_file() else None

    @tagger_path.setter
    def tagger_path(self, path: Path) -> None:
        self._file.setValue("tagger", str(path))

    def _choice(self, key: str, usual: AnyChoice) -> AnyChoice:
        """Give what was chosen of some values; the usual one where the file has something else."""
        value = str(self._file.value(key, usual.value))
        choices = type(usual)
        return choices(value) if value in list(choices) else usual

    def document_order(self, project: Path) -> tuple[str, bool]:
        """Give the name of the order that a project's documents were listed in last, and whether it was descending."""
        for path, name, descending in self._document_orders():
            if path == str(project):
                return name, descending
        return "", False

    def set_document_order(self, project: Path, name: str, *, descending: bool) -> None:
        """Remember the order of a project's documents, of the last few projects only."""
        others = [entry for entry in self._document_orders() if entry[0] != str(project)]
        kept = [(str(project), name, descending), *others][:RECENT_LIMIT]
        self._file.setValue("document_orders", json.dumps(kept))

    def _document_orders(self) -> list[tuple[str, str, bool]]:
        try:
            entries = json.loads(str(self._file.value("document_orders", "[]")))
            return [(str(path), str(name), bool(descending)) for path, name, descending in entries]
        except (ValueError, TypeError):  # a file that somebody edited
            return []

    def recent(self) -> list[RecentProject]:
        """Give the recent projects that still exist, or of which there are backups, the newest first."""
        found = []
        for i in range(self._file.beginReadArray("recent")):
            self._file.setArrayIndex(i)
            path = Path(str(self._file.value("path")))
            try:
                opened = datetime.fromisoformat(str(self._file.value("opened")))
            except ValueError:
                continue  # a file that somebody edited or that broke must not stop the start
            if path.is_file() or list_backups(path):
                found.append(RecentProject(path, path.stem, opened))
        self._file.endArray()
        return found

    def add_recent(self, path: Path) -> None:
        """Put a project at the top of the recent ones."""
        path = path.resolve()
        others = [entry for entry in self.recent() if entry.path != path]
        self._write_recent([RecentProject(path, path.stem, datetime.now()), *others])

    def remove_recent(self, path: Path) -> None:
        """Forget a project (its file stays)."""
        self._write_recent([entry for entry in self.recent() if entry.path != path])

    def _write_recent(self, entries: list[RecentProject]) -> None:
        self._file.remove("recent")
        self._file.beginWriteArray("recent")
        for i, entry in enumerate(entries[:RECENT_LIMIT]):
            self._file.setArrayIndex(i)
            self._file.setValue("path", str(entry.path))
            self._file.setValue("opened", entry.opened.isoformat(timespec="seconds"))
        self._file.endArray()
