"""Sentences on what the grids of the report show, made of their own cells by the fixed yardstick.

Each says what was measured and whether that is what the author saw. One photograph and one painting: no more
than that is claimed. See `yardstick.Measure`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ai_playground.lesson.text import percent, rounded
from ai_playground.perceptual.architectures import BUNDLED
from ai_playground.style import found_words as words
from ai_playground.style.differences import LIKENESS, POINTS, SHARE, all_of, falls, larger_share, rises
from ai_playground.style.experiment import Result
from ai_playground.style.yardstick import STYLE_LAYERS

DEEP = STYLE_LAYERS[1:]


def style_layers(results: Sequence[Result]) -> str:
    """Do coarseness and unevenness grow with depth, and which layer alone does best?"""
    rows = {each.cell.row: [one for one in results if one.cell.row == each.cell.row] for each in results}
    _, alike, alone = rows.values()
    coarse = [each.measure.stroke for each in alike]
    grain = [each.measure.total_variation for each in alone]
    best = words.best(alone, lambda each: -each.measure.closed, POINTS)
    shallow = alone[0].measure
    rest = sum(map(shallow.closed_in, DEEP)) / len(DEEP)
    ends = [each.last.style[0][0] for each in alike]
    return (
        f"The middle row is {words.pixels(coarse)} coarse from block 1 to 5, the photograph alone "
        f"{shallow.start_stroke:.1f} px. The whole picture, of which strokes are a part, grows coarser "
        f"with depth {words.as_far_as(coarse)}. Alone, it differs more from pixel to pixel with depth "
        f"{words.as_far_as(grain)}: its total variation (mean squared difference of neighbours down, plus "
        f"that across) is {', '.join(map(rounded, grain))}. That has noise in it, and contrast; "
        "checkerboards aren't measured. Block 1 closes "
        f"{shallow.closed_in(STYLE_LAYERS[0]):.0f} % of its own gap and {rest:.0f} % of the deeper ones'. "
        f"By all five layers together {words.any_of([each.name for each in best])} does best, "
        f"{best[0].measure.closed:.0f} %. (Losses alike: they end between {rounded(min(ends), 2)} and "
        f"{rounded(max(ends), 2)}.)"
    )


def content_layers(results: Sequence[Result]) -> str:
    """Does a deeper content layer keep less?"""
    agrees = falls([each.measure.ssim for each in words.theirs(results)], LIKENESS)
    told = ", ".join(f"{each.measure.ssim:.2f} ({each.name})" for each in results)
    return f"Structural similarity with the photograph: {told}. " + words.said(
        agrees, "they", "light and dark, not colors"
    )


def reconstructions(results: Sequence[Result]) -> str:
    """Is low-level information lost with depth?"""
    shallow = [each.measure.content[STYLE_LAYERS[0]] for each in results]
    deep = [each.measure.content[STYLE_LAYERS[3]] for each in results]
    agrees = rises(shallow, SHARE * max(shallow))
    return (
        f"Error in block 1, which sees colors and edges: {', '.join(f'{error:.2f}' for error in shallow)}; "
        f"in block 4: {', '.join(f'{error:.2f}' for error in deep)}. "
        + words.said(agrees, "they", "only whether low-level information goes")
        + (
            " The network that comes with this page was trained on further to find edges, block 5 most of "
            "all: that block shows what this network remembers, not what ImageNet's does."
            if results[0].last.settings.network == BUNDLED
            else " The judge is the network that comes with this page, trained on further to find edges; "
            "another one was asked to remember."
        )
    )


def total_variation(results: Sequence[Result]) -> str:
    """Smoother, at which price?"""
    grain = [each.measure.total_variation for each in words.theirs(results)]
    agrees = falls(grain, SHARE * max(grain))
    told = ", ".join(f"{rounded(each.measure.total_variation)} ({each.name})" for each in results)
    return (
        f"Total variation, the mean squared difference of neighbours down plus that across: {told}. With "
        f"their largest weight it is {percent(grain[-1] / grain[0] - 1, '+.0')}. "
        f"{words.said(agrees, 'they', 'smoother, not how much')} What it costs: style gap closed "
        f"{words.gaps(results)}."
    )


def noise_ratio(results: Sequence[Result]) -> str:
    """Is a start that has some of the photograph better than noise?"""
    noise, mixed = results[-1].last.loss, [each.last.loss for each in results[1:-1]]
    agrees = all_of(*(larger_share(noise, loss) for loss in mixed))
    return (
        f"Loss after the same steps {words.losses(results)}; style gap closed {words.gaps(results)}. "
        f"{words.said(agrees, 'they', 'the loss, not how good it looks')}"
        + (" A start that has some of the content already has less to find." if agrees else "")
    )


def network(results: Sequence[Result]) -> str:
    """Does an untrained network paint?"""
    told = ", ".join(
        f"{each.measure.closed:.0f} % with content error {each.measure.content_error:.2f} ({each.name})"
        for each in results
    )
    others = ", ".join(
        f"{each.judged.untrained:.0f} % ({each.name})"
        for each in results
        if each.judged.untrained is not None
    )
    return (
        f"Style gap closed, all judged by VGG16 for edges: {told}. Each was asked to please itself, and that "
        "judge led the first of them: it pleases itself, too."
        + (f" A judge of other random weights, which led none, says {others}." if others else "")
    )


def crop(results: Sequence[Result]) -> str:
    """Is a part as good as the whole?"""
    whole, parts = results[0], results[1:]
    best = words.best(parts, lambda each: -each.measure.closed, POINTS)
    missed = whole.measure.closed - best[0].measure.closed
    told = "can't be told from the whole by that"
    if abs(missed) >= POINTS:
        told = f"closes {abs(missed):.0f} points {'less' if missed > 0 else 'more'} than the whole"
    return (
        f"Of the gap to the whole painting is closed: {words.gaps(results)}. The best part, "
        f"{words.any_of([each.name for each in best])}, {told}. Whether clouds come to look like waves is "
        "not measured: look at the clouds."
    )


def style_resolution(results: Sequence[Result]) -> str:
    """From when on is a painting too blurred?"""
    closed = [each.measure.closed for each in results]
    lost = [each.name for each in results[1:] if closed[0] - each.measure.closed > 10.0]
    told = "None of them loses more than ten points."
    if lost:
        told = f"At {' and '.join(lost)} more than ten points are lost."
    return f"Of the gap to the sharp painting is closed: {words.gaps(results)}. {told}"


def objects(results: Sequence[Result]) -> str:
    """Does a photograph of a thing work as a style?"""
    others = [each for each in results if each.measure.closed != 0.0]  # a photograph has no gap to itself
    things = [each.measure.closed for each in others if each is not results[0]]
    same = "" if len(others) == len(results) else " A photograph as its own style has no gap to close."
    return (
        f"Each picture has closed of the gap to its own style: {words.gaps(others)}.{same} A photograph has "
        f"Gram matrices as a painting has, and {'all' if min(things) > 50.0 else 'not all'} pictures made "
        "after one close more than half of their gap. Look what came over: colors and surfaces, or the thing?"
    )
