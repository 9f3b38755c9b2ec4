"""`ai-playground cyclegan score`: how far two folders of pictures are apart."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.lesson.command import CommandError, Device, Parser, loading, say, share, write_result
from ai_playground.terminal import progress_line

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.cyclegan.compare import Describer

DESCRIPTION = """\
Compare two folders of pictures by what a network sees in them. With --features vgg that is the bundled
VGG16's block4_conv3, means of 512 channels: the Frechet distance is no FID, the kernel distance no KID that
others report. With --features inception it is Keras' Inception V3, 96 MB to download once; its weights aren't
those that published FIDs come from, so there is no comparing with these either. Both distances need pictures
of one size and format; few pictures make the Frechet distance too large.

MiFID takes REAL for the training set: copies of paintings that aren't in it don't show. Its threshold of 0.1
was chosen for Inception. By VGG's features even paintings that nobody copied are nearer than that; there it
is 0.0125, ours: half of how far Monets that were held out are from the others.
"""
BELOW_ZERO = f"{'':19}below 0, as an estimate may be that errs to both sides alike: take it for none"


def declare(parser: Parser, device: Device) -> None:
    """Declare `score`, to run on `device`."""
    parser.describe(DESCRIPTION)
    parser.add_argument(
        "real", type=Path, metavar="REAL", help="a folder of real paintings; for MiFID the training set"
    )
    parser.add_argument("generated", type=Path, metavar="GENERATED", help="a folder of painted photos")
    parser.add_argument(
        "--features", choices=["vgg", "inception"], default="vgg", help="the network that looks (vgg)"
    )
    parser.add_argument(
        "--inception-weights",
        type=Path,
        metavar="FILE",
        help="weights of Keras' InceptionV3, with its classes or without, instead of a download",
    )
    parser.add_argument(
        "--mifid-threshold",
        type=share,
        metavar="T",
        help="mean distance from REAL below which pictures count as copied (0.1; with vgg 0.0125)",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.runs("cyclegan", partial(_score, device=device), _bad_input)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.perceptual.network import WeightsMissing
    from ai_playground.pictures.folder import FolderError

    return FolderError, WeightsMissing


def _score(options: argparse.Namespace, device: Device) -> int:
    from ai_playground.cyclegan.compare import compare

    if options.inception_weights and options.features != "inception":
        raise CommandError("--inception-weights has no effect without --features inception")
    weights = _weights(options.inception_weights) if options.features == "inception" else None
    with loading():
        device.configure()
    with progress_line() as show:
        result = compare(options.real, options.generated, _describer(weights), show, options.mifid_threshold)
    for remark in result.remarks:
        say("cyclegan", remark)
    write_result(result.figures, _text, as_json=options.json)
    return 0


def _weights(given: Path | None) -> Path:
    from ai_playground.cyclegan.inception import FILE
    from ai_playground.perceptual.download import stored
    from ai_playground.perceptual.network import WeightsMissing

    if given is not None:
        return given
    try:
        with progress_line() as show:
            return stored(FILE, lambda done, total: show(partial(_downloaded, done, total)))
    except WeightsMissing as error:
        raise CommandError(f"{error} Or name a copy of the file with --inception-weights FILE.") from error


def _downloaded(done: int, total: int) -> str:
    return f"downloading the network, {done / 1e6:.0f} of {total / 1e6:.0f} MB"


def _describer(weights: Path | None) -> Describer:
    from ai_playground.cyclegan.compare import bundled, inception

    return bundled() if weights is None else inception(weights)


def _text(figures: dict[str, Any]) -> str:
    spread = figures["kid_std"]
    over = "" if spread is None else f" (+- {spread:.4f} over subsets of {figures['kid_subset']} pictures)"
    mifid, threshold = figures["mifid"], figures["mifid_threshold"]
    lines = [
        f"Frechet distance   {figures['frechet_distance']:.2f}",
        f"kernel distance    {figures['kid_mean']:.4f}{over}",
        *([BELOW_ZERO] if figures["kid_mean"] < 0 else []),
        f"memorization       {figures['memorization']:.3f} from the nearest real picture",
        f"MiFID              {mifid:.2f} (threshold of the memorization: {threshold:g})",
    ]
    if "inception_score" in figures:
        spread = f"(+- {figures['inception_score_std']:.2f} over parts of the generated)"
        lines.append(f"Inception Score    {figures['inception_score']:.2f} {spread}")
    lines += [
        f"features           {figures['features']}",
        f"resized            {figures['resized']}",
        f"pictures           {figures['n_real']} real, {figures['n_generated']} generated",
        f"sizes              {figures['sizes']}",
    ]
    return "\n".join(lines)
