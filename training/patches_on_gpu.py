"""Train the networks of lesson 5 on a graphics card: PyTorch makes the photos, JAX trains.

    KERAS_BACKEND=jax python -m training.patches_on_gpu --data DIR --out DIR --seconds 400

The pictures are packed by `training.pack_patches`. How many steps there will be is measured first; the
learning rate rises over 500 steps and falls along half a cosine to a hundredth. `--begin FILE` goes on from
weights, with what Adam remembers begun anew.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections import deque
from pathlib import Path
from typing import Any

# PyTorch needs memory of the card too.
os.environ.setdefault("XLA_PYTHON_CLIENT_MEM_FRACTION", "0.5")

import jax
import jax.numpy as jnp
import keras
import numpy as np
import torch

from ai_playground.patches.step import LOSSES, Networks, build, first_state, make_step
from ai_playground.patches.weights import load_weights, save_weights
from training.patches_generator import AS_TAKEN, LARGE, LENS_ALONE, PHOTO_THROUGH_LENS, SMALL, Pictures, batch

SHARES = (0.15, 0.1, 0.35, 0.4)
"""Of the four kinds of photos in a batch."""
CHECKS = {"as taken": AS_TAKEN, "photo through a lens": PHOTO_THROUGH_LENS, "lens alone": LENS_ALONE}
ROUNDS = 4
"""Batches that a check is made of."""
MEASURES = ("top1", "top4", "cropped", "overlap", "factor_error")
AHEAD = 3
"""Batches that wait for the training at most."""


def on_jax(made: tuple[torch.Tensor, ...]) -> tuple[Any, ...]:
    """The same memory, as arrays of JAX."""
    return tuple(jnp.from_dlpack(tensor) for tensor in made)


def evaluation(networks: Networks) -> Any:
    """(state, patches, thumbnails, cells, rectangles) to `MEASURES`: shares, mean overlap and mean error."""

    def run(state: Any, patches: Any, thumbnails: Any, cells: Any, rectangles: Any) -> Any:
        flat = patches.reshape(-1, *patches.shape[2:]).astype(jnp.float32) / 255.0
        assert networks.patch is not None
        assert networks.thumbnail is not None
        (embeddings, logits), _ = networks.patch.stateless_call(
            state["patch"], state["patch_others"], flat, training=False
        )
        told, _ = networks.thumbnail.stateless_call(
            state["thumbnail"],
            state["thumbnail_others"],
            thumbnails.astype(jnp.float32) / 255.0,
            training=False,
        )
        told = jnp.concatenate([embeddings.reshape(len(thumbnails), -1), told], -1)
        outputs, _ = networks.head.stateless_call(state["head"], state["head_others"], told, training=False)
        own = jnp.take_along_axis(logits, cells.reshape(-1, 1), 1)
        better = (logits > own).sum(-1)
        x1, x2, y1, y2 = outputs[:, :4].T
        t1, t2, u1, u2 = rectangles[:, :4].T
        common = jnp.maximum(jnp.minimum(x2, t2) - jnp.maximum(x1, t1), 0.0) * jnp.maximum(
            jnp.minimum(y2, u2) - jnp.maximum(y1, u1), 0.0
        )
        area = jnp.maximum(x2 - x1, 0.0) * jnp.maximum(y2 - y1, 0.0)
        return jnp.stack(
            [
                (better == 0).mean(),
                (better < 4).mean(),
                ((outputs[:, 4] > 0) == (rectangles[:, 4] > 0.5)).mean(),
                (common / (area + (t2 - t1) * (u2 - u1) - common)).mean(),
                jnp.abs((x2 - x1 + y2 - y1) - (t2 - t1 + u2 - u1)).mean() / 2,
            ]
        )

    return jax.jit(run)


def main() -> None:
    """Train for the time that is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--begin", type=Path, help="weights to go on from")
    parser.add_argument("--photos", type=int, default=32, help="of a step")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--results", type=int, default=5, help="times that weights are written")
    parser.add_argument("--checked", type=int, default=48, help="photos of each round of a check")
    parser.add_argument("--paced", type=int, default=200, help="steps that the pace is measured over")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    began = time.monotonic()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    keras.utils.set_random_seed(options.seed)
    keras.config.set_dtype_policy("mixed_bfloat16")
    options.out.mkdir(parents=True, exist_ok=True)
    large = Pictures(options.data / "train.zip", LARGE, device)
    small = Pictures(options.data / "pictures.zip", SMALL, device)
    chosen = Pictures(options.data / "choose.zip", LARGE, device)
    print(f"{large.count} photos, {small.count} pictures, {time.monotonic() - began:.1f} s", flush=True)
    networks = build()
    if options.begin:
        load_weights(networks, options.begin)
    state = jax.tree.map(jnp.asarray, first_state(networks))
    advance = jax.jit(make_step(networks), donate_argnums=0)
    judge = evaluation(networks)
    generator = torch.Generator(device).manual_seed(options.seed)
    places = (np.arange(options.photos) + 0.5) / options.photos
    kinds = torch.tensor(np.searchsorted(np.cumsum(SHARES), places), device=device)

    def settled() -> None:
        if device == "cuda":
            torch.cuda.current_stream().synchronize()

    checks = {
        name: [
            batch(torch.full((options.checked,), kind, device=device), chosen, small, generator)
            for _ in range(ROUNDS)
        ]
        for name, kind in CHECKS.items()
    }
    settled()
    print(f"drawn after {time.monotonic() - began:.1f} s", flush=True)
    done, total, written, started = 0, 0, 0, 0.0
    waiting: deque[tuple[Any, Any]] = deque()
    sums, counted = np.zeros(len(LOSSES)), 0
    while not total or done < total:
        progress = done / total if total else 0.0
        rate = options.rate * min((done + 1) / 500, 1.0) * (0.505 + 0.495 * math.cos(math.pi * progress))
        made = batch(kinds, large, small, generator)
        settled()
        done += 1
        state, terms = advance(state, *on_jax(made), jnp.float32(done), jnp.float32(rate))
        # Its memory must not be taken again before it was read.
        waiting.append((made, terms))
        if len(waiting) > AHEAD:
            _, terms = waiting.popleft()
            sums, counted = sums + np.asarray(terms), counted + 1
            if not np.isfinite(sums).all():
                raise SystemExit(f"The losses are no numbers any more at step {done}.")
        if done == 10:
            started = time.monotonic()
            print(f"ten steps after {started - began:.1f} s", flush=True)
        elif done == 10 + options.paced:
            pace = (time.monotonic() - started) / options.paced
            total = done + max(int((options.seconds - 8.0 - (time.monotonic() - began)) / pace / 1.03), 1)
            print(f"{pace:.4f} s a step, {total} steps", flush=True)
        if total and (done * options.results * 4 // total > written or done == total):
            written = done * options.results * 4 // total
            values: dict[str, Any] = {
                name: round(float(value), 4) for name, value in zip(LOSSES, sums / counted, strict=True)
            }
            sums, counted = np.zeros(len(LOSSES)), 0
            for name, several in checks.items():
                mean = np.mean([np.asarray(judge(state, *on_jax(made))) for made in several], axis=0)
                values[name] = dict(zip(MEASURES, (round(float(value), 3) for value in mean), strict=True))
            print(json.dumps({"step": done, "s": round(time.monotonic() - began)} | values), flush=True)
            if written % 4 == 0 or done == total:
                save_weights(state, options.out / f"patches-{done:06}.npz")


if __name__ == "__main__":
    main()
