"""Train on a graphics card, with JAX: the pictures stay on it and are cut there, fifty steps run in one call.

    KERAS_BACKEND=jax python -m training.cyclegan_on_gpu --data FILE [FILE ...] --work DIR \\
        --painters monet:330:0 vangogh:80:1 [--set filters=24 crop=192 ...]

Each painter has seconds and a strength of `diffaugment`. The learning rate falls to zero at their end: how
many steps that will be is measured first. The first painter begins anew or with its checkpoint, the others
with the networks of the first. Data is packed by `training.train_cyclegan`, whose checkpoints are the same.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ai_playground.cyclegan import checkpoint, packed
from ai_playground.cyclegan.augmentation import Cut, Size
from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.cyclegan.step import LOSSES, make_step
from ai_playground.cyclegan.training import Draws, Run, draw
from ai_playground.pictures import Pixels

CHUNK = 50
"""Steps in one call."""
SAMPLES = 8
SIDE, ROOM = 256, 1200
"""Side of all pictures in px, and how many there are of a kind at most."""


def cut_out(pictures: Any, cuts: dict[str, Any], crop: int) -> Any:
    """Squares of the pictures on the card, (squares, crop, crop, 3), as `augmentation.cut_out` makes them."""

    def one(cut: dict[str, Any]) -> Any:
        scale = crop / cut["side"]
        square = jax.image.scale_and_translate(
            pictures[cut["picture"]].astype(jnp.float32),
            (crop, crop, 3),
            (0, 1),
            jnp.stack([scale, scale]),
            jnp.stack([-cut["top"] * scale, -cut["left"] * scale]),
            "cubic",
        )
        return jnp.where(cut["flipped"], square[:, ::-1], square)

    return jnp.round(jnp.clip(jax.vmap(one)(cuts), 0.0, 255.0))


def as_arrays(cuts: Sequence[Cut]) -> dict[str, Any]:
    """What `cut_out` takes; quarter turns aren't made here."""
    return {
        "picture": np.array([cut.picture for cut in cuts], np.int32),
        **{
            name: np.array([getattr(cut, name) for cut in cuts], np.float32)
            for name in ("left", "top", "side")
        },
        "flipped": np.array([cut.flipped for cut in cuts]),
    }


def chunk_function(run: Run) -> Callable[..., tuple[Any, Any]]:
    """Many steps as one program: (state, photos, paintings, draws) to state and losses (steps, `LOSSES`)."""
    step, crop = make_step(run.programs.networks, run.settings), run.settings.crop

    def chunk(state: Any, photos: Any, paintings: Any, draws: Any) -> tuple[Any, Any]:
        def body(state: Any, drawn: Any) -> tuple[Any, Any]:
            photo_cuts, painting_cuts, rest = drawn
            return step(
                state, cut_out(photos, photo_cuts, crop), cut_out(paintings, painting_cuts, crop), *rest
            )

        return jax.lax.scan(body, state, draws)

    return jax.jit(chunk, donate_argnums=0)


def stacked(draws: Sequence[Draws]) -> Any:
    """The draws of many steps as arrays with one more axis in front."""
    each = [(as_arrays(drawn.photos), as_arrays(drawn.paintings), drawn.rest) for drawn in draws]
    return jax.tree.map(lambda *leaves: np.stack(leaves), *each)


class Pictures:
    """Pictures on the card, in an array with room for `ROOM`: so other paintings need no other program."""

    def __init__(self, files: Sequence[Path], kind: str) -> None:
        pictures = read(files, kind)
        array = np.zeros((ROOM, SIDE, SIDE, 3), np.uint8)
        array[: len(pictures)] = pictures
        self.array = jax.device_put(array)
        self.sizes = [Size(SIDE, SIDE)] * len(pictures)


def read(files: Sequence[Path], kind: str) -> list[Pixels]:
    """The pictures of a kind, from the file that has them."""
    for file in files:
        with np.load(file) as content:
            if kind in content:
                return packed.read(file, kind)
    raise SystemExit(f"No file of data has {kind}.")


def train(
    run: Run, advance: Callable[..., Any], photos: Pictures, paintings: Pictures, seconds: float, later: float
) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Train for so many seconds; the share that is done, and the mean losses, after each call.

    Args:
        run: What is trained.
        advance: `chunk_function`'s.
        photos, paintings: On the card.
        seconds: From the second call on: the first is compiled.
        later: Seconds that another run will go on for, until the learning rate is zero.
    """
    batch = run.settings.batch_size

    def drawn() -> Any:
        return stacked(
            [
                draw(
                    run.settings, run.step + ahead, run.pooled + ahead * batch, photos.sizes, paintings.sizes
                )
                for ahead in range(CHUNK)
            ]
        )

    first, calls, last = run.step, 0, None
    began = time.monotonic()
    while last is None or run.step < last:
        draws = drawn()
        run.state, losses = advance(run.state, photos.array, paintings.array, draws)
        run.step += CHUNK
        run.pooled += CHUNK * batch
        calls += 1
        values = np.asarray(losses)
        if not np.isfinite(values).all():
            raise SystemExit(f"The losses are no numbers any more at step {run.step}.")
        if calls == 1:
            print(f"first call: {time.monotonic() - began:.1f} s", flush=True)
            began = time.monotonic()
        elif calls == 9 and last is None:
            took = time.monotonic() - began
            pace = took / 8 / CHUNK
            last = run.step + int((seconds - took) / pace / CHUNK) * CHUNK
            run.settings = run.settings.changed(steps=last + int(later / pace))
            print(f"{pace:.4f} s a step, {last} of {run.settings.steps} steps", flush=True)
        if last is not None:
            yield (run.step - first) / (last - first), values.mean(0)


def write(path: Path, run: Run, samples: Pixels, whole: bool) -> None:
    """Averaged generators and a sheet of samples; the discriminators too if `whole`."""
    painter, photographer = run.averaged()
    rows = [np.concatenate(list(pictures), axis=1) for pictures in (samples, *run.paint(samples))]
    sheet = io.BytesIO()
    Image.fromarray(np.concatenate(rows)).save(sheet, "JPEG", quality=90)
    lists = {"painter": painter, "photographer": photographer, "judges": run.state["judges"] if whole else []}
    arrays = {
        f"{name}/{index}": np.asarray(array).astype(np.float16)
        for name, several in lists.items()
        for index, array in enumerate(several)
    }
    np.savez(path, allow_pickle=False, sheet=np.frombuffer(sheet.getvalue(), np.uint8), **arrays)


def main() -> None:
    """Train painter after painter for the time that is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="packed pictures")
    parser.add_argument("--work", type=Path, required=True, help="for checkpoints")
    parser.add_argument("--out", type=Path, required=True, help="for weights in half precision")
    parser.add_argument("--painters", nargs="+", required=True, metavar="NAME:SECONDS:DIFFAUGMENT")
    parser.add_argument(
        "--later", type=float, default=0.0, help="seconds that the first painter has later on"
    )
    parser.add_argument("--results", type=int, default=1, help="times that the first painter's are written")
    parser.add_argument("--set", nargs="*", default=[], metavar="KNOB=VALUE")
    options = parser.parse_args()
    keras.config.set_dtype_policy("mixed_bfloat16")
    # With any strength the step has a place for the changes; how large they are is drawn.
    knobs = dict(pair.split("=", 1) for pair in options.set) | {"diffaugment": 1.0}
    settings = CycleSettings.model_validate(knobs)
    options.work.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    photos = Pictures(options.data, "photos")
    samples = np.stack(read(options.data, "photos_held_out")[:SAMPLES])
    run = Run(settings)
    beginning = dict(run.state)
    advance = chunk_function(run)
    names, seconds, strengths = zip(*(painter.split(":") for painter in options.painters), strict=True)
    for place, name in enumerate(names):
        kept_in = options.work / f"{name}.npz"
        if kept_in.exists():
            begun = checkpoint.load(kept_in)
            run.state, run.step, run.pooled = dict(begun.state), begun.step, begun.pooled
        elif place:
            first = checkpoint.load(options.work / f"{names[0]}.npz").state
            generators = {"generators": first["average"], "average": first["average"]}
            run.state, run.step, run.pooled = beginning | generators | {"judges": first["judges"]}, 0, 0
        run.settings = settings.changed(diffaugment=float(strengths[place]), steps=10_000_000)
        # Copies, as the program takes over the memory of the state that it is given.
        run.state = jax.tree.map(lambda array: jnp.array(array, copy=True), run.state)
        paintings = Pictures(options.data, name)
        later, results = (0.0, 1) if place else (options.later, options.results)
        written = reported = 0
        for share, losses in train(run, advance, photos, paintings, float(seconds[place]), later):
            if run.step >= reported + 1000 or share >= 1:
                reported = run.step
                values = {term: round(float(value), 4) for term, value in zip(LOSSES, losses, strict=True)}
                print(
                    json.dumps({"paintings": name, "step": run.step, "rate": run.rate} | values), flush=True
                )
            if share * results >= written + 1:
                written += 1
                write(options.out / f"{name}-{run.step:06}.npz", run, samples, whole=share >= 1)
        checkpoint.save(kept_in, run.checkpoint())


if __name__ == "__main__":
    main()
