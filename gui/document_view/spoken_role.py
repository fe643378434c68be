"""Tell assistive technology that a page of marked text is a document: Qt takes a scroll area for any area at all."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from gui.document_view.area import MarkedTextArea


def speak_of_documents() -> None:
    """Have Qt ask here first. Once for an application: Qt keeps a list of whom it asks."""
    QAccessible.installFactory(_interface)


def _interface(_class_name: str, widget: QObject | None) -> QAccessibleInterface | None:
    """Give what assistive technology sees of a page of text, with the widget's own name; None for all else."""
    if isinstance(widget, MarkedTextArea):
        return QAccessibleWidget(widget, QAccessible.Role.Document)
    return None
