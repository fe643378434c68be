from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import FormatError
from engine.text.document import DocumentState
from export.formats import gmb_csv, read_documents
from export.formats.ledger import Ledger

HEADER = "Sentence #,Word,POS,Tag\n"
PATH = Path("ner.csv")


def test_sentences_words_and_tags_are_read() -> None:
    text = HEADER + 'Sentence: 1,Iraq,NNP,B-geo\n,"1,000",CD,O\n,"""",``,O\nSentence: 2,Ada,NNP,B-per\n,Lee,NNP,I-per\n'
    (document,), ledger = gmb_csv.read(text, PATH)

    assert document.text == 'Iraq 1,000 "\nAda Lee'
    assert [(span.start, span.end, span.label) for span in document.spans] == [(0, 4, "geo"), (13, 20, "per")]
    assert (document.name, document.state) == ("ner", DocumentState.DONE)
    assert ledger == Ledger(2, 2, 1)


@pytest.mark.parametrize("rest", [",Par", ",Paris,NNP", ",Paris,NNP,B-", ',"Par'])
def test_a_last_line_that_is_cut_off_is_left_out_with_a_row(rest: str) -> None:
    (document,), ledger = gmb_csv.read(f"{HEADER}Sentence: 1,Ada,NNP,B-per\n{rest}", PATH)

    assert document.text == "Ada"
    assert [(row.start, row.what) for row in ledger.rows] == [(3, "dropped")]
    assert repr(rest) in ledger.rows[0].reason


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",Paris,NNP", "ner.csv, line 3: there are 3 columns instead of 4; correct this line."),
        (",,NNP,O", "ner.csv, line 3: there is no word in the second column"),
        (",Paris,NNP,geo", "ner.csv, line 3: 'geo' is not a tag"),
    ],
)
def test_any_other_malformed_line_is_an_error(line: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        gmb_csv.read(f"{HEADER}Sentence: 1,Ada,NNP,B-per\n{line}\n,x,NN,O\n", PATH)

    assert str(caught.value).startswith(message)


def test_a_file_without_the_header_or_words_is_refused() -> None:
    with pytest.raises(FormatError, match="the columns Sentence #, Word, POS, Tag are missing"):
        gmb_csv.read("a,b\n", PATH)
    with pytest.raises(FormatError, match="there is no word in it"):
        gmb_csv.read(HEADER, PATH)


def test_a_file_that_is_not_utf8_is_latin1(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes((HEADER + "Sentence: 1,Zoë,NNP,B-per\n,£,NN,O\n").encode("latin-1"))

    assert read_documents(tmp_path / "a.csv")[0][0].text == "Zoë £"


def test_the_shipped_slice_is_read_whole(shared_data: Path) -> None:
    (document,), ledger = read_documents(shared_data / "gmb" / "ner_dataset.csv")

    assert document.tokens.sentence_count == 8301
    assert ledger == Ledger(19341, 19341, 1)
