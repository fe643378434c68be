"""The story of a batch as stages of rows of cells: what stands where, in words and numbers, but not how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from engine.tagger.batch_story import BatchStory, Known, Mark
from engine.tagger.features import WORD
from engine.tagger.tagset import UNKNOWN
from gui.words import decimal, number, tr, tr_n

MAX_TAGS = 9
"""Rows of tags at most: beyond, those of labels that the sentence does not have are only counted."""


class Kind(Enum):
    """How a cell looks."""

    FORM = auto()  # a word, written upwards
    NUMBER = auto()
    TAG = auto()  # a number that stands for an entity's tag
    FULL = auto()  # a filled square
    EMPTY = auto()
    PADDING = auto()  # hatched
    RIGHT = auto()
    WRONG = auto()
    NOT_COUNTED = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """One place. label: of a TAG, its place among the tagger's labels."""

    kind: Kind
    text: str = ""
    label: int = 0


FULL, EMPTY, PADDING = Cell(Kind.FULL), Cell(Kind.EMPTY), Cell(Kind.PADDING)
_MARKS = {
    Mark.PADDING: PADDING,
    Mark.NOT_COUNTED: Cell(Kind.NOT_COUNTED),
    Mark.WRONG: Cell(Kind.WRONG),
    Mark.RIGHT: Cell(Kind.RIGHT),
}


class Of(Enum):
    """What a row is of: something of each token of the sentence that it is about, that sentence, or one beside it."""

    TOKENS = auto()
    OWN = auto()
    MATE = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side with a name. details: what stands behind the name while a token is chosen, one each."""

    name: str
    cells: tuple[Cell, ...]
    of: Of = Of.TOKENS
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A share in [0, 1] with its words. wrong: it is what one must not believe."""

    words: str
    share: float
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the story: a sentence, rows in blocks, bars, and a sentence below them."""

    caption: str
    blocks: tuple[tuple[Row, ...], ...]
    bars: tuple[Bar, ...] = ()
    foot: str = ""

    @property
    def columns(self) -> int:
        """Give how many cells its longest row has."""
        return max(len(row.cells) for block in self.blocks for row in block)


@lru_cache(maxsize=1)
def stages_of(story: BatchStory) -> tuple[Stage, ...]:
    """Give the five stages; the last ones are kept, so that a lane can make them before a window draws them."""
    return (_encoded(story), _padded(story), _tags(story), _loss(story), _accuracy(story))


def spoken(story: BatchStory, token: int) -> str:
    """Say of a token of the own sentence what is known of it and what the tagger makes of it."""
    form, predicted = story.forms[story.own][token], story.tags[story.predicted[token, story.own]]
    match Known(story.known[token, story.own]):
        case Known.UNTOUCHED if not story.allowed[token, story.own].all():
            return tr(
                "{form}: untouched, every tag is open but that of going on; tagger: {predicted}",
                form=form,
                predicted=predicted,
            )
        case Known.UNTOUCHED:
            return tr("{form}: untouched, every tag is open; tagger: {predicted}", form=form, predicted=predicted)
        case Known.REJECTED:
            return tr("{form}: untouched, a label is rejected; tagger: {predicted}", form=form, predicted=predicted)
    gold = story.tags[story.gold[token, story.own]]
    if gold == predicted:
        return tr("{form}: {gold}, and the tagger says so too", form=form, gold=gold)
    return tr("{form}: {gold}, but the tagger says {predicted}", form=form, gold=gold, predicted=predicted)


def _encoded(story: BatchStory) -> Stage:
    forms, b = story.forms[story.own], story.own
    T = len(forms)
    values = list(zip(*story.values, strict=True))
    features = (
        Row(name, _numbers(story.inputs.features[:T, b, f].tolist()), details=values[f])
        for f, name in enumerate(story.names)
    )
    words = Row(tr("word vector"), _numbers(story.inputs.words[:T, b].tolist()), details=values[_word(story)])
    return Stage(
        tr(
            "Each token becomes numbers: its {features} features are hashed to rows among {buckets}, and its word is "
            "looked up among {words}.",
            features=len(story.names),
            buckets=number(story.buckets),
            words=number(story.words),
        ),
        ((Row("", tuple(Cell(Kind.FORM, form) for form in forms)), *features), (words,)),
        foot=tr_n(
            story.inputs.direct.shape[2],
            "Row 0 of the word vectors is for all other words, such as those read only once. Direct connections, "
            "{n} row a token, are not shown.",
            "Row 0 of the word vectors is for all other words, such as those read only once. Direct connections, "
            "{n} rows a token, are not shown.",
        ),
    )


def _padded(story: BatchStory) -> Stage:
    T, B = story.mask.shape
    return Stage(
        tr_n(
            B,
            "{n} sentence is a batch by itself: all of its {T} places are real, and nothing is padded.",
            "{n} sentences side by side are filled up to the {T} tokens of the longest, and the mask says which {real} "
            "of {places} places are real.",
            T=T,
            real=number(int(story.mask.sum())),
            places=number(T * B),
        ),
        (
            _by_sentence(story, lambda t, b: Cell(Kind.NUMBER, str(story.inputs.words[t, b]))),
            _by_sentence(story, lambda _t, _b: FULL, behind=EMPTY),
        ),
        foot=tr("Above: the rows of the word vectors, hatched where there is no token. Below: the mask."),
    )


def _tags(story: BatchStory) -> Stage:
    def cell(t: int, b: int) -> Cell:
        tag = int(story.gold[t, b])
        return Cell(Kind.TAG, str(tag), (tag - 1) // 2) if tag > 0 else Cell(Kind.NUMBER, _signed(tag))

    here = sorted({tag for tag in story.gold[story.mask].tolist() if tag > 0})
    return Stage(
        tr(
            "Tags become numbers, {unknown} for a token whose tag is not known; behind the ends there is a 0 "
            "as well, and only the mask tells it from O.",
            unknown=_signed(UNKNOWN),
        ),
        (_by_sentence(story, cell, behind=Cell(Kind.PADDING, "0")),),
        foot=" · ".join(f"{tag} = {story.tags[tag]}" for tag in [0, *here]),
    )


def _loss(story: BatchStory) -> Stage:
    T, b = len(story.forms[story.own]), story.own
    shown = _shown_tags(story)
    rows = [Row(story.tags[tag], _squares(story.allowed[:T, b, tag].tolist())) for tag in shown]
    count, hidden = int(story.judged.sum()), len(story.tags) - len(shown)
    caption = tr(
        "The loss asks how probable all sequences of allowed tags are together: one tag where it is known, every tag "
        "where nobody looked, all but a label where that was rejected."
    )
    if not story.learnt[b]:
        caption = tr(
            "Nobody said anything about this sentence yet: every tag is allowed, so its loss is 0, and no training "
            "takes it. Something is learnt of its words alone."
        )
    judged = tr_n(
        count,
        "The loss is divided by {n} token of the batch, the one about which somebody said something.",
        "The loss is divided by the {n} tokens of the batch about which somebody said something.",
    )
    if not count:
        judged = tr("Nobody said anything about a token of the batch, so there is nothing to divide the loss by.")
    # the only tag that is ruled out at an untouched token: nobody judged it, but the span before it ends there
    ends = (story.known[:T, b] == Known.UNTOUCHED) & ~story.allowed[:T, b].all(axis=1)
    ended = tr("Behind a gold span every tag is open but that of going on.") if ends.any() else ""
    more = tr_n(hidden, "{n} tag more is not shown.", "{n} tags more are not shown.") if hidden else ""
    return Stage(
        caption,
        (tuple(rows), (Row(tr("counts"), _squares(story.judged[:T, b].tolist())),)),
        foot=" ".join(filter(None, (judged, ended, more))),
    )


def _accuracy(story: BatchStory) -> Stage:
    right, wrong = story.count(Mark.RIGHT), story.count(Mark.WRONG)
    padding = story.count(Mark.PADDING)
    caption = tr("Token accuracy compares the tags of the tagger with those that are known, and leaves all else out.")
    rows = _by_sentence(story, lambda t, b: _MARKS[Mark(story.marks[t, b])])
    if not right + wrong:
        return Stage(caption, (rows,), foot=tr("No tag is known here, so there is nothing to measure."))
    bars = [_bar(tr("masked"), right, right + wrong, story.accuracy)]
    if not padding:
        return Stage(caption, (rows,), tuple(bars), tr("Nothing is padded here, so the mask makes no difference."))
    bars.append(_bar(tr("with padding"), right + padding, right + wrong + padding, story.unmasked, wrong=True))
    foot = tr_n(
        padding,
        "The famous mistake: {n} place of padding, whose 0 everybody gets right, counted as a token.",
        "The famous mistake: {n} places of padding, whose 0 everybody gets right, counted as tokens.",
    )
    return Stage(caption, (rows,), tuple(bars), foot)


def _bar(name: str, right: int, of: int, share: float, wrong: bool = False) -> Bar:
    words = tr("{name}: {right} of {of}, {percent} %", name=name, right=right, of=of, percent=decimal(100 * share, 1))
    return Bar(words, share, wrong)


def _by_sentence(story: BatchStory, cell: Callable[[int, int], Cell], behind: Cell = PADDING) -> tuple[Row, ...]:
    """Make a row of each sentence: a cell of each token, and what stands behind the end."""
    T = len(story.mask)
    return tuple(
        Row(
            " ".join(forms),
            (*(cell(t, b) for t in range(len(forms))), *[behind] * (T - len(forms))),
            Of.OWN if b == story.own else Of.MATE,
        )
        for b, forms in enumerate(story.forms)
    )


def _shown_tags(story: BatchStory) -> list[int]:
    """Give the tags that have a row: all, or of many those of labels that differ in this sentence, and some others."""
    K = len(story.tags)
    if K <= MAX_TAGS:
        return list(range(K))
    of_own = story.allowed[: len(story.forms[story.own]), story.own]
    known = of_own[of_own.sum(axis=1) == 1].any(axis=0) | ~of_own[of_own.sum(axis=1) > 1].all(axis=0)
    labels = sorted(range(K // 2), key=lambda label: not known[2 * label + 1 : 2 * label + 3].any())[: MAX_TAGS // 2]
    return [0, *(tag for label in sorted(labels) for tag in (2 * label + 1, 2 * label + 2))]


def _word(story: BatchStory) -> int:
    return story.names.index(WORD)


def _numbers(values: Iterable[int]) -> tuple[Cell, ...]:
    return tuple(Cell(Kind.NUMBER, str(value)) for value in values)


def _squares(values: Iterable[bool]) -> tuple[Cell, ...]:
    return tuple(FULL if value else EMPTY for value in values)


def _signed(value: int) -> str:
    """Write a number with a true minus."""
    return str(value).replace("-", "\N{MINUS SIGN}")
