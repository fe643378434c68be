"""What is said about a label: how much it is used, what becomes of its spans, why it cannot have a name."""

from __future__ import annotations

from collections.abc import Collection

from engine.project.annotate import shorten
from engine.project.label_actions import LabelUse
from engine.text.labels import Label, LabelSet
from gui.words import tr, tr_n

OUTSIDE = "O"
"""In files with tags this means «no label»: nobody could tell a label of that name from none."""


def tidy(name: str) -> str:
    """Give a name as a label can have it: a tab can be pasted into a field, a label's name has none."""
    return " ".join(name.split())


def name_problem(name: str, taken: Collection[str]) -> str:
    """Say why a label cannot have a name, "" if it can. taken: the names of the other labels."""
    if not name:
        return tr("A label needs a name.")
    if name in taken:
        return tr("There is a label {name} already.", name=shorten(name))
    if name == OUTSIDE:
        return tr("O means «no label» in the files of other tools: choose another name.")
    try:
        Label(name)
    except ValueError:
        return tr("This name has characters that cannot be seen.")
    return ""


def followed(name: str | None, before: LabelSet, after: LabelSet) -> str | None:
    """Give what a label of one set is called in the next one, None if it is gone.

    A rename is known by this: it changes one name and no place.
    """
    if name is None or name in after.names:
        return name
    if name not in before.names or len(before) != len(after):
        return None
    changed = [new for old, new in zip(before.names, after.names, strict=True) if old != new]
    return changed[0] if len(changed) == 1 else None


def use_words(use: LabelUse) -> str:
    """Say how much a label is used: «312 spans in 40 documents»."""
    if not use.spans:
        return tr("no spans")
    spans = tr_n(use.spans, "{n} span", "{n} spans")
    return tr_n(use.documents, "{spans} in {n} document", "{spans} in {n} documents", spans=spans)


def removal_words(name: str, use: LabelUse, into: str = "") -> tuple[str, str]:
    """Say what a label has, and what becomes of it when the label is deleted, or merged into another one."""
    name, into = shorten(name), shorten(into)
    has = tr("{name} has {use}.", name=name, use=use_words(use))
    if not use.spans and into:
        return has, tr("Only the label goes: there is nothing to become {into}.", into=into)
    if not use.spans:
        return has, tr("Only the label goes.")
    if into:
        return has, tr_n(
            use.spans,
            "It becomes {into}, with all notes. What was rejected as {name} is forgotten.",
            "They become {into}, with all notes. What was rejected as {name} is forgotten.",
            into=into,
            name=name,
        )
    return has, tr_n(use.spans, "It is removed, with its notes.", "They are removed, with their notes.")


def undo_words(use: LabelUse) -> str:
    """Say that what is about to be done can be taken back."""
    return tr_n(max(1, use.spans), "Undo brings it back.", "Undo brings them back.")
