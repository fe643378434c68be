from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from engine.errors import ModelFileError
from engine.tagger import lstm
from engine.tagger.batching import cut_long
from engine.tagger.decoding import Decoder
from engine.tagger.encoding import Encoder, Inputs
from engine.tagger.examples import Example
from engine.tagger.features import FeatureEncoder, word_hash
from engine.tagger.metrics import Metrics, Score, evaluate
from engine.tagger.tagset import TagSet
from engine.tagger.weights import TrainedTagger
from engine.text.pieces import pieces
from engine.text.tokenizer import tokenize, tokens_of_forms
from export import form_table, model_file, runtime
from export.entity_table import Entity
from export.onnx_graph import to_onnx
from export.reading_order import ReadingOrder
from export.runtime import Tagger
from export.textbook import read_textbook

MakeTagger = Callable[..., TrainedTagger]

TEXT = """Ada Lovelace met Charles Babbage in London. It rained.

😀 In Paris, Zoë said: «Hello!» They left for New York on 12 May 1840. 東京に行きました。
The end"""


@pytest.fixture(scope="module")
def trained(random_tagger: MakeTagger) -> TrainedTagger:
    return random_tagger()


@pytest.fixture(scope="module")
def tagger(trained: TrainedTagger) -> Tagger:
    return Tagger.load(to_onnx(trained))


def with_words(trained: TrainedTagger, **arrays: np.ndarray) -> TrainedTagger:
    weights = trained.weights
    return replace(trained, weights=replace(weights, words=replace(weights.words, **arrays)))


def almost(entities: Iterable[Entity]) -> list[Entity]:
    return [replace(entity, confidence=pytest.approx(entity.confidence, abs=1e-5)) for entity in entities]


def by_the_textbook(trained: TrainedTagger, forms: list[str]) -> list[tuple[int, int, str, float]]:
    """Tag one sentence with nothing but the reference: (first, last, label, confidence)."""
    weights, tagset = trained.weights, TagSet(trained.labels)
    encoder = Encoder(FeatureEncoder(trained.features, trained.lexicon), weights.words)
    scores, _ = lstm.emissions(weights, encoder.encode(forms, np.array([0, len(forms)])))
    decoder = Decoder(tagset, weights.transitions, weights.start, weights.end)
    lengths = np.array([len(forms)])
    spans = decoder.spans(decoder.best_tags(scores[:, None], lengths))
    confidences = decoder.posterior(scores[:, None], lengths).confidences(spans, tagset)
    return [
        (first, last, tagset.labels[label], confidence)
        for (_, first, last, label), confidence in zip(spans.tolist(), confidences.tolist(), strict=True)
    ]


def test_entities_are_those_of_the_textbook_with_exact_offsets(trained: TrainedTagger, tagger: Tagger) -> None:
    tokens = tokenize(TEXT)
    expected = []
    for sentence in range(tokens.sentence_count):
        first, last = tokens.sentence_range(sentence)
        for begin, end, label, confidence in by_the_textbook(trained, tokens.forms(first, last)):
            start, stop = int(tokens.starts[first + begin]), int(tokens.ends[first + end - 1])
            expected.append(Entity(start, stop, label, TEXT[start:stop], pytest.approx(confidence, abs=1e-4)))
    found = tagger.tag(TEXT)
    assert found == expected
    assert len(found) > 5
    assert all(0 <= entity.confidence <= 1 for entity in found)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "\ud800", "\x00", "a", "\u0301", "=" * 3000])
def test_odd_texts_are_only_texts(tagger: Tagger, text: str) -> None:
    assert all(text[entity.start : entity.end] == entity.text for entity in tagger.tag(text))


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_gives_ordered_entities_inside_it(tagger: Tagger, text: str) -> None:
    entities = tagger.tag(text)
    for entity in entities:
        assert 0 <= entity.start < entity.end <= len(text)
        assert entity.text == text[entity.start : entity.end]
    assert all(a.end <= b.start for a, b in pairwise(entities))


def test_stream_gives_the_same_entities_in_the_order_asked_for(tagger: Tagger) -> None:
    tokens = tokenize("\n".join([TEXT] * 5))
    seen, entities = [], []
    for sentences, found in tagger.stream_tokens(tokens, ReadingOrder(tokens.sentence_count, 7), at_a_time=3):
        assert len(sentences) <= 3
        seen += sentences.tolist()
        entities += found
        own = [tokens.sentence_of(tokens.covering(entity.start, entity.end)[0]) for entity in found]
        assert set(own) <= set(sentences.tolist())
    assert seen == [*range(7, tokens.sentence_count), *range(7)]
    assert sorted(entities, key=lambda entity: entity.start) == almost(tagger.tag_tokens(tokens))


def test_what_somebody_looks_at_meanwhile_comes_next(tagger: Tagger) -> None:
    tokens = tokenize("One.\n" * 100)
    order = ReadingOrder(tokens.sentence_count)
    stream = tagger.stream_tokens(tokens, order, at_a_time=10)
    next(stream)
    order.look_at(50)
    assert [next(stream)[0][0] for _ in range(7)] == [50, 60, 70, 80, 90, 10, 20]


def test_a_text_in_pieces_has_the_same_entities_as_in_one(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join([TEXT] * 5)
    monkeypatch.setattr(runtime, "pieces", lambda text: pieces(text, 40))
    tables = list(tagger.stream(text))
    assert len(tables) > 5
    assert all(table.text is text for table in tables)
    assert [entity for table in tables for entity in table] == almost(tagger.tag_tokens(tokenize(text)))


def test_stream_is_lazy(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    run = tagger._run
    monkeypatch.setattr(tagger, "_run", lambda *args: runs.append(1) or run(*args))
    stream = tagger.stream_tokens(tokenize("One.\n" * 100), at_a_time=10)
    assert not runs
    next(stream)
    assert len(runs) == 1


def test_an_order_for_another_text_is_refused(tagger: Tagger) -> None:
    with pytest.raises(ValueError, match="an order of 8 sentences for 1"):
        next(tagger.stream_tokens(tokenize("One."), ReadingOrder(8)))


def test_a_text_without_a_full_stop_is_tagged_in_pieces(tagger: Tagger) -> None:
    _, tokens = tokens_of_forms([["Ada", "in", "Paris"] * 1000])
    entities = tagger.tag_tokens(tokens)
    assert entities[-1].end > len(tokens.text) - 20


def test_the_tokens_around_one_are_those_of_its_piece(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = ["Ada", "met", "Bob", "in", "Paris", ".", "Zoë"]
    apart = tagger.tags_of([forms[:3], forms[3:6], forms[6:]])
    monkeypatch.setattr(runtime, "cut_long", lambda bounds: cut_long(bounds, 3))
    assert tagger.tags_of([forms]) == [[tag for tags in apart for tag in tags]]


def test_what_goes_into_the_session_is_int32(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[np.ndarray] = []
    run = tagger._run

    def watched(names: list[str], inputs: Inputs, lengths: np.ndarray) -> list[np.ndarray]:
        fed.extend([inputs.features, inputs.words, inputs.direct, lengths])
        return run(names, inputs, lengths)

    monkeypatch.setattr(tagger, "_run", watched)
    tagger.tag(TEXT)
    tagger.emissions(["Ada"])
    assert len(fed) == 8
    assert {array.dtype for array in fed} == {np.dtype(np.int32)}
    assert all(array.flags.c_contiguous for array in fed)


def test_a_word_that_was_read_is_looked_up(trained: TrainedTagger, tagger: Tagger) -> None:
    words = trained.weights.words
    ada = int(words.numbers(np.array([word_hash("Ada")], np.uint32))[0])
    assert ada > 0
    vectors = words.vectors.copy()
    vectors[ada] += 1
    vectors = vectors.astype(np.float16).astype(np.float32)
    other = Tagger.load(to_onnx(with_words(trained, vectors=vectors)))
    assert np.abs(other.emissions(["Ada"]) - tagger.emissions(["Ada"])).max() > 1e-3
    np.testing.assert_array_equal(other.emissions(["nobody"]), tagger.emissions(["nobody"]))


def test_a_tagger_may_know_no_word(random_tagger: MakeTagger) -> None:
    trained = random_tagger(words=[])
    tagger = Tagger.load(to_onnx(trained))
    forms = ["Ada", "in", "Paris"]
    encoder = Encoder(FeatureEncoder(trained.features, trained.lexicon), trained.weights.words)
    expected, _ = lstm.emissions(trained.weights, encoder.encode(forms, np.array([0, 3])))
    np.testing.assert_allclose(tagger.emissions(forms), expected, rtol=1e-5, atol=1e-5)
    assert tagger.tag("") == []


def test_batch_zero_never_reaches_the_lstm(tagger: Tagger) -> None:
    with pytest.raises(ValueError, match="nothing to run"):
        nothing = Inputs(np.zeros((0, 0, 3), np.int32), np.zeros((0, 0), np.int32), np.zeros((0, 0, 21), np.int32))
        tagger._run(["emissions"], nothing, np.zeros(0, np.int32))
    with pytest.raises(ValueError, match="nothing to run"):
        tagger.emissions([])
    assert tagger.tags_of([]) == []
    assert tagger.tags_of([[], ["Ada"], []])[0::2] == [[], []]
    assert list(tagger.stream_tokens(tokenize(""))) == []


def test_evaluate_compares_with_gold(trained: TrainedTagger, tagger: Tagger) -> None:
    sentences = [("Ada", "met", "Bob"), ("in", "Paris"), ()]
    examples, predicted = [], []
    for forms in sentences:
        tags = ["O"] * len(forms)
        for first, last, label, _ in by_the_textbook(trained, list(forms)) if forms else []:
            tags[first:last] = [f"B-{label}"] + [f"I-{label}"] * (last - first - 1)
        predicted.append(tags)
        examples.append(Example(forms, tuple("B-OTHER" if form == "in" else "O" for form in forms)))
    assert tagger.tags_of(sentences) == predicted
    assert tagger.evaluate(examples) == evaluate([example.tags for example in examples], predicted)
    assert tagger.evaluate([]).tokens == 0


def test_a_tagger_knows_what_its_file_says(tagger: Tagger, trained: TrainedTagger) -> None:
    assert tagger.labels == ("PER", "LOC")
    assert tagger.metrics == trained.metrics
    assert tagger.metadata["seed"] == 0


def test_it_loads_from_a_path(tmp_path: Path, trained: TrainedTagger) -> None:
    path = tmp_path / "modèle.onnx"
    path.write_bytes(to_onnx(trained))
    assert Tagger.load(path).tag(TEXT) == Tagger.load(str(path)).tag(TEXT)


def test_importing_the_runtime_imports_neither_onnxruntime_nor_torch() -> None:
    code = "import sys, export.runtime; print([m for m in ('onnxruntime', 'onnx', 'torch') if m in sys.modules])"
    root = Path(runtime.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_sums_kept_for_each_form_are_those_of_the_graph(
    trained: TrainedTagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_table, "MAX_BYTES", 1000)  # the table starts afresh between sentences
    tagger = Tagger.load(to_onnx(trained))
    for forms in (["Ada"], ["Ada", "met", "Ada", "in", "Paris", "."], ["Bob", "东京"], ["Ada", "met", "Bob"] * 5):
        np.testing.assert_allclose(tagger.fast_emissions(forms), tagger.emissions(forms), atol=1e-5)


# --- files that are not what they should be ---


def changed(trained: TrainedTagger, **properties: str | None) -> bytes:
    """Write the tagger with other metadata; None takes an entry away."""
    model = onnx.load_from_string(to_onnx(trained))
    entries = {entry.key: entry.value for entry in model.metadata_props} | properties
    helper.set_model_props(model, {key: value for key, value in entries.items() if value is not None})
    return model.SerializeToString()


def refused(source: bytes | Path, match: str) -> None:
    with pytest.raises(ModelFileError, match=match) as caught:
        Tagger.load(source)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 400
    if isinstance(source, bytes):
        with pytest.raises(ModelFileError) as caught:
            read_textbook(source)
        assert str(caught.value) == sentence, "whoever wants its weights hears the same"


def test_bytes_are_named_by_where_they_come_from() -> None:
    with pytest.raises(ModelFileError, match=r"^news\.onnx: the file is empty"):
        Tagger.load(b"", Path("news.onnx"))
    with pytest.raises(ModelFileError, match=r"^The file is empty"):
        Tagger.load(b"")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "none.onnx", r"none\.onnx: cannot be read \(no such file or directory\)")
    refused(tmp_path, "cannot be read")


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.onnx"
    path.touch()
    refused(path, r"empty\.onnx: the file is empty")


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.onnx"
    with path.open("wb") as file:
        file.truncate(model_file.MAX_BYTES + 1)
    refused(path, "larger than 64 MB")


def test_a_file_cut_off_anywhere_is_refused(trained: TrainedTagger) -> None:
    data = to_onnx(trained)
    for size in [*range(1, 60), *range(60, len(data), 97), len(data) - 1]:
        with pytest.raises(ModelFileError):
            Tagger.load(data[:size])


def test_a_file_with_flipped_bytes_is_refused_or_still_runs(trained: TrainedTagger) -> None:
    data, generator = to_onnx(trained), np.random.default_rng(0)
    for _ in range(150):
        broken = bytearray(data)
        broken[generator.integers(len(data))] ^= 1 << generator.integers(8)
        try:
            Tagger.load(bytes(broken)).tag(TEXT)
        except ModelFileError:
            continue


@given(st.binary(max_size=200))
def test_noise_is_refused(data: bytes) -> None:
    with pytest.raises(ModelFileError):
        Tagger.load(data)


def test_other_files_are_not_taggers() -> None:
    refused(b"PK\x03\x04 a zip archive", "not a Gatelight tagger")
    refused(b"Dear Sir or Madam,\n" * 50, "not a Gatelight tagger")


def test_somebody_elses_onnx_is_not_a_tagger() -> None:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "other", [value], [result])
    refused(helper.make_model(graph).SerializeToString(), "not a Gatelight tagger")


def test_a_newer_format_asks_for_an_update(trained: TrainedTagger) -> None:
    for newer in ("5", "30", "two"):
        refused(changed(trained, gatelight_format=newer), f"format {newer}, this program reads 4; update Gatelight")


def test_a_tagger_of_the_format_before_still_loads_and_tags_the_same(trained: TrainedTagger, tagger: Tagger) -> None:
    for entry in (None, '{"precision": "int8"}'):  # another tool's entry, for that format has none
        before = Tagger.load(changed(trained, gatelight_format="3", lstm=entry))
        assert before.precision == "fp32"
        assert before.tag(TEXT) == tagger.tag(TEXT)


def test_an_older_format_must_be_trained_again(trained: TrainedTagger) -> None:
    sentence = r"^The tagger was made by an older Gatelight; train it again\.$"
    refused(changed(trained, gatelight_format="1"), sentence)
    refused(changed(trained, gatelight_format="2", features="{}", tags=None, lexicon=None), sentence)


SCORE = {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}


def metrics_with(**junk: object) -> str:
    return json.dumps(Metrics(Score(0.5, 0.5, 0.5, 2), {}, 0.9, 3, 20, 0.1).to_json() | junk)


@pytest.mark.parametrize(
    "lstm",
    ["[]", "{}", '{"precision": "fp16"}', '{"precision": ["fp32"]}', '{"precision": "fp32", "f1_fp32": 2}',
     '{"precision": "fp32", "agreement": "1"}', '{"precision": "fp32", "agreement": NaN}',
     '{"precision": "fp32", "other": 0.5}'],
)  # fmt: skip
def test_a_description_of_the_lstm_that_makes_no_sense_is_refused(trained: TrainedTagger, lstm: str) -> None:
    refused(changed(trained, lstm=lstm), "^The description inside the tagger makes no sense .* of the LSTM")


def test_a_tagger_that_does_not_say_how_it_computes_is_refused(trained: TrainedTagger) -> None:
    refused(changed(trained, lstm=None), "^The description inside the tagger makes no sense")


def test_a_newer_tokenizer_asks_for_an_update(trained: TrainedTagger) -> None:
    refused(changed(trained, tokenizer="2"), "tokenizer 2, this program reads 1; update Gatelight")


def test_entries_of_other_tools_do_not_matter(trained: TrainedTagger) -> None:
    data = changed(trained, **{"onnx.infer": "onnxruntime.tools", "info": None, "licence": None})
    tagger = Tagger.load(data)
    assert tagger.tag(TEXT) == Tagger.load(to_onnx(trained)).tag(TEXT)
    assert tagger.info == {}


FEATURES_OF_1 = '{"names": ["lower"], "buckets": 64, "version": 1}'


@pytest.mark.parametrize(
    "properties",
    [
        {"labels": None},
        {"labels": "["},
        {"labels": "[" * 5000},
        {"labels": '["PER", "PER"]'},
        {"labels": "[]"},
        {"labels": '"PER"'},
        {"labels": '["PER"]'},
        {"tags": '["O"]'},
        {"features": "{}"},
        {"features": FEATURES_OF_1},
        {"features": '{"names": ["lower"], "context": [], "buckets": 1e99, "direct_buckets": 8, "version": 3}'},
        {"lexicon": None},
        {"lexicon": "[]"},
        {"lexicon": '{"given": ["ada"]}'},
        {"lexicon": '{"__class__": "ada"}'},
        {"lexicon": json.dumps({"given": "a\n" * 200_001})},
        {"labels": '["PER ", "LOC"]', "tags": '["O", "B-PER ", "I-PER ", "B-LOC", "I-LOC"]'},
        {"metrics": "3"},
        {"metrics": '{"f1": "high"}'},
        {"metrics": metrics_with(f1="high")},
        {"metrics": metrics_with(f1=True)},
        {"metrics": metrics_with(recall=1.01)},
        {"metrics": metrics_with(f1_deviation=float("nan"))},
        {"metrics": metrics_with(token_accuracy=float("inf"))},
        {"metrics": metrics_with(support=-1)},
        {"metrics": metrics_with(tokens=2.5)},
        {"metrics": metrics_with(per_label=[1])},
        {"metrics": metrics_with(per_label={"PER": {"f1": 0.5}})},
        {"created": None},
        {"created": "20260101"},
        {"created": '"today"'},
        {"created": '"\\ud800"'},
        {"metrics": metrics_with(per_label={f"L{n}": SCORE for n in range(501)})},
        {"info": "[]"},
        {"info": '{"spans": "many"}'},
        {"info": '{"sentences": -1}'},
        {"info": json.dumps({"epochs": "x" * 4_000_000})},
        {"metrics": metrics_with(per_label={"PER\u202e": SCORE})},
        {"tokenizer": None},
        {"tokenizer": '"1"'},
        {"seed": "[]"},
    ],
)
def test_a_description_that_makes_no_sense_is_refused(
    trained: TrainedTagger, properties: dict[str, str | None]
) -> None:
    refused(changed(trained, **properties), "description inside the tagger makes no sense")


NOT_OURS = "he model is not as Gatelight writes it"


def features_with(trained: TrainedTagger, **others: object) -> str:
    return json.dumps(trained.features.to_json() | others)


@pytest.mark.parametrize(
    "others",
    [
        {"names": ["lower"], "context": ["lower"]},  # fewer features than the graph takes
        {"names": ["lower", "shape", "suffix2", "form"]},
        {"context": ["lower"]},
        {"buckets": 65},  # a table smaller than the features say
        {"direct_buckets": 256},
    ],
)
def test_features_that_do_not_fit_the_graph_are_refused(trained: TrainedTagger, others: dict[str, object]) -> None:
    refused(changed(trained, features=features_with(trained, **others)), NOT_OURS)


def with_constant(trained: TrainedTagger, name: str, array: np.ndarray) -> bytes:
    """Write the tagger with another array in one place, and with the output's type and shape to match."""
    model = onnx.load_from_string(to_onnx(trained))
    (tensor,) = (tensor for tensor in model.graph.initializer if tensor.name == f"constant_{name}")
    tensor.CopyFrom(numpy_helper.from_array(array, tensor.name))
    (value,) = (value for value in model.graph.output if value.name == name)
    value.CopyFrom(helper.make_tensor_value_info(name, tensor.data_type, array.shape))
    return model.SerializeToString()


def test_hashes_of_words_that_do_not_ascend_are_refused(trained: TrainedTagger) -> None:
    hashes = trained.weights.words.hashes.astype(np.int64)
    assert Tagger.load(with_constant(trained, "word_hashes", hashes)).tag(TEXT)
    twice, low, high = hashes.copy(), hashes.copy(), hashes.copy()
    twice[3], low[0], high[-1] = twice[2], -1, 1 << 32
    around = np.array([0, *hashes[1:-1], np.iinfo(np.int64).min])  # its last step overflows to a positive number
    for odd in (hashes[::-1].copy(), twice, low, high, around):
        refused(with_constant(trained, "word_hashes", odd), "the hashes of its words do not ascend")


@pytest.mark.parametrize("size", [9, 11])
def test_more_or_fewer_words_than_vectors_are_refused(trained: TrainedTagger, size: int) -> None:
    refused(
        with_constant(trained, "word_hashes", np.arange(size)),
        rf"word_vectors_half is not the float16 \[{size + 1}, 5\]",
    )


def test_words_of_another_type_or_shape_are_refused(trained: TrainedTagger) -> None:
    clusters = trained.weights.words.clusters
    for name, array, match in [
        ("word_hashes", np.arange(10.0), r"constant_word_hashes is not the int64 \[10\]"),
        ("word_hashes", np.arange(10)[:, None], "constant word_vectors_half is not"),
        ("word_clusters", clusters.astype(np.int64), r"constant_word_clusters is not the int32 \[11, 2\]"),
        ("word_clusters", clusters[:-1], "constant_word_clusters is not"),
        ("word_clusters", clusters[:, :1], r"input direct is not the int32 \[T, B, 16\]"),
        ("word_clusters", np.zeros((11, 9), np.int32), "size C is 9, not from 0 to 8"),
        ("word_clusters", np.int32(7), "constant_word_clusters is missing or has no shape"),
    ]:
        refused(with_constant(trained, name, array), match)


@pytest.mark.parametrize("cluster", [-1, runtime.MAX_CLUSTERS])
def test_clusters_out_of_all_bounds_are_refused(trained: TrainedTagger, cluster: int) -> None:
    clusters = trained.weights.words.clusters.copy()
    clusters[4, 1] = cluster
    refused(with_constant(trained, "word_clusters", clusters), f"clusters .*{cluster}")


@pytest.mark.parametrize("name", ["features", "words", "direct", "lengths"])
def test_inputs_of_another_type_or_shape_are_refused(trained: TrainedTagger, name: str) -> None:
    for kind, last in [(TensorProto.INT64, None), (TensorProto.INT32, 1)]:
        model = onnx.load_from_string(to_onnx(trained))
        (value,) = (value for value in model.graph.input if value.name == name)
        value.type.tensor_type.elem_type = kind
        if last is not None:
            value.type.tensor_type.shape.dim[-1].dim_value = last
        refused(model.SerializeToString(), f"input {name} is not the int32")


def test_a_table_smaller_than_the_largest_row_is_refused(trained: TrainedTagger) -> None:
    for name in ("embeddings", "word_vectors_half", "connections_half"):
        model = onnx.load_from_string(to_onnx(trained))
        (tensor,) = (tensor for tensor in model.graph.initializer if tensor.name == name)
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor)[:-1], name))
        refused(model.SerializeToString(), f"constant {name} is not the float")


def test_other_operators_are_refused(trained: TrainedTagger) -> None:
    model = onnx.load_from_string(to_onnx(trained))
    model.graph.node[-1].op_type = "Loop"
    refused(model.SerializeToString(), "node 18 is not the Identity it should be")
    model.graph.node[-1].op_type = "Identity"
    model.graph.node[-1].domain = "com.microsoft"
    refused(model.SerializeToString(), "node 18 is not the Identity it should be")


def test_data_outside_the_file_is_refused(trained: TrainedTagger) -> None:
    model = onnx.load_from_string(to_onnx(trained))
    tensor = model.graph.initializer[0]
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")
    tensor.ClearField("raw_data")
    refused(model.SerializeToString(), "constant embeddings is not the float32")


def test_weights_that_are_not_numbers_are_refused(trained: TrainedTagger) -> None:
    bias = np.full_like(trained.weights.emission_bias, np.nan)
    refused(to_onnx(replace(trained, weights=replace(trained.weights, emission_bias=bias))), "not numbers")
    end = np.full_like(trained.weights.end, np.inf)
    refused(to_onnx(replace(trained, weights=replace(trained.weights, end=end))), "not finite")
