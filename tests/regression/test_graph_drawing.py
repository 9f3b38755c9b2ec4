from __future__ import annotations

import itertools
from xml.etree import ElementTree

from ai_playground.regression.graph_drawing import draw_graph
from ai_playground.regression.tensorflow_fit import GraphNode

SVG = "{http://www.w3.org/2000/svg}"
FORMULA = [
    GraphNode("X", "Placeholder"),
    GraphNode("Y", "Placeholder"),
    GraphNode("Xavg", "Mean", ("X",)),
    GraphNode("Yavg", "Mean", ("Y",)),
    GraphNode("sub", "Sub", ("X", "Xavg")),
    GraphNode("sub_1", "Sub", ("Y", "Yavg")),
    GraphNode("mul", "Mul", ("sub", "sub_1")),
    GraphNode("sub_2", "Sub", ("X", "Xavg")),
    GraphNode("pow/y", "Const", (), "2"),
    GraphNode("pow", "Pow", ("sub_2", "pow/y")),
    GraphNode("numerator", "Sum", ("mul",)),
    GraphNode("denominator", "Sum", ("pow",)),
    GraphNode("truediv", "RealDiv", ("numerator", "denominator")),
    GraphNode("mul_1", "Mul", ("truediv", "Xavg")),
    GraphNode("sub_3", "Sub", ("Yavg", "mul_1")),
]

Box = tuple[float, float, float, float]


def boxes(svg: ElementTree.Element) -> dict[str, Box]:
    found = {}
    for group in svg.iter(f"{SVG}g"):
        rectangle, name, _ = group
        left, top, width, height = (float(rectangle.attrib[key]) for key in ("x", "y", "width", "height"))
        found[name.text or ""] = (left, top, left + width, top + height)
    return found


def test_every_node_has_a_box_below_all_its_inputs() -> None:
    placed = boxes(ElementTree.fromstring(draw_graph(FORMULA)))
    assert placed.keys() == {node.name for node in FORMULA}
    for node in FORMULA:
        for name in node.inputs:
            assert placed[name][3] < placed[node.name][1]


def test_no_two_boxes_overlap_and_all_are_inside() -> None:
    svg = ElementTree.fromstring(draw_graph(FORMULA))
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    placed = boxes(svg)
    for left, top, right, bottom in placed.values():
        assert left >= 0.0
        assert top >= 0.0
        assert right <= width
        assert bottom <= height
    for one, other in itertools.combinations(placed.values(), 2):
        apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
        assert apart


def test_the_drawing_fits_a_phone() -> None:
    svg = ElementTree.fromstring(draw_graph(FORMULA))
    assert float(svg.attrib["width"]) <= 340.0
    assert svg.attrib["font-size"] == "14"


def test_there_is_one_line_for_each_use_of_a_result() -> None:
    svg = ElementTree.fromstring(draw_graph(FORMULA))
    edges = [path for path in svg.iter(f"{SVG}path") if path.attrib["class"] == "aip-graph-edge"]
    assert len(edges) == sum(len(set(node.inputs)) for node in FORMULA)


def test_names_are_escaped() -> None:
    drawn = draw_graph(
        [
            GraphNode("<script>alert(1)</script>", 'a"&b'),
            GraphNode("c", "Neg", ("<script>alert(1)</script>",)),
        ]
    )
    assert "<script" not in drawn
    assert boxes(ElementTree.fromstring(drawn)).keys() == {"<script>alert(1)</script>", "c"}


def test_a_screen_reader_hears_the_formula() -> None:
    svg = ElementTree.fromstring(draw_graph(FORMULA))
    assert svg.attrib["role"] == "img"
    assert svg.findtext(f"{SVG}title")
    assert "truediv: RealDiv of numerator, denominator" in (svg.findtext(f"{SVG}desc") or "")


def test_a_single_node_is_drawn_too() -> None:
    assert len(boxes(ElementTree.fromstring(draw_graph([GraphNode("a", "Const", (), "1")])))) == 1
