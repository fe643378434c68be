"""Files that come by drag and drop, and the dialogs that ask for one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.words import tr_later

PROJECT_FILTER = tr_later("Gatelight project (*.gatelight)")
TEXT_FILTER = tr_later(
    "Texts and annotated files (*.txt *.text *.md *.docx *.pdf *.html *.htm *.jsonl *.conll *.bio *.iob *.tsv *.csv)"
    ";;All files (*)"
)
TAGGER_FILTER = tr_later("Tagger (*.onnx)")


def local_files(data: QMimeData) -> list[Path]:
    """Give the files of a drag that are on this machine."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def ask_open(parent: QWidget, title: str, kinds: str, folder: Path | None = None) -> Path | None:
    """Ask for one file to read, None if the person cancels."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(folder or ""), kinds)
    return Path(name) if name else None


def ask_open_many(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Ask for files to read, none if the person cancels."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    return [Path(name) for name in names]


def ask_save(parent: QWidget, title: str, kinds: str, suggested: Path, *, replaces: bool = True) -> Path | None:
    """Ask where to write, None if the person cancels; the ending is added if it is missing.

    replaces: whether a file that is there will be replaced, so that the dialog has to ask.
    """
    options = QFileDialog.Option(0) if replaces else QFileDialog.Option.DontConfirmOverwrite
    name, _ = QFileDialog.getSaveFileName(parent, title, str(suggested), kinds, options=options)
    if not name:
        return None
    path = Path(name)
    # What follows the dot of «Mr. Smith» or «v1.2» is no ending.
    return path if path.suffix[1:].isalpha() else path.with_name(path.name + suggested.suffix)


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder to write into, which may be made in the dialog; None if the person cancels."""
    name = QFileDialog.getExistingDirectory(parent, title)
    return Path(name) if name else None


def clipboard_text() -> str:
    """Give the clipboard's text."""
    return QGuiApplication.clipboard().text()
