"""The experiments of the post "Playing with Image Style Transfer" (2017), on Anish Athalye's neural-style.

The trick of small pictures is from the post before it. Weights of his program multiply other terms than ours:
mean squared differences of features, and of Gram matrices. So the order of his weights can be repeated, not
their size. Its defaults, and that it scales the layers' weights to sum to 1, were read in the program.
"""

from __future__ import annotations

from ai_playground.style import found_post
from ai_playground.style.experiment import OURS, Cell, Experiment, row

# Its default rate is 10 grey levels of 255, its optimizer Adam.
ADAMS_RATE = 0.04

EXPERIMENTS = (
    Experiment(
        "content_weight",
        "Content weight",
        "How much photograph, how much painting?",
        "“Lower means more style, higher means more content.” His default is 5, beside 500 for style. Of one "
        "picture, by the context one with less, he says that it is “much more abstract with the large stars "
        "appearing all over”. (The scale is another here: our default is 2 beside 100, and stands for other "
        "sums.)",
        "the post",
        row("content_weight", {"100": 100.0, "5": 5.0, "2 (default)": 2.0, "0.5": 0.5, "0.02": 0.02}),
        found_post.content_weight,
        needs=("style_layers",),
        questions=("half_the_content",),
    ),
    Experiment(
        "two_styles",
        "Two styles",
        "What do two paintings make together?",
        "“We just generalize the Loss function”: half and half, then 75 % of one and 25 % of the other, and "
        "the reverse.",
        "the post",
        row(
            "style_blend",
            {
                "100 / 0": "100, 0",
                "75 / 25": "75, 25",
                "50 / 50": "50, 50",
                "25 / 75": "25, 75",
                "0 / 100": "0, 100",
            },
        ),
        found_post.two_styles,
        needs=("style_layers",),
        styles=2,
    ),
    Experiment(
        "pooling",
        "Pooling",
        "Does it matter how the network makes four values one?",
        "“Average pooling favoured fine details and preserved more of the content image. Whereas max pooling "
        "used more of the style image and is a bit more abstract.”",
        "the post",
        row("pooling", {"maximum": "max", "average": "average", f"root mean square{OURS}": "l2"}),
        found_post.pooling,
        needs=("content_layers", "style_layers"),
    ),
    Experiment(
        "layer_exponent",
        "Layer exponent",
        "Which scale of brushwork?",
        "“A factor less than one means more original content since some style layers are suppressed, and a "
        "factor greater than one magnifies some style layer contributions.”",
        "the post",
        row("layer_exponent", {"0.2": 0.2, "1": 1.0, "2": 2.0}),
        found_post.layer_exponent,
        needs=("content_layers",),
    ),
    Experiment(
        "iterations",
        "Iterations",
        "How does the picture come out of the noise, and when is it done?",
        "“We can see the content and style of the image forming out of the initial white noise. At this "
        "resolution we are pretty much converged at 500 iterations, however for higher resolution and more "
        "complicated images more iterations might be necessary.” (Adam, at full size all the time, as in his "
        "program; he calls it stochastic, but no step here leaves anything out. His noise was much "
        "fainter. Ours shows the average of Adam's newest pictures.)",
        "the post",
        row("iterations", {"1": 1, "10": 10, "50": 50, "200": 200, "500": 500}),
        found_post.iterations,
        base={
            "noise_ratio": 1.0,
            "schedule": "flat",
            "optimizer": "adam",
            "learning_rate": ADAMS_RATE,
        },
    ),
    Experiment(
        "stopping",
        "When to stop",
        "Can the loss itself say when to stop?",
        "“We could also use a stopping criterion like when the loss function stops changing by some delta, "
        "rather than using a fixed number of iterations.” He didn't try it. (With the optimizer chosen "
        "above, as it comes L-BFGS; his program has Adam.)",
        "the post",
        row("tolerance", {"never": 0.0, "0.1 %": 0.001, "0.5 %": 0.005, "2 %": 0.02}),
        found_post.stopping,
        base={"iterations": 120, "schedule": "flat"},
    ),
    Experiment(
        "small_first",
        "Small first",
        "Does it help to paint a small picture first? (At 256 px.)",
        "“One trick I found that helped is to play with reduced resolution images to help speed up the "
        "process, then run the algorithm on a higher resolution version when you have things right.” Here "
        "the small picture goes on as the start of the large one.",
        "the post",
        tuple(
            Cell(label, column, {"noise_ratio": noise, "schedule": schedule, "iterations": steps})
            for label, noise in {"from the photograph": 0.0, "from noise": 1.0}.items()
            # 20 steps at 128, 181 and 256 px are as much work as 35 at 256 px.
            for column, schedule, steps in (
                ("256 px, 35 steps", "flat", 35),
                ("128, 181, 256 px, 20 each", "coarse_to_fine", 20),
            )
        ),
        found_post.small_first,
        questions=("start",),
        base={"size": 256},
    ),
    Experiment(
        "depths",
        "Low and high layers",
        "Which layers hold the content, which the style?",
        "“A deep image recognition neural network extracts the features related to content in the lower "
        "layers and the features related to style in the higher layers.” (The program he used does as "
        "the paper does: content from the fourth block, style from all five.)",
        "the post",
        (
            Cell(
                "",
                "content 1_1, style 4_1 5_1",
                {"content_layers": "block1_conv1", "style_layers": "block4_conv1 block5_conv1"},
            ),
            Cell(
                "",
                "content 4_2, style 1_1 2_1",
                {"content_layers": "block4_conv2", "style_layers": "block1_conv1 block2_conv1"},
            ),
            Cell("", "content 4_2, style all", {"content_layers": "block4_conv2", "style_layers": ""}),
        ),
        found_post.depths,
        questions=("content_depth", "style_depth"),
        base={"layer_exponent": 1.0},
    ),
)
