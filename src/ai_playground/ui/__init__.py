"""Views that know no engine: charts, pictures, knobs, run bar, quiz, tables, downloads, banner."""

from ai_playground.ui.banner import Banner, explain
from ai_playground.ui.before_after import BeforeAfter
from ai_playground.ui.chart import Chart
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.exercises import Exercises
from ai_playground.ui.file_picker import FilePicker
from ai_playground.ui.findings_table import FindingsTable
from ai_playground.ui.gallery import Gallery
from ai_playground.ui.knobs import Knobs
from ai_playground.ui.layers import contours, line, marker, points, rule
from ai_playground.ui.mask import MaskPainter
from ai_playground.ui.photo_map import PhotoMap
from ai_playground.ui.picture import Picture
from ai_playground.ui.picture_grid import PictureGrid
from ai_playground.ui.quad import QuadEditor
from ai_playground.ui.quiz import Quiz
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.save_button import SaveButton
from ai_playground.ui.snippet import Snippet
from ai_playground.ui.table_choice import TableChoice
from ai_playground.ui.theme import Theme
from ai_playground.ui.widget import Widget, in_one_burst

__all__ = [
    "Banner",
    "BeforeAfter",
    "Chart",
    "Downloads",
    "Exercises",
    "FilePicker",
    "FindingsTable",
    "Gallery",
    "Knobs",
    "MaskPainter",
    "PhotoMap",
    "Picture",
    "PictureGrid",
    "QuadEditor",
    "Quiz",
    "RunBar",
    "SaveButton",
    "Snippet",
    "TableChoice",
    "Theme",
    "Widget",
    "contours",
    "explain",
    "in_one_burst",
    "line",
    "marker",
    "points",
    "rule",
]
