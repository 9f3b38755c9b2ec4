"""The experiments of a student group's report, University of Hong Kong, course COMP 3359: made, or planned.

Their weights multiply other terms than ours: mean squared differences of features, of Gram matrices, and of
neighbours on a scale of 0 to 255.
"""

from __future__ import annotations

from ai_playground.style import found_report
from ai_playground.style.experiment import FIRSTS, OURS, Cell, Experiment, row

_STYLE_ONLY = {"content_weight": 0.0, "total_variation_weight": 0.0, "noise_ratio": 1.0}
_CONTENT_ONLY = {"style_weight": 0.0, "total_variation_weight": 0.0, "noise_ratio": 1.0}
# Style weights with which a run on one layer ends at about the same style error in that layer, found by trial
# on the temple and Van Gogh at 160 px, without total variation; a test holds them to that.
ALIKE = {"block 1": 1.6, "block 2": 4.5, "block 3": 4.7, "block 4": 12.0, "block 5": 300.0}

EXPERIMENTS = (
    Experiment(
        "style_layers",
        "One style layer",
        "What does each depth of the network call style?",
        "“The size of the brushstroke increases as we move from block1_conv1 to block5_conv1.” Block 1 “only "
        "extracts the colour information”; blocks 4 and 5 show “more noise and checkerboard pattern”; best "
        "are “the middle layers”. Their style weights were set “so that each time the style loss converges "
        "at a similar level”: the second row does so, without total variation, which would smooth it.",
        "the report",
        (
            *row("style_layers", FIRSTS, f"one weight{OURS}"),
            *(
                Cell(
                    "losses alike",
                    block,
                    {"style_layers": layer, "style_weight": ALIKE[block], "total_variation_weight": 0.0},
                )
                for block, layer in FIRSTS.items()
            ),
            *row("style_layers", FIRSTS, "style alone", **_STYLE_ONLY),
        ),
        found_report.style_layers,
    ),
    Experiment(
        "content_layers",
        "Content layer",
        "At which depth is a photograph still itself?",
        "“Though it is not evident, but with detailed observation of magnified images, we could observe "
        "that, as we move from conv2_2 to conv4_1, edges of building become more blunt, colours are more "
        "faded and much less of the original content is captured.” (Which layers lay between, its text "
        "doesn't say: conv3_2 is ours, and so is conv4_2, the usual one here.)",
        "the report",
        row(
            "content_layers",
            {
                "conv2_2": "block2_conv2",
                f"conv3_2{OURS}": "block3_conv2",
                "conv4_1": "block4_conv1",
                f"conv4_2{OURS}": "block4_conv2",
            },
        ),
        found_report.content_layers,
        questions=("content_depth",),
    ),
    Experiment(
        "reconstructions",
        "Reconstructions",
        "What does each depth remember of the photograph?",
        "From block 1 to block 5 “the high level information like windows cloud trees are still captured, "
        "but low level information like edges, corners etc is increasingly blurred”.",
        "the report",
        row("content_layers", FIRSTS),
        found_report.reconstructions,
        base=_CONTENT_ONLY,
    ),
    Experiment(
        "total_variation",
        "Total variation",
        "How much grain to smooth away?",
        "Weights 0, 100 and 10,000: “an increase in the total variation loss weight could remove the rough "
        "texture of the image and the resultant image looks much smoother”. That 100 is a knob of 0.27 here "
        "is our guess, from the losses that it prints, if that run had 100: the term is 0.27 % of the "
        "content term there, and 0.35 % here, on the temple after Van Gogh. Beside the style term theirs is "
        "far smaller. 2,700 is ours, to see more of it.",
        "the report",
        row("total_variation_weight", {"0": 0.0, "0.27": 0.27, "27": 27.0, f"2,700{OURS}": 2_700.0}),
        found_report.total_variation,
    ),
    Experiment(
        "noise_ratio",
        "Noise ratio",
        "Does it matter where the search starts?",
        "Starting from content mixed with noise “ensures quicker convergence” and “tends to have better "
        "resultant image quality”.",
        "the report",
        row("noise_ratio", {"0": 0.0, "0.3": 0.3, "0.6": 0.6, "1": 1.0}),
        found_report.noise_ratio,
        needs=("content_layers",),
        questions=("start",),
        # With growing sizes a start from noise takes more steps.
        base={"schedule": "flat"},
    ),
    Experiment(
        "network",
        "Networks",
        "Does any network know style, even an untrained one?",
        "Planned, not done: “those with distinct network architecture such as ResNet 50 and Inception Net "
        "and those with similar network architecture like VGG 16”.",
        "the report",
        row(
            "network",
            {
                f"VGG16, edges{OURS}": "vgg16_hed",
                f"untrained{OURS}": "random",
                "VGG16": "vgg16",
                "VGG19": "vgg19",
                "ResNet50": "resnet50",
                "Inception v3": "inception_v3",
            },
        ),
        found_report.network,
        needs=("style_layers",),
        questions=("untrained",),
        second_judge=True,
        some_do=True,
        base={"style_layers": "", "content_layers": ""},
    ),
    Experiment(
        "crop",
        "Cropped painting",
        "What if only a part of the painting counts?",
        "Planned, not done: with only the waves of the Japanese print, would the clouds look even more like "
        "waves? (Each part keeps the scale that it has in the whole.)",
        "the report",
        (
            Cell("", "whole", {}),
            *(
                Cell(
                    "",
                    part,
                    {
                        "crop_left": left,
                        "crop_top": top,
                        "crop_width": 0.5,
                        "crop_height": 0.5,
                        # A part fills the picture as the whole does: its strokes would be twice as large.
                        "style_scale": 0.5,
                    },
                )
                for part, left, top in (
                    ("upper left", 0.0, 0.0),
                    ("middle", 0.25, 0.25),
                    ("lower right", 0.5, 0.5),
                )
            ),
        ),
        found_report.crop,
        base={"crop_left": 0.0, "crop_top": 0.0, "crop_width": 1.0, "crop_height": 1.0, "style_scale": 1.0},
    ),
    Experiment(
        "style_resolution",
        "Detail of the painting",
        "How sharp must the painting be?",
        "Planned, not done: “to which degree the quality of generated images would deteriorate significantly "
        "due to poor quality of style images”.",
        "the report",
        row("style_resolution", {"all of it": 2048, "96 px": 96, "48 px": 48, "24 px": 24}),
        found_report.style_resolution,
    ),
    Experiment(
        "objects",
        "Things as styles",
        "Can the photograph of a thing be a style?",
        "Planned, not done: “Training using object images”; “Up to now all the style images we provide are "
        "classified as none, using VGG 16 networks.” (Whether a network has a name for a picture can't be "
        "asked here: the one that comes with this page has lost the layers that name things.)",
        "the report",
        (
            Cell("", "the chosen style", {}),
            Cell("", "a cat", {}, style="cat"),
            Cell("", "a cup of coffee", {}, style="coffee"),
            Cell("", "a flower", {}, style="flower"),
            Cell("", "a rocket", {}, style="rocket"),
        ),
        found_report.objects,
        needs=("style_layers",),
        base={"style_blend": ""},
    ),
)
