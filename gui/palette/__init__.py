"""The command palette: type to choose a command, a label or a document."""

from gui.palette.popup import PalettePopup

__all__ = ["PalettePopup"]
