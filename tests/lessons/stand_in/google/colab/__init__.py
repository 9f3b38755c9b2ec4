"""Stands in for Google Colab's own module: all that a lesson may find of it."""
