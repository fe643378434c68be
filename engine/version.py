"""Which Gatelight this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """Give the installed version, or say that it runs from its source."""
    try:
        return version("gatelight")
    except PackageNotFoundError:
        return "from source"
