"""What the search panel shows: the hits so far and how the search is going."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.project.query import Query, Where
from engine.project.search import Hit
from gui.words import number, tr, tr_later, tr_n, tr_n_later


@dataclass(frozen=True, slots=True)
class SearchState:
    """What was found. complete: that is all of it. searching: more may come. error: why not, a sentence.

    stale: the project has changed since.
    """

    query: Query = field(default_factory=Query)
    hits: tuple[Hit, ...] = ()
    complete: bool = False
    searching: bool = False
    error: str = ""
    stale: bool = False


def is_document(hit: Hit) -> bool:
    """Tell whether a hit stands for a whole document."""
    return hit.start == hit.end


def find_hit(hits: Sequence[Hit], hit: Hit) -> int | None:
    """Give the number of the hit at the same place, None if there is none; hits come in the order of places."""
    number = bisect_left(hits, place_of(hit), key=place_of)
    return number if number < len(hits) and place_of(hits[number]) == place_of(hit) else None


def place_of(hit: Hit) -> tuple[int, int, int]:
    """Give where a hit is."""
    return hit.document_id, hit.start, hit.end


def outcome(state: SearchState) -> str:
    """Say how much was found: «37 matches in 12 documents», «200+ matches»."""
    amount = _amount(state)
    return tr("{amount}, before the last edit", amount=amount) if amount and state.stale else amount


def _amount(state: SearchState) -> str:
    if not state.hits:
        return ""
    documents = len({hit.document_id for hit in state.hits})
    if all(map(is_document, state.hits)):
        if state.complete:
            return tr_n(documents, "{n} document", "{n} documents")
        return tr("{n}+ documents", n=number(documents))
    counted, at_least = _nouns(state.query)
    if not state.complete:
        return tr(at_least, n=number(len(state.hits)))
    found = tr_n(len(state.hits), *counted)
    return tr_n(documents, "{found} in {n} document", "{found} in {n} documents", found=found)


def _nouns(query: Query) -> tuple[tuple[str, str], str]:
    """Give the words for what is counted: one or many; and at least so many."""
    if query.noted or (query.where is Where.NOTES and query.has_text):
        return tr_n_later("{n} note", "{n} notes"), tr_later("{n}+ notes")
    if query.for_spans:
        return tr_n_later("{n} span", "{n} spans"), tr_later("{n}+ spans")
    return tr_n_later("{n} match", "{n} matches"), tr_later("{n}+ matches")


def described(hit: Hit) -> str:
    """Say a hit in words, for screen readers and the tooltip."""
    lines = [hit.document]
    if not is_document(hit):
        lines = [f"… {hit.before}{hit.text}{hit.after} …", tr("In {document}", document=hit.document)]
    if hit.label:
        lines.append(tr("Labelled {label}", label=hit.label))
    if hit.note:
        lines.append(tr("Note: {note}", note=hit.note))
    return "\n".join(lines)
