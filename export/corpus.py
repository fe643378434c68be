"""From documents and files to what the tagger learns from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import TrainingError
from engine.project.identity import is_project_file
from engine.project.store import Store
from engine.tagger.examples import Example, examples_of, touched_sentences
from engine.text.document import Document, DocumentState
from export.formats import read_documents


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is known and what is only text.

    examples: sentences with labels or rejections. unlabelled: the forms of all other sentences. labels: in the order
    they show.
    assumed_o: nobody has confirmed an O yet, so the rest of a sentence with a gold span was taken as O.
    """

    examples: tuple[Example, ...]
    unlabelled: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    assumed_o: bool = False

    def first(self, sentences: int) -> Corpus:
        """Keep the labels of the first sentences only; the rest becomes unlabelled text."""
        rest = tuple(example.forms for example in self.examples[sentences:])
        return Corpus(self.examples[:sentences], self.unlabelled + rest, self.labels, self.assumed_o)


def corpus_of_documents(documents: Iterable[Document], labels: Sequence[str] = ()) -> Corpus:
    """Sort the sentences of documents into examples and unlabelled ones; those of skipped documents are neither.

    Untouched is not O: in a document that is not done, only gold spans, rejections and confirmed parts are known. But a
    tagger that has never seen an O would find entities everywhere, so until anything is confirmed, the rest of a
    sentence with a gold span counts as O.
    """
    documents = [document for document in documents if document.state != DocumentState.SKIPPED]
    assumed_o = not any(document.state == DocumentState.DONE or document.confirmed for document in documents)
    examples: list[Example] = []
    unlabelled: list[tuple[str, ...]] = []
    names = dict.fromkeys(labels)
    for document in documents:
        names.update(dict.fromkeys(span.label for span in document.spans))
        examples += examples_of(document, assume_o=assumed_o)
        unlabelled += unlabelled_of(document)
    return Corpus(tuple(examples), tuple(unlabelled), tuple(names), assumed_o)


def unlabelled_of(document: Document) -> list[tuple[str, ...]]:
    """Give the forms of the sentences nobody has said anything about: those that ``examples_of`` does not give."""
    tokens, touched = document.tokens, touched_sentences(document)
    found = []
    for sentence in range(tokens.sentence_count):
        first, last = tokens.sentence_range(sentence)
        if first < last and sentence not in touched:
            found.append(tuple(tokens.forms(first, last)))
    return found


def read_corpus(sources: Sequence[Path]) -> Corpus:
    """Read projects and annotated files. Raises a UserError that names the file that cannot be used."""
    documents: list[Document] = []
    labels: dict[str, None] = {}
    for source in sources:
        if is_project_file(source):
            with Store.look(source) as store:
                documents += store.iter_documents()
                labels.update(dict.fromkeys(store.labels.names))
        else:
            documents += read_documents(source)[0]
    return corpus_of_documents(documents, tuple(labels))


def read_examples(path: Path) -> tuple[Example, ...]:
    """Read the labelled sentences of a file, to measure a tagger on. Raises TrainingError if it has none.

    In an annotated file every token is gold. Of a project counts what people have said, as in a training:
    tokens that are still untouched are left out (or are O while no document is done), and so are rejections.
    """
    examples = tuple(example for example in read_corpus([path]).examples if example.has_known_tag)
    if not examples:
        raise TrainingError("the file has no labelled sentence", path=path, remedy="give an annotated file")
    return examples
