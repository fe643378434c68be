"""The boxes of a mark: one for each line it is on, and one for its chip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from gui.document_view.chips import Chip
from gui.document_view.layout import BlockLayout, Side
from gui.document_view.marks import Mark
from gui.document_view.typography import Typography


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a mark, contiguous on screen. Boxes are relative to the block and of whole pixels.

    open_left, open_right: the mark goes on there, on another line. chip: None if the chip is on another
    piece. starts_at, ends_at: the sides where the mark itself starts and ends; None: not on this piece.
    """

    mark: Mark
    line: int
    box: QRectF
    open_left: bool
    open_right: bool
    chip: Chip | None
    chip_box: QRectF
    starts_at: Side | None
    ends_at: Side | None

    @property
    def note_side(self) -> Side | None:
        """Give where the sign of a note is; None: there is none on this piece."""
        return self.starts_at if self.mark.noted else None


def fragments_of(layout: BlockLayout, typography: Typography) -> list[Fragment]:
    """Give the pieces of all marks of a block, from top to bottom."""
    return [piece for mark in layout.source.marks for piece in _fragments(layout, mark, typography)]


def _fragments(layout: BlockLayout, mark: Mark, typography: Typography) -> Iterator[Fragment]:
    pieces = layout.pieces(mark.start, mark.end, with_room=True)
    if not pieces:
        return
    chip = layout.chip_of(mark)
    chip_line, chip_box = (-1, QRectF()) if chip is None else _chip_place(layout, mark, chip, typography)
    opens, closes, first_line, last_line = layout.opens(mark), layout.closes(mark), pieces[0].line, pieces[-1].line
    for piece in pieces:
        goes_before = piece.line > first_line or not opens
        goes_on = piece.line < last_line or not closes
        top, bottom = layout.mark_edges(piece.line)
        starts_at = None if goes_before else piece.begins
        ends_at = None if goes_on else piece.ends
        open_left = (goes_before and piece.begins is Side.LEFT) or (goes_on and piece.ends is Side.LEFT)
        open_right = (goes_before and piece.begins is Side.RIGHT) or (goes_on and piece.ends is Side.RIGHT)
        roomy_left = not open_left and Side.LEFT in (piece.begins, piece.ends)
        roomy_right = not open_right and Side.RIGHT in (piece.begins, piece.ends)
        # Room was made where the mark begins and ends; at its other sides it grows a little over its words.
        left = round(piece.left + (typography.mark_gap if roomy_left else -typography.mark_overhang))
        right = round(piece.right - (typography.mark_gap if roomy_right else -typography.mark_overhang))
        box = QRectF(left, top, max(1, right - left), bottom - top)
        own_chip = chip if chip_line == piece.line and box.contains(chip_box.center()) else None
        yield Fragment(mark, piece.line, box, open_left, open_right, own_chip, chip_box, starts_at, ends_at)


def _chip_place(layout: BlockLayout, mark: Mark, chip: Chip, typography: Typography) -> tuple[int, QRectF]:
    room, right_to_left = layout.chip_room(mark)
    space = typography.chip_space
    left = room.right - space - chip.width if right_to_left else room.left + space
    top = layout.mark_edges(room.line)[0] + (typography.mark_height - typography.chip_height) // 2
    return room.line, QRectF(round(left), top, chip.width, typography.chip_height)
