"""The verb `style` of the command line."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ai_playground.lesson.command import (
    INTERRUPTED,
    CommandError,
    Device,
    Parser,
    loading,
    new_file,
    say,
    write_result,
)
from ai_playground.settings import add_options, read_options
from ai_playground.style.settings import StyleSettings
from ai_playground.terminal import progress_line

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.pictures import Pixels
    from ai_playground.style.estimate import Estimate
    from ai_playground.style.inputs import Style
    from ai_playground.style.result import FinishedRun
    from ai_playground.style.schedule import Stage
    from ai_playground.style.transfer import Snapshot

DESCRIPTION = """\
Paint a photograph like a painting, by neural style transfer after Gatys et al. (2016).
The result is a PNG file that carries its settings.
"""
EXAMPLES = """\
examples:
  a photograph like a painting
      ai-playground style photo.jpg painting.jpg -o out.png
  a quick look first
      ai-playground style photo.jpg painting.jpg -o out.png --size 128 --iterations 10
  more of the painting, in larger strokes, in the photograph's colors
      ai-playground style photo.jpg painting.jpg -o out.png --style-weight 300 --style-scale 1.5 \\
          --colors content
  three parts of one painting and one of another
      ai-playground style photo.jpg painting.jpg other.jpg -o out.png --style-blend 75,25
  each painting in its own place: white where it applies, black where it does not
      ai-playground style photo.jpg painting.jpg other.jpg -o out.png --mask sky.png --mask land.png
  the painting's texture alone, out of noise
      ai-playground style photo.jpg painting.jpg -o out.png --content-weight 0 --noise-ratio 1
  another network, whose weights are downloaded once; the way there as a film
      ai-playground style photo.jpg painting.jpg -o out.png --network vgg19 --gif film.gif
  one figure for a script
      ai-playground style photo.jpg painting.jpg -o out.png --json | \\
          python -c "import json, sys; print(json.load(sys.stdin)['style_gap_closed'])"
"""


def declare(parser: Parser, device: Device) -> None:
    """Declare `ai-playground style`, to run on `device`."""
    parser.describe(DESCRIPTION, EXAMPLES)
    files = parser.add_argument_group("Input and output")
    files.add_argument("content", type=Path, metavar="CONTENT", help="the photograph")
    files.add_argument("styles", type=Path, metavar="STYLE", nargs="+", help="a painting, or several")
    files.add_argument(
        "-o", "--output", type=Path, metavar="OUT.png", required=True, help="where the result goes"
    )
    files.add_argument("--overwrite", action="store_true", help="replace files that are there already")
    files.add_argument("--gif", type=Path, metavar="FILE.gif", help="write the way there as a film")
    files.add_argument("--json", action="store_true", help="print figures of the run as JSON")
    files.add_argument(
        "--mask",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="where a painting applies, as a picture: once for each painting, in their order",
    )
    files.add_argument(
        "--weights", type=Path, metavar="FILE", help="weights of a network that is downloaded otherwise"
    )
    add_options(parser, StyleSettings)
    parser.runs("style", partial(_run, device=device), _bad_input)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.perceptual.layers import LayerError
    from ai_playground.perceptual.network import WeightsMissing
    from ai_playground.pictures import PictureError
    from ai_playground.style.estimate import TooLarge
    from ai_playground.style.objective import StyleError
    from ai_playground.style.schedule import SizeError

    return PictureError, StyleError, LayerError, SizeError, TooLarge, WeightsMissing, FloatingPointError


def _run(options: argparse.Namespace, device: Device) -> int:
    """Paint as asked, to the end or until Ctrl-C."""
    from ai_playground.style.estimate import estimate, refuse_if_too_large
    from ai_playground.style.export import gif, png
    from ai_playground.style.result import as_text, result_of
    from ai_playground.style.schedule import stages
    from ai_playground.style.scores import score

    settings = read_options(StyleSettings, options)
    content, styles = _read(options, settings)
    cost = estimate(settings, content.shape[:2])
    with contextlib.ExitStack() as stack:
        write_picture = stack.enter_context(new_file(options.output, (".png",), options.overwrite))
        film = new_file(options.gif, (".gif",), options.overwrite) if options.gif else None
        write_film = stack.enter_context(film) if film else None
        # On a GPU, whose memory is its own, TensorFlow says when it ends.
        with loading():
            name = device.describe()
        if name.startswith("CPU"):
            refuse_if_too_large(settings, content.shape[:2])
        weights = _weights(options, settings)
        with loading():
            name = device.configure()
        sizes = stages(settings, *content.shape[:2])
        if len(sizes) > 1:
            say("style", _total(sizes))
        run = _paint(content, styles, settings, weights, cost)
        write_picture(png(run.last.picture, settings))
        if write_film:
            write_film(gif(run.pictures))
    if run.interrupted:
        told = f"stopped after step {run.last.step} of {run.last.steps}"
        say("style", f"{told}; {options.output} holds the picture so far")
        return INTERRUPTED
    result = result_of(run, settings, score(run.last.picture, content, styles, settings, weights), name)
    write_result(result, as_text, as_json=options.json)
    return 0


def _read(options: argparse.Namespace, settings: StyleSettings) -> tuple[Pixels, list[Style]]:
    """The pictures, if a run on them makes sense."""
    from ai_playground.perceptual.download import FILES
    from ai_playground.style.inputs import Style
    from ai_playground.style.transfer import check

    if options.mask and len(options.mask) != len(options.styles):
        raise CommandError(f"{len(options.mask)} masks for {len(options.styles)} styles: give one for each")
    if options.weights and settings.network not in FILES:
        raise CommandError(f"--weights has no effect with the network {settings.network}: it has its own")
    for path in (options.output, options.gif):
        for source in (options.content, *options.styles, *options.mask):
            if path and path.exists() and source.exists() and path.samefile(source):
                raise CommandError(f"{path} is one of the pictures to read; it would be overwritten")
    content, *paintings = (_picture(path) for path in (options.content, *options.styles))
    masks = [_mask(path) for path in options.mask]
    pairs = itertools.zip_longest(paintings, masks)  # as many masks as paintings, or none
    styles = [Style(*pair) for pair in pairs]
    check(styles, settings)
    return content, styles


def _picture(path: Path) -> Pixels:
    from ai_playground.pictures import read_reduced

    found = read_reduced(path)
    if found.parts > 1:
        say("style", found.remark(path.name))
    return found.pixels


def _mask(path: Path) -> Pixels:
    from ai_playground.pictures import read_mask

    mask = read_mask(path)
    if not mask.pixels.any():
        raise CommandError(f"{path} is black everywhere: the painting would apply nowhere")
    if mask.drawn_in_alpha:
        say("style", f"{path} applies where it isn't transparent: all that is visible in it has one grey")
    return mask.pixels


def _total(parts: Sequence[Stage]) -> str:
    """How many steps a run has in all, and at which sizes."""
    steps = sum(part.iterations for part in parts)
    sizes = [str(max(part.height, part.width)) for part in parts]
    return f"{steps:,} steps: {parts[0].iterations:,} at each of {', '.join(sizes[:-1])} and {sizes[-1]} px"


def _weights(options: argparse.Namespace, settings: StyleSettings) -> Path | None:
    from ai_playground.perceptual.download import weights_file
    from ai_playground.perceptual.network import WeightsMissing

    if options.weights:
        return Path(options.weights)
    try:
        with progress_line() as show:
            return weights_file(settings.network, lambda done, total: show(partial(_downloaded, done, total)))
    except WeightsMissing as error:
        raise CommandError(f"{error} Or name a copy of the file with --weights FILE.") from error


def _downloaded(done: int, total: int) -> str:
    return f"downloading the network, {done / 1e6:.0f} of {total / 1e6:.0f} MB"


def _paint(
    content: Pixels, styles: Sequence[Style], settings: StyleSettings, weights: Path | None, cost: Estimate
) -> FinishedRun:
    """Run to the end, or until Ctrl-C once there is a picture."""
    import tensorflow as tf

    from ai_playground.style.export import MOST_FRAMES
    from ai_playground.style.result import FinishedRun, peak_memory_mb
    from ai_playground.style.transfer import stylize

    started = time.perf_counter()
    interrupted = False
    try:
        snapshots = stylize(content, styles, settings, weights)
        first = last = next(snapshots)
        begun = time.perf_counter()
        every = -(-first.steps // MOST_FRAMES)
        pictures = [first.picture]
        with progress_line() as show:
            try:
                for last in snapshots:
                    if last.step % every == 0 or last.step == last.steps:
                        pictures.append(last.picture)
                    show(partial(_progress, last, cost, time.perf_counter() - begun))
            except KeyboardInterrupt:
                interrupted = True
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        raise CommandError("the memory is used up; take a smaller --size") from error
    return FinishedRun(
        first=first,
        last=last,
        pictures=pictures,
        seconds=time.perf_counter() - started,
        peak_memory_mb=peak_memory_mb(),
        interrupted=interrupted,
    )


def _progress(snapshot: Snapshot, cost: Estimate, seconds: float) -> str:
    left = cost.seconds_left(snapshot.step, seconds)
    told = "" if left is None else f", {left:.0f} s left"
    return f"step {snapshot.step:,} of {snapshot.steps:,}, {snapshot.size} px, loss {snapshot.loss:.4g}{told}"
