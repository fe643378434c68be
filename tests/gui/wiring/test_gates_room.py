"""The gates get the window and give it back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from gui.gates.pane import GatesPane
from gui.settings import Settings


@pytest.fixture
def shown(driver, project: Path):
    """The app in its usual size with a project and the pane, which has no tagger to show anything of."""
    driver.app.window.resize(1280, 820)
    driver.open(project)
    driver.app.window.commands["show_gates"].trigger()
    driver.app.window.text_column.setSizes([500, 200])
    driver.settle()
    return driver


def pane(driver) -> GatesPane:
    found = driver.app.gates.pane
    assert found is not None
    return found


def larger(driver) -> None:
    driver.app.window.commands["gates_larger"].trigger()
    laid_out(driver)


def laid_out(driver) -> None:
    """Let Qt lay out what has changed."""
    driver.settle()
    QCoreApplication.sendPostedEvents()


def look_of(driver) -> tuple[object, ...]:
    """Give all that the larger state changes."""
    window = driver.app.window
    panels = (window.documents, window.side_bar)
    return (
        [panel.isVisible() for panel in panels],
        window.columns.sizes(),
        window.text_column.sizes(),
        window.view.sizePolicy(),
        pane(driver).sizePolicy(),
        window.size(),
    )


def test_the_gates_get_the_window_but_for_a_few_lines_of_text(shown) -> None:
    window = shown.app.window
    larger(shown)
    assert not window.documents.isVisible()
    assert not window.side_bar.isVisible()
    assert pane(shown).width() == window.width()
    assert 3 <= window.view.height() / window.view.line_height <= 5


def test_again_everything_is_as_it_was(shown) -> None:
    before = look_of(shown)
    larger(shown)
    larger(shown)
    assert look_of(shown) == before


@pytest.mark.parametrize("hidden", ["documents", "side_bar"])
def test_a_panel_that_was_hidden_stays_hidden_and_keeps_its_width(shown, hidden: str) -> None:
    window = shown.app.window
    window.columns.setSizes([300, 600, 380])
    widths = window.columns.sizes()
    panel = getattr(window, hidden)
    window.toggle(panel)
    laid_out(shown)
    before = look_of(shown)
    larger(shown)
    larger(shown)
    assert look_of(shown) == before
    window.toggle(panel)
    laid_out(shown)
    assert window.columns.sizes() == pytest.approx(widths, abs=2)


def test_the_text_is_scrolled_as_it_was_unless_the_caret_has_moved(shown) -> None:
    view = shown.app.window.view
    shown.app.project.import_text("\n".join(f"Ada met Bob on day {n} of the long year." for n in range(200)), "long")
    shown.settle()
    shown.app.annotation.open(list(shown.app.workspace.rows)[-1])
    laid_out(shown)
    view.set_caret(1000)
    view.ensure_visible(1000)
    laid_out(shown)
    before = view.verticalScrollBar().value()
    assert before > 0
    larger(shown)
    larger(shown)
    assert view.verticalScrollBar().value() == before
    larger(shown)
    view.set_caret(200)
    larger(shown)
    assert view.verticalScrollBar().value() < before
    view.set_caret(1000)
    view.ensure_visible(1000)
    larger(shown)
    shown.app.annotation.open(next(iter(shown.app.workspace.rows)))
    laid_out(shown)
    larger(shown)
    assert view.verticalScrollBar().value() == 0


def test_a_pane_that_is_closed_gives_the_window_back(shown) -> None:
    before = look_of(shown)
    share = shown.app.window.text_column.sizes()
    larger(shown)
    shown.app.gates.hide()
    assert shown.app.settings.gates_share == round(100 * share[1] / sum(share))
    shown.app.window.commands["show_gates"].trigger()
    shown.settle()
    after = look_of(shown)
    assert after[:2] == before[:2]
    assert after[2] == pytest.approx(before[2], abs=8)
    assert not pane(shown)._is_larger


def test_a_project_that_is_closed_gives_the_window_back(shown, project: Path) -> None:
    before = look_of(shown)
    larger(shown)
    shown.app.commands.close_project()
    shown.settle()
    shown.open(project)
    assert look_of(shown)[:3] == before[:3]


def test_the_share_of_the_usual_window_is_remembered_at_the_end(shown) -> None:
    sizes = shown.app.window.text_column.sizes()
    larger(shown)
    folder = shown.app.settings.folder
    shown.app.window.close()
    assert Settings(folder).gates_share == round(100 * sizes[1] / sum(sizes))


def test_the_command_shows_the_pane_if_it_is_not_there(driver, project: Path) -> None:
    driver.open(project)
    larger(driver)
    assert pane(driver).isVisible()
    assert not driver.app.window.documents.isVisible()
    assert driver.app.window.view.isVisible()


def test_keys_of_labels_work_and_the_caret_moves_in_what_is_left_of_the_text(shown) -> None:
    window = shown.app.window
    window.activateWindow()
    window.documents.setFocus()
    larger(shown)
    assert window.view.isAncestorOf(window.focusWidget()) or window.focusWidget() is window.view
    shown.caret("Bob")
    shown.key(Qt.Key.Key_1)
    assert ("Bob", "PER") in shown.spans
    shown.key(Qt.Key.Key_Right)
    assert shown.document.tokens[window.view.caret].form == "in"


def test_what_a_larger_window_has_more_goes_to_the_gates(shown) -> None:
    window = shown.app.window
    larger(shown)
    text, gates = window.text_column.sizes()
    window.resize(1280, 960)
    shown.settle()
    assert window.text_column.sizes()[0] == pytest.approx(text, abs=4)
    assert window.text_column.sizes()[1] > gates + 100


def test_the_button_says_what_it_does_and_with_which_key(shown) -> None:
    button = pane(shown)._larger
    assert button.toolTip() == "Larger: give the gates the window (Ctrl+Shift+7)"
    icon = button.icon().pixmap(32, 32).toImage()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.accessibleName() == "Smaller: as the window was before"
    assert button.icon().pixmap(32, 32).toImage() != icon
    assert not shown.app.window.documents.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert shown.app.window.documents.isVisible()


def test_another_key_of_the_command_is_printed_at_once(shown) -> None:
    keymap = shown.app.keys.keymap
    shown.app.keys.use(keymap.give("gates_larger", ("Ctrl+Alt+G",)))
    assert pane(shown)._larger.toolTip().endswith("(Ctrl+Alt+G)")
