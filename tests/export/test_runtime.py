from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from engine.errors import ModelFileError
from engine.tagger import lstm
from engine.tagger.decoding import Decoder
from engine.tagger.examples import Example
from engine.tagger.features import FeatureEncoder
from engine.tagger.metrics import Metrics, Score, evaluate
from engine.tagger.tagset import TagSet
from engine.tagger.weights import TrainedTagger
from engine.text.tokenizer import tokenize, tokens_of_forms
from export import model_file, runtime
from export.onnx_graph import to_onnx
from export.runtime import Entity, Tagger

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


def by_the_textbook(trained: TrainedTagger, forms: list[str]) -> list[tuple[int, int, str, float]]:
    """Tag one sentence with nothing but the reference: (first, last, label, confidence)."""
    weights, tagset = trained.weights, TagSet(trained.labels)
    scores, _ = lstm.emissions(weights, FeatureEncoder.from_json(trained.features).encode(forms))
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
    order = list(range(tokens.sentence_count))[::-1]
    seen, entities = [], []
    for sentences, found in tagger.stream(tokens, order, chunk=3):
        assert len(sentences) <= 3
        seen += sentences
        entities += found
        own = [tokens.sentence_of(tokens.covering(entity.start, entity.end)[0]) for entity in found]
        assert set(own) <= set(sentences)
    assert seen == order
    assert sorted(entities, key=lambda entity: entity.start) == [
        replace(entity, confidence=pytest.approx(entity.confidence, abs=1e-5)) for entity in tagger.tag_tokens(tokens)
    ]


def test_stream_is_lazy(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    run = tagger._run
    monkeypatch.setattr(tagger, "_run", lambda *args: runs.append(1) or run(*args))
    stream = tagger.stream(tokenize("One.\n" * 100), chunk=10)
    assert not runs
    next(stream)
    assert len(runs) == 1


def test_sentences_that_are_not_there_are_refused(tagger: Tagger) -> None:
    with pytest.raises(ValueError, match=r"sentences 0\.\.7 of 1"):
        next(tagger.stream(tokenize("One."), [0, 7]))


def test_a_text_without_a_full_stop_is_tagged_in_pieces(tagger: Tagger) -> None:
    _, tokens = tokens_of_forms([["Ada", "in", "Paris"] * 1000])
    entities = tagger.tag_tokens(tokens)
    assert entities[-1].end > len(tokens.text) - 20


def test_batch_zero_never_reaches_the_lstm(tagger: Tagger) -> None:
    with pytest.raises(ValueError, match="nothing to run"):
        tagger._run(["emissions"], np.zeros((0, 0, 3), np.int64), np.zeros(0, np.int32))
    assert list(tagger.stream(tokenize("One."), [])) == []


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
    refused(changed(trained, gatelight_format="2"), "format 2, this program reads 1; update Gatelight")


def metrics_with(**junk: object) -> str:
    return json.dumps(Metrics(Score(0.5, 0.5, 0.5, 2), {}, 0.9, 3, 20, 0.1).to_json() | junk)


def test_a_newer_tokenizer_asks_for_an_update(trained: TrainedTagger) -> None:
    refused(changed(trained, tokenizer="2"), "tokenizer 2, this program reads 1; update Gatelight")


def test_entries_of_other_tools_do_not_matter(trained: TrainedTagger) -> None:
    data = changed(trained, **{"onnx.infer": "onnxruntime.tools", "info": None, "licence": None})
    tagger = Tagger.load(data)
    assert tagger.tag(TEXT) == Tagger.load(to_onnx(trained)).tag(TEXT)
    assert tagger.info == {}


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
        {"features": '{"names": ["lower"], "buckets": 1e99, "version": 1}'},
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
        {"info": "[]"},
        {"tokenizer": None},
        {"tokenizer": '"1"'},
        {"seed": "[]"},
    ],
)
def test_a_description_that_makes_no_sense_is_refused(
    trained: TrainedTagger, properties: dict[str, str | None]
) -> None:
    refused(changed(trained, **properties), "description inside the tagger makes no sense")


def test_fewer_or_more_features_than_the_graph_takes_are_refused(trained: TrainedTagger) -> None:
    refused(changed(trained, features='{"names": ["lower"], "buckets": 64, "version": 1}'), "cannot be run")


def test_a_table_smaller_than_the_features_say_is_refused(trained: TrainedTagger) -> None:
    features = '{"names": ["lower", "shape", "suffix2"], "buckets": 65, "version": 1}'
    refused(changed(trained, features=features), "cannot be run")


def test_other_operators_are_refused(trained: TrainedTagger) -> None:
    model = onnx.load_from_string(to_onnx(trained))
    model.graph.node[-1].op_type = "Loop"
    refused(model.SerializeToString(), "parts that Gatelight never writes: Loop")
    model.graph.node[-1].op_type = "Identity"
    model.graph.node[-1].domain = "com.microsoft"
    refused(model.SerializeToString(), r"never writes: com\.microsoft\.Identity")


def test_data_outside_the_file_is_refused(trained: TrainedTagger) -> None:
    model = onnx.load_from_string(to_onnx(trained))
    tensor = model.graph.initializer[0]
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")
    tensor.ClearField("raw_data")
    refused(model.SerializeToString(), "never writes: data in other files")


def test_weights_that_are_not_numbers_are_refused(trained: TrainedTagger) -> None:
    bias = np.full_like(trained.weights.emission_bias, np.nan)
    refused(to_onnx(replace(trained, weights=replace(trained.weights, emission_bias=bias))), "not numbers")
    end = np.full_like(trained.weights.end, np.inf)
    refused(to_onnx(replace(trained, weights=replace(trained.weights, end=end))), "not finite")
