"""Earlier paintings, shown to the discriminators in place of half of the new ones (Shrivastava et al., 2017).

What is swapped for what is drawn beforehand in numpy: so a step is one function of arrays, and the same
choices are made on every backend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Swaps:
    """What happens to each picture of a batch.

    Attributes:
        slots: Where in the pool, int32; no slot twice.
        kept: 1 if the picture is put there, else 0.
        shown: 1 if what was there before is shown instead, else 0.
    """

    slots: NDArray[np.int32]
    kept: NDArray[np.float32]
    shown: NDArray[np.float32]


def draw(rng: np.random.Generator, seen: int, batch: int, size: int) -> Swaps:
    """Choices for one batch: fill the pool first; then half of the new pictures take an old one's place.

    Args:
        rng: Where chance comes from.
        seen: Pictures that came before this batch.
        batch: How many come now, at most `size`, unless that is 0.
        size: Places in the pool; with 0 every picture is shown as it is.
    """
    if size == 0:
        return Swaps(np.zeros(batch, np.int32), np.zeros(batch, np.float32), np.zeros(batch, np.float32))
    filling = np.clip(size - seen, 0, batch)
    slots = np.empty(batch, np.int32)
    slots[:filling] = np.arange(seen, seen + filling)
    # A picture of this very batch isn't an earlier one: its slot isn't drawn.
    slots[filling:] = rng.permutation(min(seen, size))[: batch - filling] if seen else []
    swapped = (rng.random(batch) < 0.5).astype(np.float32)
    swapped[:filling] = 0
    kept = swapped.copy()
    kept[:filling] = 1
    return Swaps(slots, kept, swapped)


def empty(size: int, side: int) -> NDArray[np.float16]:
    """A pool of `size` squares: half precision is as good as the 8 bits of a real picture's pixels."""
    return np.zeros((max(size, 1), side, side, 3), np.float16)


def exchange(pool: Any, pictures: Any, slots: Any, kept: Any, shown: Any) -> tuple[Any, Any]:
    """The pool afterwards, and what the discriminator is shown instead of `pictures`."""
    from keras import ops

    kept, shown = (ops.reshape(each, (-1, 1, 1, 1)) for each in (kept, shown))
    old = ops.take(pool, slots, axis=0)
    new = ops.cast(pictures, "float16")
    placed = ops.where(kept > 0, new, old)
    pool = ops.scatter_update(pool, ops.expand_dims(slots, -1), placed)
    return pool, ops.where(shown > 0, ops.cast(old, "float32"), pictures)
