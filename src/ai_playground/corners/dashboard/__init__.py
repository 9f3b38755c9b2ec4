"""The page of the corners lesson."""

from ai_playground.corners.dashboard.lesson import CornersLesson

__all__ = ["CornersLesson"]
