"""What a person sees of a project, to be compared with what was said of it once."""

from __future__ import annotations

from typing import Any

from engine.project.store import Store


def facts(store: Store) -> dict[str, Any]:
    """Give what a person sees of a project, as JSON holds it."""
    return {
        "labels": [[label.name, label.colour, label.key, label.description] for label in store.labels],
        "groups": {label.name: label.group for label in store.labels if label.group},
        "lists": [
            {"name": each.name, "names": each.names, "on": each.on, "match_case": each.match_case, "lost": each.lost}
            for each in store.gazetteers()
        ],
        "documents": [
            {
                "id": document.id,
                "name": document.name,
                "text": document.text,
                "forms": document.tokens.forms(),
                "sentences": document.tokens.sentences.tolist(),
                "spans": [[span.start, span.end, span.label] for span in document.spans],
                "origins": [[span.origin.source, span.origin.confidence] for span in document.spans],
                "rejected": [[span.start, span.end, span.label] for span in document.rejected],
                "state": document.state.value,
                "confirmed": [list(part) for part in document.confirmed],
                "notes": [[*place, note] for place, note in sorted(document.notes.items())],
                "place": store.place_in(document.id),
            }
            for document in store.iter_documents()
        ],
    }
