"""How well networks in training do on photos that they don't learn from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ai_playground.learning.backend import compiled
from ai_playground.patches.cues import AMONG
from ai_playground.patches.grid import Window, best_constant
from ai_playground.patches.networks import EMBEDDING, PATCHES
from ai_playground.patches.step import Networks, State
from ai_playground.patches.views import View

AT_ONCE = 8
"""Photos that are asked of at once."""


def answers_of(networks: Networks) -> Callable[..., Any]:
    """(state, patches (photos, 16, 96, 96, 3), thumbnails (photos, 149, 224, 3)) to logits and outputs.

    Logits (photos, 16, 16) are empty without a patch network; outputs are the head's, (photos, 5).
    """
    from keras import ops

    def ask(state: State, patches: Any, thumbnails: Any) -> tuple[Any, Any]:
        def call(name: str, inputs: Any) -> Any:
            outputs, _ = networks.models[name].stateless_call(
                state[name], state[f"{name}_others"], inputs, training=False
            )
            return outputs

        told, logits = [], ops.zeros((0, PATCHES, PATCHES))
        if networks.patch is not None:
            flat = ops.cast(ops.reshape(patches, (-1, *patches.shape[2:])), "float32") / 255.0
            embeddings, logits = call("patch", flat)
            logits = ops.reshape(logits, (-1, PATCHES, PATCHES))
            told.append(ops.reshape(embeddings, (-1, EMBEDDING * PATCHES)))
        if networks.thumbnail is not None:
            told.append(call("thumbnail", ops.cast(thumbnails, "float32") / 255.0))
        return logits, call("head", ops.concatenate(told, axis=-1))

    return compiled(ask)


def measured(ask: Callable[..., Any], state: State, view: View) -> dict[str, float]:
    """Figures by name: shares of patches right at the first guess and among four, of photos rightly called
    cropped or whole, mean overlap of rectangles and mean error of factors, beside the best constant answer.

    Args:
        ask: Of `answers_of`.
        state: Of the networks.
        view: What is asked of.
    """
    places = range(0, len(view.patches), AT_ONCE)
    told = [
        ask(state, view.patches[place : place + AT_ONCE], view.thumbnails[place : place + AT_ONCE])
        for place in places
    ]
    logits, outputs = (np.concatenate(list(map(np.asarray, parts))) for parts in zip(*told, strict=True))
    windows = view.windows
    guesses = [Window(x1, y1, x2, y2) for x1, x2, y1, y2, _ in outputs.astype(float).tolist()]
    errors = [abs(guess.factor - true.factor) for guess, true in zip(guesses, windows, strict=True)]
    overlaps = [guess.overlap(true) for guess, true in zip(guesses, windows, strict=True)]
    called = (outputs[:, 4] > 0) == (view.rectangles[:, 4] > 0.5)
    constant_error, constant_overlap = best_constant(windows)
    found: dict[str, float] = {}
    if len(logits):
        ranks = (logits > np.take_along_axis(logits, view.cells[..., None], axis=-1)).sum(axis=-1)
        found = {"top1": float((ranks < 1).mean()), f"top{AMONG}": float((ranks < AMONG).mean())}
    return found | {
        "cropped": float(called.mean()),
        "overlap": float(np.mean(overlaps)),
        "constant_overlap": constant_overlap,
        "factor_error": float(np.mean(errors)),
        "constant_factor_error": constant_error,
    }
