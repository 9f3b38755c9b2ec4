from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from ai_playground.ui.figures import Box, Graph, Grid, Panel, Plate, Plot, as_file, as_pages
from ai_playground.ui.figures.palette import palette
from ai_playground.ui.figures.text import BUNDLED, families, spread
from ai_playground.ui.layers import TONES, Layer, bar, contours, line, marker, points, rule

SVG = "{http://www.w3.org/2000/svg}"
X = {"label": "fires per 1000 housing units", "log": False, "domain": [0, 40]}
Y = {"label": "thefts per 1000 population", "log": False, "domain": [0, 100]}
CURVE = np.column_stack([np.linspace(0, 40, 300), 50 + 40 * np.sin(np.linspace(0, 9, 300))])


def plot(*layers: Layer, **parts: Any) -> Plot:
    given = {"title": "Thefts", "caption": (("slope 1.718", "now"),), "x_axis": X, "y_axis": Y}
    return Plot(**{**given, "layers": layers, **parts})


def svg(plate: Plate, source: str = "Lesson 1. Epochs 50, seed 3.") -> ET.Element:
    return ET.fromstring(as_file(plate, source, "SVG"))


def texts(drawing: ET.Element) -> list[str]:
    return ["".join(text.itertext()).strip() for text in drawing.iter(f"{SVG}text")]


def path(drawing: ET.Element, name: str) -> str:
    (group,) = (group for group in drawing.iter(f"{SVG}g") if group.get("id") == name)
    return " ".join(path.get("d", "") for path in group.iter(f"{SVG}path"))


def size(png: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(png)).size


def jpeg(width: int, height: int, color: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), color).save(file, "JPEG")
    return file.getvalue()


def test_an_svg_says_in_text_what_the_page_says() -> None:
    drawn = texts(
        svg(
            plot(
                line(CURVE, label="this run"),
                line(CURVE + 5, "reference", "exact 1.313", dash=True),
                marker(10, 20, "minimum"),
                rule("y", 30, "settles here"),
                rule("x", 20, "rate 0.1 → 0.2"),
                note="Thick: from epoch to epoch.",
            )
        )
    )
    for text in ("Thefts", "slope 1.718", X["label"], Y["label"], "this run", "exact 1.313", "minimum"):
        assert text in drawn
    for text in ("settles here", "rate 0.1 → 0.2", "Thick: from epoch to epoch.", "40", "100"):
        assert text in drawn
    assert "Lesson 1. Epochs 50, seed 3." in drawn


def test_a_bar_ends_where_it_says() -> None:
    drawing = svg(plot(bar(50, 20, "before", 8), line([[0, 30], [20, 30]])))
    for name, round_ends in (("line-0", False), ("line-1", True)):
        (group,) = (group for group in drawing.iter(f"{SVG}g") if group.get("id") == name)
        (drawn,) = group.iter(f"{SVG}path")
        assert ("stroke-linecap: round" in drawn.get("style", "")) == round_ends
        assert "stroke-linecap: square" not in drawn.get("style", "")


def test_a_line_has_as_many_points_as_its_data() -> None:
    drawn = svg(plot(points(CURVE[:7]), line(CURVE)))
    assert len(re.findall(r"[ML]", path(drawn, "line-1"))) == 300


def test_a_line_stands_where_its_numbers_say() -> None:
    drawn = svg(plot(line([[0, 0], [20, 50], [40, 100]])))
    numbers = np.array(re.findall(r"-?[\d.]+", path(drawn, "line-0")), float).reshape(-1, 2)
    assert numbers[1] == pytest.approx((numbers[0] + numbers[2]) / 2, abs=1e-3)
    assert numbers[0][0] < numbers[2][0]
    assert numbers[0][1] > numbers[2][1]


def test_a_gap_stays_a_gap_and_zero_has_no_place_on_a_log_axis() -> None:
    gap = svg(plot(line(np.array([[0, 10], [5, 20], [10, np.nan], [15, 30], [20, 40]]))))
    assert path(gap, "line-0").count("M") == 2
    log = {**Y, "log": True, "domain": [1, 1000]}
    zero = svg(plot(line([[0, 10], [5, 100], [10, 0], [15, 30], [20, 40]]), y_axis=log))
    assert path(zero, "line-0").count("M") == 2


def test_a_run_that_diverges_leaves_the_plot() -> None:
    drawn = svg(plot(line(np.array([[0, 10], [10, 50], [20, 1e300]]), label="this run")))
    assert "this run" in texts(drawn)
    assert len(re.findall(r"[ML]", path(drawn, "line-0"))) == 3


def test_an_axis_with_names_has_these_in_place_of_numbers() -> None:
    named = {"label": "", "log": False, "domain": [-0.5, 1.5], "names": ["with", "without"]}
    drawn = texts(svg(plot(line([(0, 0), (30, 0)]), line([(0, 1), (20, 1)]), y_axis=named)))
    assert {"with", "without", "10", "40"} <= set(drawn)
    assert "0.5" not in drawn


def test_dots_outside_of_the_domain_are_left_out_and_muted_ones_are_hollow() -> None:
    drawn = svg(plot(points([[1, 1], [2, 2], [39, 99], [41, 50]], muted=[1])))
    groups = {group.get("id"): group for group in drawn.iter(f"{SVG}g")}
    counts = [len(list(groups[name].iter(f"{SVG}use"))) for name in ("points-0", "points-0-hollow")]
    assert counts == [2, 1]


def test_lines_of_equal_loss_are_drawn_apart() -> None:
    drawn = svg(plot(contours([[0, 0], [10, 10], [20, 0], [20, 50], [30, 60]], [0, 3])))
    assert path(drawn, "contours-0").count("M") == 2


@pytest.mark.parametrize(("aspect", "height"), [(0.2, 1080), (0.5625, 1080), (0.7, 1344), (2.0, 1440)])
def test_a_png_has_twice_the_pixels_of_a_slide_of_960(aspect: float, height: int) -> None:
    assert size(as_file(plot(line(CURVE), aspect=aspect), "", "PNG")) == (1920, height)


def test_a_unit_is_as_long_across_as_up_where_it_has_to_be() -> None:
    square = plot(line([[0, 0], [10, 0]]), line([[0, 0], [0, 10]]), y_axis=X, equal_units=True)
    drawn = svg(square)
    across, up = (
        np.array(re.findall(r"-?[\d.]+", path(drawn, name)), float).reshape(-1, 2)
        for name in ("line-0", "line-1")
    )
    assert np.ptp(across[:, 0]) == pytest.approx(np.ptp(up[:, 1]), rel=1e-3)


def test_every_tone_has_the_colours_of_the_stylesheet() -> None:
    assert palette().tones.keys() == set(TONES)
    assert palette().tones["now"].line == "#d9480f"
    assert palette().tones["now"].words == "#b93c0b"
    assert palette().tones["mute"].line == "#8c8a84"
    drawn = ET.tostring(svg(plot(line(CURVE, "now"))), "unicode")
    assert "#d9480f" in drawn


def test_dollars_and_letters_of_any_script_are_no_formula_and_no_error() -> None:
    axis = {**X, "label": "price ($) per room ($)"}
    plate = plot(line(CURVE, label="$x^2$"), x_axis=axis, title="家賃 \N{LINEAR B SYLLABLE B008 A} 50 %")
    drawn = texts(svg(plate))
    assert "price ($) per room ($)" in drawn
    assert "$x^2$" in drawn
    assert as_file(plate, "", "PNG").startswith(b"\x89PNG")


def test_a_letter_that_the_usual_fonts_lack_brings_one_that_has_it() -> None:
    assert families("slope −1.3·10⁻⁷")[-1] == BUNDLED
    assert len(families("\N{INTEGRAL WITH DOUBLE STROKE} \N{SUMMATION WITH INTEGRAL}")) > len(families("a"))
    assert not [name for name in families("\N{LINEAR B SYLLABLE B008 A}") if "Last Resort" in name]


def test_the_style_of_the_notebook_stays_out_and_stays_as_it_is() -> None:
    plate = plot(line(CURVE, label="this run"))
    before = as_file(plate, "", "SVG")
    with mpl.rc_context({"axes.facecolor": "black", "font.size": 30, "lines.linewidth": 9}):
        assert as_file(plate, "", "SVG") == before
        assert mpl.rcParams["axes.facecolor"] == "black"


def test_long_labels_and_settings_go_on_in_further_lines() -> None:
    source = "Lesson 1. " + ", ".join(f"knob {number} 0.123" for number in range(40))
    drawn = texts(
        svg(plot(line(CURVE, label="a line with a very long name, as a run of its own has it")), source)
    )
    assert " ".join(text for text in drawn if "knob" in text) == source
    assert any("a line with a very long" in text for text in drawn)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([10, 50, 90], [10, 50, 90]),
        ([50, 50], [45, 55]),
        ([0, 0], [5, 15]),
        ([100, 100, 100], [75, 85, 95]),
        ([20, 22, 80], [16, 26, 80]),
    ],
)
def test_labels_stand_as_near_to_their_lines_as_they_can(wanted: list[float], found: list[float]) -> None:
    assert spread(wanted, [10] * len(wanted), 0, 100) == pytest.approx(found)


def test_labels_that_need_more_than_there_is_overlap_evenly() -> None:
    assert spread([50.0] * 20, [10] * 20, 0, 100) == pytest.approx(np.arange(2.5, 100, 5))


def test_a_pair_of_pictures_stands_side_by_side_with_their_names() -> None:
    pair = (Panel(jpeg(320, 240), "photograph"), Panel(jpeg(320, 240, (0, 0, 200)), "painted"))
    grid = Grid("The picture after 90 steps", pair, columns=("", ""))
    drawn = svg(grid)
    assert {"The picture after 90 steps", "photograph", "painted"} <= set(texts(drawn))
    assert len(list(drawn.iter(f"{SVG}image"))) == 2
    picture = np.asarray(Image.open(io.BytesIO(as_file(grid, "", "PNG"))).convert("RGB")).astype(int)
    middle = picture[picture.shape[0] // 2]
    assert middle[480] == pytest.approx([200, 30, 30], abs=12)
    assert middle[1440] == pytest.approx([0, 0, 200], abs=12)


def test_pixels_are_saved_as_they_are() -> None:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20] = (217, 72, 15)
    saved = Image.open(io.BytesIO(as_file(Grid("Weights", (Panel(pixels),)), "", "PNG"))).convert("RGB")
    assert (217, 72, 15) in {color for _, color in saved.getcolors(1 << 20) or []}


def test_a_grid_names_rows_and_columns_and_says_what_is_not_there() -> None:
    panels = (Panel(jpeg(80, 60), "content 0.50"), "waiting", "failed too large", Panel(jpeg(80, 60)))
    grid = Grid("Weights", panels, rows=("1", "10"), columns=("0.5", "2"), row_title="style")
    assert {"style 1", "style 10", "0.5", "2", "content 0.50", "waiting", "failed too large"} <= set(
        texts(svg(grid))
    )


def test_an_outline_is_drawn_with_its_doubtful_corners() -> None:
    corners = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (-0.1, 0.9))
    panel = Panel(jpeg(90, 120), outline=corners, doubtful=(False, False, True, False))
    drawn = ET.tostring(svg(Grid("The photo", (panel,))), "unicode")
    assert drawn.count("#ffd43b") == 1
    assert palette().tones["now"].line in drawn


def test_boxes_are_drawn_in_their_tones_with_their_labels() -> None:
    boxes = (Box(0.1, 0.1, 0.6, 0.6, "truth", "solid", "true 50 %"), Box(0.2, 0.1, 0.9, 0.8, "now", "dashed"))
    drawing = svg(Grid("The photo", (Panel(jpeg(90, 60), boxes=boxes),)))
    drawn = ET.tostring(drawing, "unicode")
    assert palette().tones["truth"].line in drawn
    assert palette().tones["now"].line in drawn
    assert drawn.count("stroke-dasharray") == 1
    assert "true 50 %" in texts(drawing)


def test_likely_cells_are_saved_brighter_and_the_photo_shows_through() -> None:
    cells = (1.0, *[0.0] * 15)
    panel = Panel(jpeg(80, 80, (0, 0, 200)), cells=cells, cell_labels=("97 %", *[""] * 15))
    picture = np.array(Image.open(io.BytesIO(as_file(Grid("The photo", (panel,)), "", "PNG"))).convert("RGB"))
    bright, dark = (
        np.rint(0.45 * np.array([0, 0, 200]) + 0.55 * np.array(color))
        for color in ((255, 212, 59), (27, 35, 51))
    )
    shares = [np.mean(np.abs(picture - color).max(axis=-1) <= 3) for color in (bright, dark)]
    assert shares[1] / shares[0] == pytest.approx(15, rel=0.25)  # the label takes some of the bright one


def test_an_empty_frame_has_its_shape() -> None:
    panel = Panel(1.5, boxes=(Box(0.0, 0.0, 0.5, 0.5, "truth", label="true"),))
    assert "true" in texts(svg(Grid("The frame", (panel,))))


def test_all_of_them_make_a_pdf_of_one_page_each() -> None:
    plates: list[tuple[Plate, str]] = [
        (plot(line(CURVE)), "one"),
        (Grid("Weights", (Panel(jpeg(9, 9)),)), "two"),
    ]
    pages = as_pages(plates)
    assert len(re.findall(rb"/Type /Page\b", pages)) == 2
    assert as_file(plates[0][0], "one", "PDF").startswith(b"%PDF")


def test_a_graph_has_its_boxes_names_and_one_curve_for_each_line() -> None:
    boxes = ((8.0, 8.0, 80.0, 46.0, "X", "Placeholder"), (8.0, 84.0, 80.0, 46.0, "Xavg", "Mean $1$"))
    bend = ((48.0, 54.0), (48.0, 66.0), (48.0, 66.0), (48.0, 77.0))
    graph = Graph("The formula", (96, 138), boxes, (bend,))
    drawn = svg(graph)
    assert {"The formula", "X", "Placeholder", "Xavg", "Mean $1$"} <= set(texts(drawn))
    curves = [each.get("d", "") for each in drawn.iter(f"{SVG}path")]
    assert sum("C" in curve and len(re.findall(r"-?[\d.]+", curve)) == 8 for curve in curves) == 1
    assert size(as_file(graph, "", "PNG"))[0] == 1920
