"""Shared by all tests: Qt draws offscreen, hypothesis has no deadline on a busy machine, real data is optional."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("gatelight", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gatelight")

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real annotated text; tests that need it are skipped where it is missing."""
    if not DATA.is_dir():
        pytest.skip("the shared annotated data is not on this machine")
    return DATA
