"""CoNLL columns: a token a line, its tag in the last column, a blank line behind each sentence.

Columns are parted by TAB or by blanks. A line that starts with -DOCSTART- starts a document. What is written
has two columns, TAB and IOB2 tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from engine.errors import FormatError
from engine.text.document import Document
from engine.text.tags import detect_scheme, split_tag
from export.formats.ledger import Ledger
from export.formats.tagged import DOCUMENT_START, Row, TaggedSentences, documents_of, tagged_of

_LINES_TO_TELL = 500
_TAGGED_SHARE = 0.8
_TAGGED_SHARE_IF_NAMED = 0.5
_ENDINGS = (".conll", ".bio", ".iob", ".iob2", ".bioes", ".bilou")


def matches(text: str, path: Path | None = None) -> bool:
    """Tell whether a text looks like CoNLL: most of its lines end with a tag.

    A file that is named like one may have more lines without: reading it then says which line is wrong.
    """
    share = _TAGGED_SHARE_IF_NAMED if path and path.suffix.lower() in _ENDINGS else _TAGGED_SHARE
    lines = islice(filter(_is_row, text.split("\n", 2 * _LINES_TO_TELL)), _LINES_TO_TELL)
    ends = [len(columns) > 1 and _is_tag(columns[-1]) for columns in map(_columns, lines)]
    return bool(ends) and sum(ends) >= share * len(ends)


def read(text: str, path: Path) -> tuple[list[Document], Ledger]:
    """Give the documents of a file; without -DOCSTART- it is one. Raises FormatError at a malformed line."""
    documents = _parse(text, path)
    if not documents:
        raise FormatError("no line has a token and a tag", path=path, remedy="read it as plain text")
    scheme = detect_scheme([tag for _, tag in sentence] for document in documents for sentence in document)
    names = [path.stem] if len(documents) == 1 else [f"{path.stem} {i}" for i in range(1, len(documents) + 1)]
    return documents_of([TaggedSentences(*pair) for pair in zip(names, documents, strict=True)], scheme)


def write(documents: Sequence[Document]) -> tuple[str, Ledger]:
    """Give the file that holds the documents, and what did not fit."""
    lines: list[str] = []
    ledger = Ledger()
    for document in documents:
        tagged, one = tagged_of(document)
        ledger += one
        if len(documents) > 1:
            lines += [f"{DOCUMENT_START}\tO", ""]
        for sentence in tagged.sentences:
            lines += [f"{form}\t{tag}" for form, tag in sentence]
            lines.append("")
    return "\n".join(lines) + "\n", ledger


def _parse(text: str, path: Path) -> list[list[list[Row]]]:
    """Give the sentences of each document that has any."""
    documents: list[list[list[Row]]] = [[]]
    sentence: list[Row] = []
    width = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if not _is_row(line):
            if sentence and not _is_comment(line):
                documents[-1].append(sentence)
                sentence = []
            if _starts_document(line):
                documents.append([])
            continue
        columns = _columns(line)
        width = width or len(columns)
        _check(columns, width, path, number)
        sentence.append((columns[0], columns[-1]))
    return [document for document in documents if document]


def _check(columns: Sequence[str], width: int, path: Path, line: int) -> None:
    """Raise FormatError when a line is not a token and its tag in the usual number of columns."""
    form = columns[0]
    if len(columns) == 1:
        raise FormatError(f"the token {form!r} has no tag", path=path, line=line, remedy="add one in the last column")
    if len(columns) != width:
        raise FormatError(
            f"there are {len(columns)} columns where the lines before have {width}",
            path=path,
            line=line,
            remedy="remove blanks inside columns or part columns by TAB",
        )
    if not form:
        raise FormatError("there is a tag but no token", path=path, line=line, remedy="fill the first column")
    try:
        split_tag(columns[-1])
    except ValueError as error:
        raise FormatError(
            str(error), path=path, line=line, remedy="correct the last column, or read it as plain text"
        ) from error


_BLANKS = re.compile("[ \t]+")


def _columns(line: str) -> list[str]:
    """Part a line at each TAB if it has one, else at blanks; a no-break space parts nothing."""
    line = line.rstrip(" \t")
    if "\t" in line:
        return [column.strip(" ") for column in line.split("\t")]
    return _BLANKS.split(line.lstrip(" "))


def _is_row(line: str) -> bool:
    return bool(line.strip(" \t")) and not _starts_document(line) and not _is_comment(line)


def _starts_document(line: str) -> bool:
    return line.startswith(DOCUMENT_START) and _columns(line)[0] == DOCUMENT_START


def _is_comment(line: str) -> bool:
    return line.startswith("#") and not _is_tag(_columns(line)[-1])


def _is_tag(column: str) -> bool:
    try:
        split_tag(column)
    except ValueError:
        return False
    return True
