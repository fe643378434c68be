from __future__ import annotations

import pytest

from gui.gates.tag_chip import NARROWEST, WIDEST, TagChip
from gui.theme import LIGHT


@pytest.mark.parametrize(
    ("tags", "wide"), [([], NARROWEST), (["O"], NARROWEST), (["O", "B-" + "ORGANISATION" * 5], WIDEST)]
)
def test_there_is_room_for_the_widest_tag_and_for_none(qtbot, tags: list[str], wide: int) -> None:
    chip = TagChip(LIGHT)
    qtbot.addWidget(chip)
    chip.set_tags(tags)
    assert chip.width() == wide
