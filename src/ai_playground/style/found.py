"""Sentences on what a grid shows, made of its own cells by the fixed yardstick; see `yardstick.Measure`.

Each says what was measured and whether that is what the author saw. One photograph and one painting: no more
than that is claimed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ai_playground.lesson.text import rounded
from ai_playground.style.experiment import Result
from ai_playground.style.yardstick import STYLE_LAYERS

# Changes of the style gap by less than that many points are no change.
POINTS = 2.0
# Nor are those of an error or a loss by less than that share.
SHARE = 0.05
DEEP = STYLE_LAYERS[1:]


def gaps(results: Sequence[Result]) -> str:
    """What share of the style gap each picture has closed: "12 % (100), 40 % (5)"."""
    return ", ".join(f"{each.measure.closed:.0f} % ({each.name})" for each in results)


def trend(values: Sequence[float], least: float) -> str:
    """Which way a row of values goes: "rises", "falls", "stays" or "goes up and down"."""
    steps = [after - before for before, after in itertools.pairwise(values)]
    if max(values) - min(values) < least:
        return "stays"
    if all(step > -least for step in steps) and values[-1] > values[0]:
        return "rises"
    if all(step < least for step in steps) and values[-1] < values[0]:
        return "falls"
    return "goes up and down"


def said(agrees: bool, who: str = "he") -> str:
    """Whether that is what the author saw."""
    return f"As {who} saw it." if agrees else f"Not as {who} saw it."


def content_weight(results: Sequence[Result]) -> str:
    """More weight, more photograph?"""
    closed = [each.measure.closed for each in results]
    kept = [each.measure.content_error for each in results]
    agrees = trend(closed, POINTS) == "rises" and trend(kept, SHARE * kept[-1]) == "rises"
    return (
        f"Of the style gap is closed: {gaps(results)}; the content error goes from {kept[0]:.2f} to "
        f"{kept[-1]:.2f}. {said(agrees)}"
    )


def two_styles(results: Sequence[Result]) -> str:
    """A compromise, or both at once?"""
    first, second = ([each.measure.closed_to(number) for each in results] for number in (0, 1))
    middle = len(results) // 2
    between = 0 < first[middle] < first[0] and 0 < second[middle] < second[-1]
    told = (
        "nearer to both than the photograph was, and as near to neither as that one alone"
        if between
        else "no compromise between them"
    )
    return (
        f"From left to right the gap to the first style is closed by {_percents(first)}, to the second by "
        f"{_percents(second)}. Half and half is {told}."
    )


def pooling(results: Sequence[Result]) -> str:
    """Which pooling keeps more of the photograph?"""
    most, average = results[0].measure, results[1].measure
    agrees = average.content_error < most.content_error and average.closed < most.closed
    return (
        f"Content error {_errors(results)}; style gap closed: {gaps(results)}. {said(agrees)} The judge's "
        "pooling is the maximum, which favors the first; and average pooling is scaled up here, which it "
        "wasn't there."
    )


def layer_exponent(results: Sequence[Result]) -> str:
    """Does a small exponent leave more of the photograph?"""
    kept = [each.measure.content_error for each in results]
    strokes = [each.measure.stroke for each in results]
    agrees = kept[0] < (1 - SHARE) * kept[-1]
    return (
        f"Content error {_errors(results)}. {said(agrees)} But style counts no less then: the layers' "
        "weights are scaled to sum to 1, here as in his program, and what deep layers lose the shallow ones "
        f"get, which leave the photograph's things alone. Coarseness {_pixels(strokes)}."
    )


def iterations(results: Sequence[Result]) -> str:
    """Is it converged at the end?"""
    change = results[-1].last.loss / results[-2].last.loss - 1
    settled = change > -SHARE
    return (
        f"Loss {_losses(results)}; style gap "
        f"closed: {gaps(results)}. From {results[-2].name} to {results[-1].name} steps the loss changes by "
        f"{change:+.0%}: {'converged, as he says' if settled else 'not converged yet'}. Of the gap, noise "
        f"alone has closed {results[0].measure.closed:.0f} % after {results[0].name} step: the yardstick "
        "begins at the photograph."
    )


def stopping(results: Sequence[Result]) -> str:
    """What does stopping early save, and what does it cost?"""
    full = results[0].last
    parts = [
        f"at {each.name} {each.last.step} of {full.step} steps, loss {each.last.loss / full.loss - 1:+.0%}"
        for each in results[1:]
    ]
    return (
        f"Stopped {'; '.join(parts)}. One step that changes little is no proof of the end: a delta that "
        "holds for several steps would be safer."
    )


def small_first(results: Sequence[Result]) -> str:
    """Is small first better for the same work?"""
    flat, coarse = results[0], results[1]
    noisy, noisy_coarse = results[2], results[3]
    return (
        f"For about the same work, from the photograph: loss {rounded(flat.last.loss)} at full size only, "
        f"{rounded(coarse.last.loss)} with small sizes first; from noise {rounded(noisy.last.loss)} and "
        f"{rounded(noisy_coarse.last.loss)}. Small first is "
        f"{_verdict(flat.last.loss, coarse.last.loss)} from the photograph and "
        f"{_verdict(noisy.last.loss, noisy_coarse.last.loss)} from noise."
    )


def depths(results: Sequence[Result]) -> str:
    """Content in the lower layers and style in the higher ones, or how else?"""
    his, _, paper = (each.measure for each in results)
    low = STYLE_LAYERS[0]
    better = paper.closed_in(low) > his.closed_in(low) and paper.content_error < his.content_error
    return (
        "Taken as he says, the picture keeps the photograph's pixels (error in block 1 "
        f"{his.content[low]:.2f}), not what deep layers see in it (block 4: {his.content_error:.2f}), and "
        f"{his.closed_in(low):.0f} % of the painting's colors and finest strokes come over, the style gap "
        "in block 1. With content from block 4 and style from all, as in the paper, it is "
        f"{paper.content[low]:.2f}, {paper.content_error:.2f} and {paper.closed_in(low):.0f} %. "
        + (
            "Put right: a low layer holds the pixels themselves, content is in a high one, style in all of "
            "them."
            if better
            else "These pictures don't tell which of the two is right."
        )
    )


def style_layers(results: Sequence[Result]) -> str:
    """Do strokes and noise grow with depth, and which layer alone does best?"""
    rows = {each.cell.row: [one for one in results if one.cell.row == each.cell.row] for each in results}
    _, alike, alone = rows.values()
    strokes = [each.measure.stroke for each in alike]
    grain = [each.measure.total_variation for each in alone]
    best = max(alone, key=lambda each: each.measure.closed)
    shallow = alone[0].measure
    rest = sum(map(shallow.closed_in, DEEP)) / len(DEEP)
    ends = [each.last.style[0][0] for each in alike]
    return (
        f"The middle row is {_pixels(strokes)} coarse from block 1 to 5: strokes grow with depth "
        f"{_as_far_as(strokes)}. Alone, deeper layers leave more noise: the mean squared difference of "
        f"neighbours is {', '.join(map(rounded, grain))}. Block 1 closes "
        f"{shallow.closed_in(STYLE_LAYERS[0]):.0f} % of its own gap and {rest:.0f} % of the deeper ones'. "
        f"By all five layers together {best.name} does best, {best.measure.closed:.0f} %. (Losses alike: "
        f"they end between {rounded(min(ends), 2)} and {rounded(max(ends), 2)}.)"
    )


def content_layers(results: Sequence[Result]) -> str:
    """Does a deeper content layer keep less?"""
    similar = [each.measure.ssim for each in results]
    agrees = trend(similar, 0.02) == "falls"
    told = ", ".join(f"{each.measure.ssim:.2f} ({each.name})" for each in results)
    return f"Structural similarity with the photograph: {told}. {said(agrees, 'they')}"


def reconstructions(results: Sequence[Result]) -> str:
    """Is low-level information lost with depth?"""
    shallow = [each.measure.content[STYLE_LAYERS[0]] for each in results]
    deep = [each.measure.content[STYLE_LAYERS[3]] for each in results]
    agrees = trend(shallow, SHARE * max(shallow)) == "rises"
    return (
        f"Error in block 1, which sees colors and edges: {', '.join(f'{error:.2f}' for error in shallow)}; "
        f"in block 4: {', '.join(f'{error:.2f}' for error in deep)}. {said(agrees, 'they')} The network "
        "that comes with this page was trained on further to find edges, block 5 most of all: that block "
        "shows what this network remembers, not what ImageNet's does."
    )


def total_variation(results: Sequence[Result]) -> str:
    """Smoother, at which price?"""
    grain = [each.measure.total_variation for each in results]
    agrees = trend(grain, SHARE * grain[0]) == "falls"
    return (
        f"The mean squared difference of neighbours goes from {rounded(grain[0])} to {rounded(grain[-1])}. "
        f"{said(agrees, 'they')} What it costs: style gap closed {gaps(results)}."
    )


def noise_ratio(results: Sequence[Result]) -> str:
    """Is a start from the photograph better?"""
    losses = [each.last.loss for each in results]
    agrees = losses[-1] > (1 + SHARE) * min(losses[:-1])
    return (
        f"Loss after the same steps {_losses(results)}; style gap closed {gaps(results)}. "
        f"{said(agrees, 'they')} A start "
        "with all of the content already there has less to find."
    )


def network(results: Sequence[Result]) -> str:
    """Does an untrained network paint?"""
    told = ", ".join(
        f"{each.measure.closed:.0f} % with content error {each.measure.content_error:.2f} ({each.name})"
        for each in results
    )
    return (
        f"Style gap closed, all judged by VGG16 for edges: {told}. Each was asked to "
        "please itself, and the judge is the first of them: of the others mind the order only."
    )


def crop(results: Sequence[Result]) -> str:
    """Is a part as good as the whole?"""
    whole, parts = results[0], results[1:]
    best = max(parts, key=lambda each: each.measure.closed)
    return (
        f"Of the gap to the whole painting is closed: {gaps(results)}. The best part, {best.name}, misses "
        f"{whole.measure.closed - best.measure.closed:.0f} points of what the whole gives."
    )


def style_resolution(results: Sequence[Result]) -> str:
    """From when on is a painting too blurred?"""
    closed = [each.measure.closed for each in results]
    lost = next((each.name for each in results[1:] if closed[0] - each.measure.closed > 10.0), "")
    told = f"From {lost} on more than ten points are lost." if lost else "None of them loses ten points."
    return f"Of the gap to the sharp painting is closed: {gaps(results)}. {told}"


def objects(results: Sequence[Result]) -> str:
    """Does a photograph of a thing work as a style?"""
    things = [each.measure.closed for each in results[1:]]
    return (
        f"Each picture has closed of the gap to its own style: {gaps(results)}. A photograph has Gram "
        f"matrices as a painting has, and {'all' if min(things) > 50.0 else 'not all'} of these work as a "
        "style. Look what came over: colors and surfaces, or the thing?"
    )


def optimizer(results: Sequence[Result]) -> str:
    """Which rule gets furthest?"""
    best = min(results, key=lambda each: each.last.loss)
    return (
        f"Loss after the same steps: {_losses(results)}. Lowest: {best.name}. Style gap closed: "
        f"{gaps(results)}."
    )


def _as_far_as(values: Sequence[float]) -> str:
    """Up to which block a row of values rises."""
    top = 1 + max(range(len(values)), key=values.__getitem__)
    return "all the way" if top == len(values) else f"as far as block {top}" if top > 1 else "nowhere"


def _percents(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.0f}" for value in values) + " %"


def _pixels(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.1f}" for value in values) + " px"


def _errors(results: Sequence[Result]) -> str:
    return ", ".join(f"{each.measure.content_error:.2f} ({each.name})" for each in results)


def _losses(results: Sequence[Result]) -> str:
    return ", ".join(f"{rounded(each.last.loss)} ({each.name})" for each in results)


def _verdict(before: float, after: float) -> str:
    if abs(after / before - 1) < SHARE:
        return "no different"
    return "better" if after < before else "worse"
