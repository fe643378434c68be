from __future__ import annotations

from gui.document_view import TokenRange


def test_a_token_counts_as_selected_with_the_mouse_only_until_the_caret_leaves_it(driver, project) -> None:
    driver.open(project)
    view, annotation = driver.app.window.view, driver.app.annotation
    view.range_dragged.emit(TokenRange(0, 1))  # as a double-click does
    assert annotation.has_selection
    view.set_caret(1)
    view.set_caret(0)
    assert not annotation.has_selection


def test_what_was_selected_with_the_mouse_is_not_selected_in_another_document(driver, project) -> None:
    driver.open(project)
    view, annotation = driver.app.window.view, driver.app.annotation
    view.range_dragged.emit(TokenRange(0, 1))
    annotation.open(2)
    driver.settle()
    assert view.selection == TokenRange(0, 1)
    assert not annotation.has_selection
