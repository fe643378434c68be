"""What the app remembers between runs: recent projects, theme, window. One INI file in the user's folder."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from platformdirs import user_config_path, user_documents_path
from PySide6.QtCore import QByteArray, QSettings

from engine.project.backup_files import list_backups

RECENT_LIMIT = 12
THEMES = ("system", "light", "dark", "contrast_light", "contrast_dark")


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
    def zoom(self) -> int:
        """Give the text's zoom in per cent."""
        value = str(self._file.value("zoom", 100))
        return int(value) if value.isdecimal() else 100

    @zoom.setter
    def zoom(self, percent: int) -> None:
        self._file.setValue("zoom", percent)

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
