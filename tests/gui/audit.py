"""What a window owes to those who use it without a mouse or without seeing it: looked at as it stands on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QToolButton,
    QWidget,
)

from gui.widgets.elided_label import ElidedLabel

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QPlainTextEdit)
PLAIN = (QPushButton, QToolButton)
"""Buttons that stand alone; those of a class of their own may share one stop."""
TAB = Qt.FocusPolicy.TabFocus


def findings(window: QWidget) -> Iterator[str]:
    """Give a sentence for each thing that is wrong with a window and all that can be seen in it."""
    for widget in seen(window):
        if takes_keyboard(widget) and not spoken_name(widget):
            yield f"{known_as(widget)} takes the keyboard and has no name"
        if is_control(widget) and widget.isEnabled() and not reachable(widget):
            yield f"{known_as(widget)} cannot be reached with Tab"
        if isinstance(widget, QAbstractButton) and not widget.text() and not widget.toolTip() and not inner(widget):
            yield f"{known_as(widget)} has only an icon and does not say what it does"
        if isinstance(widget, QLabel | QPushButton | QToolButton):
            yield from cut(widget)


def unseen_focus(window: QWidget, done: set[str]) -> Iterator[str]:
    """Give a sentence for each kind of control that looks the same with the keyboard and without. done: kinds known."""
    before = window.focusWidget()
    for widget in seen(window):
        kind = f"{type(widget).__name__} {widget.property('kind') or ''}".strip()
        if kind in done or not takes_keyboard(widget) or not widget.isEnabled() or not widget.isVisible():
            continue
        widget.clearFocus()
        without = picture(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(widget, QAbstractItemView) and not has_rows(widget):
            continue  # an empty list has no row to show it on
        if not widget.hasFocus():
            continue
        done.add(kind)
        if picture(widget) == without:
            yield f"{kind} {known_as(widget)} looks the same with the keyboard on it"
    if before is not None:
        before.setFocus()


def walked(window: QWidget, limit: int = 200) -> set[QWidget]:
    """Press Tab from where the keyboard is until it comes round; give all widgets that had it."""
    met: set[QWidget] = set()
    for _ in range(limit):
        widget = window.focusWidget()
        if widget is None or widget in met:
            break
        met.add(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return met


def seen(window: QWidget) -> list[QWidget]:
    """Give the widgets of a window that can be seen, without other windows on top of it."""
    inside = [w for w in window.findChildren(QWidget) if w.isVisible() and w.window() is window]
    return [w for w in inside if not isinstance(w, QMenu | QMenuBar | QScrollBar)]


def takes_keyboard(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & TAB) and widget.focusProxy() is None and not inner(widget)


def is_control(widget: QWidget) -> bool:
    return isinstance(widget, CONTROLS) and not inner(widget)


def inner(widget: QWidget) -> bool:
    """Tell whether a widget is a part of another one that has the keyboard for it."""
    parent = widget.parentWidget()
    return isinstance(parent, QLineEdit | QComboBox | QAbstractSpinBox | QAbstractItemView | QMenuBar) or (
        isinstance(parent, QWidget) and parent.objectName() == "qt_scrollarea_vcontainer"
    )


def reachable(widget: QWidget) -> bool:
    if widget.focusPolicy() & TAB:
        return True
    around = widget.parentWidget()
    one_of_many = isinstance(widget, QAbstractButton) and (widget.autoExclusive() or type(widget) not in PLAIN)
    siblings = around.findChildren(type(widget)) if around is not None and one_of_many else []
    return any(b.focusPolicy() & TAB for b in siblings)  # one of them is a stop, the arrows go to the others


def spoken_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def cut(widget: QLabel | QPushButton | QToolButton) -> Iterator[str]:
    """Give a sentence when the words of a label or button do not fit, or stick out of what they are in."""
    words = widget.text()
    if not words or isinstance(widget, ElidedLabel) or inner(widget):
        return
    needed, size = widget.minimumSizeHint() if isinstance(widget, QLabel) else widget.sizeHint(), widget.size()
    if not isinstance(widget, QLabel):  # what is around the words may be less
        needed = QSize(needed.width(), widget.fontMetrics().height())
    elif widget.wordWrap():
        needed = QSize(0, widget.heightForWidth(size.width()))
    if needed.width() > size.width() + 1 or needed.height() > size.height() + 1:
        yield f"{known_as(widget)} needs {needed.width()}×{needed.height()} and has {size.width()}×{size.height()}"
        return
    shown = widget.visibleRegion().boundingRect()
    if shown != QRect(QPoint(0, 0), size) and not in_scroll_area(widget):
        yield f"{known_as(widget)} is {size.width()}×{size.height()}, of which {shown.width()}×{shown.height()} is seen"


def in_scroll_area(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QDialogButtonBox):
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def has_rows(view: QAbstractItemView) -> bool:
    model = view.model()
    if model is None or model.rowCount() == 0:
        return False
    if not view.currentIndex().isValid():
        view.setCurrentIndex(model.index(0, 0))
    return True


def picture(widget: QWidget) -> bytes:
    image = widget.grab().toImage()
    return bytes(image.constBits())


def known_as(widget: QWidget) -> str:
    words = getattr(widget, "text", lambda: "")() if isinstance(widget, QAbstractButton | QLabel) else ""
    name = widget.accessibleName() or words or widget.objectName()
    parent = widget.parentWidget()
    return f"{type(widget).__name__} «{name[:60]}» in {type(parent).__name__}"
