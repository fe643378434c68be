from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tagger import fitting
from engine.tagger.batch_story import Known, Mark, _chosen, batch_story
from engine.tagger.batching import MAX_SENTENCE, Batch, batches
from engine.tagger.corpus import Corpus, encode
from engine.tagger.decoding import Decoder
from engine.tagger.encoding import Encoder
from engine.tagger.examples import Example, examples_of, touched_sentences
from engine.tagger.features import FEATURES, FeatureConfig, FeatureEncoder
from engine.tagger.lexicon import NOTHING_KNOWN
from engine.tagger.tagset import UNKNOWN, TagSet, bounds_of
from engine.tagger.trace import Textbook
from engine.tagger.weights import TaggerWeights
from engine.text.document import Document, DocumentState, Span, Tokens
from engine.text.tokenizer import tokenize

TAGSET = TagSet(["PER", "LOC"])
TEXT = "Ada met Bob in Paris on Monday.\nCleo wrote to Ada.\nNobody came.\nBob left Paris."


@pytest.fixture
def textbook(random_weights: Callable[..., TaggerWeights]) -> Textbook:
    weights = random_weights(np.random.default_rng(4), F=len(FEATURES), K=len(TAGSET), V=20)
    encoder = Encoder(FeatureEncoder(FeatureConfig(buckets=50, direct_buckets=32), NOTHING_KNOWN), weights.words)
    return Textbook(weights, TAGSET, encoder, Decoder(TAGSET, weights.transitions, weights.start, weights.end))


def document_of(text: str = TEXT, names: Sequence[tuple[str, str]] = (), **more: object) -> Document:
    spans = tuple(sorted(Span(text.index(name), text.index(name) + len(name), label) for name, label in names))
    return Document("a.txt", text, tokenize(text), spans=spans, **more)


def labelled() -> Document:
    """Give four sentences: with gold, a rejection and a confirmed part, and tokens that nobody looked at."""
    at = TEXT.index("Cleo")
    document = document_of(names=[("Bob in Paris", "PER")], rejected=(Span(at, at + 4, "LOC"),))
    return replace(document, confirmed=((TEXT.index("Nobody"), TEXT.index("Bob left")),))


def encoded(examples: Sequence[Example], textbook: Textbook) -> Corpus:
    steps = encode(examples, textbook.encoder, textbook.tagset)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            return done.value


def in_training(document: Document, textbook: Textbook) -> tuple[Corpus, Batch]:
    corpus = encoded(examples_of(document), textbook)
    return corpus, next(batches(corpus.bounds, 10_000))


def test_the_batch_is_what_a_training_step_gives_to_the_model(textbook: Textbook) -> None:
    document = replace(labelled(), state=DocumentState.DONE)
    corpus, batch = in_training(document, textbook)
    given: dict[str, object] = {}

    class Model:
        def train(self) -> None: ...

        def __call__(self, inputs: object, lengths: object) -> None:
            given.update(inputs=inputs, lengths=lengths)

        def backward(self, _emissions: None, allowed: object, _batch: Batch, scale: float) -> float:
            given.update(allowed=allowed, scale=scale)
            return 0.0

    fitting._step(Model(), batch, corpus)  # type: ignore[arg-type]
    story = batch_story(document, 1, textbook)
    assert story.own == 1, "the second longest"
    expected = SimpleNamespace(**given)
    for name in ("features", "words", "direct"):
        np.testing.assert_array_equal(getattr(story.inputs, name), getattr(expected.inputs, name))
    np.testing.assert_array_equal(story.lengths, expected.lengths)
    np.testing.assert_array_equal(story.allowed, expected.allowed)
    np.testing.assert_array_equal(story.gold, batch.gather(corpus.gold))
    np.testing.assert_array_equal(story.mask, batch.mask)
    assert 1 / story.judged.sum() == expected.scale


def test_accuracy_is_that_of_the_training_and_padding_would_make_it_better(textbook: Textbook) -> None:
    document = replace(labelled(), state=DocumentState.DONE)
    corpus, batch = in_training(document, textbook)
    emissions = np.zeros((*batch.mask.shape, len(TAGSET)), np.float32)
    for b, sentence in enumerate(batch.sentences):
        rows = textbook.trace(examples_of(document)[sentence].forms).emissions
        emissions[: len(rows), b] = rows
    story = batch_story(document, 0, textbook)
    np.testing.assert_array_equal(story.predicted, textbook.decoder.best_tags(emissions, batch.lengths))
    metrics = fitting.measure(textbook.decoder, [(batch, emissions)], corpus)
    assert story.accuracy == metrics.token_accuracy
    right, padding = story.count(Mark.RIGHT), story.count(Mark.PADDING)
    assert right + story.count(Mark.WRONG) == metrics.tokens
    assert padding == (~batch.mask).sum() > 0
    assert story.unmasked == pytest.approx((right + padding) / (metrics.tokens + padding))
    assert story.unmasked > story.accuracy


def test_what_is_known_of_each_token_is_told_apart(textbook: Textbook) -> None:
    story = batch_story(labelled(), 0, textbook)
    known = {form: Known(story.known[t, b]).name for b, forms in enumerate(story.forms) for t, form in enumerate(forms)}
    assert known["in"] == "ENTITY"
    assert known["Ada"] == "UNTOUCHED"
    assert known["Cleo"] == "REJECTED"
    assert known["Nobody"] == "O"
    assert (story.known == Known.PADDING).sum() == (~story.mask).sum()
    assert (story.marks == Mark.NOT_COUNTED).sum() == (story.gold == UNKNOWN).sum() > 0
    cleo = story.allowed[0, [forms[0] for forms in story.forms].index("Cleo")]
    assert [tag for tag, may in zip(story.tags, cleo, strict=True) if not may] == ["B-LOC", "I-LOC"]


def test_neighbours_about_which_somebody_said_something_come_first(textbook: Textbook) -> None:
    text = "\n".join(f"Sentence {n} has {'very ' * n}many words." for n in range(12))
    at = text.index("Sentence 9")
    document = document_of(text, [("Sentence 1", "PER")], confirmed=((at, len(text)),))
    story = batch_story(document, 4, textbook)
    learnt = {forms[1]: bool(learnt) for forms, learnt in zip(story.forms, story.learnt, strict=True)}
    assert learnt == {"4": False, "1": True, "9": True, "10": True}
    assert story.forms[story.own][1] == "4"
    nobody = batch_story(document_of(text), 4, textbook)
    assert {forms[1] for forms in nobody.forms} == {"4", "3", "5", "2"}
    assert not nobody.learnt.any()
    assert nobody.accuracy == 0.0, "there is nothing to measure"


def test_a_skipped_document_is_not_learnt_from(textbook: Textbook) -> None:
    story = batch_story(replace(labelled(), state=DocumentState.SKIPPED), 0, textbook)
    assert not story.learnt.any()
    assert (story.gold[story.mask] == UNKNOWN).all()


def test_labels_that_the_tagger_does_not_know_have_tags_behind_its_own(textbook: Textbook) -> None:
    story = batch_story(document_of(names=[("Monday", "DATE")]), 0, textbook)
    assert story.tags == (*TAGSET.tags, "B-DATE", "I-DATE")
    assert story.gold[6, story.own] == story.tags.index("B-DATE")
    assert story.marks[6, story.own] == Mark.WRONG


def test_the_values_are_those_whose_rows_are_shown(textbook: Textbook) -> None:
    story = batch_story(labelled(), 3, textbook)
    assert story.forms[story.own] == ("Bob", "left", "Paris", ".")
    values = dict(zip(story.names, story.values[2], strict=True))
    assert (values["form"], values["suffix3"], values["shape"]) == ("Paris", "ris", "Xxxx")
    assert story.inputs.features.shape == (*story.mask.shape, len(FEATURES))


def test_of_a_very_long_sentence_the_first_part_is_told(textbook: Textbook) -> None:
    tokens = tokenize("word " * (MAX_SENTENCE + 50))
    whole = Tokens(tokens.text, tokens.starts, tokens.ends, np.array([0, len(tokens)], np.int32))
    story = batch_story(Document("d.txt", tokens.text, whole), 0, textbook)
    assert story.lengths == (MAX_SENTENCE,)


def test_of_a_very_long_sentence_any_part_is_told_as_the_tagger_reads_it(textbook: Textbook) -> None:
    text = "First. " + "word " * MAX_SENTENCE + "Ada met Bob"
    tokens, first = tokenize(text), text.index("Ada")
    whole = Tokens(text, tokens.starts, tokens.ends, np.array([0, 2, len(tokens)], np.int32))
    document = Document("d.txt", text, whole, spans=(Span(first - 5, first + 3, "PER"),))
    story = batch_story(document, 1, textbook, skipped=MAX_SENTENCE)
    assert story.forms[story.own] == ("Ada", "met", "Bob")
    assert story.gold[:3, story.own].tolist() == [TAGSET.tags.index("B-PER"), UNKNOWN, UNKNOWN]
    assert story.predicted[:3, story.own].tolist() == textbook.trace(("Ada", "met", "Bob")).path.tolist()


def test_labels_are_called_what_they_are_called_now(textbook: Textbook) -> None:
    document, weights = document_of(state=DocumentState.DONE), textbook.weights
    towards = np.where(TAGSET.begin[1] == np.arange(len(TAGSET)), np.float32(4), np.float32(0))
    textbook = replace(textbook, weights=replace(weights, emission_bias=weights.emission_bias + towards))
    story = batch_story(document, 0, textbook)
    found = {story.tags[tag][2:] for tag in story.predicted[story.mask].tolist()} - {""}
    assert found == set(TAGSET.labels), "else nothing is tested"
    spans = (Span(0, 3, "HUMAN"),)
    renamed = batch_story(replace(document, spans=spans), 0, textbook, names={"PER": "HUMAN", "LOC": None})
    assert renamed.tags == ("O", "B-HUMAN", "I-HUMAN")
    now = {"O": "O", "B-PER": "B-HUMAN", "I-PER": "I-HUMAN", "B-LOC": "O", "I-LOC": "O"}
    expected = [now[story.tags[tag]] for tag in story.predicted.ravel()]
    assert [renamed.tags[tag] for tag in renamed.predicted.ravel()] == expected
    merged = batch_story(document, 0, textbook, names={"PER": "LOC"})
    assert merged.tags == ("O", "B-LOC", "I-LOC")


def test_a_sentence_without_a_token_is_refused(textbook: Textbook) -> None:
    nothing = np.zeros(0, np.int32)
    empty = Document("b.txt", "", Tokens("", nothing, nothing, np.zeros(2, np.int32)))
    with pytest.raises(ValueError, match=r"b\.txt has no token"):
        batch_story(empty, 0, textbook)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a document of three sentences whose spans and rejections may go over their ends."""
    words = [draw(st.integers(1, 4)) for _ in range(3)]
    tokens = tokenize("\n".join(" ".join("abcd"[:n]) for n in words))
    N = len(tokens)
    cuts = sorted(draw(st.sets(st.integers(0, N), max_size=6)))

    def span(first: int, last: int, label: str) -> Span:
        return Span(int(tokens.starts[first]), int(tokens.ends[last - 1]), label)

    spans = tuple(span(a, b, draw(st.sampled_from(TAGSET.labels))) for a, b in zip(cuts[::2], cuts[1::2], strict=False))
    places = draw(st.lists(st.tuples(st.integers(0, N - 1), st.integers(1, N)), max_size=2))
    rejected = tuple(span(a, b, "LOC") for a, b in places if a < b)
    confirmed = tuple((s.start, s.end) for s in (span(a, b, "LOC") for a, b in places[:1] if a < b))
    state = draw(st.sampled_from([DocumentState.NEW, DocumentState.DONE]))
    return Document("c.txt", tokens.text, tokens, spans, rejected, state, confirmed=confirmed)


@given(documents(), st.booleans())
def test_a_sentence_alone_teaches_what_it_teaches_in_its_document(document: Document, assume_o: bool) -> None:
    touched = sorted(touched_sentences(document))
    whole = dict(zip(touched, examples_of(document, assume_o), strict=True))
    for sentence in range(document.tokens.sentence_count):
        example, learnt = _chosen(document, sentence, assume_o)[0]
        assert learnt == (sentence in whole)
        if learnt:
            assert (example.forms, example.rejected) == (whole[sentence].forms, whole[sentence].rejected)
            bounds = bounds_of([len(example.forms)])
            alone, inside = (
                TAGSET.repaired(TAGSET.numbers([tags]), bounds) for tags in (example.tags, whole[sentence].tags)
            )
            np.testing.assert_array_equal(alone, inside)
        else:
            assert not example.has_known_tag
