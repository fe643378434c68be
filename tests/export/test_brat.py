from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UserError
from engine.text.document import Document
from engine.text.tokenizer import tokenize
from export.brat import MARK, check_folder, configuration, file_stem, standoff, type_name, write_folder
from export.entity_table import Entity

FRAGMENTS = re.compile(r"T\d+\t[A-Za-z0-9_-]+ (\d+ \d+(?:;\d+ \d+)*)\t(.+)\n")


def entity(text: str, start: int, end: int, label: str = "PER") -> Entity:
    return Entity(start, end, label, text[start:end], 0.9)


def document(name: str, text: str = "Ada slept.") -> Document:
    return Document(name, text, tokenize(text))


def test_an_entity_is_a_line_with_its_place_in_code_points() -> None:
    text = "😀 Alice met 𝔅ob."
    lines = standoff([entity(text, 2, 7), entity(text, 12, 15, "B-2")])
    assert lines == "T1\tPER 2 7\tAlice\nT2\tB-2 12 15\t𝔅ob\n"


def test_no_entity_is_an_empty_file() -> None:
    assert standoff([]) == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Alice\nSmi", "0 5;6 9\tAlice Smi"),
        ("Alice \n\n  Smi\tth", "0 5;10 13;14 16\tAlice Smi th"),
        ("Alice\u2028B", "0 5;6 7\tAlice B"),
        ("Alice  B", "0 8\tAlice  B"),
    ],
)
def test_an_entity_over_a_line_break_is_in_fragments(text: str, line: str) -> None:
    assert standoff([entity(text, 0, len(text))]) == f"T1\tPER {line}\n"


def test_an_entity_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing to see"):
        standoff([entity(" \n ", 0, 3)])


@given(st.text(alphabet="aé😀 \n\t\x85\u2028\r", min_size=1).filter(str.strip), st.integers(0, 5))
def test_the_fragments_are_what_stands_in_the_text(inside: str, before: int) -> None:
    text = "😀" * before + inside
    line = standoff([entity(text, before, len(text))])
    assert len(line.splitlines()) == 1
    found = FRAGMENTS.fullmatch(line)
    assert found is not None
    places = [tuple(map(int, place.split())) for place in found[1].split(";")]
    assert " ".join(text[start:end] for start, end in places) == found[2]
    assert "".join(found[2].split()) == "".join(inside.split())


@pytest.mark.parametrize(
    ("label", "name"),
    [("PER", "PER"), ("ORG_gov-2", "ORG_gov-2"), ("first name", "first_x20_name"), ("a_x20_b", "a_x5F_x20_b")],
)
def test_a_label_gets_a_name_that_brat_can_have(label: str, name: str) -> None:
    assert type_name(label) == name


@given(st.text(alphabet="ax_ 2X0-人.", min_size=1))
def test_the_label_can_be_read_from_its_name(label: str) -> None:
    name = type_name(label)
    assert re.fullmatch("[A-Za-z0-9_-]+", name)
    assert re.sub("_x([0-9A-F]+)_", lambda found: chr(int(found[1], 16)), name) == label


def test_the_configuration_has_the_labels_and_all_sections() -> None:
    text = configuration(["PER", "first name"])
    assert text == f"{MARK}\n[entities]\nPER\nfirst_x20_name\n\n[relations]\n\n[events]\n\n[attributes]\n"


def test_a_folder_has_two_files_a_document_and_none_takes_the_place_of_another(tmp_path: Path) -> None:
    names = ["note", "Note", "note-2", "a/note", "a_note", "../../up", "..."]
    found = [(document(name, f"Ada {number}"), []) for number, name in enumerate(names)]
    write_folder(found, tmp_path, ["PER"])
    texts = {path.read_text() for path in tmp_path.glob("*.txt")}
    assert texts == {f"Ada {number}" for number in range(len(names))}
    stems = {path.stem.casefold() for path in tmp_path.glob("*.ann")}
    assert len(stems) == len(names)
    assert (tmp_path / "annotation.conf").exists()
    assert len(list(tmp_path.iterdir())) == 2 * len(names) + 1


def test_a_name_fits_into_every_file_system() -> None:
    assert file_stem("x" * 500 + "東" * 100) == ("x" * 500 + "東" * 100)[-66:]
    assert file_stem("a:b*\ud800?") == "a_b_"
    assert file_stem("..") == "text"


def test_a_name_that_is_cut_is_not_hidden() -> None:
    assert file_stem("x" * 50 + "." * 10 + "y" * 195) == "y" * 195
    assert file_stem("x" + "." * 300 + "/") == "_"


@pytest.mark.parametrize("name", ["aux", "CON", "nul.2020", "prn.a.b", "com1", "Lpt9.x", "com\u00b2"])
def test_a_name_that_windows_keeps_for_itself_gets_a_sign_in_front(name: str) -> None:
    assert file_stem(name) == f"_{name}"


@pytest.mark.parametrize("name", ["auxiliary", "com", "com0", "com10", "a.aux", "con-2", "_nul"])
def test_a_name_that_only_looks_like_one_of_windows_stays(name: str) -> None:
    assert file_stem(name) == name


@pytest.mark.parametrize("name", ["a.txt", "b.ANN", "annotation.conf"])
def test_a_folder_with_what_is_not_ours_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[entities]\nPER\n")
    with pytest.raises(UserError, match="was not made by Gatelight and could be overwritten; choose"):
        check_folder(tmp_path)


def test_a_folder_of_ours_or_without_annotations_is_fine(tmp_path: Path) -> None:
    (tmp_path / "a.docx").touch()
    check_folder(tmp_path)
    write_folder([(document("a"), [])], tmp_path, ["PER"])
    check_folder(tmp_path)
