"""Shared by all tests: Qt draws offscreen, hypothesis has no deadline on a busy machine, real data is optional."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from tests.leaks import QT_COMPLAINTS, census, leaks, listen_to_qt

settings.register_profile("gatelight", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gatelight")

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Listen to Qt when pytest-qt does not; it gives back what was there before it."""
    config.getini("qt_log_ignore").extend(QT_COMPLAINTS)
    listen_to_qt()


@pytest.fixture(autouse=True)
def nothing_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a widget, a running timer or a thread, or at whose end Qt complains."""
    before = census()
    yield
    found = leaks(before)
    if found:
        pytest.fail(f"{request.node.name} leaves something behind:\n" + "\n".join(found[:20]), pytrace=False)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real annotated text; tests that need it are skipped where it is missing."""
    if not DATA.is_dir():
        pytest.skip("the shared annotated data is not on this machine")
    return DATA
