"""Sentences on what the grids of the post show, and on ours; see `found_report`."""

from __future__ import annotations

from collections.abc import Sequence

from ai_playground.lesson.text import rounded
from ai_playground.style import found_words as words
from ai_playground.style.experiment import Result
from ai_playground.style.yardstick import STYLE_LAYERS


def content_weight(results: Sequence[Result]) -> str:
    """More weight, more photograph?"""
    closed = [each.measure.closed for each in results]
    kept = [each.measure.content_error for each in results]
    agrees = (
        words.trend(closed, words.POINTS) == "rises" and words.trend(kept, words.SHARE * kept[-1]) == "rises"
    )
    return (
        f"Of the style gap is closed: {words.gaps(results)}; the content error goes from {kept[0]:.2f} to "
        f"{kept[-1]:.2f}. {words.said(agrees)}"
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
        f"From left to right the gap to the first style is closed by {words.percents(first)}, to the second "
        f"by {words.percents(second)}. Half and half is {told}."
    )


def pooling(results: Sequence[Result]) -> str:
    """Which pooling keeps more of the photograph?"""
    most, average = results[0].measure, results[1].measure
    agrees = average.content_error < most.content_error and average.closed < most.closed
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
    agrees = kept[0] < (1 - words.SHARE) * kept[-1]
    alone = ", which leave the photograph's things alone" if agrees else ""
    return (
        f"Content error {words.errors(results)}; style gap closed: {words.gaps(results)}. "
        f"{words.said(agrees)} Here the style term weighs no less with a small exponent: errors are "
        f"relative, and what deep layers lose of their weight the shallow ones get{alone}. In his plain sums "
        f"block 4 outweighs, by the report's losses, so there it may. Coarseness {words.pixels(strokes)}."
    )


def iterations(results: Sequence[Result]) -> str:
    """Is it converged at the end?"""
    change = results[-1].last.loss / results[-2].last.loss - 1
    if abs(change) < words.SHARE:
        told = "it has come to a stand, as he says. That no other way leads lower, this doesn't tell"
    else:
        told = "it still falls" if change < 0 else "it has risen"
    return (
        f"Loss {words.losses(results)}; style gap closed: {words.gaps(results)}. From {results[-2].name} to "
        f"{results[-1].name} steps the loss changes by {change:+.0%}: {told}. Of the gap, our noise has "
        f"closed {results[0].measure.closed:.0f} % after {results[0].name} step: the yardstick "
        "begins at the photograph."
    )


def stopping(results: Sequence[Result]) -> str:
    """What does stopping early save, and what does it cost?"""
    full = results[0].last
    early = [each for each in results[1:] if each.last.step < full.step]
    dear = [each.name for each in early if each.last.loss > (1 + words.SHARE) * full.loss]
    parts = [
        f"at {each.name} {each.last.step} of {full.step} steps, loss {each.last.loss / full.loss - 1:+.0%}"
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
    flat, coarse = results[0], results[1]
    noisy, noisy_coarse = results[2], results[3]
    return (
        f"For about the same work, from the photograph: loss {rounded(flat.last.loss)} at full size only, "
        f"{rounded(coarse.last.loss)} with small sizes first; from noise {rounded(noisy.last.loss)} and "
        f"{rounded(noisy_coarse.last.loss)}. Small first is "
        f"{words.verdict(flat.last.loss, coarse.last.loss)} from the photograph and "
        f"{words.verdict(noisy.last.loss, noisy_coarse.last.loss)} from noise."
    )


def depths(results: Sequence[Result]) -> str:
    """Content in the lower layers and style in the higher ones, or how else?"""
    his, _, paper = (each.measure for each in results)
    low = STYLE_LAYERS[0]
    keeps = (
        his.content[low] < paper.content[low]
        and paper.content_error < his.content_error
        and paper.closed_in(low) > his.closed_in(low)
    )
    return (
        f"Taken as he says, the error is {his.content[low]:.2f} in block 1, the pixels, and "
        f"{his.content_error:.2f} in block 4; of the style gap in block 1, colors and finest strokes, "
        f"{his.closed_in(low):.0f} % is closed (the content term there works against it). With "
        f"content from block 4 and style from all, as in the paper, it is {paper.content[low]:.2f}, "
        f"{paper.content_error:.2f} and {paper.closed_in(low):.0f} %. "
        + (
            "Each picture keeps better what its content layer sees, and block 1's style comes over where it "
            "was asked for."
            if keeps
            else "These pictures don't tell the two choices apart."
        )
        + " Their style layers differ too; the quiz varies the content layer alone. Which layer's features "
        "are called content is a choice: the yardstick takes those of block 4, as the paper does."
    )


def optimizer(results: Sequence[Result]) -> str:
    """Which rule gets furthest, and does that hang on the rate?"""

    def in_order(cells: Sequence[Result]) -> list[Result]:
        return sorted(cells, key=lambda each: each.last.loss)

    rates = {each.cell.row: [one for one in results if one.cell.row == each.cell.row] for each in results}
    rules = {each.name: [one for one in results if one.name == each.name] for each in results}
    told = "; ".join(
        f"{rule} {', '.join(rounded(each.last.loss) for each in cells)}" for rule, cells in rules.items()
    )
    best = in_order([in_order(cells)[0] for cells in rules.values()])
    orders = {tuple(each.name for each in in_order(cells)) for cells in rates.values()}
    return (
        f"Loss after the same steps, {', '.join(rates)}: {told}. Each at its best rate, the lowest first: "
        + ", ".join(f"{each.name} ({each.cell.row})" for each in best)
        + f". Style gap closed there: {words.gaps(best)}. "
        + ("At each rate the order is the same." if len(orders) == 1 else "The order hangs on the rate.")
    )
