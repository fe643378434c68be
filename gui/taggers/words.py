"""What the taggers dialog says: rows as texts, two taggers side by side, what a clean-up frees. Functions only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.project.annotate import shorten
from engine.project.store import TaggerRow
from engine.project.tagger_rows import NEWEST_WITH_BYTES
from engine.tagger.metrics import Metrics, Score
from gui.words import decimal, number, tr, tr_later, tr_n, tr_n_later

UNKNOWN = "–"
OVERALL = tr_later("All labels")

LIMIT = tr_later(
    "The newest {n}, those you keep and the one in use can be used and exported. Of the others the figures stay."
)


@dataclass(frozen=True, slots=True)
class TaggerList:
    """The taggers of a project, the newest first. revision: its own; unused_bytes: of its file, that hold nothing."""

    rows: tuple[TaggerRow, ...] = ()
    revision: int = 0
    unused_bytes: int = 0

    @property
    def freed_bytes(self) -> int:
        """Give what a clean-up frees: what is unused, and the bytes that nobody asked to keep."""
        return self.unused_bytes + sum(row.size or 0 for row in self.rows if row.goes_with_a_cleanup)

    def row(self, number: int) -> TaggerRow | None:
        """Give the tagger of that number."""
        return next((row for row in self.rows if row.number == number), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two taggers, None where one was not measured, and where one lies above the other."""

    before: float | None
    after: float | None

    @property
    def hundredths(self) -> int | None:
        """Give by how many hundredths the second is above the first, of the figures as they are shown."""
        if self.before is None or self.after is None:
            return None
        return round(self.after * 100) - round(self.before * 100)

    def __str__(self) -> str:
        match self.hundredths:
            case None:
                return UNKNOWN
            case 0:
                return f"= {decimal(0)}"
            case hundredths:
                return f"{'▲ +' if hundredths > 0 else '▼ −'}{decimal(abs(hundredths) / 100)}"


@dataclass(frozen=True, slots=True)
class ComparedLabel:
    """A label, or all of them, by two taggers; spans: how many gold ones each was measured on."""

    name: str
    spans: tuple[int | None, int | None]
    f1: Difference
    precision: Difference
    recall: Difference

    @classmethod
    def of(cls, name: str, before: Score | None, after: Score | None) -> ComparedLabel:
        """Compare two scores, None for a label that the tagger was not measured on."""

        def two(figure: str) -> Difference:
            values = [None if score is None else float(getattr(score, figure)) for score in (before, after)]
            return Difference(*values)

        spans = (None if before is None else before.support, None if after is None else after.support)
        return cls(name, spans, two("f1"), two("precision"), two("recall"))


def measured(row: TaggerRow) -> Metrics | None:
    """Give a tagger's figures, None if they are those of the sentences that it learnt from: they say nothing."""
    return None if row.held_out == "none" else row.metrics


def compared(before: TaggerRow, after: TaggerRow) -> list[ComparedLabel]:
    """Give all labels together, then each, the most frequent first. Empty if one was not measured."""
    first, second = measured(before), measured(after)
    if first is None or second is None:
        return []
    a, b = first.per_label, second.per_label

    def frequency(name: str) -> tuple[int, str]:
        return -max(s.support for s in (a.get(name), b.get(name)) if s), name

    names = sorted({*a, *b}, key=frequency)
    return [
        ComparedLabel.of(tr(OVERALL), first.micro, second.micro),
        *(ComparedLabel.of(name, a.get(name), b.get(name)) for name in names),
    ]


def verdict(before: TaggerRow, after: TaggerRow) -> str:
    """Say what a difference of F1 is worth.

    ±: the standard deviation of a difference of two independent figures, √(a² + b²). On the same sentences two
    taggers vary together, so that it is then rather too large than too small.
    """
    first, second = measured(before), measured(after)
    if first is None or second is None:
        title = (before if first is None else after).title
        words = tr_later("{tagger} was not measured on sentences that it had not seen, so there is nothing to compare.")
        return tr(words, tagger=title)
    deviation = math.hypot(first.f1_deviation, second.f1_deviation)
    hundredths = Difference(first.micro.f1, second.micro.f1).hundredths or 0
    words = tr_later("F1 of B is {by} lower, which is more than ± {deviation}.")
    if hundredths > 0:
        words = tr_later("F1 of B is {by} higher, which is more than ± {deviation}.")
    if not hundredths or abs(second.micro.f1 - first.micro.f1) <= deviation:
        words = tr_later("F1 differs by {by}, within ± {deviation}: by these figures neither is better.")
    worth = tr(words, by=decimal(abs(hundredths) / 100), deviation=decimal(deviation))
    if before.measured_on and before.measured_on == after.measured_on:
        same = tr_n_later(
            "Both were measured on the same {n} sentence.", "Both were measured on the same {n} sentences."
        )
        return f"{tr_n(second.sentences, *same)} {worth}"
    if before.measured_on and after.measured_on:
        return f"{tr('They were measured on different held-out sentences.')} {worth}"
    return f"{tr('They may have been measured on different held-out sentences.')} {worth}"


def legend(letter: str, row: TaggerRow) -> str:
    """Name one of two taggers: «A  Tagger 5 (in use), F1 0.81 ± 0.04 on 120 sentences»."""
    metrics = measured(row)
    name = tr("{tagger} (in use)", tagger=row.title) if row.in_use else row.title
    if metrics is None:
        return f"{letter}:  {name}"
    figure = tr_n(metrics.sentences, "F1 {f1} on {n} sentence", "F1 {f1} on {n} sentences", f1=f1_text(row))
    return f"{letter}:  {name}, {figure}"


def f1_text(row: TaggerRow) -> str:
    """Give F1 with its standard deviation."""
    metrics = measured(row)
    return UNKNOWN if metrics is None else f"{decimal(metrics.micro.f1)} ± {decimal(metrics.f1_deviation)}"


def share_text(value: float | None) -> str:
    """Give a share in [0, 1] with two decimals."""
    return UNKNOWN if value is None else decimal(value)


def count_text(count: int | None) -> str:
    """Give a count, a dash for one that nobody knows."""
    return number(count) if count else UNKNOWN


def revision_text(row: TaggerRow, now: int) -> str:
    """Say which revision a tagger saw, and how many actions ago that was."""
    if row.revision is None:
        return tr("elsewhere")
    past = now - row.revision
    if past <= 0:
        return tr("{revision} (now)", revision=number(row.revision))
    return tr("{revision} ({n} ago)", revision=number(row.revision), n=number(past))


def size_text(size: int | None) -> str:
    """Say how large a tagger is."""
    return tr("figures only") if size is None else megabytes(size)


def megabytes(size: int) -> str:
    """Say a size in bytes."""
    return f"{decimal(size / 1e6, 1)}\N{NO-BREAK SPACE}MB"


def state_text(row: TaggerRow) -> str:
    """Say whether it is in use and kept."""
    return ", ".join(word for word, on in ((tr("in use"), row.in_use), (tr("kept"), row.kept)) if on)


def summary(listed: TaggerList) -> str:
    """Say how many there are and how large they are together."""
    sizes = [row.size for row in listed.rows if row.size is not None]
    words = tr_n_later("{n} tagger, {size} in the project.", "{n} taggers, {size} in the project.")
    return f"{tr_n(len(listed.rows), *words, size=megabytes(sum(sizes)))} {tr(LIMIT, n=NEWEST_WITH_BYTES)}"


def cleanup_details(listed: TaggerList) -> str:
    """Say what a clean-up does before it is done."""
    gone = [row.title for row in listed.rows if row.goes_with_a_cleanup]
    words = tr_later("{size} of the file hold nothing any more and are given back.")
    unused = tr(words, size=megabytes(listed.unused_bytes))
    if not gone:
        return unused
    words = tr_later(
        "No longer to be used or exported then: {taggers}. The figures stay, and so do the tagger in use and "
        "the kept ones. This cannot be undone."
    )
    what = tr(words, taggers=names(gone))
    return f"{what} {unused}" if listed.unused_bytes >= 50_000 else what


def deletion_details(listed: TaggerList, row: TaggerRow) -> str:
    """Say what happens when a tagger is deleted."""
    what = tr("Its figures go too, and this cannot be undone.")
    if not row.in_use:
        return what
    following = next((r for r in listed.rows if r.size is not None and r.number != row.number), None)
    if following is None:
        return f"{what} {tr('It is in use: after that, nothing suggests until you retrain.')}"
    words = tr_later("It is in use: after that, {tagger} suggests in its place.")
    return f"{what} {tr(words, tagger=following.title)}"


def names(titles: Sequence[str], most: int = 4) -> str:
    """Give a few names as a sentence has them: «A, B and 3 more»."""
    titles = [shorten(title) for title in titles]
    if len(titles) > most:
        return tr("{names} and {n} more", names=", ".join(titles[:most]), n=len(titles) - most)
    if len(titles) == 1:
        return titles[0]
    return tr("{names} and {name}", names=", ".join(titles[:-1]), name=titles[-1])


def choose_two(rows: Iterable[TaggerRow], selected: Sequence[int]) -> tuple[TaggerRow, TaggerRow] | None:
    """Give the two to compare, A before B: two that are selected, the older first, or the one in use and another one.

    None where that is not what is selected.
    """
    known = {row.number: row for row in rows}
    picked = sorted(number for number in selected if number in known)
    if len(picked) == 2:
        return known[picked[0]], known[picked[1]]
    used = next((row for row in known.values() if row.in_use), None)
    if len(picked) == 1 and used is not None and used.number != picked[0]:
        return used, known[picked[0]]
    return None
