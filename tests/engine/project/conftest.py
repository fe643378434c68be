from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest

from engine.project.store import Store
from engine.text.document import Document, Span, Tokens

ORDINARY_USER = 65534


@pytest.fixture
def make_document() -> Callable[..., Document]:
    """Give a function that makes a document: tokens are what stands between blanks, lines are sentences."""

    def make(text: str, spans: Sequence[Span] = (), name: str = "notes") -> Document:
        found = [match.span() for match in re.finditer(r"\S+", text)]
        starts = np.array([start for start, _ in found], np.int32)
        ends = np.array([end for _, end in found], np.int32)
        breaks = [i for i in range(1, len(found)) if "\n" in text[ends[i - 1] : starts[i]]]
        bounds = [0, *breaks, len(found)] if found else [0]
        return Document(name, text, Tokens(text, starts, ends, np.array(bounds, np.int32)), tuple(spans))

    return make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.gatelight"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Give an open project without documents."""
    with Store.create(path) as store:
        yield store


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that every user may write to (pytest's own are closed to others)."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture
def ordinary_user() -> Callable[[], AbstractContextManager[None]]:
    """Give a context in which file permissions hold, although the tests may run as root."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions work otherwise here")

    @contextmanager
    def become() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(ORDINARY_USER)
        try:
            yield
        finally:
            os.seteuid(0)

    return become
