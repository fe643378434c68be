from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def shared_data() -> Path:
    """Give the folder of public corpora beside the project; skip where it is not there."""
    folder = Path(__file__).resolve().parents[4] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the public corpora are not beside the project (../shared/data)")
    return folder
