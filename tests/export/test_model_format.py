"""What ``docs/model-format.md`` says is what the code does, and the example beside it needs nothing of ours."""

from __future__ import annotations

import ast
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, takewhile
from pathlib import Path
from zlib import crc32

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from engine.tagger.decoding import Decoder
from engine.tagger.encoding import DISTANCES, Encoder
from engine.tagger.events import TrainingConfig
from engine.tagger.examples import Example
from engine.tagger.features import FEATURES, FeatureConfig, FeatureEncoder, features_of, word_hash
from engine.tagger.lexicon import KINDS, Lexicon
from engine.tagger.tagset import TagSet, bounds_of
from engine.tagger.weights import TrainedTagger, WordTable
from export.building import Built, build
from export.corpus import Corpus
from export.graph_plan import PRECISIONS, Precision
from export.model_file import FORMAT_VERSION
from export.onnx_graph import to_onnx
from export.runtime import Tagger

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "tag_with_onnxruntime.py"
PAGE = (DOCS / "model-format.md").read_text(encoding="utf-8")
LEXICON, CONFIG, CHAIN = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))

PEOPLE = ("Ada", "Grace Okafor", "Zoë", "Noam Levi", "O'Brien", "Łukasz", "李雷", "דנה", "İpek")
PLACES = ("Oslo", "New York", "Åhus", "東京", "חיפה", "São Paulo", "서울", "Chad")
VERBS = ("met", "saw", "left", "wrote to", "called", "in 1987 met", "🙂 saw", "見た")
OTHERS = (
    ".",
    ", the old lighthouse stood by the sea",
    "and nobody knew why",
    "; it rained",
    "yesterday",
    "— what a day !",
)
SENTENCES = [
    ["Ada"],
    ["Oslo", "!"],
    ["in", "Chad", "."],
    ["yesterday", "Grace", "Okafor", "met", "New", "York", "and", "nobody", "knew", "Noam", "Levi", "of", "Åhus"],
    ["Quixby", "saw", "Wroclawek", "on", "12", "May", "2031", ",", "Mrs.", "Norway", "and", "IBM"],
    ["دمشق", "Αθήνα", "МОСКВА", "Москве", "ΟΔΟΣ", "กรุงเทพ", "हिन्दी", "東京タワー", "です", "서울시", "ירושלים", "שָׁלוֹם"],
    ["👩‍🚀", "🇳🇴", "…", "!!!!!!", "U.S.", "x" * 70, "٣٫٥٠٠", "Ⅷª²", "ǅ", "E\u0301lodie", "10\u00a0000", "\u2028"],
    [],
    ["met", *[form for n in range(170) for form in ("New", "York", "Noam", PEOPLE[n % 9].split()[0])]][:600],
]  # fmt: skip
"""One with a name across the 512th token, where long sentences are cut."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a tagger that has really learnt something, with a word table and the whole lexicon."""
    choice = random.Random(3).choice
    examples, unlabelled = [], []
    for _ in range(80):
        person, verb, place = choice(PEOPLE).split(), choice(VERBS).split(), choice(PLACES).split()
        before, behind = choice(OTHERS).split(), choice(OTHERS).split()
        tags = ["B-PER", *["I-PER"] * (len(person) - 1), *["O"] * len(verb), "B-LOC", *["I-LOC"] * (len(place) - 1)]
        known = [*["O"] * len(before), *tags, *["O"] * len(behind)]
        examples.append(Example((*before, *person, *verb, *place, *behind), tuple(known)))
        unlabelled.append((*choice(OTHERS).split(), *choice(PLACES).split(), "N7", *choice(PEOPLE).split()))
    corpus = Corpus(tuple(examples), tuple(unlabelled), ("PER", "LOC"))
    *_, last = build(corpus, config=TrainingConfig(epochs=15, hidden=8, embedding=4, buckets=512, direct_buckets=2048))
    assert isinstance(last, Built)
    path = tmp_path_factory.mktemp("model") / "names.onnx"
    path.write_bytes(last.onnx)
    return path


def table(*columns: str) -> list[list[str]]:
    """Give the rows of the table of the page with just these columns; backticks are left out."""
    head = f"| {' | '.join(columns)} |\n"
    assert PAGE.count(head) == 1, f"{PAGE.count(head)} tables with the columns {columns}"
    lines = takewhile(lambda line: line.startswith("|"), PAGE.partition(head)[2].splitlines()[1:])
    rows = [[cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in lines]
    assert rows
    return rows


def numbers(cell: str) -> list[int]:
    return [int(number) for number in cell.split(",")]


FORMS = [json.loads(form) for _, form, _ in table("no.", "form", "what it shows")]


def found_by_the_example(model: Path, sentences: list[list[str]], folder: Path) -> list[str]:
    """Run the example where nothing of this checkout can be imported, and give the lines that it prints."""
    text = "\n".join(" ".join(forms) for forms in sentences)
    command = [sys.executable, "-I", str(EXAMPLE), str(model)]
    done = subprocess.run(command, input=text.encode(), capture_output=True, cwd=folder, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


def lines_of(tags_of_sentences: list[list[str]]) -> list[str]:
    """Read the entities off valid tags and write them as the example does."""
    lines = []
    for number, tags in enumerate(tags_of_sentences):
        for found in re.finditer("BI*", "".join(tag[0] for tag in tags)):
            lines.append(f"{number}\t{found.start()}\t{found.end()}\t{tags[found.start()][2:]}")
    return lines


def one_by_one(tagger: Tagger, sentences: list[list[str]]) -> list[list[str]]:
    """Tag each sentence in a batch of its own, as the example does: in int8, what is beside it shows."""
    return [tagger.tags_of([forms])[0] for forms in sentences]


def test_the_example_finds_what_the_runtime_finds(model: Path, tmp_path: Path) -> None:
    tags = one_by_one(Tagger.load(model), SENTENCES)
    assert {1, 2, 3, 600} <= set(map(len, SENTENCES))
    assert set(chain(*tags)) == {"O", "B-PER", "I-PER", "B-LOC", "I-LOC"}, "a tagger that finds nothing proves nothing"
    assert found_by_the_example(model, SENTENCES, tmp_path) == lines_of(tags)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_example_agrees_on_a_tagger_that_every_feature_upsets(
    random_tagger: Callable[..., TrainedTagger], tmp_path: Path, precision: Precision
) -> None:
    context = ("kind", "form", "outline", "person", "shape", "suffix3")
    tagger = random_tagger(names=FEATURES, context=context, buckets=1021, direct_buckets=4096)
    model = tmp_path / "random.onnx"
    model.write_bytes(to_onnx(replace(tagger, lexicon=Lexicon(LEXICON), boldness=0.7), precision))
    # The example reads clean UTF-8, which half of a surrogate pair cannot be in.
    forms, generator = sorted({*FORMS, *chain(*SENTENCES)} - {"\ud800"}), random.Random(5)
    sentences = [generator.choices(forms, k=length) for length in [*range(1, 10)] * 40 + [600]]
    tagger_of_file = Tagger.load(model)
    assert tagger_of_file.precision == precision
    assert found_by_the_example(model, sentences, tmp_path) == lines_of(one_by_one(tagger_of_file, sentences))


def test_the_example_is_short_and_needs_two_packages() -> None:
    source = EXAMPLE.read_text(encoding="utf-8")
    lines = source.splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 120
    tree = ast.parse(source)
    assert ast.get_docstring(tree)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} - sys.stdlib_module_names == {"numpy", "onnxruntime"}


def test_the_page_lists_the_metadata_and_the_ends_of_the_graph(model: Path) -> None:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    entries = session.get_modelmeta().custom_metadata_map
    kinds = {"array of strings": list, "object": dict, "string": str, "number": (int, float)}
    rows = table("key", "JSON type", "meaning")
    assert {key for key, _, _ in rows} == set(entries)
    for key, kind, _ in rows:
        assert key == "licence" or isinstance(json.loads(entries[key]), kinds[kind]), key
    assert json.loads(entries["gatelight_format"]) == FORMAT_VERSION == 4
    for name in (
        json.loads(entries["lstm"])
        | json.loads(entries["info"])
        | json.loads(entries["metrics"])
        | json.loads(entries["features"])
    ):
        assert f"`{name}`" in PAGE, name
    transitions, words, clusters = session.get_outputs()[2], session.get_outputs()[5], session.get_outputs()[6]
    K, V, (_, C) = transitions.shape[0], words.shape[0], clusters.shape
    F, L = session.get_inputs()[0].shape[2], session.get_inputs()[2].shape[2]
    features = json.loads(entries["features"])
    assert len(features["names"]) == F
    assert F + C + 4 * (len(features["context"]) + C) == L
    sizes = {"T": "T", "B": "B", "F": F, "L": L, "K": K, "2H": 16, "V": V, "V+1": V + 1, "C": C, "direct_buckets": 2048}
    for side, values in (("input", session.get_inputs()), ("output", session.get_outputs())):
        said = [
            (name, f"tensor({kind})", [sizes[size] for size in shape.split(", ")])
            for name, kind, shape, _ in table(side, "type", "shape", "what")
        ]
        assert said == [(value.name, value.type, value.shape) for value in values]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_page_describes_the_lstm_as_it_is_in_the_graph(
    random_tagger: Callable[..., TrainedTagger], precision: Precision
) -> None:
    model = onnx.load_from_string(to_onnx(random_tagger(), precision))
    (node,) = (node for node in model.graph.node if "LSTM" in node.op_type)
    assert f"`{node.op_type}`" in PAGE
    assert [opset.domain for opset in model.opset_import] == ([""] if precision == "fp32" else ["", "com.microsoft"])
    sizes = {"2": 2, "4H": 24, "8H": 48, "H": 6, "X": 17}
    said = {}
    for name, *kinds, _ in table("array", *PRECISIONS, "what"):
        kind, _, shape = kinds[PRECISIONS.index(precision)].partition(" `")
        if shape:
            said[name] = kind, [sizes[size] for size in shape.split(", ")]
    arrays = {array.name: numpy_helper.to_array(array) for array in model.graph.initializer}
    own = {name: array for name, array in arrays.items() if name.startswith("lstm_")}
    assert said == {name: (str(array.dtype), list(array.shape)) for name, array in own.items()}
    assert not own["lstm_B"][:, 24:].any()
    assert precision == "fp32" or np.abs(own["lstm_W"]).max() == 64


def test_the_page_lists_every_feature_and_list() -> None:
    said = " ".join(name for name, _ in table("name", "value"))
    for name in FEATURES:
        assert name in said or name[:-1] in said, name
    assert ", ".join(f"`{name}`" for name in KINDS) in PAGE


def test_values_and_hashes_of_features_are_those_of_the_page() -> None:
    lexicon = Lexicon(LEXICON)
    columns = ("lower", "shape", "outline", "person", "kind")
    for form, (_, *values) in zip(FORMS, table("no.", *columns), strict=True):
        found = features_of(form, lexicon)
        assert [json.loads(value) for value in values] == [found[name] for name in columns], form
    hashes, checked = FeatureEncoder(FeatureConfig(), lexicon).hashes(FORMS), set()
    affixes = [f"{end}{n}" for end in ("prefix", "suffix") for n in (1, 2, 3, 4)]
    for names in (["form", *columns], affixes):
        said = [[int(value, 16) for value in row] for _, *row in table("no.", *names)]
        assert hashes[:, [FEATURES.index(name) for name in names]].tolist() == said
        checked.update(names)
    assert checked == set(FEATURES)


def test_rows_are_those_of_the_page() -> None:
    texts = {text: int(value, 16) for text, value in table("text", "CRC-32")}
    assert texts == {text: crc32(text.encode()) for text in texts}
    assert texts.keys() >= {"outside", *(f"distance={distance}" for distance in (0, *DISTANCES))}
    words = table("row", "word", "word_hashes", "word_clusters")
    assert [int(value) for _, _, value, _ in words[1:]] == [word_hash(word) for _, word, _, _ in words[1:]]
    known = WordTable(
        np.array([int(value) for _, _, value, _ in words[1:]], np.uint32),
        np.zeros((len(words), 0), np.float32),
        np.array([json.loads(clusters) for *_, clusters in words], np.int32),
    )
    rows = table("form", "features", "words", "direct: the token itself")
    around = table("form", *(str(distance).replace("-", "−") for distance in DISTANCES))
    forms = [form for form, *_ in rows]
    config = FeatureConfig.from_json(CONFIG)
    inputs = Encoder(FeatureEncoder(config, Lexicon(LEXICON)), known).encode(forms, bounds_of([len(forms)]))
    assert inputs.features.tolist() == [numbers(features) for _, features, _, _ in rows]
    assert inputs.words.tolist() == [int(row) for _, _, row, _ in rows]
    direct = [numbers(", ".join([own, *others])) for (*_, own), (_, *others) in zip(rows, around, strict=True)]
    assert inputs.direct.tolist() == direct


def test_tags_and_confidence_are_those_of_the_page() -> None:
    tagset, lengths = TagSet(["PER"]), np.array([3])
    emissions = np.array(CHAIN["emissions"])[:, None]
    scores = [np.array(CHAIN[name]) for name in ("transitions", "start", "end")]
    for boldness, tags in table("boldness", "tags"):
        found = Decoder(tagset, *scores, boldness=float(boldness)).best_tags(emissions, lengths)
        assert [tagset.tags[number] for number in found[:, 0]] == tags.split()
    for first, last, confidence in table("first", "last", "confidence"):
        posterior = Decoder(tagset, *scores, boldness=1.0).posterior(emissions, lengths)
        found = posterior.confidences(np.array([[0, int(first), int(last), 0]]), tagset)
        assert found == pytest.approx(float(confidence), abs=5e-7)
