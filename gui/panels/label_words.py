"""What is said about a label: how much it is used, what becomes of its spans, why it cannot have a name."""

from __future__ import annotations

from collections.abc import Collection

from engine.project.annotate import shorten
from engine.project.label_actions import LabelUse
from engine.text.labels import Label
from gui.widgets.paint import counted


def tidy(name: str) -> str:
    """Give a name as a label can have it: a tab can be pasted into a field, a label's name has none."""
    return " ".join(name.split())


def name_problem(name: str, taken: Collection[str]) -> str:
    """Say why a label cannot have a name, "" if it can. taken: the names of the other labels."""
    if not name:
        return "A label needs a name."
    if name in taken:
        return f"There is a label {shorten(name)} already."
    try:
        Label(name)
    except ValueError:
        return "This name has characters that cannot be seen."
    return ""


def use_words(use: LabelUse) -> str:
    """Say how much a label is used: «312 spans in 40 documents»."""
    if not use.spans:
        return "no spans"
    return f"{counted(use.spans, 'span')} in {counted(use.documents, 'document')}"


def removal_words(name: str, use: LabelUse, into: str = "") -> tuple[str, str]:
    """Say what a label has, and what becomes of it when the label is deleted, or merged into another one."""
    one, name, into = use.spans == 1, shorten(name), shorten(into)
    has = f"{name} has {use_words(use)}."
    if not use.spans:
        return has, f"Only the label goes{': there is nothing to become ' + into if into else ''}."
    if into:
        becomes = "It becomes" if one else "They become"
        return has, f"{becomes} {into}, with all notes. What was rejected as {name} is forgotten."
    return has, f"{'It is' if one else 'They are'} removed, with {'its' if one else 'their'} notes."
