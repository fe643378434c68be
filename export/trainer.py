"""A training in a process of its own, beside which no key and no paint waits for the interpreter (ADR 20).

    trainer = Trainer()
    for event in trainer.train(project, early=False):
        ...
    trainer.end()

The process reads the project itself, so no text travels. It stays for the next training, because what it imports takes
a second, and ends when the program does, however that ends: its end of the pipe tells.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from engine.errors import UserError
from engine.project.one_state import one_state
from engine.tagger.events import Checkpoint, Finished, TrainingEvent
from engine.tagger.examples import fingerprint
from export.building import Built, EarlyTagger, build
from export.corpus import corpus_of_documents
from export.runtime import Tagger

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

NICENESS = 10
"""How much the window goes before the training where both want the processor."""

_HEAVY = ("engine.tagger.training", "export.onnx_graph", "onnxruntime")


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The last event: a new tagger, loaded and ready.

    revision: the project's when the training began. measured_on: the fingerprint of the sentences that its figures are
    of. seconds: how long it took.
    """

    onnx: bytes
    tagger: Tagger
    revision: int
    measured_on: str
    seconds: float


@dataclass(frozen=True, slots=True)
class _Travelling:
    """A tagger on its way through the pipe. kept: what else a Trained knows, None for an early one."""

    onnx: bytes
    kept: tuple[int, str, float] | None = None


class Trainer:
    """The program's side of the process. Any thread may end it, one trains."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    def warm_up(self) -> None:
        """Start the process if there is none; it imports meanwhile what a training needs. Raises UserError."""
        self._connect()

    def train(self, project: Path, *, early: bool) -> Iterator[TrainingEvent | EarlyTagger | Trained]:
        """Train on what a project's file holds now; closing the generator ends the process, and with it the training.

        early: an early tagger is wanted. Raises what the training raises, and UserError if its process is ended.
        """
        connection = self._connect()
        try:
            connection.send((project, early))
            while True:
                succeeded, event = pickle.loads(connection.recv_bytes())
                if not succeeded:
                    raise event
                if event is None:
                    return
                yield _arrived(event)
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            self.end()
            raise UserError(
                "the training was ended from outside, perhaps for want of memory",
                remedy="close other programs and retrain",
            ) from error
        except GeneratorExit:
            self.end()
            raise

    def end(self) -> None:
        """End the process at once, if there is one; a training that it is at raises UserError."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()  # nothing is left half done: it writes nothing; nor does anybody wait until it is gone

    def _connect(self) -> Connection:
        from multiprocessing import get_context  # sockets, hashes, random numbers: not before the first paint

        from export.worker import interrupts_held

        with self._lock:
            if self._process is not None and self._process.is_alive() and self._connection is not None:
                return self._connection
            if self._connection is not None:
                self._connection.close()
            spawn = get_context("spawn")
            self._connection, theirs = spawn.Pipe()
            process = spawn.Process(target=_serve, args=(theirs,), name="gatelight training", daemon=True)
            try:
                with interrupts_held():
                    process.start()
            except OSError as error:
                what = f"no process can be started ({error.strerror or error})"
                raise UserError(what, remedy="close other programs and retrain") from error
            finally:
                theirs.close()
            self._process = process
            return self._connection


def events_of(project: Path, *, early: bool) -> Iterator[TrainingEvent | EarlyTagger | Built | int]:
    """Train on a project's file: gives the revision that is learnt from, then what ``build`` gives."""
    with one_state(project) as state:
        revision = state.revision
        corpus = corpus_of_documents(state.documents(), state.labels.names)
    yield revision
    yield from build(corpus, early=early)


def _arrived(event: TrainingEvent | _Travelling) -> TrainingEvent | EarlyTagger | Trained:
    if not isinstance(event, _Travelling):
        return event
    tagger = Tagger.load(event.onnx)
    return EarlyTagger(event.onnx, tagger) if event.kept is None else Trained(event.onnx, tagger, *event.kept)


# The process


def _serve(connection: Connection) -> None:
    """Train whenever somebody asks, until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    for module in _HEAVY:
        importlib.import_module(module)
    with suppress(EOFError, OSError):  # the program is gone
        while True:
            project, early = connection.recv()
            for answer in _answers(project, early=early):
                connection.send_bytes(answer)


def _answers(project: Path, *, early: bool) -> Iterator[bytes]:
    """Give what a training tells as it travels: (True, event), at the end (True, None) or (False, exception)."""
    try:
        for event in _travelling(project, early=early):
            yield pickle.dumps((True, event))
        yield pickle.dumps((True, None))
    except Exception as error:
        from export.worker import failure

        yield failure(error)


def _travelling(project: Path, *, early: bool) -> Iterator[Any]:
    """Give the events of a training that a window shows, without what is too large to travel."""
    revision = 0
    for event in events_of(project, early=early):
        match event:
            case int():
                revision = event
            case EarlyTagger():
                yield _Travelling(event.onnx)
            case Built(onnx=onnx, finished=finished):
                yield _Travelling(onnx, (revision, fingerprint(finished.examples), finished.seconds))
            case Checkpoint() | Finished():
                pass
            case _:
                yield event
