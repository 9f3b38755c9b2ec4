"""Sentences on what the grids of the post show, and on ours; see `found_report`."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ai_playground.lesson.text import percent, rounded
from ai_playground.style import found_words as words
from ai_playground.style.differences import POINTS, SHARE, all_of, larger, larger_share, rises
from ai_playground.style.experiment import Result
from ai_playground.style.yardstick import STYLE_LAYERS


def content_weight(results: Sequence[Result]) -> str:
    """More weight, more photograph?"""
    closed = [each.measure.closed for each in results]
    kept = [each.measure.content_error for each in results]
    agrees = all_of(rises(closed, POINTS), rises(kept, SHARE * max(kept)))
    return (
        f"Of the style gap is closed: {words.gaps(results)}; the content error goes from {kept[0]:.2f} to "
        f"{kept[-1]:.2f}. {words.said(agrees)}"
    )


def two_styles(results: Sequence[Result]) -> str:
    """A compromise, or both at once?"""
    first, second = ([each.measure.closed_to(number) for each in results] for number in (0, 1))
    middle = len(results) // 2
    gained = (first[middle], second[middle])
    missing = (first[0] - first[middle], second[-1] - second[middle])
    between = all_of(*(larger(each, 0.0, POINTS) for each in (*gained, *missing)))
    told = {
        True: "nearer to both than the photograph was, and as near to neither as that one alone",
        False: "no compromise between them",
        None: "neither clearly a compromise between them nor clearly none",
    }[between]
    return (
        f"From left to right the gap to the first style is closed by {words.percents(first)}, to the second "
        f"by {words.percents(second)}. Half and half is {told}."
    )


def pooling(results: Sequence[Result]) -> str:
    """Which pooling keeps more of the photograph?"""
    most, average = results[0].measure, results[1].measure
    agrees = all_of(
        larger_share(most.content_error, average.content_error), larger(most.closed, average.closed, POINTS)
    )
    return (
        f"Content error {words.errors(results)}; style gap closed: {words.gaps(results)}. "
        f"{words.said(agrees, tested='content and style, not fine details')} The judge's "
        "pooling is the maximum, which favors the first; and average pooling is scaled up here, which it "
        "wasn't there."
    )


def layer_exponent(results: Sequence[Result]) -> str:
    """Does a small exponent leave more of the photograph?"""
    kept = [each.measure.content_error for each in results]
    strokes = [each.measure.stroke for each in results]
    agrees = larger_share(kept[1], kept[0])  # "less than one means more"
    alone = ", which leave the photograph's things alone" if agrees else ""
    return (
        f"Content error {words.errors(results)}; style gap closed: {words.gaps(results)}. "
        f"{words.said(agrees)} Here the style term weighs no less with a small exponent: errors are "
        f"relative, and what deep layers lose of their weight the shallow ones get{alone}. In his plain sums "
        f"block 4 outweighs, by the report's losses, so there it may. Coarseness {words.pixels(strokes)}."
    )


def iterations(results: Sequence[Result]) -> str:
    """Is it converged at the end?"""
    before, last = (each.last.loss for each in results[-2:])
    change = last / before - 1
    told = {
        None: "it has come to a stand, as he says. That no other way leads lower, this doesn't tell",
        False: "it still falls",
        True: "it has risen",
    }[larger_share(last, before)]
    return (
        f"Loss {words.losses(results)}; style gap closed: {words.gaps(results)}. From {results[-2].name} to "
        f"{results[-1].name} steps the loss changes by {percent(change, '+.0')}: {told}. Of the gap, our "
        f"noise has closed {results[0].measure.closed:.0f} % after {results[0].name} step: the yardstick "
        "begins at the photograph."
    )


def stopping(results: Sequence[Result]) -> str:
    """What does stopping early save, and what does it cost?"""
    full = results[0].last
    early = [each for each in results[1:] if each.last.step < full.step]
    dear = [each.name for each in early if larger_share(each.last.loss, full.loss)]
    parts = [
        f"at {each.name} {each.last.step} of {full.step} steps, loss "
        f"{percent(each.last.loss / full.loss - 1, '+.0')}"
        for each in results[1:]
    ]
    if dear:
        told = (
            f"At {' and '.join(dear)} one step that changed little was no proof of the end. Whether a delta "
            "that must hold for several steps does better isn't tried."
        )
    else:
        told = "Nothing much was lost by it here." if early else "None of them stopped before the end."
    return f"Stopped {'; '.join(parts)}. {told}"


def small_first(results: Sequence[Result]) -> str:
    """Is small first better for the same work?"""
    flat, coarse, noisy, noisy_coarse = (each.last.loss for each in results)
    told = {
        True: "small first does better",
        False: "small first does worse",
        None: "they can't be told apart",
    }
    return (
        f"For about the same work, from the photograph: loss {rounded(flat)} at 256 px only, "
        f"{rounded(coarse)} with smaller sizes first; from noise {rounded(noisy)} and "
        f"{rounded(noisy_coarse)}. From the photograph {told[larger_share(flat, coarse)]}, from noise "
        f"{told[larger_share(noisy, noisy_coarse)]}."
    )


def depths(results: Sequence[Result]) -> str:
    """Content in the lower layers and style in the higher ones, or how else?"""
    his, _, paper = (each.measure for each in results)
    low = STYLE_LAYERS[0]
    keeps = all_of(
        larger_share(paper.content[low], his.content[low]),
        larger_share(his.content_error, paper.content_error),
        larger(paper.closed_in(low), his.closed_in(low), POINTS),
    )
    told = {
        True: "Each picture keeps better what its content layer sees, and block 1's style comes over where "
        "it was asked for.",
        False: "So it isn't so that each picture keeps better what its content layer sees, and that block "
        "1's style comes over where it was asked for.",
        None: "These pictures don't tell the two choices apart.",
    }[keeps]
    return (
        f"Taken as he says, the error is {his.content[low]:.2f} in block 1, the pixels, and "
        f"{his.content_error:.2f} in block 4; of the style gap in block 1, colors and finest strokes, "
        f"{his.closed_in(low):.0f} % is closed (the content term there works against it). With "
        f"content from block 4 and style from all, as in the paper, it is {paper.content[low]:.2f}, "
        f"{paper.content_error:.2f} and {paper.closed_in(low):.0f} %. {told} "
        "Their style layers differ too; the quiz varies the content layer alone. Which layer's features "
        "are called content is a choice: the yardstick takes those of block 4, as the paper does."
    )


def optimizer(results: Sequence[Result]) -> str:
    """Which rule gets furthest, and does that hang on the rate?"""
    rates = list(dict.fromkeys(each.cell.row for each in results))
    rules = {each.name: [one for one in results if one.name == each.name] for each in results}
    told = "; ".join(
        f"{rule} {', '.join(rounded(each.last.loss) for each in cells)}" for rule, cells in rules.items()
    )
    leading = sorted((_lowest(cells) for cells in rules.values()), key=lambda cells: cells[0].last.loss)
    best = [cells[0] for cells in leading]
    in_order = _with_rates(leading[0])
    for before, after in itertools.pairwise(leading):
        apart = larger_share(after[0].last.loss, before[0].last.loss)
        in_order += f"{', then' if apart else ' or'} {_with_rates(after)}"
    return (
        f"Loss after the same steps, {', '.join(rates)}: {told}. Each at its best rate, the lowest first: "
        f"{in_order}. Style gap closed there: {words.gaps(best)}. {_order(list(rules.values()))} Adam is "
        "judged by the average of its newest pictures, L-BFGS by its lowest, plain gradient by its last."
    )


def _lowest(cells: Sequence[Result]) -> list[Result]:
    """Those of the lowest loss, as far as it can be told, the lowest first."""
    return words.best(cells, lambda each: each.last.loss, SHARE * min(each.last.loss for each in cells))


def _with_rates(cells: Sequence[Result]) -> str:
    """A rule with the rates at which it does best: "Adam (rate 0.1 or rate 0.2)"."""
    return f"{cells[0].name} ({words.any_of([each.cell.row for each in cells])})"


def _order(rules: Sequence[Sequence[Result]]) -> str:
    """Whether the rules' order by loss, each a row of losses by rate, is the same at every rate."""
    pairs = [
        [larger_share(one.last.loss, other.last.loss) for one, other in zip(*both, strict=True)]
        for both in itertools.combinations(rules, 2)
    ]
    if any({True, False} <= set(pair) for pair in pairs):
        return "The order hangs on the rate."
    known = all(None not in pair for pair in pairs)
    return f"At each rate the order is the same{'' if known else ', as far as it can be told'}."
