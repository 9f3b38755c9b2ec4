"""Today's counterpart of the blog's `tf.contrib.learn.LinearRegressor`: a Keras layer with one weight.

That estimator, gone with TensorFlow 1, ran FTRL (tensorflow/contrib/learn/python/learn/estimators/linear.py)
at a rate of 0.2 for one feature, from zero, on the mean squared loss of batches of 128 drawn by
`numpy_input_fn` from reshuffled epochs, and was asked for 2,000 batches.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np
import numpy.typing as npt

from ai_playground.regression.data import Points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.settings import RegressionSettings

BATCH = 128
RATE = 0.2
STEPS = 2_000


def keras_dense(points: Points, settings: RegressionSettings) -> Generator[Snapshot, None, None]:
    """Fit a line to `points` by `keras.layers.Dense(1)`: yields the start, then one snapshot for every batch.

    Imports TensorFlow. Of the settings it takes the learning rate, the seed of the batches, and the epochs,
    which here count batches of 128 points. All else is as the estimator had it: FTRL, squared loss, raw x,
    float32, start at zero.
    """
    import keras

    layer = keras.layers.Dense(1, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(optimizer=keras.optimizers.Ftrl(settings.learning_rate), loss="mean_squared_error")
    x, y = points.x.astype(np.float32)[:, None], points.y.astype(np.float32)[:, None]
    rows = _batches(len(points), settings.seed)
    for step in range(settings.epochs + 1):
        if step:
            batch = next(rows)
            model.train_on_batch(x[batch], y[batch])
        coefficients = np.array([layer.bias.numpy()[0], layer.kernel.numpy()[0, 0]], dtype=np.float64)
        mse = float(np.mean((points.y - coefficients[0] - coefficients[1] * points.x) ** 2))
        yield Snapshot(
            epoch=step,
            updates=step,
            coefficients=coefficients,
            internal=coefficients,
            path=coefficients[None],
            loss=mse,
            mse=mse,
            learning_rate=settings.learning_rate,
            ended="epochs" if step == settings.epochs else "",
        )


def _batches(count: int, seed: int) -> Iterator[npt.NDArray[np.intp]]:
    """Indices of one batch after the other, from epochs that are shuffled anew and follow without a gap."""
    random = np.random.default_rng(seed)
    waiting = np.empty(0, dtype=np.intp)
    while True:
        while len(waiting) < BATCH:
            waiting = np.concatenate([waiting, random.permutation(count)])
        yield waiting[:BATCH]
        waiting = waiting[BATCH:]
