from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import FormatError, ProjectError
from engine.project.store import Store
from engine.text.labels import Label
from export.importing import create_with_documents, import_title, read_all
from export.sample import create_sample


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_files_of_several_formats_are_read_as_one(tmp_path: Path) -> None:
    files = [write(tmp_path / "a.conll", "Ada B-PER\nslept O\n"), write(tmp_path / "b.txt", "Bob left.")]
    documents, ledger = read_all(files)
    assert [document.name for document in documents] == ["a", "b"]
    assert (ledger.documents, ledger.spans_in) == (2, 1)
    documents, ledger = read_all(files, "text")
    assert ledger.spans_in == 0


def test_one_bad_file_stops_the_whole_import(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"none\.txt: there is no such file"):
        read_all([write(tmp_path / "b.txt", "Bob left."), tmp_path / "none.txt"])


def test_the_title_names_a_single_file_and_counts_several() -> None:
    assert import_title([Path("folder/a.txt")]) == "Import a.txt"
    assert import_title([Path("a.txt"), Path("b.txt")]) == "Import 2 files"


def test_a_new_project_has_the_documents_and_the_labels(tmp_path: Path) -> None:
    documents, _ = read_all([write(tmp_path / "a.conll", "Ada B-PER\nslept O\n")])
    with create_with_documents(tmp_path / "p.gatelight", documents, "Import a.conll", [Label("LOC")]) as store:
        assert store.labels.names == ("LOC", "PER")
        assert store.undo_title == "Import a.conll"


@pytest.mark.parametrize("error", [ProjectError("the disk is full"), ValueError("a bug"), KeyboardInterrupt()])
def test_no_half_made_project_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Store, "add_documents", fail)
    for make in (lambda path: create_with_documents(path, [], "Import"), create_sample):
        with pytest.raises(type(error)):
            make(tmp_path / "p.gatelight")
        assert list(tmp_path.iterdir()) == []


def test_a_project_that_was_there_before_is_never_removed(tmp_path: Path) -> None:
    path = tmp_path / "p.gatelight"
    Store.create(path).close()
    with pytest.raises(ProjectError, match="exists already"):
        create_with_documents(path, [], "Import")
    Store.open(path).close()
