from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from gui.app import Gatelight
from gui.settings import Settings
from gui.theme import DARK
from gui.work_meter.dialog import WorkMeterDialog, in_two_lines
from gui.work_meter.figures import Figures, Session
from gui.work_meter.file import keep_session, read_sessions

LONG_DAY = Session(datetime(2026, 9, 26, 9, 30), Figures(36_000, 123_456, 2_468, 30_850))


@pytest.fixture
def dialog(driver, project: Path) -> WorkMeterDialog:
    """The window, over an open project."""
    driver.open(project)
    driver.app.window.commands["work_meter"].trigger()
    driver.settle()
    made = driver.app.work_meter_wiring.dialog
    assert isinstance(made, WorkMeterDialog)
    return made


def keep_two_days(folder: Path) -> None:
    for day, figures in ((25, Figures(1_800, 2_100, 120, 150)), (26, Figures(3_600, 900, 60, 240))):
        keep_session(folder, Session(datetime(2026, 11, day, 9, 30), figures), datetime(2026, 11, day))


def table(dialog: WorkMeterDialog) -> list[list[str]]:
    rows, columns = dialog.table.rowCount(), dialog.table.columnCount()
    return [[dialog.table.item(row, column).text() for column in range(columns)] for row in range(rows)]


def delete(question: QMessageBox) -> QAbstractButton:
    return next(button for button in question.buttons() if button.text() == "Delete all")


def test_the_window_says_that_the_meter_is_off_and_switches_it_on(driver, dialog: WorkMeterDialog) -> None:
    line = driver.app.work_meter_wiring.line
    assert (dialog.on.isChecked(), dialog.line.isEnabled(), line.isVisible()) == (False, False, False)
    assert "Switch the work meter on" in dialog._empty.text
    dialog.on.click()
    assert (driver.app.work_meter.on, line.isVisible()) == (True, True)
    assert Settings(driver.app.settings.folder).work_meter
    dialog.on.click()
    assert (driver.app.work_meter.on, line.isVisible()) == (False, False)
    assert not Settings(driver.app.settings.folder).work_meter


def test_the_line_in_the_status_bar_can_be_hidden_while_the_meter_counts(driver, dialog: WorkMeterDialog) -> None:
    dialog.on.click()
    dialog.line.click()
    assert (driver.app.work_meter.on, driver.app.work_meter_wiring.line.isVisible()) == (True, False)
    assert not Settings(driver.app.settings.folder).work_meter_line


def test_the_line_says_the_speed(driver, dialog: WorkMeterDialog) -> None:
    driver.app.work_meter_wiring._timer.setInterval(0)
    dialog.on.click()
    assert driver.app.work_meter_wiring.line.text() == "– words/h · – entities/h"
    driver.app.work_meter._add(seconds=1_800, words=2_100, entities=120)
    words = "4,200 words/h · 240 entities/h"
    driver.qtbot.waitUntil(lambda: driver.app.work_meter_wiring.line.text() == words)


def test_days_are_listed_with_their_measures_and_this_session_among_them(driver, dialog: WorkMeterDialog) -> None:
    keep_two_days(driver.app.settings.folder)
    driver.app.work_meter.list_sessions()
    driver.settle()
    assert table(dialog) == [
        ["26 Nov 2026", "1", "1 h 00 min", "900", "60", "900", "60", "60.0", "4.0"],
        ["25 Nov 2026", "1", "30 min", "2,100", "120", "4,200", "240", "15.0", "1.2"],
    ]
    driver.app.work_meter._now = lambda: datetime(2026, 11, 26, 15, 0)
    dialog.on.click()
    driver.app.annotation.label("PER")
    driver.settle()
    driver.app.work_meter_wiring._show()
    assert table(dialog)[0][:5] == ["26 Nov 2026", "2", "1 h 00 min", "900", "61"]
    driver.app.work_meter.list_sessions()  # with this one in the file, it is not listed twice
    driver.settle()
    assert table(dialog)[0][1] == "2"


def test_in_german_figures_and_days_are_written_as_there_and_the_smallest_window_shows_all_columns(
    german, driver, project: Path
) -> None:
    driver.app.window.resize(driver.app.window.minimumSize())
    driver.open(project)
    keep_session(driver.app.settings.folder, LONG_DAY, LONG_DAY.began)
    driver.app.window.commands["work_meter"].trigger()
    driver.settle()
    dialog = driver.app.work_meter_wiring.dialog
    assert table(dialog)[0][:4] == ["26. Sept. 2026", "1", "10 h 00 min", "123.456"]
    assert table(dialog)[0][7:] == ["14,6", "12,5"]
    assert dialog.width() <= driver.app.window.width()
    assert dialog.height() <= driver.app.window.height()
    assert not dialog.table.horizontalScrollBar().isVisible()
    assert dialog.table.columnWidth(0) >= dialog.table.sizeHintForColumn(0)
    assert dialog.table.viewport().height() >= 2 * dialog.table.rowHeight(0)


def test_the_switches_are_as_wide_as_their_words(dialog: WorkMeterDialog) -> None:
    assert [box.width() for box in (dialog.on, dialog.line)] == [
        box.sizeHint().width() for box in (dialog.on, dialog.line)
    ]


@pytest.mark.parametrize(
    ("words", "lines"),
    [("Day", "Day"), ("Words per hour", "Words\nper hour"), ("Entitäten je Stunde", "Entitäten\nje Stunde")],
)
def test_headings_stand_in_two_lines_that_are_about_as_long(words: str, lines: str) -> None:
    assert in_two_lines(words) == lines


def test_the_bars_say_what_the_table_says(driver, dialog: WorkMeterDialog) -> None:
    keep_two_days(driver.app.settings.folder)
    driver.app.work_meter.list_sessions()
    driver.settle()
    assert dialog._bars.accessibleDescription() == "25 Nov: 4,200, 26 Nov: 900"
    dialog._measure.setCurrentIndex(2)
    assert dialog._bars.accessibleDescription() == "25 Nov: 15.0, 26 Nov: 60.0"
    light = dialog.grab().toImage()
    dialog.set_theme(DARK)
    assert dialog.grab().toImage() != light


def test_deleting_asks_first(driver, dialog: WorkMeterDialog) -> None:
    folder = driver.app.settings.folder
    keep_two_days(folder)
    driver.app.work_meter.list_sessions()
    driver.settle()
    for button, left in ((QMessageBox.StandardButton.Cancel, 2), (None, 0)):
        dialog.delete.click()
        question = next(one for one in dialog.findChildren(QMessageBox) if one.isVisible())
        question.button(button).click() if button else delete(question).click()
        driver.settle()
        assert len(read_sessions(folder)) == left
    assert table(dialog) == []
    assert not dialog.delete.isEnabled()


def test_the_figures_go_into_a_csv_file(
    driver, dialog: WorkMeterDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_two_days(driver.app.settings.folder)
    driver.app.work_meter.list_sessions()
    driver.settle()
    monkeypatch.setattr("gui.files.ask_save", lambda *_: tmp_path / "out.csv")
    dialog.export.click()
    driver.settle()
    assert (tmp_path / "out.csv").read_text().splitlines()[1] == "2026-11-25T09:30:00,1800.0,2100,120,150"
    assert "The figures are in out.csv." in driver.messages


def test_the_window_can_be_closed_and_opened_again(driver, dialog: WorkMeterDialog) -> None:
    dialog.close()
    driver.qtbot.waitUntil(lambda: driver.app.work_meter_wiring.dialog is None)
    assert dialog not in driver.app.window.dialogs
    driver.app.window.commands["work_meter"].trigger()
    assert driver.app.work_meter_wiring.dialog is not None


def test_the_meter_counts_from_the_start_where_it_was_left_on(driver, qtbot) -> None:
    driver.app.settings.work_meter = True
    assert Settings(driver.app.settings.folder).work_meter
    again = Gatelight(Settings(driver.app.settings.folder))
    qtbot.addWidget(again.window)
    assert again.work_meter.on
    again.window.close()
    again.deleteLater()
