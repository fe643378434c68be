from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from engine.text.document import Document
from engine.text.tokenizer import tokenize
from export import crew as crew_module
from export import highlighting
from export.crew import Crew
from export.formats import PlainText, document_of, read_documents
from export.highlighting import SHORT, Highlighting, Input, Result, cuts
from export.importing import plain_text
from export.onnx_graph import to_onnx
from export.runtime import SENTENCES_AT_A_TIME, Tagger

LINE = "Ada met Bob in London. She left for Paris.\n"
LONG = LINE * (SHORT // len(LINE) + 1)
ROWS = "Ada\tB-PER\nmet\tO\nBob-in-London\tB-PER\n\n"


@pytest.fixture(scope="module")
def model(random_tagger) -> bytes:
    return to_onnx(random_tagger())


@pytest.fixture(scope="module")
def crews(model: bytes) -> Iterator[list[Crew]]:
    with Crew(model, 1) as one, Crew(model, 2) as two:
        two.expect(2 * crew_module.ENOUGH_FOR_ONE)
        yield [one, two]


@pytest.fixture(params=[0, 1], ids=["one", "two"])
def crew(crews: list[Crew], request: pytest.FixtureRequest) -> Crew:
    return crews[request.param]


def no_stdin() -> PlainText:
    raise AssertionError("nobody asked for stdin")


def run(crew: Crew, inputs: list[Input], read_stdin=no_stdin) -> list[tuple[Input, Result | Exception]]:
    return list(Highlighting(crew, inputs, read_stdin, lambda *_: None).run())


def plain(results: list[tuple[Input, Result | Exception]]) -> list[object]:
    """Give results as what can be compared."""
    return [
        str(found)
        if isinstance(found, Exception)
        else [
            (part.name, part.text, document_of(part).tokens.starts.tolist(), document_of(part).spans, list(entities))
            for part, entities in found.found
        ]
        for _, found in results
    ]


def put(path: Path, content: str) -> Input:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return Input(path)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[Input]:
    """Short and long, with and without tokens of their own, and one that is no text."""
    here = tmp_path_factory.mktemp("inputs")
    return [
        put(here / "short.txt", LINE),
        put(here / "long.txt", LONG),
        put(here / "empty.txt", ""),
        put(here / "short.conll", ROWS),
        put(here / "long.conll", ROWS * (SHORT // 20)),
        put(here / "many.conll", f"-DOCSTART-\tO\n\n{ROWS * (SHORT // 100)}" * 7),
        Input(here / "gone.txt"),
        Input(put(here / "in" / "last.txt", LINE).path, "in"),
    ]


def test_all_is_the_same_for_one_and_for_two(crews: list[Crew], inputs: list[Input]) -> None:
    one, two = (plain(run(crew, inputs)) for crew in crews)
    assert one == two
    assert [len(found) if isinstance(found, list) else "Error" for found in one] == [1, 1, "Error", 1, 1, 7, "Error", 1]


def test_entities_are_those_that_the_tagger_finds(model: bytes, crews: list[Crew], inputs: list[Input]) -> None:
    tagger = Tagger.load(model)
    for one, found in run(crews[0], inputs):
        if isinstance(found, Exception):
            continue
        assert one.path is not None
        for (part, entities), read in zip(found.found, read_documents(one.path)[0], strict=True):
            assert entities.text is part.text
            assert document_of(part).tokens.forms() == read.tokens.forms()
            expected = tagger.tag_tokens(read.tokens)
            assert entities.starts.tolist() == expected.starts.tolist()
            assert entities.label_numbers.tolist() == expected.label_numbers.tolist()
            assert entities.confidences.tolist() == pytest.approx(expected.confidences.tolist(), abs=1e-5)


def test_a_document_is_named_by_its_folder(crew: Crew, inputs: list[Input]) -> None:
    ((_, found),) = run(crew, inputs[-1:])
    assert isinstance(found, Result)
    assert found.found[0][0].name == "in/last"


def test_a_guessed_encoding_is_told(crew: Crew, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("Zoë ging nach Köln – „heute“.".encode("cp1252"))
    ((_, found),) = run(crew, [Input(path)])
    assert isinstance(found, Result)
    assert found.notes == ("old.txt is not Unicode and was read as Windows-1252.",)


def test_stdin_is_read_when_its_turn_has_come(crew: Crew, inputs: list[Input]) -> None:
    done: list[int] = []
    highlighting_ = Highlighting(
        crew,
        [inputs[0], inputs[1], Input(None), inputs[0]],
        lambda: plain_text(f"{LINE}{len(done)} files done.", "stdin"),
        lambda *_: None,
    )
    texts = []
    for _, found in highlighting_.run():
        assert isinstance(found, Result)
        texts.append(found.found[0][0].text)
        done.append(1)
    assert texts == [LINE, LONG, f"{LINE}2 files done.", LINE]


def test_a_long_stdin_wakes_the_others(model: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew_module, "ENOUGH_FOR_ONE", 20 * len(LINE))
    with Crew(model, 2) as crew:
        assert crew.room == 1
        text = LINE * 40
        ((_, found),) = run(crew, [Input(None)], lambda: plain_text(text, "stdin"))
        assert isinstance(found, Result)
        assert len(found.found[0][1]) > 10
        assert crew.room == 4


def test_only_a_few_inputs_are_read_ahead(model: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Crew(model, 2) as crew:
        crew.expect(10**9)
        submitted: list[object] = []
        submit = crew.submit
        monkeypatch.setattr(crew, "submit", lambda *task: submitted.append(task) or submit(*task))
        inputs = [put(tmp_path / f"{number}.txt", LINE) for number in range(30)]
        for done, _ in zip(count(1), Highlighting(crew, inputs, no_stdin, lambda *_: None).run()):
            assert len(submitted) <= done + crew.room


def test_a_process_that_is_lost_costs_its_input_and_no_other(
    model: bytes, tmp_path: Path, remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(highlighting, "tag_piece", remote("import os; os._exit(9)"))
    inputs = [put(tmp_path / f"{name}.txt", text) for name, text in (("a", LINE), ("b", LONG), ("c", LINE))]
    with Crew(model, 2) as crew:
        crew.expect(10**9)
        results = [found for _, found in run(crew, inputs)]
    assert [isinstance(found, Result) for found in results] == [True, False, True]
    assert str(results[1]).startswith("The process that read it was ended")


def test_a_share_is_told_of_the_input_whose_turn_it_is(crew: Crew, inputs: list[Input]) -> None:
    shown: list[tuple[int, float]] = []
    list(Highlighting(crew, inputs[:3], no_stdin, lambda *share: shown.append(share)).run())
    assert shown == sorted(shown)
    assert {number for number, _ in shown} == {0, 1, 2}
    assert len({share for number, share in shown if number == 1}) == len(cuts(PlainText("", LONG))) + 1


def test_pieces_with_tokens_are_of_whole_sentences() -> None:
    text = LINE * SENTENCES_AT_A_TIME
    document = Document("a", text, tokenize(text))
    sentences = document.tokens.sentences.tolist()
    found = [piece for piece in highlighting._pieces(document) if not isinstance(piece, str)]
    assert [piece.sentence_count for piece in found] == [SENTENCES_AT_A_TIME] * 2
    assert [form for piece in found for form in piece.forms()] == document.tokens.forms()
    assert cuts(document)[1][0] == document.tokens.starts[sentences[SENTENCES_AT_A_TIME]]
    empty = Document("a", "", tokenize(""))
    assert list(highlighting._pieces(empty)) == []
