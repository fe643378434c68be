from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import FormatError
from export.formats import read_documents
from export.formats.markdown import without_markup


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Head #\n\nText # of C#\n###\n#hash", "Head\n\nText # of C#\n\n#hash"),
        ("Head\n====\nText\n\n---\nMore", "Head\n\nText\n\nMore"),
        ("**Ada** *met* __Bob__ _in_ ***Rome*** ~~x~~", "Ada met Bob in Rome x"),
        ("**Ada *of* London**, **over\nlines**", "Ada of London, over\nlines"),
        ("2 * 3 * 4, snake_case_name, **open\n\nnot**", "2 * 3 * 4, snake_case_name, **open\n\nnot**"),
        ("[Ada](http://x.y/a_(b)) [Bob][1] ![map](m.png \"t\") [left]\n\n[1]: http://z \"t\"", "Ada Bob map [left]"),
        ("[![badge](b.svg)](http://x) [**Ada**](u)", "badge Ada"),
        ("<https://x.y/z> <a@b.c> <b>bold</b>", "https://x.y/z a@b.c bold"),
        ("one<br>two <!-- no -->1 < 2 > 1", "one\ntwo 1 < 2 > 1"),
        ("use `a*b*c` and ``x ` y``", "use a*b*c and x ` y"),
        ("- milk\n* eggs\n  + [x] *new*\n1. first\n-5 degrees", "milk\neggs\nnew\n1. first\n-5 degrees"),
        ("> Ada said\n> > hello\n> - item", "Ada said\nhello\nitem"),
        ("```py\n# a *b*\n- c\n```\nText", "# a *b*\n- c\nText"),
        ("~~~\n```\n~~~\n*x*", "```\nx"),
        ("| Name | *Town* |\n|:--|---|\n| Ada | Pa\\|ris |\nend", "Name\tTown\nAda\tPa|ris\nend"),
        ("a | b\n--|--\n1 | 2\n\nx | y", "a\tb\n1\t2\n\nx | y"),
        (r"\*not\* \# this", "*not* # this"),
        ("A &amp; B &copy; &nothing; AT&T", "A & B © &nothing; AT&T"),
        ("Ada[^1] left.\n\n[^1]: In 1843.", "Ada left.\n\nIn 1843."),
    ],
)  # fmt: skip
def test_markup_goes_and_text_stays(source: str, text: str) -> None:
    assert without_markup(source) == text


def test_any_script_keeps_exact_offsets(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# דוד גר\n\n- **北京**。👩‍🚀 [Ada](x)\n", encoding="utf-8")
    (one,), ledger = read_documents(tmp_path / "notes.md")

    assert (one.name, one.text, ledger.documents) == ("notes", "דוד גר\n\n北京。👩‍🚀 Ada", 1)
    forms = one.tokens.forms()
    assert [one.text[start:end] for start, end in zip(one.tokens.starts, one.tokens.ends, strict=True)] == forms
    assert {"דוד", "👩‍🚀", "Ada"} <= set(forms)


def test_only_what_is_named_markdown_loses_its_markup(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md"):
        (tmp_path / name).write_text("*Ada*")

    assert read_documents(tmp_path / "a.txt")[0][0].text == "*Ada*"
    assert read_documents(tmp_path / "a.md")[0][0].text == "Ada"
    assert read_documents(tmp_path / "a.md", "text")[0][0].text == "*Ada*"


def test_an_annotated_file_stays_one_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Ada B-PER\nmet O\n")
    assert len(read_documents(tmp_path / "a.md")[0][0].spans) == 1


def test_a_file_of_nothing_but_markup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\n\n> \n")
    with pytest.raises(FormatError, match="there is no text in it; choose another file"):
        read_documents(tmp_path / "a.md")


@given(st.text(st.sampled_from("*_`[]()!<>a \n\\~|-#&;:"), max_size=60))
def test_no_text_breaks_it_and_letters_outside_tags_stay(source: str) -> None:
    bare = without_markup(source)
    if not set(source) & set("<[("):  # a tag, a link's target
        assert bare.count("a") == source.count("a")


def test_blanks_within_what_may_be_a_table_do_not_take_long() -> None:
    began = time.perf_counter()
    assert without_markup("a | b\n" + " " * 20_000 + "x|") == "a | b\n" + " " * 20_000 + "x|"
    assert without_markup("a | b\n|-|" + "\t" * 20_000 + "x").startswith("a | b\n|-|")
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize("piece", ["*a", "[![a](b)", "[a](((", "<!--", "`a", "*_", "![a]"])
def test_no_text_takes_long(piece: str) -> None:
    without_markup(piece * 10_000)
