from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FormatError
from export.gazetteers import MOST_LABELS, NamesFile, read_names, write_names


def write(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "towns.txt"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_list_is_a_name_a_tab_and_a_label_a_line(tmp_path: Path) -> None:
    file = read_names(write(tmp_path, "Paris\tLOC\r\n\nNew  York \t LOC\nAda\tPER\nParis\tLOC\n"))
    assert file == NamesFile({"LOC": ["Paris", "New York"], "PER": ["Ada"]}, repeated=1)
    assert file.size == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_of_a_text_will_do(tmp_path: Path, encoding: str) -> None:
    text = "".join(f"Zürich {n}\tLOC\nMünchen über alles {n}\tLOC\n" for n in range(20))
    assert read_names(write(tmp_path, text, encoding)).names["LOC"][:2] == ["Zürich 0", "München über alles 0"]


def test_lines_that_are_wrong_are_left_out_and_told_with_their_numbers(tmp_path: Path) -> None:
    text = f"Paris\tLOC\nRome\n\tLOC\nBonn\t\na\tb\tc\n{'x' * 201}\tLOC\nParis\tPER\nOslo\tL\u202eOC\n"
    file = read_names(write(tmp_path, text))
    assert file.names == {"LOC": ["Paris"]}
    assert file.problems == (
        (2, "there is no tab between a name and its label"),
        (3, "the name is missing"),
        (4, "the label is missing"),
        (5, "there is more than one tab"),
        (6, "the name has 201 characters, more than 200"),
        (7, "«Paris» is LOC already, in line 1"),
        (8, "label name 'L\\u202eOC' has hidden marks of direction"),
    )


@pytest.mark.parametrize("text", ["Paris\nRome\n", "Paris\t\n"])
def test_a_file_without_a_name_is_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError, match="no name in it"):
        read_names(write(tmp_path, text))


def test_a_file_with_something_else_than_labels_behind_its_tab_is_a_sentence(tmp_path: Path) -> None:
    text = "".join(f"Name {n}\t{n} inhabitants\n" for n in range(MOST_LABELS + 1))
    with pytest.raises(FormatError, match="it has 501 different labels, more than 500; write a name, a tab"):
        read_names(write(tmp_path, text))


def test_nothing_of_a_long_list_is_lost(tmp_path: Path) -> None:
    text = "".join(f"Name {n % 90_000}\tL{n % 7 if n < 90_000 else n % 90_000 % 7}\n" for n in range(100_000))
    file = read_names(write(tmp_path, text))
    assert (file.size, file.repeated, file.problems) == (90_000, 10_000, ())


def test_a_file_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "towns.txt"
    path.write_bytes(bytes(range(256)) * 10)
    with pytest.raises(FormatError, match="binary"):
        read_names(path)


NAME = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=9)


@given(st.dictionaries(NAME, st.sampled_from(["LOC", "PER", "ÄÖ"]), min_size=1, max_size=9))
def test_a_list_that_was_written_is_read_again(labels: dict[str, str]) -> None:
    from tempfile import TemporaryDirectory

    names: dict[str, list[str]] = {}
    for name, label in labels.items():
        names.setdefault(label, []).append(name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.txt"
        write_names(path, names)
        file = read_names(path)
    assert (file.names, file.problems) == (names, ())
