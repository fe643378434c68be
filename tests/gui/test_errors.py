from __future__ import annotations

from pathlib import Path

from engine.errors import FormatError, ReadOnlyError
from gui.errors import ErrorReporter


def test_a_users_error_is_shown_as_its_sentence(tmp_path: Path) -> None:
    shown: list[tuple[str, str]] = []
    reporter = ErrorReporter(tmp_path, lambda kind, text: shown.append((kind, text)))
    reporter.report(FormatError("the token 'Paris' has no tag", path="n.conll", line=12, remedy="add one"))
    assert shown == [("error", "n.conll, line 12: the token 'Paris' has no tag; add one.")]
    assert not (tmp_path / "crash-reports").exists()


def test_that_a_project_is_read_only_is_no_error(tmp_path: Path) -> None:
    shown: list[tuple[str, str]] = []
    reporter = ErrorReporter(tmp_path, lambda kind, text: shown.append((kind, text)))
    reporter.report(ReadOnlyError("cannot be changed here", path="p.gatelight", remedy="save a copy"))
    assert shown == [("info", "p.gatelight cannot be changed here; save a copy.")]
    assert list(reporter.reported) == []


def test_a_bug_leaves_a_report_with_its_traceback(tmp_path: Path, capsys) -> None:
    shown: list[tuple[str, str]] = []
    reporter = ErrorReporter(tmp_path, lambda kind, text: shown.append((kind, text)))
    try:
        raise ZeroDivisionError("oops")
    except ZeroDivisionError as error:
        reporter.report(error)
    (report,) = (tmp_path / "crash-reports").iterdir()
    assert "ZeroDivisionError: oops" in report.read_text(encoding="utf-8")
    assert str(report) in shown[0][1]
    assert "Traceback" not in shown[0][1]


def test_a_report_that_cannot_be_written_still_shows_a_sentence(tmp_path: Path, capsys) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    shown: list[tuple[str, str]] = []
    ErrorReporter(blocked, lambda kind, text: shown.append((kind, text))).report(RuntimeError("x"))
    assert shown[0][0] == "error"
