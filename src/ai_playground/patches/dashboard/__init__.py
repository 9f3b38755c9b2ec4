"""The page of the patches lesson."""

from ai_playground.patches.dashboard.lesson import PatchesLesson

__all__ = ["PatchesLesson"]
