"""A computation graph as an SVG, drawn in layers from top to bottom, narrow enough for a phone.

After Sugiyama, Tagawa and Toda (1981): every node stands below its inputs, lines that pass a layer get a
place in it, layers are ordered by the mean position of their neighbours, and then moved as near to them as
the widths allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from ai_playground.regression.tensorflow_fit import GraphNode

NODE_HEIGHT, LAYER_GAP, NODE_GAP, MARGIN = 46, 30, 12, 8
# Width of a letter at the 14 px that the text is set in, rounded up, and the room beside it.
LETTER, PADDING = 8.0, 16.0
SWEEPS = 12
ARROW = 7  # px, the length of a line's head


@dataclass(eq=False)
class _Place:
    """A node, or (without one) the place in a layer where a longer line passes."""

    layer: int
    node: GraphNode | None = None
    above: list[_Place] = field(default_factory=list)
    below: list[_Place] = field(default_factory=list)
    x: float = 0.0

    @property
    def wish(self) -> float:
        """Mean position of the neighbours, or where it stands if there are none."""
        return float(np.mean([near.x for near in [*self.above, *self.below] or [self]]))

    @property
    def lines(self) -> tuple[str, str]:
        """The two lines of text in the node's box."""
        assert self.node is not None
        return self.node.name, f"{self.node.op} {self.node.value}".strip()

    @property
    def width(self) -> float:
        """Of the box, or of a passing line."""
        return LETTER * max(map(len, self.lines)) + PADDING if self.node else 4.0

    @property
    def top(self) -> float:
        """Upper edge of the layer."""
        return MARGIN + self.layer * (NODE_HEIGHT + LAYER_GAP)


@dataclass(frozen=True)
class Box:
    """A node's box, in px from the drawing's upper left corner, and its two lines of text."""

    left: float
    top: float
    width: float
    height: float
    name: str
    op: str


@dataclass(frozen=True)
class Drawing:
    """A graph as it is drawn.

    Attributes:
        width, height: Its size in px.
        boxes: One for each node.
        lines: From results to uses, each as points (x, y) of Bézier curves: a start, and for each curve two
            points that bend it and its end.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]


def lay_out(nodes: Sequence[GraphNode]) -> Drawing:
    """Where the boxes and lines of the graph of `nodes`, given inputs first, are drawn."""
    layers = _layered(nodes)
    for _ in range(SWEEPS):
        for layer in layers:
            layer.sort(key=lambda place: place.wish)
            _space_out(layer)
    places = [place for layer in layers for place in layer]
    left = min(place.x - place.width / 2 for place in places)
    for place in places:
        place.x += MARGIN - left
    drawn = [place for place in places if place.node]
    return Drawing(
        max(place.x + place.width / 2 for place in places) + MARGIN,
        places[-1].top + NODE_HEIGHT + MARGIN,
        tuple(
            Box(place.x - place.width / 2, place.top, place.width, NODE_HEIGHT, *place.lines)
            for place in drawn
        ),
        tuple(_line(place, first) for place in drawn for first in place.below),
    )


def draw_graph(nodes: Sequence[GraphNode]) -> str:
    """The graph of `nodes`, given inputs first, as an SVG element.

    Boxes have the class `aip-graph-node`, their two lines of text `aip-graph-name` and `aip-graph-op`, lines
    `aip-graph-edge`; without a style sheet they are drawn in the colour of the text around.
    """
    drawing = lay_out(nodes)
    width, height = drawing.width, drawing.height
    formula = "; ".join(
        f"{node.name}: {node.op} of {', '.join(node.inputs)}" for node in nodes if node.inputs
    )
    drawn = "".join([*map(_edge, drawing.lines), *map(_box, drawing.boxes)])
    return (
        '<svg class="aip-graph-drawing" xmlns="http://www.w3.org/2000/svg" role="img" fill="none" '
        f'stroke="currentColor" font-size="14" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}">'
        f"<title>The computation as a graph</title><desc>{escape(formula)}</desc>{drawn}</svg>"
    )


def _layered(nodes: Sequence[GraphNode]) -> list[list[_Place]]:
    """The layers from top to bottom, in the order of `nodes`, with places for passing lines."""
    depth: dict[str, int] = {}
    for node in nodes:
        depth[node.name] = max((depth[name] + 1 for name in node.inputs), default=0)
    for node in nodes:
        if not node.inputs:
            # A constant stands right above what uses it.
            users = [depth[user.name] for user in nodes if node.name in user.inputs]
            depth[node.name] = min(users, default=1) - 1
    places = {node.name: _Place(depth[node.name], node) for node in nodes}
    layers: list[list[_Place]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for place in places.values():
        layers[place.layer].append(place)
    for node in nodes:
        for name in dict.fromkeys(node.inputs):
            upper = places[name]
            for layer in range(upper.layer + 1, depth[node.name]):
                passing = _Place(layer)
                layers[layer].append(passing)
                _join(upper, passing)
                upper = passing
            _join(upper, places[node.name])
    for layer_of_places in layers:
        _space_out(layer_of_places)
    return layers


def _join(upper: _Place, lower: _Place) -> None:
    upper.below.append(lower)
    lower.above.append(upper)


def _space_out(layer: list[_Place]) -> None:
    """Move each place as near to the mean of its neighbours as its own neighbours in the layer allow.

    Least squares under minimum distances, by pooling adjacent violators.
    """
    offset = 0.0
    pools: list[tuple[list[float], list[tuple[_Place, float]]]] = []
    for place in layer:
        offset += place.width / 2
        pools.append(([place.wish - offset], [(place, offset)]))
        offset += place.width / 2 + NODE_GAP
        while len(pools) > 1 and np.mean(pools[-2][0]) > np.mean(pools[-1][0]):
            wishes, members = pools.pop()
            pools[-1][0].extend(wishes)
            pools[-1][1].extend(members)
    for wishes, members in pools:
        for place, shift in members:
            place.x = float(np.mean(wishes)) + shift


def _line(place: _Place, first: _Place) -> tuple[tuple[float, float], ...]:
    """The line from a node's box down to one that takes its result, by way of `first`."""
    x, y, lower = place.x, place.top + NODE_HEIGHT, first
    points = [(x, y)]
    while True:
        end = lower.top - (ARROW if lower.node else 0)
        middle = (y + end) / 2
        points += [(x, middle), (lower.x, middle), (lower.x, end)]
        if lower.node:
            return tuple(points)
        x, y = lower.x, end + NODE_HEIGHT
        # Straight through the layer that it passes.
        points += [(x, end), (x, y), (x, y)]
        lower = lower.below[0]


def _edge(points: tuple[tuple[float, float], ...]) -> str:
    start, *bends = (f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    head = f"M{x - 4:.1f} {y:.1f}h8l-4 {ARROW}z"
    return (
        f'<path class="aip-graph-edge" d="M{start}C{" ".join(bends)}"/>'
        f'<path class="aip-graph-arrow" fill="currentColor" stroke="none" d="{head}"/>'
    )


def _box(box: Box) -> str:
    middle = box.left + box.width / 2
    text = 'text-anchor="middle" fill="currentColor" stroke="none"'
    return (
        f'<g class="aip-graph-node"><rect x="{box.left:.1f}" y="{box.top}" width="{box.width:.1f}" '
        f'height="{box.height}" rx="6"/>'
        f'<text class="aip-graph-name" x="{middle:.1f}" y="{box.top + 19}" {text}>{escape(box.name)}</text>'
        f'<text class="aip-graph-op" x="{middle:.1f}" y="{box.top + 37}" {text}>{escape(box.op)}</text></g>'
    )
