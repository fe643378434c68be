from __future__ import annotations

import csv
import io
import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UserError
from gui.work_meter.figures import Figures, Session
from gui.work_meter.file import NAME, DamagedFiguresError, as_csv, delete_sessions, keep_session, read_sessions

NOW = datetime(2026, 11, 27, 12, 0, 5)
ONE = Session(datetime(2026, 11, 26, 9, 30, 1, 5), Figures(90.5, 12, 3, 7))
TWO = Session(datetime(2026, 11, 27, 9, 30), Figures(60.0, -2, -1, 0))
SESSIONS = st.lists(
    st.builds(
        Session,
        st.datetimes(),
        st.builds(Figures, st.integers(0, 10**6).map(float), st.integers(), st.integers(), st.integers(0)),
    ),
    max_size=5,
    unique_by=lambda session: session.began,
)


@given(SESSIONS)
def test_sessions_come_back_as_they_were_written_the_oldest_first(
    tmp_path_factory: pytest.TempPathFactory, sessions: list[Session]
) -> None:
    folder = tmp_path_factory.mktemp("home") / "new"
    for session in sessions:
        assert keep_session(folder, session, NOW) is None
    assert read_sessions(folder) == sorted(sessions, key=lambda session: session.began)


def test_a_session_that_goes_on_takes_the_place_of_what_was_written_of_it(tmp_path: Path) -> None:
    later = Session(ONE.began, ONE.figures + Figures(10, 1, 1, 1))
    for session in (ONE, TWO, later):
        keep_session(tmp_path, session, NOW)
    assert read_sessions(tmp_path) == [later, TWO]


def test_deleting_leaves_no_file(tmp_path: Path) -> None:
    keep_session(tmp_path, ONE, NOW)
    delete_sessions(tmp_path)
    delete_sessions(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert read_sessions(tmp_path) == []


BROKEN = [
    b"",
    b"\xff\xfe",
    b"[]",
    b"7",
    b'{"version": 1}',
    b'{"version": 2, "sessions": []}',
    b'{"version": 1, "sessions": [{"began": "2026-11-26"}]}',
    b'{"version": 1, "sessions": [{"began": "never", "seconds": 1, "words": 1, "entities": 1, "actions": 1}]}',
    b'{"version": 1, "sessions": [{"began": "2026-11-26", "seconds": -1, "words": 1, "entities": 1, "actions": 1}]}',
    b'{"version": 1, "sessions": [{"began": "2026-11-26", "seconds": 1, "words": "x", "entities": 1, "actions": 1}]}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", BROKEN, ids=lambda content: content[:90].decode("latin-1"))
def test_a_file_that_cannot_be_understood_is_put_aside_whole(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(DamagedFiguresError):
        read_sessions(tmp_path)
    aside = keep_session(tmp_path, ONE, NOW)
    assert aside == tmp_path / "work-meter 2026-11-27 12-00-05.json"
    assert aside.read_bytes() == content
    assert read_sessions(tmp_path) == [ONE]


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_is_told_and_left_alone(tmp_path: Path) -> None:
    keep_session(tmp_path, ONE, NOW)
    (tmp_path / NAME).chmod(0)
    with pytest.raises(UserError, match="cannot be read"):
        keep_session(tmp_path, TWO, NOW)
    (tmp_path / NAME).chmod(0o600)
    assert read_sessions(tmp_path) == [ONE]


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    for work in (lambda: read_sessions(tmp_path), lambda: delete_sessions(tmp_path)):
        with pytest.raises(UserError, match="work meter cannot be"):
            work()


def test_the_table_has_a_heading_and_a_line_for_each_session() -> None:
    rows = list(csv.reader(io.StringIO(as_csv([ONE, TWO]))))
    assert rows[0] == ["began", "seconds", "words", "entities", "actions"]
    assert rows[1:] == [
        ["2026-11-26T09:30:01.000005", "90.5", "12", "3", "7"],
        ["2026-11-27T09:30:00", "60.0", "-2", "-1", "0"],
    ]
