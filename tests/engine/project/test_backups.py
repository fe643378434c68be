from __future__ import annotations

import os
import resource
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.errors import HeldError, LostProjectError, ProjectError
from engine.project import annotate, backups, schema
from engine.project.backup_files import KEPT_DAYS, KEPT_TODAY, KEPT_UPDATES, backups_folder, list_backups
from engine.project.backups import back_up_if_due, back_up_now, read_facts, restore
from engine.project.store import Store
from engine.text.document import Document, Span

Make = Callable[..., Document]
NOON = datetime(2026, 11, 26, 12, 0, 30)
DAY = timedelta(days=1)
ADA = Span(0, 3, "PER")


@pytest.fixture
def project(path: Path, make_document: Make) -> Path:
    """Give a closed project with one document and one span, at revision 1."""
    with Store.create(path) as store:
        store.add_documents([make_document("Ada met Bob", [ADA])], "Import")
    return path


def label_bob(path: Path) -> None:
    with Store.open(path) as store:
        action = annotate.label(store.document(1), 8, 11, "PER")
        assert action is not None
        store.commit(action)


def spans(path: Path) -> tuple[Span, ...]:
    with Store.open(path) as store:
        return store.document(1).spans


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Making


def test_a_backup_is_one_file_beside_the_project_and_opens_like_one(project: Path) -> None:
    backup = back_up_now(project, NOON)
    assert backup is not None
    assert backup.path == project.parent / "work backups" / "2026-11-26 12.00.gatelight"
    assert backup.when == "26 November 2026, 12:00"
    assert names(backup.path.parent) == ["2026-11-26 12.00.gatelight"]
    assert names(project.parent) == ["work backups", "work.gatelight"]
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    facts = read_facts(backup.path)
    assert (facts.revision, facts.documents, facts.spans) == (1, 1, 1)
    assert names(backup.path.parent) == ["2026-11-26 12.00.gatelight"]
    assert spans(backup.path) == (ADA,)


def test_what_a_window_has_committed_is_in_the_backup_while_the_project_is_open(
    project: Path, make_document: Make
) -> None:
    with Store.open(project) as store:
        store.add_documents([make_document("Cleo")], "Import")
        backup = back_up_now(project, NOON)
        assert backup is not None
        assert read_facts(backup.path).documents == 2
        assert store.revision == 2
    assert names(project.parent) == ["work backups", "work.gatelight"]


def test_a_backup_of_a_project_that_is_being_written_is_one_of_its_states(project: Path, make_document: Make) -> None:
    done = threading.Event()
    with Store.open(project) as store:
        store.add_documents([make_document("word " * 200_000)], "Import")

        def work() -> None:
            while not done.is_set():
                store.add_documents([make_document("a b"), make_document("c d")], "Two")

        thread = threading.Thread(target=work)
        thread.start()
        made = [back_up_now(project, NOON) for _ in range(5)]
        done.set()
        thread.join()
        last = store.revision
    facts = [read_facts(backup.path) for backup in made if backup]
    assert len(facts) == 5
    assert [fact.documents for fact in facts] == [2 + 2 * (fact.revision - 2) for fact in facts]
    assert facts[0].revision < last


def test_a_backup_keeps_the_permissions_of_the_project(project: Path) -> None:
    project.chmod(0o600)
    backup = back_up_now(project, NOON)
    assert backup is not None
    assert backup.path.stat().st_mode & 0o777 == 0o600


def test_a_link_leads_to_the_backups_of_the_file(project: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.gatelight"
    link.parent.mkdir()
    link.symlink_to(project)
    backup = back_up_now(link, NOON)
    assert list_backups(project) == list_backups(link) == (backup,)
    assert names(link.parent) == ["link.gatelight"]


@pytest.mark.parametrize(
    "name", ["what? #1 100%.gatelight", "two\nlines.gatelight", "Ø" * 118 + ".gatelight", "\udcff.gatelight",
             "a" * 237 + ".gatelight", ".gatelight", "no ending", "v1.2"]
)  # fmt: skip
def test_a_project_of_any_name_is_backed_up_and_restored(tmp_path: Path, make_document: Make, name: str) -> None:
    project = tmp_path / name
    with Store.create(project) as store:
        store.add_documents([make_document("Ada met Bob", [ADA])], "Import")
    backup = back_up_now(project, NOON)
    assert backup is not None
    assert list_backups(project) == (backup,)
    project.write_bytes(b"")
    with pytest.raises(LostProjectError, match="of 26 November 2026, 12:00, in its place"):
        Store.open(project)
    aside = restore(project, backup.path, NOON)
    assert aside is not None
    assert aside.read_bytes() == b""
    assert spans(project) == (ADA,)


def test_two_windows_in_one_minute_make_two_backups(project: Path) -> None:
    first, second = back_up_now(project, NOON), back_up_now(project, NOON)
    assert first and second
    assert [second.path.name, first.path.name] == [backup.path.name for backup in list_backups(project)]
    assert second.path.name == "2026-11-26 12.00 2.gatelight"


def test_a_stopped_backup_leaves_nothing(project: Path) -> None:
    assert back_up_now(project, NOON, stopped=lambda: True) is None
    assert names(backups_folder(project)) == []
    assert spans(project) == (ADA,)


def test_what_a_killed_program_left_half_written_goes_a_day_later(project: Path) -> None:
    back_up_now(project, NOON)
    young, old = (backups_folder(project) / f".gatelight-{name}.tmp" for name in ("young", "old"))
    for path, age in ((young, 60), (old, 2 * 86_400)):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age, time.time() - age))
    back_up_now(project, NOON + DAY)
    assert (young.exists(), old.exists()) == (True, False)


# When, and how many


def test_a_backup_is_due_after_an_hour_and_only_after_a_change(project: Path) -> None:
    assert back_up_if_due(project, NOON) is not None
    assert back_up_if_due(project, NOON + timedelta(hours=5)) is None
    label_bob(project)
    assert back_up_if_due(project, NOON + timedelta(minutes=30)) is None
    assert back_up_if_due(project, NOON + timedelta(hours=1)) is not None
    assert back_up_if_due(project, NOON + DAY) is None
    assert back_up_if_due(project, NOON + 2 * DAY) is None
    os.utime(project)
    assert back_up_if_due(project, NOON + 3 * DAY) is None
    with Store.open(project) as store:
        store.undo()
    assert back_up_if_due(project, NOON + 4 * DAY) is not None
    assert len(list_backups(project)) == 2  # of the first day one is enough by now


def test_an_empty_project_needs_no_backup(path: Path) -> None:
    Store.create(path).close()
    assert back_up_if_due(path, NOON) is None


def test_a_damaged_newest_backup_does_not_count(project: Path) -> None:
    backup = back_up_if_due(project, NOON)
    assert backup is not None
    backup.path.write_bytes(b"")
    assert back_up_if_due(project, NOON + DAY) is not None


def test_seven_days_stay_and_the_newest_of_today(project: Path) -> None:
    for day in range(10):
        for hour in range(KEPT_TODAY + 1):
            back_up_now(project, NOON + day * DAY + timedelta(hours=hour))
    kept = [backup.made_at for backup in list_backups(project)]
    hours = range(KEPT_TODAY, 0, -1)
    assert kept[:KEPT_TODAY] == [(NOON + 9 * DAY + timedelta(hours=h)).replace(second=0) for h in hours]
    days = range(9, 9 - KEPT_DAYS, -1)
    assert [moment.date() for moment in kept[KEPT_TODAY - 1 :]] == [(NOON + day * DAY).date() for day in days]
    assert {moment.hour for moment in kept[KEPT_TODAY:]} == {NOON.hour + KEPT_TODAY}


@pytest.mark.parametrize("before_update", [False, True])
def test_the_new_backup_stays_when_the_clock_was_wrong(project: Path, before_update: bool) -> None:
    with closing(sqlite3.connect(project)) as connection:
        for day in range(KEPT_DAYS + 1):
            backups.make_backup(connection, project, NOON + (1_000 + day) * DAY, before_update=before_update)
        backup = backups.make_backup(connection, project, NOON, before_update=before_update)
    assert backup in list_backups(project)


def test_files_of_others_in_the_folder_are_left_alone(project: Path) -> None:
    folder = backups_folder(project)
    folder.mkdir()
    for name in ("notes.txt", "2026-01-01 10.00.gatelight.txt", "2026-99-99 10.00.gatelight", "mine.gatelight"):
        (folder / name).write_text("mine")
    for day in range(10):
        back_up_now(project, NOON + day * DAY)
    assert len(names(folder)) == 4 + KEPT_DAYS
    assert len(list_backups(project)) == KEPT_DAYS


# When it cannot be done


def test_a_damaged_project_gives_no_backup_and_takes_none_away(project: Path) -> None:
    for day in range(KEPT_DAYS):
        back_up_now(project, NOON + day * DAY)
    before = list_backups(project)
    data = bytearray(project.read_bytes())
    place = data.index(b"Ada met Bob")
    data[place - 200 : place - 20] = b"\xff" * 180
    data[place // 4096 * 4096 : place // 4096 * 4096 + 8] = b"\xff" * 8
    project.write_bytes(data)
    with pytest.raises(LostProjectError, match=r"is damaged.*; put the last backup, of 2 December 2026, 12:00, in its"):
        back_up_now(project, NOON + KEPT_DAYS * DAY)
    assert list_backups(project) == before
    assert len(names(backups_folder(project))) == KEPT_DAYS


def test_a_full_disk_is_a_sentence_and_leaves_nothing_half(project: Path, make_document: Make) -> None:
    with Store.open(project) as store:
        store.add_documents([make_document("word " * 50_000)], "Import")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(ProjectError, match="could not be backed up, because the disk"):
            back_up_now(project, NOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(backups_folder(project)) == []
    assert back_up_now(project, NOON) is not None


def test_a_folder_that_may_not_be_written_to_is_a_sentence(
    open_folder: Path, ordinary_user: Callable, make_document: Make
) -> None:
    project = open_folder / "work.gatelight"
    with ordinary_user():
        with Store.create(project) as store:
            store.add_documents([make_document("Ada")], "Import")
        open_folder.joinpath("work backups").mkdir(0o555)
        with pytest.raises(ProjectError, match="because its folder may not be written to; make room, or see"):
            back_up_now(project, NOON)


def test_a_file_in_the_place_of_the_folder_is_a_sentence(project: Path) -> None:
    backups_folder(project).write_text("mine")
    with pytest.raises(ProjectError, match="could not be backed up, because this is a file"):
        back_up_now(project, NOON)
    assert list_backups(project) == ()


# Before an update


def _add_table(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE later (id INTEGER PRIMARY KEY)")


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let this Gatelight know one schema more; give the version before."""
    known = len(schema.MIGRATIONS)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _add_table))
    return known


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return schema.schema_version(connection)


def test_an_older_project_is_copied_before_its_tables_change(project: Path, newer: int) -> None:
    label_bob(project)
    (backup,) = list_backups(project)
    assert backup.before_update
    assert backup.path.name.endswith(" before update.gatelight")
    assert (version_of(backup.path), version_of(project)) == (newer, newer + 1)
    assert read_facts(backup.path).revision == 1
    spans(project)
    assert len(list_backups(project)) == 1


def test_three_of_before_updates_stay_and_days_do_not_count_them(project: Path, newer: int) -> None:
    with closing(sqlite3.connect(project)) as connection:
        for day in (0, 1, 2, 3, 4, 4, 4):
            backups.make_backup(connection, project, NOON + day * DAY, before_update=True)
    back_up_now(project, NOON + 5 * DAY)
    assert [backup.before_update for backup in list_backups(project)] == [False] + [True] * KEPT_UPDATES


def test_an_update_that_is_tried_again_needs_no_second_copy(
    project: Path, newer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        raise RuntimeError("half way")

    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:-1], fail))
        for _ in range(5):
            with pytest.raises(RuntimeError):
                Store.open(project)
    assert len(list_backups(project)) == 1
    spans(project)
    assert len(list_backups(project)) == 1


def test_a_damaged_project_is_copied_as_it_is_before_an_update_and_nothing_goes_for_it(
    project: Path, newer: int
) -> None:
    with closing(sqlite3.connect(project, isolation_level=None)) as connection:
        for day in range(KEPT_UPDATES):
            backups.make_backup(connection, project, NOON - day * DAY, before_update=True)
        # everything that we look at can be read, and the check complains
        connection.execute("CREATE TABLE extra (value)")
        connection.execute("INSERT INTO extra VALUES (NULL)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE extra (value NOT NULL)' WHERE name = 'extra'")
        connection.execute("PRAGMA writable_schema = RESET")
        connection.execute("UPDATE meta SET revision = 2")
    assert spans(project) == (ADA,)
    kept = list_backups(project)
    assert len(kept) == KEPT_UPDATES + 1
    assert read_facts(kept[0].path).revision == 2
    with pytest.raises(ProjectError, match="choose another backup"):
        restore(project, kept[0].path, NOON)


def test_without_a_backup_an_older_project_stays_as_it_is(project: Path, newer: int) -> None:
    backups_folder(project).write_text("no folder")
    before = project.read_bytes()
    with pytest.raises(
        ProjectError, match=r"made by an older Gatelight .* but could not be backed up, because"
    ) as caught:
        Store.open(project)
    assert "open it again; nothing in it was changed." in str(caught.value)
    assert project.read_bytes() == before
    assert version_of(project) == newer


def test_a_newer_project_is_refused_without_a_backup(project: Path) -> None:
    with closing(sqlite3.connect(project)) as connection:
        connection.execute("PRAGMA user_version = 70")
    with pytest.raises(ProjectError, match="newer Gatelight") as caught:
        Store.open(project)
    assert not isinstance(caught.value, LostProjectError)
    assert not backups_folder(project).exists()


def test_a_new_project_is_made_without_a_backup(path: Path) -> None:
    Store.create(path).close()
    assert names(path.parent) == [path.name]


def test_a_project_that_was_moved_away_is_not_made_anew(project: Path) -> None:
    with Store.open(project):
        project.rename(project.with_name("elsewhere.gatelight"))
        for back_up in (back_up_now, back_up_if_due):
            with pytest.raises(LostProjectError, match="does not exist"):
                back_up(project, NOON)
        assert not project.exists()


# Restoring


@pytest.fixture
def kept(project: Path) -> Path:
    """Give a backup of the project, which was changed and then damaged afterwards."""
    backup = back_up_now(project, NOON)
    assert backup is not None
    label_bob(project)
    return backup.path


def test_restoring_puts_the_damaged_file_with_its_log_aside(project: Path, kept: Path) -> None:
    project.write_bytes(project.read_bytes()[:5_000])
    Path(f"{project}-wal").write_bytes(b"log")
    Path(f"{project}-shm").write_bytes(b"index")
    damaged = project.read_bytes()
    aside = restore(project, kept, NOON)
    assert aside == project.with_name("work damaged 2026-11-26 12.00.gatelight")
    assert aside.read_bytes() == damaged
    assert Path(f"{aside}-wal").read_bytes() == b"log"
    assert spans(project) == (ADA,)
    assert names(project.parent) == [
        "work backups", aside.name, f"{aside.name}-shm", f"{aside.name}-wal", "work.gatelight",
    ]  # fmt: skip
    assert kept.exists()


@pytest.mark.parametrize("content", [None, b"", b"letter", b"SQLite format 3\0" + b"\0" * 100])
def test_restoring_works_for_what_is_missing_empty_or_foreign(project: Path, kept: Path, content: bytes | None) -> None:
    project.unlink()
    if content is not None:
        project.write_bytes(content)
    aside = restore(project, kept, NOON)
    assert spans(project) == (ADA,)
    assert (aside and aside.read_bytes()) == content
    assert restore(project, kept, NOON, word="replaced") == project.with_name(
        "work replaced 2026-11-26 12.00.gatelight"
    )


def test_two_restorations_in_one_minute_put_two_files_aside(project: Path, kept: Path) -> None:
    project.write_bytes(b"one")
    first = restore(project, kept, NOON)
    project.write_bytes(b"two")
    second = restore(project, kept, NOON)
    assert first and second
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")


def test_a_damaged_backup_is_refused_and_nothing_moves(project: Path, kept: Path) -> None:
    data = kept.read_bytes()
    for broken in (b"", data[:9_000], data[:8192] + b"\xa5" * (len(data) - 8192), b"letter"):
        kept.write_bytes(broken)
        before = project.read_bytes()
        with pytest.raises(ProjectError, match=r"12\.00\.gatelight is "):
            restore(project, kept, NOON)
        assert names(project.parent) == ["work backups", "work.gatelight"]
        assert project.read_bytes() == before


def test_a_restoration_that_fails_in_the_middle_moves_everything_back(
    project: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(f"{project}-wal").write_bytes(b"log")
    before = project.read_bytes()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ProjectError, match=r"could not be restored, because the disk is full; .* nothing was changed"):
        restore(project, kept, NOON)
    assert project.read_bytes() == before
    assert names(project.parent) == ["work backups", "work.gatelight", "work.gatelight-wal"]


def test_restoring_through_a_link_leaves_the_link(project: Path, kept: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.gatelight"
    link.parent.mkdir()
    link.symlink_to(project)
    project.write_bytes(b"")
    assert restore(link, kept, NOON) == project.with_name("work damaged 2026-11-26 12.00.gatelight")
    assert link.is_symlink()
    assert spans(link) == (ADA,)


def test_a_project_that_a_window_has_open_is_not_replaced(project: Path, kept: Path) -> None:
    with Store.open(project, alone=True) as store:
        with pytest.raises(HeldError, match="is open in another window"):
            restore(project, kept, NOON)
        assert len(store.document(1).spans) == 2
    assert restore(project, kept, NOON) is not None
    assert names(project.parent) == ["work backups", "work damaged 2026-11-26 12.00.gatelight", "work.gatelight"]


def test_a_folder_is_not_put_aside(project: Path, kept: Path) -> None:
    project.unlink()
    project.mkdir()
    with pytest.raises(ProjectError, match="is a folder"):
        restore(project, kept, NOON)


def test_a_backup_of_an_older_schema_is_restored_and_brought_up_to_date(project: Path, kept: Path, newer: int) -> None:
    project.write_bytes(b"")
    restore(project, kept, NOON)
    assert version_of(project) == newer
    assert spans(project) == (ADA,)
    assert version_of(project) == newer + 1
