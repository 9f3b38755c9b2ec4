"""Lessons in which a student turns a knob and sees a real model answer, live."""

__version__ = "0.1.0"
