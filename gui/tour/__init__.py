"""The tour: Gatelight drives its own window through the whole journey, checks each step and measures itself."""

from gui.tour.run import TourResult, run_tour

__all__ = ["TourResult", "run_tour"]
