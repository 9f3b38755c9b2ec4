"""The experiments of the two documents that started this lesson, each as a grid of pictures.

Sources: the post "Playing with Image Style Transfer" (2017), on Athalye's neural-style; and the report of a
student group at the University of Hong Kong (course COMP 3359). Their weights multiply sums that grow with
the picture; ours multiply relative errors. Where a figure of theirs appears, the label says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ai_playground.style.settings import StyleSettings

Source = Literal["the post", "the report", "ours"]
# The paper's total variation weights multiply another sum. At its weight of 100 that term was, by its own
# printed losses, 0.27 times the content loss (222,830 x 100 over 82,663,176). Ours is as large at a weight
# of 27: 2 x 0.5 x 0.27 over a mean squared difference of 0.01.
PAPER_VARIATION = 0.27


@dataclass(frozen=True)
class Cell:
    """One picture of a grid: its labels and the settings that differ from the page's."""

    row: str
    column: str
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Experiment:
    """A grid of pictures with one or two knobs varied.

    Attributes:
        name, label: For code and for people.
        asks: The question, one sentence.
        saw: What the author saw, or planned; empty for our own experiments.
        source: Whose experiment it is; the page says so.
        rows, columns: Labels; a single row has the label "".
        base: What all cells change.
        cells: In reading order.
        styles: Number of styles it needs.
    """

    name: str
    label: str
    asks: str
    saw: str
    source: Source
    cells: tuple[Cell, ...]
    base: Mapping[str, Any] = field(default_factory=dict)
    styles: int = 1

    @property
    def rows(self) -> tuple[str, ...]:
        """Labels of the rows, from above."""
        return tuple(dict.fromkeys(cell.row for cell in self.cells))

    @property
    def columns(self) -> tuple[str, ...]:
        """Labels of the columns, from the left."""
        return tuple(dict.fromkeys(cell.column for cell in self.cells))

    def settings(self, page: StyleSettings) -> list[StyleSettings]:
        """The settings of each cell, on top of the page's."""
        return [page.changed(**{**self.base, **cell.changes}) for cell in self.cells]


def _row(knob: str, values: Mapping[str, Any], row: str = "", **others: Any) -> tuple[Cell, ...]:
    return tuple(Cell(row, label, {knob: value, **others}) for label, value in values.items())


_FIRSTS = {f"block {block}": f"block{block}_conv1" for block in range(1, 6)}
_STYLE_ONLY = {"content_weight": 0.0, "total_variation_weight": 0.0, "noise_ratio": 1.0}
_CONTENT_ONLY = {"style_weight": 0.0, "total_variation_weight": 0.0, "noise_ratio": 1.0}

EXPERIMENTS = (
    Experiment(
        "content_weight",
        "Content weight",
        "How much photograph, how much painting?",
        "“Lower means more style, higher means more content.” With little content the picture is “much more "
        "abstract with the large stars appearing all over”.",
        "the post",
        _row("content_weight", {"100": 100.0, "20": 20.0, "2 (default)": 2.0, "0.5": 0.5, "0.02": 0.02}),
    ),
    Experiment(
        "two_styles",
        "Two styles",
        "What do two paintings make together?",
        "“We just generalize the loss function”: half and half, then 75 % of one and 25 % of the other, and "
        "the reverse.",
        "the post",
        _row(
            "style_blend",
            {
                "100 / 0": "100, 0",
                "75 / 25": "75, 25",
                "50 / 50": "50, 50",
                "25 / 75": "25, 75",
                "0 / 100": "0, 100",
            },
        ),
        styles=2,
    ),
    Experiment(
        "pooling",
        "Pooling",
        "Does it matter how the network makes four values one?",
        "“Average pooling favoured fine details and preserved more of the content image. Whereas max pooling "
        "used more of the style image and is a bit more abstract.”",
        "the post",
        _row("pooling", {"maximum": "max", "average": "average", "root mean square": "l2"}),
    ),
    Experiment(
        "layer_exponent",
        "Layer exponent",
        "Which scale of brushwork?",
        "“A factor less than one means more original content since some style layers are suppressed, and a "
        "factor greater than one magnifies some style layer contributions.”",
        "the post",
        _row("layer_exponent", {"0.2": 0.2, "1": 1.0, "2": 2.0}),
    ),
    Experiment(
        "iterations",
        "Iterations",
        "How does the picture come out of the noise?",
        "“We can see the content and style of the image forming out of the initial white noise. At this "
        "resolution we are pretty much converged at 500 iterations.” (With Adam, at full size all the time.)",
        "the post",
        _row("iterations", {"1": 1, "10": 10, "30": 30, "100": 100, "300": 300}),
        {"noise_ratio": 1.0, "schedule": "flat"},
    ),
    Experiment(
        "style_layers",
        "One style layer",
        "What does each depth of the network call style?",
        "“The size of the brushstroke increases as we move from block1_conv1 to block5_conv1.” Block 1 “only "
        "extracts the colour information”; blocks 4 and 5 show “more noise and checkerboard pattern”.",
        "the report",
        (
            *_row("style_layers", _FIRSTS, "with the photograph"),
            *_row("style_layers", _FIRSTS, "style alone", **_STYLE_ONLY),
        ),
    ),
    Experiment(
        "content_layers",
        "Content layer",
        "At which depth is a photograph still itself?",
        "“As we move from conv2_2 to conv4_1, edges of building become more blunt, colours are more faded "
        "and much less of the original content is captured.”",
        "the report",
        _row(
            "content_layers",
            {
                "conv2_2": "block2_conv2",
                "conv3_2": "block3_conv2",
                "conv4_1": "block4_conv1",
                "conv4_2": "block4_conv2",
            },
        ),
    ),
    Experiment(
        "reconstructions",
        "Reconstructions",
        "What does each depth remember of the photograph?",
        "From block 1 to block 5 “the high level information like windows, cloud, trees are still captured, "
        "but low level information like edges, corners is increasingly blurred”.",
        "the report",
        _row("content_layers", _FIRSTS),
        _CONTENT_ONLY,
    ),
    Experiment(
        "total_variation",
        "Total variation",
        "How much grain to smooth away?",
        "Weights 0, 100 and 10,000: “an increase in the total variation loss weight could remove the rough "
        "texture of the image and the resultant image looks much smoother”.",
        "the report",
        _row(
            "total_variation_weight",
            {
                "0": 0.0,
                "the report's 100": 100 * PAPER_VARIATION,
                "the report's 10,000": 10_000 * PAPER_VARIATION,
            },
        ),
    ),
    Experiment(
        "noise_ratio",
        "Noise ratio",
        "Does it matter where the search starts?",
        "Starting from content mixed with noise “ensures quicker convergence” and “tends to have better "
        "resultant image quality”.",
        "the report",
        _row("noise_ratio", {"0": 0.0, "0.3": 0.3, "0.6": 0.6, "1": 1.0}),
    ),
    Experiment(
        "network",
        "Networks",
        "Does any network know style, even an untrained one?",
        "Planned, not done: “those with distinct network architecture such as ResNet 50 and Inception Net "
        "and those with similar network architecture like VGG 16”. Each network measures errors by its own "
        "features: compare the pictures, not the figures.",
        "the report",
        _row(
            "network",
            {
                "VGG16, edges": "vgg16_hed",
                "untrained": "random",
                "VGG16": "vgg16",
                "VGG19": "vgg19",
                "ResNet50": "resnet50",
                "Inception v3": "inception_v3",
            },
        ),
        {"style_layers": "", "content_layers": ""},
    ),
    Experiment(
        "crop",
        "Cropped painting",
        "What if only a part of the painting counts?",
        "Planned, not done: with only the waves of the Japanese print, would the clouds look even more like "
        "waves?",
        "the report",
        (
            Cell("", "whole", {}),
            Cell("", "upper left", {"crop_width": 0.5, "crop_height": 0.5}),
            Cell(
                "",
                "middle",
                {"crop_left": 0.25, "crop_top": 0.25, "crop_width": 0.5, "crop_height": 0.5},
            ),
            Cell(
                "",
                "lower right",
                {"crop_left": 0.5, "crop_top": 0.5, "crop_width": 0.5, "crop_height": 0.5},
            ),
        ),
        {"crop_left": 0.0, "crop_top": 0.0, "crop_width": 1.0, "crop_height": 1.0},
    ),
    Experiment(
        "style_resolution",
        "Detail of the painting",
        "How sharp must the painting be?",
        "Planned, not done: “to which degree the quality of generated images would deteriorate significantly "
        "due to poor quality of style images”.",
        "the report",
        _row("style_resolution", {"all of it": 2048, "96 px": 96, "48 px": 48, "24 px": 24}),
    ),
    Experiment(
        "optimizer",
        "Optimizers",
        "Three ways down the same hill, with the same number of steps",
        "",
        "ours",
        (
            *_row("optimizer", {"L-BFGS": "lbfgs"}, learning_rate=0.1),
            *_row("optimizer", {"Adam": "adam", "plain gradient": "plain"}, learning_rate=0.02),
        ),
    ),
)
