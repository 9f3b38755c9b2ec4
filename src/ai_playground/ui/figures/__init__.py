"""What a view shows as a file to keep: a chart or pictures, with title, values, and where they are from."""

from ai_playground.ui.figures.file import FORMATS, as_file, as_pages
from ai_playground.ui.figures.plates import Box, Graph, Grid, Panel, Plate, Plot

__all__ = ["FORMATS", "Box", "Graph", "Grid", "Panel", "Plate", "Plot", "as_file", "as_pages"]
