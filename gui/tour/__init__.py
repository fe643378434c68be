"""The tour: Gatelight drives its own window through the whole journey, checks each step and measures itself."""

from gui.tour.driver import TourResult
from gui.tour.run import run_tour

__all__ = ["TourResult", "run_tour"]
