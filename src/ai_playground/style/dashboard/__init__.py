"""The page of the style lesson."""

from ai_playground.style.dashboard.lesson import StyleLesson

__all__ = ["StyleLesson"]
