from __future__ import annotations

import json

import pytest

from export.formats.ledger import Ledger, LedgerRow


def row(what: str, label: str = "PER") -> LedgerRow:
    return LedgerRow("notes", 3, 7, label, what, "because")  # type: ignore[arg-type]


def test_ledgers_add_up() -> None:
    both = Ledger(3, 2, 1, (row("dropped"),), ("A note.",)) + Ledger(1, 2, 1, (row("split"),), ("A note.",))

    assert both == Ledger(4, 4, 2, (row("dropped"), row("split")), ("A note.",))


def test_only_the_ledger_of_a_project_names_a_revision() -> None:
    of_none, of_project = Ledger(2, 2, 1), Ledger(2, 2, 1, revision=812)

    assert of_none.summary == "1 document, 2 spans in, 2 out"
    assert "revision" not in of_none.to_json()
    assert of_project.summary == "1 document, 2 spans in, 2 out, made from revision 812"
    assert of_project.to_json() == of_none.to_json() | {"revision": 812}
    assert (of_none + of_project).revision == (of_project + of_none).revision == 812


def test_a_ledger_that_does_not_balance_is_refused() -> None:
    with pytest.raises(ValueError, match="3 spans in"):
        Ledger(3, 2, 1)
    with pytest.raises(ValueError, match="3 spans in"):
        Ledger(3, 2, 1, (row("dropped", label=""),))


def test_a_ledger_speaks_to_people_and_to_programs() -> None:
    ledger = Ledger(2, 1, 1, (row("dropped"),), ("A note.",))

    assert ledger.describe() == ("1 document, 2 spans in, 1 out, 1 dropped\nnotes [3, 7) PER dropped: because\nA note.")
    assert json.loads(json.dumps(ledger.to_json()))["rows"][0]["reason"] == "because"
    assert Ledger(40, 0, 1, (row("dropped"),) * 40).describe().endswith("and 20 more")
