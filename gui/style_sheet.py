"""The one style sheet: flat controls on hairlines, a focus ring that never changes a control's size.

Widgets say what they are by a dynamic property: ``role`` for texts and areas, ``kind`` for buttons.
"""

from __future__ import annotations

from string import Template

from gui.theme import RADIUS, Theme
from gui.type_scale import BASE_PX, DISPLAY_PX, SMALL_PX, TITLE_PX


def style_sheet(theme: Theme) -> str:
    """Give the style sheet of a theme."""
    return _SHEET.substitute(
        {name: getattr(theme, name) for name in _COLOURS},
        radius=RADIUS,
        small=SMALL_PX,
        base=BASE_PX,
        title=TITLE_PX,
        display=DISPLAY_PX,
    )


_COLOURS = (
    "window", "surface", "page", "text", "muted", "line", "track", "outline", "off", "control", "control_hover",
    "accent", "accent_text", "accent_hover", "pressed", "selection", "good", "warning", "bad",
)  # fmt: skip

_SHEET = Template("""
/* texts */
QLabel[role="display"] { font-size: ${display}px; font-weight: 600; color: $text; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; color: $text; }
QLabel[role="lead"] { font-size: ${title}px; color: $muted; }
QLabel[role="heading"] { font-weight: 600; color: $text; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { font-size: ${small}px; color: $muted; }
QLabel[role="good"] { color: $good; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="bad"] { color: $bad; }
QToolTip { background: $control; color: $text; border: 1px solid $outline; padding: 4px;
    font-size: ${base}px; }

/* areas */
QWidget[role="surface"] { background: $surface; }
QWidget[role="page"] { background: $page; }
QFrame[role="line"] { background: $line; border: none; }
QFrame[role="popup"] { background: $surface; border: 1px solid $outline; border-radius: ${radius}px; }
QSplitter::handle { background: $line; }
QStatusBar { background: $surface; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QStatusBar > QLabel { padding: 2px 8px; }
QScrollArea, QScrollArea > QWidget > QWidget[role="clear"] { background: transparent; border: none; }
QScrollArea[role="reading"] { border: 2px solid transparent; border-radius: ${radius}px; }
QScrollArea[role="reading"]:focus { border-color: $accent; }

/* buttons; Qt would draw a frame of its own within ours once Tab was pressed */
QAbstractButton, QComboBox, QSlider, QTabBar { outline: none; }
QPushButton { background: $control; color: $text; border: 1px solid $line; border-radius: ${radius}px;
    padding: 5px 12px; min-height: 16px; }
QPushButton:hover { background: $control_hover; }
QPushButton:pressed, QPushButton:checked { background: $pressed; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 11px; }
QPushButton:disabled { background: transparent; color: $off; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[kind="primary"] { background: $accent; color: $accent_text; border-color: $accent;
    font-weight: 600; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed { background: $accent_hover; }
QPushButton[kind="primary"]:focus { background-clip: margin; margin: 3px; border: 2px solid $accent_text;
    padding: 1px 8px; }
QPushButton[kind="primary"]:disabled { background: $control_hover; border-color: $line; color: $off; }
QPushButton[kind="flat"], QToolButton { background: transparent; color: $text; border: 1px solid transparent;
    border-radius: ${radius}px; }
QToolButton { padding: 3px; }
QPushButton[kind="flat"]:hover, QToolButton:hover { background: $control_hover; }
QPushButton[kind="flat"]:pressed, QToolButton:pressed, QToolButton:checked { background: $pressed; }
QPushButton[kind="flat"]:focus { border: 2px solid $accent; }
QToolButton[kind="toggle"] { border: 1px solid $line; }
QToolButton[kind="toggle"]:checked { border: 1px solid $accent; }
QToolButton[kind="chip"] { font-size: ${small}px; border: 1px solid $outline; padding: 1px 3px 1px 6px; }
QToolButton:disabled { color: $off; }
QToolButton:focus { border: 2px solid $accent; padding: 2px; }
QToolButton[kind="chip"]:focus { padding: 0 2px 0 5px; }

/* fields */
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox { background: $page; color: $text; border: 1px solid $outline;
    border-radius: ${radius}px; padding: 4px 7px; selection-background-color: $selection;
    selection-color: $text; placeholder-text-color: $muted; }
QLineEdit, QSpinBox { min-height: 18px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus { border: 2px solid $accent;
    padding: 3px 6px; }
QLineEdit:disabled { color: $off; }
QComboBox { background: $page; color: $text; border: 1px solid $outline; border-radius: ${radius}px;
    padding: 4px 7px; min-height: 18px; }
QComboBox:focus { border: 2px solid $accent; padding: 3px 6px; }
QComboBox:disabled { color: $off; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: none; }
QRadioButton, QCheckBox { spacing: 6px; border: 2px solid transparent; border-radius: ${radius}px; padding: 1px 3px; }
QCheckBox::indicator { width: 16px; height: 16px; border: none; background: transparent; }
QRadioButton:focus, QCheckBox:focus { border-color: $accent; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid $outline; border-radius: 7px;
    background: $page; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid $accent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $track; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
    background: $control; border: 1px solid $outline; }
QSlider::handle:horizontal:hover { background: $control_hover; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; width: 10px; height: 10px; }
QProgressBar { background: $track; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QProgressBar[kind="done"]::chunk { background: $good; }

/* lists and tables */
QAbstractItemView { background: $surface; color: $text; border: none; outline: none;
    selection-background-color: $selection; selection-color: $text; }
QTableView[role="clear"] { background: transparent; }
QTableView { gridline-color: $line; }
QTableWidget, QTableView[role="list"] { border: 2px solid transparent; border-radius: ${radius}px; }
QTableWidget:focus, QTableView[role="list"]:focus { border-color: $accent; }
/* to the padding of a cell Qt adds 3 px, to that of a heading nothing */
QTableView[role="list"]::item { padding: 0 8px; }
QTableView[role="figures"]::item { padding: 0 5px; }
QTableView[role="list"]::item:disabled { color: $muted; }
QHeaderView::section { background: $surface; color: $muted; font-size: ${small}px; font-weight: 400;
    border: none; border-bottom: 1px solid $line; padding: 4px; }
QTableView[role="list"] QHeaderView::section { padding-left: 11px; padding-right: 11px; }
QTableView[role="figures"] QHeaderView::section { padding-left: 8px; padding-right: 8px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

/* menus */
QMenuBar { background: $surface; color: $text; border-bottom: 1px solid $line; }
QMenuBar::item { background: transparent; padding: 5px 9px; border-radius: ${radius}px; }
QMenuBar::item:selected { background: $control_hover; }
QMenu { background: $control; color: $text; border: 1px solid $outline; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $off; }
QMenu::icon { padding-left: 8px; }
QMenu[role="drawn"]::indicator { image: none; width: 16px; height: 16px; }
QMenu[role="drawn"]::right-arrow { image: none; width: 16px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
""")
