"""The page of the regression lesson; `lesson.py` wires it together."""

from ai_playground.regression.dashboard.lesson import RegressionLesson

__all__ = ["RegressionLesson"]
