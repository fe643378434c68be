"""The window in which the labels of a project are looked after."""

from gui.label_dialog.dialog import LabelDialog

__all__ = ["LabelDialog"]
