"""What the formats that hold one tag a token have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.text.document import Document, DocumentState, Span
from engine.text.tags import Scheme, spans_to_tags, tags_to_ranges
from engine.text.tokenizer import tokens_of_forms
from export.formats.ledger import Ledger, LedgerRow

Row = tuple[str, str]
"""The form of a token and its tag."""


@dataclass(frozen=True, slots=True)
class TaggedSentences:
    """A document as such a format holds it: for each sentence its forms and tags."""

    name: str
    sentences: Sequence[Sequence[Row]]


def documents_of(tagged: Sequence[TaggedSentences], scheme: Scheme) -> tuple[list[Document], Ledger]:
    """Make documents from forms and tags. They are done, since somebody has given each token its tag."""
    documents, rows = [], []
    for one in tagged:
        text, tokens = tokens_of_forms([[form for form, _ in sentence] for sentence in one.sentences])
        spans: list[Span] = []
        for number, sentence in enumerate(one.sentences):
            first = int(tokens.sentences[number])
            ranges, repairs = tags_to_ranges([tag for _, tag in sentence], scheme)
            for begin, end, label in ranges:
                spans.append(Span(int(tokens.starts[first + begin]), int(tokens.ends[first + end - 1]), label))
            for repair in repairs:
                token = tokens[first + repair.index]
                label = repair.tag.partition("-")[2]
                reason = f"{repair.tag} in {scheme}: {repair.reason}"
                rows.append(LedgerRow(one.name, token.start, token.end, label, "repaired", reason))
        documents.append(Document(one.name, text, tokens, tuple(spans), state=DocumentState.DONE))
    count = sum(len(document.spans) for document in documents)
    return documents, Ledger(count, count, len(documents), tuple(rows))


def tagged_of(document: Document) -> tuple[TaggedSentences, Ledger]:
    """Give the forms and IOB2 tags of a document, its spans fitted to tokens and sentences."""
    spans, rows = _on_tokens(document)
    tokens = document.tokens
    bounds = tokens.sentences.tolist()
    pieces = 0
    for span in spans:
        first, last = tokens.covering(span.start, span.end)
        sentences = range(tokens.sentence_of(first), tokens.sentence_of(last - 1) + 1)
        pieces += len(sentences)
        for sentence in sentences[1:]:
            start = int(tokens.starts[bounds[sentence]])
            end = min(span.end, int(tokens.ends[bounds[sentence + 1] - 1]))
            rows.append(LedgerRow(document.name, start, end, span.label, "split", "a tag ends with its sentence"))
    tags = spans_to_tags(tokens, spans)
    sentences_out = []
    for first, last in pairwise(bounds):
        if first == last:
            continue
        sentence_tags = tags[first:last]
        if sentence_tags[0].startswith("I-"):
            sentence_tags[0] = f"B{sentence_tags[0][1:]}"
        forms = [_writable(document, index, rows) for index in range(first, last)]
        sentences_out.append(list(zip(forms, sentence_tags, strict=True)))
    unseen = document.state is not DocumentState.DONE and bool(document.spans)
    notes = ("Tokens that nobody has labelled yet are written as O.",) if unseen else ()
    ledger = Ledger(len(document.spans), pieces, 1, tuple(rows), notes)
    return TaggedSentences(document.name, sentences_out), ledger


def _on_tokens(document: Document) -> tuple[list[Span], list[LedgerRow]]:
    """Snap spans out to token boundaries; where two then share a token, the one that fitted before stays."""
    tokens = document.tokens
    kept = {
        span: tokens.covering(span.start, span.end) for span in document.spans if tokens.aligned(span.start, span.end)
    }
    taken = {token for first, last in kept.values() for token in range(first, last)}
    spans, rows = list(kept), []

    def note(span: Span, what: str, reason: str) -> None:
        rows.append(LedgerRow(document.name, span.start, span.end, span.label, what, reason))  # type: ignore[arg-type]

    for span in document.spans:
        if span in kept:
            continue
        first, last = tokens.covering(span.start, span.end)
        if first == last:
            note(span, "dropped", "there is no token in it")
        elif not taken.isdisjoint(range(first, last)):
            note(span, "dropped", "it shares a token with another span")
        else:
            taken.update(range(first, last))
            spans.append(Span(int(tokens.starts[first]), int(tokens.ends[last - 1]), span.label))
            note(span, "snapped", f"its tokens are [{spans[-1].start}, {spans[-1].end})")
    return sorted(spans), rows


_BLANK = re.compile(r"[ \t\n\r]")
_UNWRITABLE = re.compile("[\x00\ufeff\ud800-\udfff]")
DOCUMENT_START = "-DOCSTART-"


def _writable(document: Document, index: int, rows: list[LedgerRow]) -> str:
    """Give the form of a token as a line can hold it, with a row when that is not the form itself."""
    token = document.tokens[index]
    form = _UNWRITABLE.sub("\ufffd", _BLANK.sub("\xa0", token.form))
    if form == DOCUMENT_START:
        form = "DOCSTART"
    if form != token.form:
        reason = f"the form {token.form!a} cannot stand in a line: written as {form!a}"
        rows.append(LedgerRow(document.name, token.start, token.end, "", "repaired", reason))
    return form
