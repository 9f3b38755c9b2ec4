"""What training makes small: the three losses of the paper's code and their weights."""

from __future__ import annotations

from typing import Any

PATCH_WEIGHT, RECTANGLE_WEIGHT, CROPPED_WEIGHT = 0.15, 3.0, 1.0
"""Of the sum over sixteen patches, of the rectangle, and of "cropped or not", as the authors have them."""


def patch_loss(logits: Any, cells: Any) -> Any:
    """Cross-entropy of where patches came from, nats.

    Args:
        logits: Float (patches, 16).
        cells: Integer (patches,), 0 to 15.
    """
    from keras import ops

    answers = ops.one_hot(cells, ops.shape(logits)[-1], dtype="float32")
    wide = ops.cast(logits, "float32")
    return -ops.mean(ops.sum(answers * ops.log_softmax(wide, axis=-1), axis=-1))


def rectangle_loss(outputs: Any, rectangles: Any) -> Any:
    """Mean squared error of the four edges, (photos, 4) both, in fractions of the original."""
    from keras import ops

    return ops.mean(ops.square(ops.cast(outputs, "float32") - rectangles))


def cropped_loss(logits: Any, cropped: Any) -> Any:
    """Cross-entropy of cropped (1) or not (0), (photos,) both, nats; of logits, so that none overflows."""
    from keras import ops

    wide = ops.cast(logits, "float32")
    return ops.mean(ops.maximum(wide, 0.0) - wide * cropped + ops.log1p(ops.exp(-ops.absolute(wide))))
