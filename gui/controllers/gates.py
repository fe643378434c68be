"""Which sentence the gates are shown of, and by which tagger. The newest question counts, others are dropped.

All that takes long is computed on a lane, and nothing while nobody looks. Another token of a sentence that is
read already is answered at once where nobody asks why it has its tag: the rest takes no time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.errors import UserError
from engine.text.document import Document, Tokens
from gui.gates.looking import Look, Question, Reader
from gui.tasks import Job, Lane


class Missing(Enum):
    """Why there is nothing to see."""

    TEXT = auto()
    TAGGER = auto()
    ANSWER = auto()  # the question ended in an error that is nobody's fault


@dataclass(frozen=True, slots=True)
class Place:
    """The tokens ``[first, last)`` of a document, which the tagger reads in one go.

    sentence: its number. begin, end: the tokens of all of it; the tagger reads very long ones in parts.
    """

    sentence: int
    first: int
    last: int
    begin: int
    end: int

    @property
    def is_part(self) -> bool:
        """Tell whether the sentence is longer."""
        return self.last - self.first < self.end - self.begin


class GatesController(QObject):
    """Follows the caret and the tagger in use while somebody watches."""

    answered = Signal(object, object)  # Place, Look
    missing = Signal(object)  # Missing, or the UserError that says why the tagger cannot be looked into
    failed = Signal(object)  # Exception that is nobody's fault

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._reader = Reader()  # used on the lane alone
        self._job: Job | None = None
        self._watched = False
        self._wants_why = self._wants_batch = False
        self._assume_o = False
        self._names: Mapping[str, str | None] = {}
        self._onnx: bytes | None = None
        self._document: Document | None = None
        self._caret = 0
        self._unit: int | None = None
        self._tag: int | None = None
        self._look: Look | None = None
        self._unanswered: tuple[Question, Missing | UserError] | None = None

    def set_watched(self, watched: bool) -> None:
        """Look only while somebody watches."""
        if watched != self._watched:
            self._watched = watched
            self._ask()

    def watch(self, *, why: bool = False, batch: bool = False) -> None:
        """Tell why a tag is chosen, or how a batch is made, too, while somebody watches that."""
        if (why, batch) != (self._wants_why, self._wants_batch):
            self._wants_why, self._wants_batch = why, batch
            self._ask()

    def set_tagger(self, onnx: bytes | None) -> None:
        """Look into another tagger, or into none. onnx: its file."""
        if onnx is not self._onnx:
            self._onnx, self._unit, self._tag, self._look = onnx, None, None, None
            self._ask()

    def follow(
        self,
        document: Document | None,
        caret: int,
        *,
        assume_o: bool = False,
        names: Mapping[str, str | None] = MappingProxyType({}),
    ) -> None:
        """Look at the sentence under the caret, which may be where it was.

        assume_o: nobody has confirmed an O in the project yet, as for ``examples_of``. names: what labels of the
        tagger are called now, None for those that left.
        """
        before, was = self._document, self._caret
        same_batch = document is before and (assume_o, names) == (self._assume_o, self._names)
        self._document, self._caret, self._assume_o, self._names = document, caret, assume_o, names
        same_text = document is not None and before is not None and document.tokens is before.tokens
        if same_text and caret == was and (same_batch or not self._wants_batch):
            return
        if not same_text or caret != was:
            self._tag = None  # it was asked about at another token
        self._ask()

    def choose_unit(self, unit: int) -> None:
        """Show the arithmetic of another unit from now on."""
        if unit != self._unit:
            self._unit = unit
            self._ask()

    def choose_tag(self, tag: int | None) -> None:
        """Ask about a tag at the token under the caret; None: about the one that the tagger chose."""
        if tag != self._tag:
            self._tag = tag
            self._ask()

    def tell_again(self) -> None:
        """Tell once more why there is nothing to see, if so: the words for it may be others by now."""
        if self._onnx is None:
            self._ask()

    def _ask(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        document, onnx = self._document, self._onnx
        no_text = document is None or self._caret >= len(document.tokens)
        if document is None or onnx is None or no_text:
            if self._watched or self._look is not None:
                self._tell_missing(Missing.TEXT if no_text else Missing.TAGGER)
            self._reader, self._unanswered = Reader(), None  # they hold a tagger and the text of a project
            return
        if not self._watched:
            return
        place, reader, last = place_of(document.tokens, self._caret), self._reader, self._look
        question = Question(
            onnx,
            document,
            place.sentence,
            tuple(document.tokens.forms(place.first, place.last)),
            self._caret - place.first,
            self._unit,
            self._tag,
            self._wants_why,
            self._wants_batch,
            self._assume_o,
            place.first - place.begin,
            self._names,
        )

        def done(look: Look) -> None:
            self._job = None
            self._look, self._unanswered = look, None
            self.answered.emit(place, look)

        def failed(error: Exception) -> None:
            self._job = None
            why = error if isinstance(error, UserError) else Missing.ANSWER
            self._unanswered = question, why
            self._tell_missing(why)
            if not isinstance(error, UserError):
                self.failed.emit(error)

        if self._unanswered is not None and self._unanswered[0].is_like(question):
            self._tell_missing(self._unanswered[1])  # asked again, a bug would be reported at each move of the caret
            return
        at_once = last.turned_to(question) if last is not None else None
        if at_once is not None:
            done(at_once)
            return
        self._job = self._lane.run(lambda: reader.look(question), done, failed, after_paint=True)

    def _tell_missing(self, why: Missing | UserError) -> None:
        self._look = None
        self.missing.emit(why)


def place_of(tokens: Tokens, token: int) -> Place:
    """Give what the tagger reads in one go with a token: its sentence, or the part of a very long one."""
    from engine.tagger.batching import cut_long

    sentence = tokens.sentence_of(token)
    begin, end = tokens.sentence_range(sentence)
    bounds = cut_long(np.array([begin, end]))
    part = int(np.searchsorted(bounds, token, side="right")) - 1
    return Place(sentence, int(bounds[part]), int(bounds[part + 1]), begin, end)
