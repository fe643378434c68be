from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.errors import FormatError
from export.folders import texts_in


def put(path: Path, content: bytes = b"Ada slept.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def found(folder: Path, without: Path | None = None) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in texts_in(folder, without).files]


def test_the_texts_of_all_folders_come_in_order(tmp_path: Path) -> None:
    for name in ("c.txt", "b/z.txt", "b/a/x.md", "a.txt", "B.txt"):
        put(tmp_path / name)
    assert found(tmp_path) == ["B.txt", "a.txt", "b/a/x.md", "b/z.txt", "c.txt"]


def test_hidden_files_and_folders_are_left_out_unless_one_is_asked_for(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / ".b.txt")
    put(tmp_path / ".git" / "c.txt")
    assert found(tmp_path) == ["a.txt"]
    assert found(tmp_path / ".git") == ["c.txt"]


@pytest.mark.parametrize(
    ("content", "is_text"),
    [
        (b"Ada", True),
        ("Zoë в 東京".encode(), True),
        ("Zoë slept.".encode("latin-1"), True),
        ("Zoë slept in Paris.".encode("utf-16"), True),
        ("Zoë slept in Paris.".encode("utf-16-le"), True),
        ("Zoë".encode() * 3 + b"\xff slept", True),
        (b"x" * 4095 + "é".encode(), True),
        (b"", False),
        (b" \n ", False),
        (b"%PDF-1.4\n1 0 obj", True),
        (b"\x89PNG\r\n\x1a\n", False),
        (bytes(range(256)), False),
        (b"Ada\0Bob", False),
    ],
)
def test_texts_are_told_by_how_they_begin(tmp_path: Path, content: bytes, is_text: bool) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "b.data", content)
    texts = texts_in(tmp_path)
    assert [file.name for file in texts.files] == ["a.txt"] + ["b.data"] * is_text
    assert texts.left_out == (not is_text)


def test_the_ending_of_a_format_makes_a_text_so_that_a_bad_one_is_heard_of(tmp_path: Path) -> None:
    names = ["bad.TXT", "bad.csv", "bad.docx", "bad.html", "bad.pdf"]
    for name in names:
        put(tmp_path / name, b"\0\1\2")
    put(tmp_path / "form.docm", b"PK\x03\x04\0\0")
    put(tmp_path / "pack.zip", b"PK\x03\x04\0\0")
    assert found(tmp_path) == [*names, "form.docm"]


@pytest.mark.parametrize("name", ["empty", "."])
def test_a_folder_without_texts_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    put(tmp_path / "a.png", b"\x89PNG")
    with pytest.raises(FormatError, match="there is no text in this folder; choose another"):
        texts_in(tmp_path / name)


def test_the_place_of_the_result_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    out = put(tmp_path / "out.csv")
    put(tmp_path / "brat" / "a.txt")
    assert found(tmp_path, out) == ["a.txt", "brat/a.txt"]
    assert found(tmp_path, tmp_path / "brat") == ["a.txt", "out.csv"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_that_go_round_end(tmp_path: Path) -> None:
    put(tmp_path / "a" / "x.txt")
    put(tmp_path / "elsewhere" / "y.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "a" / "gone").symlink_to("nowhere")
    (tmp_path / "a" / "side").symlink_to(tmp_path / "elsewhere")
    assert found(tmp_path / "a") == ["side/y.txt", "x.txt"]


def test_a_folder_that_cannot_be_looked_into_is_told_and_the_others_are_read(tmp_path: Path, monkeypatch) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "closed" / "b.txt")
    iterdir = Path.iterdir

    def refuse(self: Path):
        if self.name == "closed":
            raise PermissionError(13, "Permission denied")
        return iterdir(self)

    monkeypatch.setattr(Path, "iterdir", refuse)
    texts = texts_in(tmp_path)
    assert [file.name for file in texts.files] == ["a.txt"]
    assert "closed: this folder cannot be looked into (Permission denied)" in str(texts.errors[0])


def test_a_folder_whose_files_may_not_be_looked_at_is_told_once(tmp_path: Path, monkeypatch) -> None:
    for name in ("a.txt", "closed/b.txt", "closed/c.txt", "closed/d/e.txt"):
        put(tmp_path / name)
    if os.name != "nt":
        (tmp_path / "link.txt").symlink_to("closed/b.txt")
    stat = os.stat

    def refuse(path, *arguments, **options):
        place = os.path.realpath(path) if isinstance(path, (str, Path)) else ""
        if place.startswith(str((tmp_path / "closed").absolute()) + os.sep):
            raise PermissionError(13, "Permission denied")
        return stat(path, *arguments, **options)

    monkeypatch.setattr(os, "stat", refuse)
    texts = texts_in(tmp_path)
    assert [file.name for file in texts.files] == ["a.txt"]
    said = "this folder cannot be looked into (Permission denied); change its permissions."
    assert f"{tmp_path / 'closed'}: {said}" in map(str, texts.errors)
    assert len(texts.errors) == (1 if os.name == "nt" else 2)
