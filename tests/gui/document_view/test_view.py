from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent, QImage, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QToolTip

from engine.text.tokenizer import tokenize
from gui.document_view import Direction, DocumentView, Mark, MarkKind, TokenRange
from gui.theme import DARK

TEXT = "Ada Lovelace met Charles Babbage in London, then she wrote notes. " * 4
LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
SHIFT, CONTROL, NONE = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)


def press(view, key, modifiers=NONE):
    QTest.keyClick(view, key, modifiers)


def drag(view, start: QPoint, end: QPoint):
    QTest.mousePress(view.viewport(), LEFT, NONE, start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, end)


class TestMouse:
    def test_drag_selects_whole_tokens_and_says_so_at_its_end(self, make_view, point_of):
        view = make_view(TEXT)
        dragged = QSignalSpy(view.range_dragged)

        drag(view, point_of(view, 1), point_of(view, 4) + QPoint(2, 0))

        assert view.selection == TokenRange(1, 5)
        assert dragged.count() == 1
        assert dragged.at(0)[0] == TokenRange(1, 5)

    def test_drag_backwards_selects_the_same_tokens(self, make_view, point_of):
        view = make_view(TEXT)

        drag(view, point_of(view, 4), point_of(view, 1))

        assert (view.selection, view.caret) == (TokenRange(1, 5), 1)

    def test_a_click_moves_the_caret_and_drags_nothing(self, make_view, point_of):
        view = make_view(TEXT)
        dragged = QSignalSpy(view.range_dragged)

        QTest.mouseClick(view.viewport(), LEFT, NONE, point_of(view, 6))

        assert view.selection == TokenRange(6, 7)
        assert dragged.count() == 0

    def test_double_click_selects_one_token_and_says_so(self, make_view, point_of):
        view = make_view(TEXT)
        dragged = QSignalSpy(view.range_dragged)

        QTest.mouseDClick(view.viewport(), LEFT, NONE, point_of(view, 3))
        QTest.mouseRelease(view.viewport(), LEFT, NONE, point_of(view, 3))

        assert dragged.count() == 1
        assert dragged.at(0)[0] == TokenRange(3, 4)

    def test_shift_click_extends_to_the_token(self, make_view, point_of):
        view = make_view(TEXT)
        view.set_caret(2)

        QTest.mouseClick(view.viewport(), LEFT, SHIFT, point_of(view, 5))

        assert view.selection == TokenRange(2, 6)

    def test_a_press_right_of_a_line_takes_its_last_token(self, make_view, point_of):
        view = make_view("Ada met Bob\nShe left")

        QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(690, point_of(view, 0).y()))

        assert view.caret == 2

    def test_a_press_below_the_text_takes_a_token_of_the_last_line(self, make_view):
        view = make_view("Ada met Bob\nShe left")

        QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(690, 390))

        assert view.caret == 4

    def test_a_press_on_a_chip_takes_the_last_token_of_its_mark(self, make_view, mark):
        view = make_view(TEXT, [mark(TEXT, "Ada Lovelace")])
        fragment = view._flow.laid(0).fragments[0]
        chip = fragment.chip_box.translated(view._flow.column_left, view._flow.typography.end_margin)

        QTest.mouseClick(view.viewport(), LEFT, NONE, chip.center().toPoint())

        assert view.caret == 1

    def test_dragging_past_the_lower_edge_scrolls(self, make_view, point_of, qtbot):
        view = make_view("\n".join([TEXT] * 30))
        start = point_of(view, 0)

        QTest.mousePress(view.viewport(), LEFT, NONE, start)
        QTest.mouseMove(view.viewport(), QPoint(start.x(), view.viewport().height() + 60))
        qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 100)
        QTest.mouseRelease(view.viewport(), LEFT, NONE, start)

        assert len(view.selection) > 50
        stopped = view.verticalScrollBar().value()
        qtbot.wait(50)
        assert view.verticalScrollBar().value() == stopped

    def test_emoji_do_not_shift_a_click(self, make_view, point_of):
        text = "👩‍👩‍👧‍👦 🙂 met Ada 🇫🇷 and Bob"
        view = make_view(text)
        tokens = tokenize(text)

        for i in range(len(tokens)):
            QTest.mouseClick(view.viewport(), LEFT, NONE, point_of(view, i))
            assert view.caret == i

    @pytest.mark.parametrize(
        "text", ["שלום London Bridge עם דוד 15 עולם", "see שלום עולם and محمد علي, ok", "وُلد نجيب in 1911 ثم"]
    )
    def test_every_token_of_a_mixed_line_can_be_clicked(self, make_view, point_of, text):
        tokens = tokenize(text)
        marks = [Mark(int(tokens.starts[1]), int(tokens.ends[2]), "PER", MarkKind.GOLD)]
        view = make_view(text, marks)

        for i in range(len(tokens)):
            QTest.mouseClick(view.viewport(), LEFT, NONE, point_of(view, i))
            assert view.caret == i

    def test_tooltip_names_the_mark_and_how_sure_it_is(self, make_view, point_of, mark):
        view = make_view(TEXT, [mark(TEXT, "Ada", "PER", MarkKind.SUGGESTION, 0.87), mark(TEXT, "London", "LOC")])

        for token, expected in ((0, "PER · suggested, 87\N{NO-BREAK SPACE}%"), (6, "LOC"), (2, "")):
            QToolTip.hideText()
            point = point_of(view, token)
            help_event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
            QApplication.sendEvent(view.viewport(), help_event)
            if expected:
                assert QToolTip.text() == expected


class TestKeys:
    def test_left_and_right_go_from_token_to_token(self, make_view):
        view = make_view(TEXT)

        press(view, Qt.Key.Key_Right)
        press(view, Qt.Key.Key_Right)
        press(view, Qt.Key.Key_Left)

        assert view.caret == 1

    def test_left_goes_on_in_a_hebrew_paragraph(self, make_view):
        view = make_view("שלום עולם יפה\nand back")

        press(view, Qt.Key.Key_Left)
        assert view.caret == 1
        press(view, Qt.Key.Key_Right)
        assert view.caret == 0

    def test_shift_extends(self, make_view):
        view = make_view(TEXT)
        view.set_caret(2)

        press(view, Qt.Key.Key_Right, SHIFT)
        press(view, Qt.Key.Key_Right, SHIFT)

        assert view.selection == TokenRange(2, 5)

    def test_up_and_down_keep_the_column_over_a_short_line(self, make_view, point_of):
        view = make_view("one two three four five six\nshort\n\none two three four five six")
        view.set_caret(4)

        press(view, Qt.Key.Key_Down)
        assert view.caret == 6
        press(view, Qt.Key.Key_Down)
        assert view.caret == 7 + 4
        press(view, Qt.Key.Key_Up)
        press(view, Qt.Key.Key_Up)
        assert view.caret == 4

    def test_up_on_the_first_line_and_down_on_the_last_stay(self, make_view):
        view = make_view("one two\nthree four")

        press(view, Qt.Key.Key_Up)
        assert view.caret == 0
        view.set_caret(3)
        press(view, Qt.Key.Key_Down)
        assert view.caret == 3

    def test_home_and_end_stay_on_the_line(self, make_view, point_of):
        view = make_view(TEXT)
        view.set_caret(25)
        line = point_of(view, 25).y()

        press(view, Qt.Key.Key_Home)
        first = view.caret
        press(view, Qt.Key.Key_End)
        last = view.caret

        assert first < 25 < last
        assert {point_of(view, t).y() for t in range(first, last + 1)} == {line}
        assert point_of(view, first - 1).y() < line < point_of(view, last + 1).y()

    def test_control_moves_by_sentence_and_document(self, make_view):
        view = make_view(TEXT)
        tokens = tokenize(TEXT)

        press(view, Qt.Key.Key_Right, CONTROL)
        assert view.caret == tokens.sentences[1]
        press(view, Qt.Key.Key_End, CONTROL)
        assert view.caret == len(tokens) - 1
        press(view, Qt.Key.Key_Home, CONTROL | SHIFT)
        assert view.selection == TokenRange(0, len(tokens))

    def test_page_down_and_up_come_back(self, make_view):
        view = make_view("\n".join([TEXT] * 40))
        view.set_caret(30)

        press(view, Qt.Key.Key_PageDown)
        below = view.caret
        press(view, Qt.Key.Key_PageUp)

        assert below > 60
        assert view.caret == 30

    def test_page_down_at_the_end_reaches_the_last_line(self, make_view):
        view = make_view("\n".join([TEXT] * 8))
        tokens = len(view._flow.tokens)

        for _ in range(10):
            view.move_caret(Direction.PAGE_DOWN)
        view.move_caret("line end")

        assert view.caret == tokens - 1

    @pytest.mark.parametrize(
        ("key", "modifiers"),
        [
            (Qt.Key.Key_1, NONE), (Qt.Key.Key_E, NONE), (Qt.Key.Key_Return, NONE), (Qt.Key.Key_Delete, NONE),
            (Qt.Key.Key_Backspace, NONE), (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
            (Qt.Key.Key_Tab, NONE), (Qt.Key.Key_Space, CONTROL), (Qt.Key.Key_Escape, NONE),
        ],
    )  # fmt: skip
    def test_keys_of_the_window_reach_the_window(self, make_view, key, modifiers, qtbot):
        window = QMainWindow()
        qtbot.addWidget(window)
        view = make_view(TEXT)
        window.setCentralWidget(view)
        action = QAction(window)
        action.setShortcut(Qt.Key(key) if modifiers == NONE else modifiers | key)
        window.addAction(action)
        triggered = QSignalSpy(action.triggered)
        window.show()
        window.activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)

        press(view, key, modifiers)

        assert triggered.count() == 1
        assert view.caret == 0

    def test_control_plus_and_minus_zoom(self, make_view):
        view = make_view(TEXT)
        zoomed = QSignalSpy(view.zoom_changed)

        press(view, Qt.Key.Key_Plus, CONTROL)
        press(view, Qt.Key.Key_Plus, CONTROL)
        press(view, Qt.Key.Key_Minus, CONTROL)

        assert view.zoom == 110
        assert [zoomed.at(i)[0] for i in range(zoomed.count())] == [110, 120, 110]

    def test_control_and_wheel_zoom_and_the_wheel_alone_scrolls(self, make_view):
        view = make_view("\n".join([TEXT] * 20))

        def turn(modifiers):
            at = QPointF(50, 50)
            event = QWheelEvent(
                at, at, QPoint(), QPoint(0, -60), NO_BUTTON, modifiers, Qt.ScrollPhase.NoScrollPhase, False
            )
            QApplication.sendEvent(view.viewport(), event)

        turn(CONTROL)
        assert view.zoom == 100
        turn(CONTROL)
        assert view.zoom == 90
        assert view.verticalScrollBar().value() == 0
        turn(NONE)
        assert view.zoom == 90
        assert view.verticalScrollBar().value() > 0

    def test_zoom_has_limits(self, make_view):
        view = make_view(TEXT)

        view.set_zoom(10_000)
        assert view.zoom == 300
        view.set_zoom(1)
        assert view.zoom == 50


class TestState:
    def test_a_new_text_starts_at_its_top_without_marks(self, make_view, mark):
        view = make_view("\n".join([TEXT] * 40), [mark(TEXT, "Ada")])
        view.set_caret(500)

        view.set_document_text(tokenize(TEXT))

        assert view.caret == 0
        assert view.verticalScrollBar().value() == 0
        assert view.mark_at(0) is None

    def test_selection_changed_is_said_once_for_each_change(self, make_view):
        view = make_view(TEXT)
        changed = QSignalSpy(view.selection_changed)

        view.set_caret(3)
        view.set_caret(3)
        view.select(TokenRange(3, 6))

        assert changed.count() == 2
        assert view.selection == TokenRange(3, 6)

    def test_mark_at_gives_gold_first(self, make_view, mark):
        gold = mark(TEXT, "Ada Lovelace")
        view = make_view(TEXT, [mark(TEXT, "Lovelace met", "ORG", MarkKind.SUGGESTION, 0.9), gold])

        assert view.mark_at(1) == gold
        assert view.mark_at(3) is None
        assert view.mark_at(10**9) is None

    def test_a_screen_reader_hears_token_label_and_place(self, make_view, mark):
        view = make_view(TEXT, [mark(TEXT, "London", "LOC")])

        view.set_caret(6)

        assert view.accessibleName() == "Document text"
        view.set_marks([mark(TEXT, "London", "LOC"), mark(TEXT, "Ada")])
        assert view.accessibleDescription() == f"London, LOC, token 7 of {len(tokenize(TEXT))}"

    def test_an_empty_view_answers_everything(self, make_view):
        view = make_view("")
        view.set_empty_text("No document", "Open one.")

        for direction in Direction:
            view.move_caret(direction)
        QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(50, 50))
        view.set_zoom(150)
        view.ensure_visible(0)
        view.grab()

        assert view.selection == TokenRange(0, 0)
        assert view.visible_tokens() == TokenRange(0, 0)

    def test_a_text_of_blanks_only_shows_the_empty_page(self, make_view):
        view = make_view(" \n \n")

        view.grab()

        assert view.selection == TokenRange(0, 0)

    def test_an_unknown_chip_style_is_refused(self, make_view):
        with pytest.raises(ValueError, match="loud"):
            make_view(TEXT).set_chip_style("loud")


class TestDrawing:
    def pixels(self, view: DocumentView) -> QImage:
        return view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def test_each_paint_is_told(self, make_view):
        view = make_view(TEXT)
        painted = QSignalSpy(view.painted)

        view.viewport().repaint()

        assert painted.count() == 1

    def test_suggestion_looks_different_from_gold_even_without_colour(self, make_view, mark):
        gold = make_view(TEXT, [mark(TEXT, "Ada")])
        suggested = make_view(TEXT, [mark(TEXT, "Ada", kind=MarkKind.SUGGESTION)])
        for view in (gold, suggested):
            view.set_chip_style("none")
        grey = QImage.Format.Format_Grayscale8

        assert self.pixels(gold).convertToFormat(grey) != self.pixels(suggested).convertToFormat(grey)

    def test_prediction_looks_like_gold(self, make_view, mark):
        gold = make_view(TEXT, [mark(TEXT, "Ada")])
        predicted = make_view(TEXT, [mark(TEXT, "Ada", kind=MarkKind.PREDICTION)])

        assert self.pixels(gold) == self.pixels(predicted)

    def test_the_theme_changes_the_page(self, make_view):
        view = make_view(TEXT)

        view.set_theme(DARK)

        assert self.pixels(view).pixelColor(2, 2).name() == DARK.page

    def test_moving_the_caret_and_scrolling_leave_nothing_behind(self, make_view, mark):
        text = "\n".join([TEXT] * 30)
        view = make_view(text, [mark(text, "Charles Babbage"), mark(text, "London", "LOC")])
        view.set_caret(4)
        QApplication.processEvents()

        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down) * 12:
            press(view, key, SHIFT)
            QApplication.processEvents()
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 37)
        QApplication.processEvents()
        view.set_caret(view.visible_tokens().first + 40)
        QApplication.processEvents()
        QApplication.processEvents()

        left_over = view.screen().grabWindow(view.winId()).toImage()

        fresh = self.pixels(view)
        assert left_over.convertToFormat(QImage.Format.Format_RGB32).copy(fresh.rect()) == fresh
