"""Where the backups of a project are, what they are called and which of them stay: names only, nothing is opened.

They lie in a folder beside the project, ``Letters backups``, one file each: ``2026-11-26 14.03.gatelight``, and
``2026-11-26 14.03 before update.gatelight`` for what was copied before a newer Gatelight changed the project's tables.
When one was made stands in its name, in local time, so that it outlives a copy of the folder.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

ENDING = ".gatelight"
KEPT_DAYS = 7
"""Of so many days the newest backup stays."""
KEPT_TODAY = 3
"""So many of today's stay."""
KEPT_UPDATES = 3
"""So many backups from before an update stay."""
LONGEST_NAME = 255
"""Bytes of a file name, on every common file system."""

_TIME = "%Y-%m-%d %H.%M"  # no colon, which Windows refuses
_UPDATE = " before update"
_NAME = re.compile(rf"(\d{{4}}-\d\d-\d\d \d\d\.\d\d)({_UPDATE})?(?: (\d+))?{re.escape(ENDING)}")


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. made_at: local time, to the minute; number: which one of that minute, from 1."""

    path: Path
    made_at: datetime
    before_update: bool = False
    number: int = 1

    @property
    def when(self) -> str:
        """Say when it was made: «26 November 2026, 14:03»."""
        return f"{self.made_at.day} {self.made_at:%B %Y, %H:%M}"


def real_path(project: Path) -> Path:
    """Give the file that a name leads to, through symbolic links, whether or not there is one."""
    return Path(os.path.realpath(project))  # Path.resolve raises RuntimeError for a link to itself


def backups_folder(project: Path) -> Path:
    """Give the folder of a project's backups, which need not exist."""
    real = real_path(project)
    return real.with_name(f"{_stem(real)} backups")


def list_backups(project: Path) -> tuple[Backup, ...]:
    """Give the backups of a project, the newest first; none if their folder cannot be read."""
    found = []
    # ValueError: a name with a NUL in it, or a date that there is not
    with suppress(OSError, ValueError):
        for path in backups_folder(project).iterdir():
            with suppress(ValueError):
                if match := _NAME.fullmatch(path.name):
                    made_at = datetime.strptime(match[1], _TIME)
                    found.append(Backup(path, made_at, match[2] is not None, int(match[3] or 1)))
    return tuple(sorted(found, key=lambda backup: (backup.made_at, backup.number), reverse=True))


def next_backup(project: Path, now: datetime, *, before_update: bool) -> Backup:
    """Give the backup to be made now, under a name that is not taken."""
    made_at = now.replace(second=0, microsecond=0, tzinfo=None)
    folder, name = backups_folder(project), f"{made_at:{_TIME}}{_UPDATE if before_update else ''}"
    for number in itertools.count(1):
        path = folder / f"{name}{f' {number}' if number > 1 else ''}{ENDING}"
        if not os.path.lexists(path):
            break
    return Backup(path, made_at, before_update, number)


def outdated(backups: Sequence[Backup], newest: Backup) -> tuple[Backup, ...]:
    """Give the backups that may go, now that there is a new one, which stays. backups: the newest first."""
    today = newest.made_at.date()
    daily: dict[date, Backup] = {}
    for backup in backups:
        if not backup.before_update:
            daily.setdefault(backup.made_at.date(), backup)
    kept = {newest, *itertools.islice(daily.values(), KEPT_DAYS)}
    kept |= set([backup for backup in backups if backup.before_update][:KEPT_UPDATES])
    # of a day that is over one is enough
    todays = [backup for backup in backups if not backup.before_update and backup.made_at.date() == today]
    kept |= set(todays[:KEPT_TODAY])
    return tuple(backup for backup in backups if backup not in kept)


def name_aside(project: Path, word: str, now: datetime) -> Path:
    """Give the name under which a project's file is put aside, not taken yet. word: what is with it, «damaged»."""
    real = real_path(project)
    for number in itertools.count(1):
        tail = f" {word} {now:{_TIME}}{f' {number}' if number > 1 else ''}{ENDING}"
        stem = _stem(real)
        while len(os.fsencode(f"{stem}{tail}-journal")) > LONGEST_NAME:
            stem = stem[:-1]
        path = real.with_name(stem + tail)
        if not any(os.path.lexists(f"{path}{side}") for side in ("", *SIDE_FILES)):
            break
    return path


SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite puts behind the name of a file for those that belong to it."""


def remedy(project: Path, otherwise: str) -> str:
    """Say where the newest backup is, as the second half of a sentence; something else if there is none."""
    backups = list_backups(project)
    if not backups:
        return otherwise
    return f"put the last backup, of {backups[0].when}, in its place: it is in {backups[0].path.parent}"


def _stem(real: Path) -> str:
    return real.stem if real.suffix == ENDING else real.name
