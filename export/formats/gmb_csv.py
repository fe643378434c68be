"""The Groningen Meaning Bank as Kaggle has it: a CSV with the columns Sentence #, Word, POS, Tag.

Only the first row of a sentence says ``Sentence: N``. Such files are often cut off in their last line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from engine.errors import FormatError
from engine.text.document import Document
from engine.text.tags import detect_scheme, split_tag
from export.formats.ledger import Ledger, LedgerRow
from export.formats.tagged import Row, TaggedSentences, documents_of, tagged_of

HEADER = ("Sentence #", "Word", "POS", "Tag")
LEGACY_ENCODING = "latin-1"
"""What such a file is in when it is not UTF-8."""


def matches(text: str) -> bool:
    """Tell whether a text begins with the header of such a file."""
    return text.startswith(",".join(HEADER))


def read(text: str, path: Path) -> tuple[list[Document], Ledger]:
    """Give the one document of a file. A last line that is cut off is left out, with a row in the ledger.

    Raises FormatError at any other malformed line.
    """
    if not matches(text):
        raise FormatError(
            "the columns Sentence #, Word, POS, Tag are missing", path=path, line=1, remedy="check the format"
        )
    sentences, cut_off = _parse(text, path)
    if not sentences:
        raise FormatError("there is no word in it", path=path, remedy="choose another file")
    scheme = detect_scheme([tag for _, tag in sentence] for sentence in sentences)
    documents, ledger = documents_of([TaggedSentences(path.stem, sentences)], scheme)
    if cut_off:
        end = len(documents[0].text)
        reason = f"the last line of the file is cut off: {cut_off!r}"
        ledger += Ledger(rows=(LedgerRow(path.stem, end, end, "", "dropped", reason),))
    return documents, ledger


def write(documents: Sequence[Document]) -> tuple[str, Ledger]:
    """Give the file that holds the documents, and what did not fit; parts of speech are left empty."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    ledger = Ledger()
    number = 0
    for document in documents:
        tagged, one = tagged_of(document)
        ledger += one
        for sentence in tagged.sentences:
            number += 1
            for index, (form, tag) in enumerate(sentence):
                writer.writerow(("" if index else f"Sentence: {number}", form, "", tag))
    if len(documents) > 1:
        ledger += Ledger(notes=("The documents are written as one.",))
    return buffer.getvalue(), ledger


def _parse(text: str, path: Path) -> tuple[list[list[Row]], str]:
    """Give the sentences, and the last line if it is cut off."""
    sentences: list[list[Row]] = []
    last_line = text.count("\n") + 1  # a line behind the last line end is empty
    current = ""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    next(reader)
    while True:
        try:
            row = next(reader)
            if row:
                _check(row)
        except StopIteration:
            return sentences, ""
        except (csv.Error, ValueError) as error:
            if reader.line_num >= last_line:
                return sentences, text[text.rfind("\n") + 1 :]
            raise FormatError(str(error), path=path, line=reader.line_num, remedy="correct this line") from error
        if not row:
            continue
        if not sentences or (row[0] and row[0] != current):
            sentences.append([])
            current = row[0]
        sentences[-1].append((row[1], row[3]))


def _check(row: Sequence[str]) -> None:
    """Raise ValueError when a row is not a word and its tag."""
    if len(row) != len(HEADER):
        raise ValueError(f"there are {len(row)} columns instead of {len(HEADER)}")
    if not row[1]:
        raise ValueError("there is no word in the second column")
    split_tag(row[3])
