"""The figures of past sessions: one JSON file in the folder of the settings. Nothing of a project is in it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import UserError
from engine.files import make_folder, write_atomically
from gui.work_meter.figures import Figures, Session

NAME = "work-meter.json"
VERSION = 1
COLUMNS = ("began", "seconds", "words", "entities", "actions")


class DamagedFiguresError(Exception):
    """The file is none of ours, or of a newer Gatelight."""


def read_sessions(folder: Path) -> list[Session]:
    """Give the sessions in the file, the oldest first; none if there is no file.

    Raises DamagedFiguresError, and UserError where the file may not be read.
    """
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise DamagedFiguresError(f"version {content['version']}")
        return sorted((_session(entry) for entry in content["sessions"]), key=lambda session: session.began)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UserError(f"the figures of the work meter cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise DamagedFiguresError(str(error)) from error


def keep_session(folder: Path, session: Session, now: datetime) -> Path | None:
    """Write a session beside those in the file, in the place of what was written of it before.

    The file is read anew, for another window may have written meanwhile. One that cannot be understood is given
    another name, which is then the result. Raises UserError.
    """
    aside, past = None, []
    try:
        past = read_sessions(folder)
    except DamagedFiguresError:
        aside = _put_aside(folder, now)
    _write(folder, [*(one for one in past if one.began != session.began), session])
    return aside


def delete_sessions(folder: Path) -> None:
    """Delete the file. Raises UserError."""
    try:
        (folder / NAME).unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"the figures of the work meter cannot be deleted: {error.strerror}") from error


def _write(folder: Path, sessions: Iterable[Session]) -> None:
    entries = [dict(zip(COLUMNS, _columns(session), strict=True)) for session in sessions]
    make_folder(folder)
    write_atomically(folder / NAME, json.dumps({"version": VERSION, "sessions": entries}, indent=0) + "\n")


def _put_aside(folder: Path, now: datetime) -> Path:
    aside = folder / f"{Path(NAME).stem} {now:%Y-%m-%d %H-%M-%S}.json"
    try:
        (folder / NAME).replace(aside)
    except OSError as error:
        raise UserError(f"the figures of the work meter cannot be put aside: {error.strerror}") from error
    return aside


def as_csv(sessions: Sequence[Session]) -> str:
    """Give sessions as a table with a heading, a line each."""
    import csv  # only for whoever exports the figures

    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows(_columns(session) for session in sessions)
    return out.getvalue()


def _columns(session: Session) -> tuple[str | float, ...]:
    figures = session.figures
    return session.began.isoformat(), round(figures.seconds, 1), figures.words, figures.entities, figures.actions


def _session(entry: dict[str, Any]) -> Session:
    began, seconds, *counts = (entry[name] for name in COLUMNS)
    if not all(isinstance(count, int) for count in counts) or not isinstance(seconds, int | float):
        raise ValueError(f"no figures: {entry}")
    return Session(datetime.fromisoformat(began), Figures(float(seconds), *counts))
