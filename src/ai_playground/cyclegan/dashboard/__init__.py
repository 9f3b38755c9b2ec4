"""The page of the CycleGAN lesson."""

from ai_playground.cyclegan.dashboard.lesson import CycleganLesson

__all__ = ["CycleganLesson"]
