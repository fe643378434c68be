"""What labels of an earlier revision are called now: a tagger knows them by the names they had when it learnt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelThen:
    """From this revision on a label has a name, or none (it left the set), perhaps merged into another label."""

    revision: int
    label_id: int
    name: str | None
    merged_into: int | None = None


def names_now(log: Iterable[LabelThen], revision: int | None) -> dict[str, str | None]:
    """Give the names now of the labels that were in the set at a revision, by the names they had then.

    log: in the order of the revisions. A label that was merged is followed to where its spans went; None: it left
    without a successor. Where nobody knows the revision, a name means the label that had it last.
    """
    then: dict[int, str | None] = {}
    last: dict[str, int] = {}
    now: dict[int, LabelThen] = {}
    for entry in log:
        if revision is None:
            last |= {entry.name: entry.label_id} if entry.name is not None else {}
        elif entry.revision <= revision:
            then[entry.label_id] = entry.name
        now[entry.label_id] = entry
    last |= {name: label_id for label_id, name in then.items() if name is not None}
    return {name: _followed(now, label_id) for name, label_id in last.items()}


def names_of(log: Iterable[LabelThen]) -> dict[int, str | None]:
    """Give the names that labels have now by their ids; those of labels that were merged are where their spans are."""
    now = {entry.label_id: entry for entry in log}
    return {label_id: _followed(now, label_id) for label_id in now}


def _followed(now: dict[int, LabelThen], label_id: int) -> str | None:
    seen: set[int] = set()
    entry = now[label_id]
    # Two labels may each have been merged into the other, after one had come back and left again.
    while entry.name is None and entry.merged_into is not None and entry.merged_into not in seen:
        seen.add(entry.merged_into)
        entry = now[entry.merged_into]
    return entry.name
