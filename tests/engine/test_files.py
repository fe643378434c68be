from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import UserError
from engine.files import check_writable, write_atomically, write_pieces_atomically


def test_text_is_written_as_utf8_with_its_line_ends(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", "Zoë\r\nβ\n")

    assert (tmp_path / "a.txt").read_bytes() == "Zoë\r\nβ\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_lone_surrogate_becomes_the_replacement_character(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", "a\ud800b")

    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "a\ufffdb"


def test_the_previous_file_stays_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="disk is full; free some space"):
        write_atomically(target, "new")

    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_missing_folder_and_a_folder_as_target_are_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="its folder does not exist"):
        write_atomically(tmp_path / "missing" / "a.txt", "")
    with pytest.raises(UserError, match="this is a folder"):
        write_atomically(tmp_path, "")


def test_a_folder_that_may_not_be_written_to_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError, match="may not be written to; choose another folder"):
        write_atomically(tmp_path / "a.txt", "x")


def test_permissions_and_symbolic_links_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)

    write_atomically(link, b"new")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_place_that_can_be_written_to_is_found_out_beforehand_and_left_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    check_writable(target)
    assert list(tmp_path.iterdir()) == []
    target.write_text("old")
    check_writable(target)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "old"


def test_a_place_that_cannot_be_written_to_is_said_as_by_the_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match="its folder does not exist"):
        check_writable(tmp_path / "missing" / "a.txt")
    with pytest.raises(UserError, match="this is a folder"):
        check_writable(tmp_path)

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError, match="may not be written to; choose another folder"):
        check_writable(tmp_path / "a.txt")


def test_pieces_are_one_file(tmp_path: Path) -> None:
    write_pieces_atomically(tmp_path / "a.txt", iter(["Zoë\n", b"\xff", "β"]))
    assert (tmp_path / "a.txt").read_bytes() == "Zoë\n".encode() + b"\xff" + "β".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("oh"), OSError(errno.EIO, "of a file that is read")])
def test_the_previous_file_stays_when_a_piece_cannot_be_made(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def pieces() -> Iterator[str]:
        yield "new" * 100_000
        raise error

    with pytest.raises(type(error)) as raised:
        write_pieces_atomically(target, pieces())

    assert raised.value is error
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_to_itself_among_the_inputs_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    check_writable(tmp_path / "a.txt", [tmp_path / "loop"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_is_no_ordinary_file_is_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    for name in ("pipe", "link"):
        for attempt in (lambda path: write_atomically(path, "x"), check_writable):
            with pytest.raises(UserError, match="this is no ordinary file; choose another name"):
                attempt(tmp_path / name)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "pipe"]
