"""Questions to answer before looking, each decided by small runs that the fixed yardstick judges."""

from __future__ import annotations

from collections.abc import Sequence

from ai_playground.lesson.tasks import Answer, Question
from ai_playground.lesson.text import rounded
from ai_playground.style.differences import LIKENESS, SHARE, larger, larger_share
from ai_playground.style.plain_sums import mean_reported
from ai_playground.style.yardstick import Judged

# How many times as large the paper's content term of the rocket is at 192 px as at 96: over four times as
# many places, but of weaker features, as a larger picture is smoother from pixel to pixel.
LARGER = 2.8
# Less than that share is not clear.
CLEARLY = 0.1
_ALIKE = f"less than {100 * SHARE:.0f} % apart"
_REPORTED = round(mean_reported("block4_conv1") / mean_reported("block1_conv1"), -2)


def _content(run: Judged) -> float:
    return run.measure.content_error


def _in_block_1(run: Judged) -> float:
    """The content error in the lowest layer."""
    return run.measure.content["block1_conv1"]


def _closed(run: Judged) -> float:
    return run.measure.closed


def _plain_ratio(run: Judged) -> float:
    """How many times the plain style loss of block 4 is that of block 1."""
    return run.measure.plain["block4_conv1"] / run.measure.plain["block1_conv1"]


def _colors(run: Judged) -> float:
    """Share of the style gap that is closed in the lowest layer, in percent."""
    return run.measure.closed_in("block1_conv1")


def _own_style(run: Judged) -> float:
    """The style error that the run itself has come to, in its own layers."""
    return sum(run.last.style[0]) / len(run.last.style[0])


def _gone(run: Judged) -> str:
    """How much of the style gap is gone, in words that fit a picture that is farther off, too."""
    closed = f"{_closed(run):.0f} %"
    return f"{closed} is gone" if _closed(run) >= 0 else f"It is farther off than the photograph, {closed}"


def _three_ways(grown: bool | None) -> int:
    """0 for a fall, 1 for hardly a change, 2 for a rise."""
    return 1 if grown is None else 2 if grown else 0


def _kept_better(before: Judged, after: Judged) -> int:
    """What the second run keeps clearly better of the photograph: 0 pixels, 1 things, 2 both, 3 neither."""
    pixels = larger(after.measure.ssim, before.measure.ssim, LIKENESS)
    things = larger_share(_content(before), _content(after))
    return {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}[
        bool(pixels), bool(things)
    ]


def _share_of_the_first(trained: Judged, untrained: Judged) -> int:
    """0 if the second run closes less than a tenth of what the first does, 2 from nine tenths on, else 1.

    By the figures as they are told, so that nobody reads another verdict from them.
    """
    all_of_it, closed = round(_closed(trained)), round(_closed(untrained))
    return 2 if closed >= 0.9 * all_of_it else 0 if closed < 0.1 * all_of_it else 1


def _thirds(percent: float) -> int:
    """0 for less than a third, 2 for more than two thirds, else 1, by the figure as it is told."""
    return 0 if round(percent) < 100 / 3 else 2 if round(percent) > 200 / 3 else 1


def _plain_answer(run: Judged) -> int:
    """0 for a thousand times or more, by the figure as it is told, 1 for clearly more than once, else 2."""
    plain = run.measure.plain
    if float(f"{_plain_ratio(run):.2g}") >= 1000:
        return 0
    return 1 if larger_share(plain["block4_conv1"], plain["block1_conv1"]) else 2


def _term(runs: Sequence[Judged]) -> str:
    """How the weighted content term has changed."""
    before, after = (run.last.weighted[0] for run in runs)
    way = ("falls", "hardly changes,", "rises")[_three_ways(larger_share(after, before))]
    return f"The weighted term, weight times error, {way} from {before:.2f} to {after:.2f}"


QUESTIONS: tuple[Question[Judged], ...] = (
    Question(
        "half_the_content",
        "You halve the content weight. What happens to the content error, how far the picture's features are "
        "from the photograph's?",
        (
            Answer(
                "It falls",
                "You may think of the weighted term, which often falls. The error is what the "
                "weight multiplies.",
            ),
            Answer(
                f"It stays: {_ALIKE}",
                "A weight is no mere unit: the search gives up more of what costs less.",
            ),
            Answer(
                "It rises", "So it should where a run comes to its end. This one may still be on its way."
            ),
        ),
        ({"content_weight": 2.0}, {"content_weight": 1.0}),
        lambda runs: _three_ways(larger_share(_content(runs[1]), _content(runs[0]))),
        lambda runs: (
            f"Content error {_content(runs[0]):.3f} at weight 2, {_content(runs[1]):.3f} at 1. "
            f"{_term(runs)}. Style gap closed: {_closed(runs[0]):.0f} and {_closed(runs[1]):.0f} %."
        ),
    ),
    Question(
        "content_depth",
        "The post says that a network has “the features related to content in the lower layers”. Take the "
        "content from the lowest layer in place of block 4, with ten times the usual weight in both. What "
        "does the picture keep better of the photograph?",
        (
            Answer(
                "Its pixels: light and dark, place by place",
                "The lowest layer does ask for them. But the brush asks, too, and may have been stronger; or "
                "the deep layers have gained as well.",
            ),
            Answer(
                "Its things: what deep layers see in it",
                "So one could read the post. But the lowest layer holds colors and edges, no things: it asks "
                "for the pixels first, and the deep layers may see other things in what the brush leaves.",
            ),
            Answer(
                "Both",
                "Right pixels would give right things, if all pixels were right. They aren't: the brush "
                "changes some, and which these are decides whether the deep layers mind.",
            ),
            Answer(
                f"Neither, where {LIKENESS} of similarity or {100 * SHARE:.0f} % of the error is the least "
                "that counts",
                "Content from another layer is another demand, at the same weight: something of the "
                "photograph was kept better.",
            ),
        ),
        (
            {"content_weight": 20.0},
            {"content_weight": 20.0, "content_layers": "block1_conv1"},
        ),
        lambda runs: _kept_better(*runs),
        lambda runs: (
            f"Structural similarity of the pixels: {runs[0].measure.ssim:.2f} with content from block 4, "
            f"{runs[1].measure.ssim:.2f} from block 1; error of the features in block 4, which the first was "
            f"asked to keep: {_content(runs[0]):.2f} and {_content(runs[1]):.2f}; in block 1, which the "
            f"second was asked to keep: {_in_block_1(runs[0]):.2f} and {_in_block_1(runs[1]):.2f}. The "
            "paper (Gatys et al. 2016) takes content from a higher layer, which leaves the brush free to "
            "change pixels."
        ),
    ),
    Question(
        "style_depth",
        "And “the features related to style in the higher layers”. Paint with the style of blocks 4 and 5 "
        "alone. Block 1 sees colors and the finest strokes: how much of the photograph's squared distance to "
        "the painting's style is gone there?",
        (
            Answer("Less than a third", "The deep layers may ask for them too: they are built on block 1."),
            Answer(
                "Between a third and two thirds",
                "Deep layers are built on block 1, but how much of it they mind differs.",
            ),
            Answer(
                "More than two thirds",
                "Deep layers are built on block 1, so they should need it. But other "
                "values there can give them the same Gram matrices.",
            ),
        ),
        ({"style_layers": "block4_conv1 block5_conv1"}, {}),
        lambda runs: _thirds(_colors(runs[0])),
        lambda runs: (
            f"{_colors(runs[0]):.0f} %, and with all five layers {_colors(runs[1]):.0f} %. The paper "
            "takes the style from all five, low to high."
        ),
    ),
    Question(
        "plain_sums",
        "The report's program takes for style the plain mean of squared differences of Gram matrices "
        "(tables of how strongly two features occur together). Its figure, of VGG19, has some "
        f"{_REPORTED:,.0f} times as much in block 4 as in block 1, a ratio of means over three pictures. How "
        "is it in this page's network, VGG16 trained on to find edges?",
        (
            Answer(
                "Some thousand times, too",
                "A near relative, but features may have any size, and these figures are their fourth power.",
            ),
            Answer(
                "More, but less than a thousand times",
                "Depth says neither which is larger nor how many times: features may have any size.",
            ),
            Answer(
                f"No more than in block 1, or less than {100 * SHARE:.0f} % more",
                "It could well be, as features may have any size; here it isn't.",
            ),
        ),
        ({},),
        lambda runs: _plain_answer(runs[0]),
        lambda runs: (
            f"{rounded(_plain_ratio(runs[0]), 2)} times, left at the end of a small run, as the report's are "
            "of its runs. The size of features is an accident of training. The table below the formulas has "
            "all layers. Hence the report's weights for them, and our relative errors. (Gatys et al. "
            "rescaled the features, to a mean of 1.)"
        ),
    ),
    Question(
        "untrained",
        "A network that has learned nothing, all its weights random, leads the brush. The page's trained one "
        "judges: how much of the style gap is closed, beside what the trained one closes where it leads?",
        (
            Answer(
                "Less than a tenth of that",
                "Random filters aren't blind: they see edges and colors, only other ones.",
            ),
            Answer(
                "From a tenth to nine tenths of that",
                "It depends on the pictures; on these it is nearer to one of the ends.",
            ),
            Answer(
                "At least nine tenths of that",
                "By its own features it looks so, as whoever optimises pleases their own judge. The "
                "trained one judges here.",
            ),
        ),
        (
            {"second_judge": True},
            {"network": "random", "style_layers": "", "content_layers": "", "second_judge": True},
        ),
        lambda runs: _share_of_the_first(*runs),
        lambda runs: (
            f"{_gone(runs[1])}; where the trained network leads, {_closed(runs[0]):.0f} %. "
            "But that one is the judge itself. A judge that led neither, with other random weights, says "
            f"{runs[1].untrained:.0f} and {runs[0].untrained:.0f} %. By its own features the untrained "
            f"leader ends with an error of {_own_style(runs[1]):.3f}."
        ),
    ),
    Question(
        "start",
        "Which start ends with the smaller loss after the same few steps?",
        (
            Answer("The photograph", "It has all of the content, but this time no clear lead by it."),
            Answer("Noise", "It has nothing of the content: that has to be found as well."),
            Answer(f"Neither: {_ALIKE}", "Given time they might; after few steps the start still shows."),
        ),
        ({"noise_ratio": 0.0}, {"noise_ratio": 1.0}),
        lambda runs: (1, 2, 0)[_three_ways(larger_share(runs[1].last.loss, runs[0].last.loss))],
        lambda runs: f"Loss {runs[0].last.loss:.2f} from the photograph, {runs[1].last.loss:.2f} from noise.",
    ),
    Question(
        "larger",
        "You have weights that you like at 96 px, and paint the rocket after Munch with them at 192 px, "
        "four times as many pixels: once with our relative content error, once with the paper's content "
        "term, a sum over all places (eq. 1), weighted so that both count alike at 96 px. Compare the two at "
        "192 px: is the picture painted with the sum nearer to the photograph, about as near, or farther?",
        (
            Answer(
                "Clearly nearer: its content error is smaller by a tenth or more",
                "A sum over more places weighs more, but the search had no room to follow it.",
            ),
            Answer(
                "About as near: less than a tenth apart",
                "A weight is fixed, but a sum over more places is larger: it counts as more weight.",
            ),
            Answer(
                "Clearly farther: its content error is larger by a tenth or more",
                "The sum is larger, so the search minds it more, not less.",
            ),
        ),
        tuple(
            {"photo": "rocket", "style": "munch_the_scream", "size": size, "content_weight": weight}
            for size, weight in ((96, 2.0), (192, 2.0), (192, 2.0 * LARGER))
        ),
        lambda runs: _three_ways(larger(_content(runs[2]), _content(runs[1]), CLEARLY * _content(runs[1]))),
        lambda runs: (
            f"Content error {_content(runs[0]):.2f} at 96 px. At 192 px it is {_content(runs[1]):.2f} with "
            f"the relative error and {_content(runs[2]):.2f} with the sum, which counts here as {LARGER} "
            "times the weight: four times the places, weaker features. Style gap closed: "
            f"{_closed(runs[0]):.0f}, {_closed(runs[1]):.0f} and {_closed(runs[2]):.0f} %."
        ),
        transfers=True,
    ),
)
