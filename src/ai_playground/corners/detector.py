"""The lesson's own network: for each corner a map of where it is, and one more place for "nowhere".

An encoder halves the picture five times, a decoder comes back to a quarter of its size; lateral connections
carry the fine detail across (feature pyramid, Lin et al., 2017). A map reaches `MARGIN` px past the frame on
every side, so a corner that the photo cuts off has a place, too. One softmax over a map's cells and "nowhere"
makes it a distribution; the loss is its cross-entropy to a small Gaussian about the label.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.frame import FRAME_CORNERS, HEIGHT, WIDTH, Quad, is_convex
from ai_playground.corners.perspective import is_page
from ai_playground.corners.photo.camera import MARGIN

if TYPE_CHECKING:
    import keras

STRIDE = 4
"""Pixels of the frame along the side of one cell of a map."""
ROWS, COLUMNS = round(HEIGHT + 2 * MARGIN) // STRIDE, round(WIDTH + 2 * MARGIN) // STRIDE
NOWHERE = ROWS * COLUMNS
"""Index of the class "this photo shows no such corner", behind the cells in rows."""

SIGMA = 3.0
"""Standard deviation of the target about the label, in pixels of the frame."""

NEAR = 8.0
"""What counts as found, in pixels of the frame: the paper's own aim."""

CANDIDATES = 3
"""Places of each map that are considered."""
APART = 3
"""Cells between two of them, at least."""
LIKELIEST = 8
"""Fours of places that are asked, likeliest first, whether a camera can see a page so."""
NOT_A_PAGE = -1000.0
"""What four places that are no page's lose in log probability: more than any four can differ by."""

CHANNELS = (16, 32, 64, 96, 128)
BLOCKS = (0, 1, 2, 2, 2)
DECODER_CHANNELS = (32, 48, 64)

Maps = NDArray[np.float32]
"""float32 of shape (photos, 4, ROWS * COLUMNS + 1): logits, the last one that of `NOWHERE`."""


def build() -> keras.Model:
    """The network, untrained: uint8 or float (photos, HEIGHT, WIDTH, 3), 0 to 255, to `Maps`."""
    import keras
    from keras import layers

    photos = keras.Input((HEIGHT, WIDTH, 3), name="photos")
    x = layers.Rescaling(1 / 64, offset=-2, name="scaled")(photos)
    levels = []
    for level, (channels, blocks) in enumerate(zip(CHANNELS, BLOCKS, strict=True)):
        x = _convolved(x, channels, f"down{level}", strides=2)
        for block in range(blocks):
            x = _residual(x, channels, f"level{level}_{block}")
        levels.append(x)
    everything = layers.GlobalAveragePooling2D(name="everything")(x)
    # The corner that lies outside sees zeros where the photo ends, and so the end.
    x = _padded(x, 4)
    for level in (3, 2, 1):
        channels = DECODER_CHANNELS[level - 1]
        lateral = layers.Conv2D(channels, 1, name=f"lateral{level}")(_padded(levels[level], level))
        x = layers.UpSampling2D(2, interpolation="nearest", name=f"up{level}")(x)
        x = layers.Conv2D(channels, 1, use_bias=False, name=f"narrow{level}")(x)
        x = _convolved(layers.Add(name=f"joined{level}")([lateral, x]), channels, f"refined{level}")
    x = _residual(x, DECODER_CHANNELS[0], "head")
    cells = layers.Conv2D(4, 1, dtype="float32", name="cells")(x)
    cells = layers.Permute((2, 1))(layers.Reshape((NOWHERE, 4))(cells))
    nowhere = layers.Dense(4, dtype="float32", name="nowhere")(everything)
    maps = layers.Concatenate(name="maps", dtype="float32")([cells, layers.Reshape((4, 1))(nowhere)])
    return keras.Model(photos, maps, name="corner_detector")


def asked(model: keras.Model) -> Any:
    """`model` as a TensorFlow function from uint8 (photos, HEIGHT, WIDTH, 3) to `Maps`."""
    import tensorflow as tf

    signature = [tf.TensorSpec((None, HEIGHT, WIDTH, 3), tf.uint8)]
    return tf.function(
        lambda photos: model(tf.cast(photos, tf.float32), training=False), signature, autograph=False
    )


def frozen(model: keras.Model) -> Callable[[NDArray[np.uint8]], Maps]:
    """`asked` with the weights that `model` has now, and numpy arrays as answers.

    Weights that are constants let TensorFlow fold the normalisations into the convolutions: a quarter faster.
    """
    import tensorflow as tf

    # There is no public name for it.
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    constant = convert_variables_to_constants_v2(asked(model).get_concrete_function())
    return lambda photos: np.asarray(constant(tf.constant(photos))[0])


def with_mirror(answer: Callable[[NDArray[np.uint8]], Maps], photos: NDArray[np.uint8]) -> Maps:
    """What `answer` says of photos and of their mirror images, log probabilities averaged.

    A place counts where both see it. What one of them fancies alone, the head of a printed table for the
    page's edge, is outvoted.
    """
    both: NDArray[np.uint8] = np.concatenate([photos, photos[:, :, ::-1]])
    seen, mirrored = np.split(_log_softmax(np.asarray(answer(both))), 2)
    cells = mirrored[..., :NOWHERE].reshape(-1, 4, ROWS, COLUMNS)[..., ::-1].reshape(-1, 4, NOWHERE)
    back = np.concatenate([cells, mirrored[..., NOWHERE:]], axis=-1)
    # In a mirror left is right: the maps change places, too.
    return np.asarray((seen + back[:, [1, 0, 3, 2]]) / 2, np.float32)


def _log_softmax(maps: Maps) -> Maps:
    below = maps - maps.max(axis=-1, keepdims=True)
    return np.asarray(below - np.log(np.exp(below).sum(axis=-1, keepdims=True)))


def targets(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the maps should be: (photos, 4, ROWS * COLUMNS + 1), each a distribution.

    Args:
        corners: Labels (photos, 4, 2) in pixels of the frame; NaN where a photo shows no page. A corner far
            outside the map is nowhere, too.
    """
    x, y = cell_centres()
    across = np.exp(-((x - corners[..., :1]) ** 2) / (2 * SIGMA**2))
    down = np.exp(-((y - corners[..., 1:]) ** 2) / (2 * SIGMA**2))
    cells = (down[..., :, None] * across[..., None, :]).reshape(*corners.shape[:2], NOWHERE)
    total = cells.sum(axis=-1, keepdims=True)
    absent = ~np.isfinite(corners).all(axis=-1, keepdims=True) | (total == 0)
    cells = np.where(absent, 0, cells / np.where(absent, 1, total))
    return np.concatenate([cells, absent], axis=-1).astype(np.float32)


def cell_centres() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """x of the map's columns and y of its rows, in pixels of the frame."""
    x = (np.arange(COLUMNS, dtype=np.float32) + 0.5) * STRIDE - MARGIN
    y = (np.arange(ROWS, dtype=np.float32) + 0.5) * STRIDE - MARGIN
    return x.astype(np.float32), y.astype(np.float32)


def read(maps: Maps, to_camera: NDArray[np.floating] | None = None) -> tuple[Quad, NDArray[np.float32]]:
    """Corners and how much of their maps speaks for them.

    Of each map the fullest places are candidates; taken are those that together hold most and are a page's.
    (A page turned by 45 degrees has maps of two equal peaks: the fullest of each may be one and the same.) A
    corner is then the mean of its map over the cells within `NEAR` px of it, found in two steps; with it goes
    the share, "nowhere" included, of the cells that the last step looked at.

    Args:
        maps: What the network answers.
        to_camera: For each photo what x and y of the frame are multiplied by, and what is then added, to give
            `perspective.camera_points`, (photos, 2, 2). Without it a page's corners need only go round
            clockwise: how much the frame squashes isn't known.

    Returns:
        Corners, float32 (photos, 4, 2), in pixels of the frame, and shares, float32 (photos, 4), 0 to 1.
    """
    shares = np.exp(maps - maps.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    cells = shares[..., :NOWHERE]
    across, down = cell_centres()
    places = np.stack([np.tile(across, ROWS), np.repeat(down, COLUMNS)], axis=-1)
    corners = _chosen(places, *_candidates(cells), to_camera)
    for _ in range(2):
        distances = np.square(places - corners[..., None, :]).sum(axis=-1)
        near = np.where(distances <= NEAR**2, cells, 0)
        share = near.sum(axis=-1)
        corners = (near @ places) / np.maximum(share, 1e-12)[..., None]
    # What two maps leave open, which corner is the first, the order's own rule decides.
    turn = np.stack([np.square(np.roll(corners, k, axis=1) - FRAME_CORNERS).sum((1, 2)) for k in range(4)])
    order = (np.arange(4) - turn.argmin(axis=0)[:, None]) % 4
    corners = np.take_along_axis(corners, order[..., None], axis=1)
    return corners.astype(np.float32), np.take_along_axis(share, order, axis=1)


def _candidates(cells: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Indices of the fullest cells of each map, (photos, 4, CANDIDATES), and what lies about them.

    Nine cells together count, so that a peak between cells is as high as one on a cell; those about a
    candidate are no candidates.
    """
    grid = np.pad(cells.reshape(-1, ROWS, COLUMNS), ((0, 0), (1, 1), (1, 1)))
    rows = grid[:, :-2] + grid[:, 1:-1] + grid[:, 2:]
    about = rows[..., :-2] + rows[..., 1:-1] + rows[..., 2:]
    row, column = np.arange(ROWS)[:, None], np.arange(COLUMNS)
    found, held = [], []
    for _ in range(CANDIDATES):
        index = about.reshape(len(about), -1).argmax(axis=-1)
        y, x = (part[:, None, None] for part in np.divmod(index, COLUMNS))
        found.append(index)
        held.append(about.reshape(len(about), -1).max(axis=-1))
        about = np.where((abs(row - y) <= APART) & (abs(column - x) <= APART), 0, about)
    shape = (*cells.shape[:2], CANDIDATES)
    return np.stack(found, axis=-1).reshape(shape), np.stack(held, axis=-1).reshape(shape)


def _chosen(
    places: NDArray[np.float32],
    candidates: NDArray[np.intp],
    held: NDArray[np.float32],
    to_camera: NDArray[np.floating] | None,
) -> NDArray[np.float32]:
    """Of four corners' candidates those that are a page's and hold most, (photos, 4, 2)."""
    choices = np.indices((CANDIDATES,) * 4).reshape(4, -1)
    corner = np.arange(4)[:, None]
    quads = places[candidates[:, corner, choices]].swapaxes(1, 2)  # (photos, choices, 4, 2)
    score = np.log(held[:, corner, choices] + 1e-12).sum(axis=1) + np.where(is_convex(quads), 0, NOT_A_PAGE)
    photos = np.arange(len(quads))
    if to_camera is not None:
        fullest = score.argsort(axis=1)[:, : -LIKELIEST - 1 : -1]
        scale, offset = np.swapaxes(to_camera, 0, 1)[:, :, None, None]
        possible = is_page(quads[photos[:, None], fullest] * scale + offset)
        score[photos[:, None], fullest] += np.where(possible, -NOT_A_PAGE, 0)
    return np.asarray(quads[photos, score.argmax(axis=1)])


def _convolved(x: Any, channels: int, name: str, strides: int = 1) -> Any:
    from keras import layers

    x = layers.Conv2D(channels, 3, strides, padding="same", use_bias=False, name=name)(x)
    return layers.ReLU(name=f"{name}_relu")(layers.BatchNormalization(name=f"{name}_norm")(x))


def _residual(x: Any, channels: int, name: str) -> Any:
    """Two convolutions whose result is added to what came in (He et al., 2016)."""
    from keras import layers

    inner = _convolved(x, channels, f"{name}_a")
    inner = layers.Conv2D(channels, 3, padding="same", use_bias=False, name=f"{name}_b")(inner)
    inner = layers.BatchNormalization(name=f"{name}_b_norm")(inner)
    return layers.ReLU(name=f"{name}_relu")(layers.Add(name=f"{name}_sum")([x, inner]))


def _padded(x: Any, level: int) -> Any:
    """Features of `level` (2 ** (level + 1) px a cell) with `MARGIN` px of zeros on every side."""
    from keras import layers

    return layers.ZeroPadding2D(round(MARGIN) >> (level + 1), name=f"margin{level}")(x)
