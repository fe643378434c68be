"""What the search panel shows: the hits so far and how the search is going."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.project.query import Query, Where
from engine.project.search import Hit
from gui.widgets.paint import counted


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
    return _amount(state) + (", before the last edit" if state.hits and state.stale else "")


def _amount(state: SearchState) -> str:
    if not state.hits:
        return ""
    many = "+" * (not state.complete)
    documents = len({hit.document_id for hit in state.hits})
    if all(map(is_document, state.hits)):
        return f"{documents:,}{many} document{'' if documents == 1 and state.complete else 's'}"
    noun = _noun(state.query)
    if not state.complete:
        return f"{len(state.hits):,}+ {noun}{'es' if noun == 'match' else 's'}"
    found = counted(len(state.hits), noun, "matches" if noun == "match" else "")
    return f"{found} in {counted(documents, 'document')}"


def _noun(query: Query) -> str:
    if query.noted or (query.where is Where.NOTES and query.has_text):
        return "note"
    return "span" if query.for_spans else "match"


def described(hit: Hit) -> str:
    """Say a hit in words, for screen readers and the tooltip."""
    lines = [hit.document] if is_document(hit) else [f"… {hit.before}{hit.text}{hit.after} …", f"In {hit.document}"]
    if hit.label:
        lines.append(f"Labelled {hit.label}")
    if hit.note:
        lines.append(f"Note: {hit.note}")
    return "\n".join(lines)
