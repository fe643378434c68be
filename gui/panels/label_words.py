"""What is said about a label: how much it is used, what becomes of its spans, why it cannot have a name."""

from __future__ import annotations

from collections.abc import Collection

from engine.project.annotate import shorten
from engine.project.label_actions import LabelUse
from engine.text.labels import Label
from gui.words import tr, tr_later, tr_n


def tidy(name: str) -> str:
    """Give a name as a label can have it: a tab can be pasted into a field, a label's name has none."""
    return " ".join(name.split())


def name_problem(name: str, taken: Collection[str]) -> str:
    """Say why a label cannot have a name, "" if it can. taken: the names of the other labels."""
    if not name:
        return tr("A label needs a name.")
    if name in taken:
        return tr("There is a label {name} already.", name=shorten(name))
    try:
        Label(name)
    except ValueError:
        return tr("This name has characters that cannot be seen.")
    return ""


def use_words(use: LabelUse) -> str:
    """Say how much a label is used: «312 spans in 40 documents»."""
    if not use.spans:
        return tr("no spans")
    spans = tr_n(use.spans, "{n} span", "{n} spans")
    return tr_n(use.documents, "{spans} in {n} document", "{spans} in {n} documents", spans=spans)


def removal_words(name: str, use: LabelUse, into: str = "") -> tuple[str, str]:
    """Say what a label has, and what becomes of it when the label is deleted, or merged into another one."""
    one, name, into = use.spans == 1, shorten(name), shorten(into)
    has = tr("{name} has {use}.", name=name, use=use_words(use))
    if not use.spans:
        if into:
            return has, tr("Only the label goes: there is nothing to become {into}.", into=into)
        return has, tr("Only the label goes.")
    if into:
        it = tr_later("It becomes {into}, with all notes. What was rejected as {name} is forgotten.")
        they = tr_later("They become {into}, with all notes. What was rejected as {name} is forgotten.")
        return has, tr(it if one else they, into=into, name=name)
    return has, tr("It is removed, with its notes.") if one else tr("They are removed, with their notes.")
