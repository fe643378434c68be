"""The window in which a person gives commands other keys."""

from gui.key_dialog.dialog import KeyDialog

__all__ = ["KeyDialog"]
