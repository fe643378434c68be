"""Finds what was typed among commands, labels and documents, a slice at a time.

Fifty thousand names take longer than a frame, so the UI thread looks at them for a few milliseconds at a time. Who
types on narrows down what was found: only that is looked at again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from heapq import nsmallest

from PySide6.QtCore import QObject, QTimer, Signal

from gui.matching import SCATTERED, Matcher, Rank
from gui.palette.rows import Kind, Row
from gui.widgets.headed_list import Heading
from gui.words import tr

SLICE_S = 0.004
"""How long the UI thread looks at names before it does something else."""
AT_ONCE = 256
MOST = {Kind.COMMAND: 12, Kind.LABEL: 12, Kind.DOCUMENT: 50}
"""How many rows of a kind are listed for what was typed."""

Found = list[tuple[Rank, int]]


class Finder(QObject):
    """Holds what there is and tells what fits."""

    found = Signal(object)  # list[Row | Heading]

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recent: Sequence[Row] = ()
        self._rows: dict[Kind, Sequence[Row]] = {}
        self._folded: dict[Kind, list[list[str]]] = {}
        self._names: Sequence[str] = ()
        self._document: Callable[[int], Row] = lambda number: Row(Kind.DOCUMENT, number, "")
        self._folded_names: list[str] = []
        self._typed = ""
        self._among: Sequence[int] = ()
        self._work: Iterator[None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    def set_content(
        self,
        recent: Sequence[Row],
        commands: Sequence[Row],
        labels: Sequence[Row],
        names: Sequence[str],
        document: Callable[[int], Row],
    ) -> None:
        """Look among these. names: of all documents; document: makes the row of one, by its place among them."""
        self._stop()
        self._recent = recent
        self._rows = {Kind.COMMAND: commands, Kind.LABEL: labels}
        self._folded = {kind: [names_of(row) for row in rows] for kind, rows in self._rows.items()}
        self._names, self._document = names, document
        self._folded_names = []
        self._typed, self._among = "", range(len(names))

    def look_for(self, typed: str) -> None:
        """Begin to look for what was typed; ``found`` tells what fits."""
        self._stop()
        matcher = Matcher(typed)
        if not matcher:
            self._typed, self._among = "", range(len(self._names))
            self.found.emit(self._everything())
            return
        if not typed.startswith(self._typed):
            self._among = range(len(self._names))
        self._typed = typed
        self._work = self._look(matcher)
        self._go_on()

    def finish(self) -> None:
        """Look at everything that is left now: somebody wants what comes first."""
        if self._work is not None:
            for _ in self._work:
                pass
            self._stop()

    def _go_on(self) -> None:
        until = time.perf_counter() + SLICE_S
        for _ in self._work or ():
            if time.perf_counter() > until:
                self._timer.start()
                return
        self._stop()

    def _stop(self) -> None:
        self._timer.stop()
        self._work = None

    def _look(self, matcher: Matcher) -> Iterator[None]:
        best: Found = []
        fitting: list[int] = []
        among, folded = self._among, self._folded_names
        for begin in range(0, len(among), AT_ONCE):
            ranks: Found = []
            for number in among[begin : begin + AT_ONCE]:
                while len(folded) <= number:
                    folded.append(self._names[len(folded)].casefold())
                rank = matcher.rank(folded[number])
                if rank is not None:
                    ranks.append((rank, number))
            fitting += (number for _, number in ranks)
            best = nsmallest(MOST[Kind.DOCUMENT], best + ranks)
            yield
        self._among = fitting
        sections = [(Kind.DOCUMENT, best, self._document)]
        for kind, rows in self._rows.items():
            fitting_best = nsmallest(MOST[kind], ranked(matcher, self._folded[kind]))
            sections.append((kind, fitting_best, rows.__getitem__))
        self.found.emit(_listed(sections))

    def _everything(self) -> list[Row | Heading]:
        listed: list[Row | Heading] = []
        documents = [self._document(number) for number in range(min(len(self._names), MOST[Kind.DOCUMENT]))]
        parts = ((tr("Recently used"), self._recent), *((tr(kind.value), rows) for kind, rows in self._rows.items()))
        for title, rows in (*parts, (tr(Kind.DOCUMENT.value), documents)):
            if rows:
                listed += [Heading(title), *rows]
        return listed


def names_of(row: Row) -> list[str]:
    """Give all that a row is called, casefolded."""
    return [name.casefold() for name in (row.text, *row.also) if name]


def ranked(matcher: Matcher, rows: Sequence[Sequence[str]]) -> Iterator[tuple[Rank, int]]:
    """Give how well each row fits by the best of its names, with its place; nothing for those that do not."""
    for number, names in enumerate(rows):
        ranks = [rank for name in names if (rank := matcher.rank(name)) is not None]
        if ranks:
            yield min(ranks), number


def _listed(sections: list[tuple[Kind, Found, Callable[[int], Row]]]) -> list[Row | Heading]:
    """Put what fits best to the top, with everything of its kind; scattered letters count only where there is no more.

    Where two kinds fit alike, commands come before labels and these before documents.
    """
    kinds = list(Kind)
    order = sorted((found[0][0][0], kinds.index(kind), n) for n, (kind, found, _) in enumerate(sections) if found)
    listed: list[Row | Heading] = []
    for best, _, number in order:
        if best == SCATTERED and order[0][0] < SCATTERED:
            continue
        kind, found, make = sections[number]
        listed.append(Heading(tr(kind.value)))
        listed += [make(n) for rank, n in found if best == SCATTERED or rank[0] < SCATTERED]
    return listed
