from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from engine.errors import FormatError, HeldError, ModelFileError, ProjectError, ReadOnlyError, SavingError, UserError


@pytest.mark.parametrize(
    "kind", [UserError, FormatError, ModelFileError, ProjectError, SavingError, HeldError, ReadOnlyError]
)
def test_an_error_from_another_process_says_the_same(kind: type[UserError]) -> None:
    error = kind("the token has no tag", path=Path("notes.conll"), line=12, remedy="add one")
    error.add_note("from afar")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert (str(copy), copy.args, vars(copy)) == (str(error), error.args, vars(error))
    assert copy.__notes__ == ["from afar"]


def test_an_error_without_a_place_stays_without_one() -> None:
    copy = pickle.loads(pickle.dumps(UserError("the disk is full")))
    assert (str(copy), copy.path, copy.line, copy.remedy) == ("The disk is full.", None, None, "")
