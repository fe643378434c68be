from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import TrainingError, UserError
from engine.project.actions import Action, SpanAdded
from engine.project.store import Store
from engine.tagger.events import Started
from engine.text.document import Document, DocumentState, Span
from engine.text.labels import LabelSet
from engine.text.tokenizer import tokenize
from export import trainer as trainer_module
from export.building import Built, build
from export.corpus import corpus_of_documents
from export.trainer import Trained, Trainer, events_of

TEXT = "Ada met Bob. Bob left. " * 10
SPANS = tuple(Span(23 * n, 23 * n + 3, "PER") for n in range(10))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of a document that is done and one that nobody touched."""
    path = tmp_path / "p.gatelight"
    with Store.create(path, LabelSet().with_names(["PER"])) as store:
        done = Document("one", TEXT, tokenize(TEXT), SPANS, state=DocumentState.DONE)
        store.add_documents([done, Document("two", "Ada came.", tokenize("Ada came."))], "Import")
    return path


@pytest.fixture(scope="module")
def trainer() -> Iterator[Trainer]:
    made = Trainer()
    yield made
    made.end()


def test_a_training_in_a_process_gives_the_events_and_the_bytes_of_one_here(trainer: Trainer, project: Path) -> None:
    events = list(trainer.train(project, early=False))
    assert isinstance(events[0], Started)
    trained = events[-1]
    assert isinstance(trained, Trained)
    with Store.open(project) as store:
        *_, here = build(corpus_of_documents(store.iter_documents(), store.labels.names))
        assert trained.revision == store.revision
    assert isinstance(here, Built)
    assert trained.onnx == here.onnx
    assert trained.tagger.labels == ("PER",)
    assert len(trained.measured_on) > 0


def test_what_makes_a_training_impossible_comes_as_its_sentence_and_the_process_stays(
    trainer: Trainer, tmp_path: Path, project: Path
) -> None:
    empty = tmp_path / "empty.gatelight"
    Store.create(empty).close()
    with pytest.raises(TrainingError):
        list(trainer.train(empty, early=False))
    assert isinstance(next(trainer.train(project, early=False)), Started)


def test_a_training_that_is_left_is_over_and_the_next_one_is_whole(trainer: Trainer, project: Path) -> None:
    events = trainer.train(project, early=False)
    next(events)
    process = trainer._process
    events.close()
    assert process is not None
    process.join(10)
    assert not process.is_alive()
    assert isinstance(list(trainer.train(project, early=False))[-1], Trained)


def test_whoever_waits_for_a_training_that_is_ended_is_told(project: Path) -> None:
    trainer = Trainer()
    events = trainer.train(project, early=False)
    next(events)
    threading.Timer(0.05, trainer.end).start()
    with pytest.raises(UserError, match="ended from outside"):
        list(events)


def test_the_process_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "import time\nfrom export.trainer import Trainer\n"
        "if __name__ == '__main__':\n"
        "    trainer = Trainer()\n    trainer.warm_up()\n"
        "    print(trainer._process.pid, flush=True)\n    time.sleep(60)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=root,
        env={"PYTHONPATH": str(root), "PATH": ""},
    ) as program:  # fmt: skip
        assert program.stdout is not None
        assert program.stdout.readline().strip().isdigit()
        program.kill()
        # the process has the same output open, so this is at its end only when it has ended, too
        program.stdout.read()


def test_a_training_saw_the_revision_that_it_names(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is labelled while the documents are read is of a later revision."""
    read: list[Document] = []
    with Store.open(project) as store:

        def corpus_of(documents, labels):
            found = [next(documents)]
            store.commit(Action("Label", (SpanAdded(2, Span(0, 3, "PER")),)))
            found += documents
            read.extend(found)
            return corpus_of_documents(found, labels)

        monkeypatch.setattr(trainer_module, "corpus_of_documents", corpus_of)
        events = events_of(project, early=False)
        assert next(events) == 1
        next(events)
        assert [document.spans for document in read[1:]] == [()]
        assert store.revision == 2
