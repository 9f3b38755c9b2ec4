"""The exact fit as TensorFlow computes it: one traced function, its graph, and the graph for TensorBoard."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class GraphNode:
    """One operation of a traced function.

    Attributes:
        name: Its name, unique in the graph.
        op: What it computes, in TensorFlow's words: "Mean", "Sub", ...
        inputs: Names of the nodes whose results it takes, in order.
        value: What a constant holds, as text; empty for all others.
    """

    name: str
    op: str
    inputs: tuple[str, ...] = ()
    value: str = ""


class MeansFormula:
    """The means formula of a line, traced once by `tf.function` in float64.

    Imports TensorFlow, which takes seconds and hundreds of megabytes.
    """

    def __init__(self) -> None:
        import tensorflow as tf

        vector = tf.TensorSpec([None], tf.float64)
        self._function: Any = tf.function(_means_formula).get_concrete_function(vector, vector)

    def run(self, x: FloatArray, y: FloatArray) -> tuple[float, float]:
        """Slope and intercept of the least squares line through `x` and `y`, both (n,)."""
        import tensorflow as tf

        slope, intercept = self._function(tf.constant(x, tf.float64), tf.constant(y, tf.float64))
        return float(slope), float(intercept)

    def graph(self) -> list[GraphNode]:
        """The operations, inputs first, as plain data.

        Left out is what says nothing about the formula: the axes that means and sums run over, and the
        copies at the function's exit.
        """
        operations = self._function.graph.get_operations()
        axes = {op.inputs[1].op.name for op in operations if op.type in ("Mean", "Sum")}
        shown = [op for op in operations if op.name not in axes and op.type not in ("Identity", "NoOp")]
        return [
            GraphNode(
                op.name, op.type, tuple(t.op.name for t in op.inputs if t.op.name not in axes), _value(op)
            )
            for op in shown
        ]

    def write_tensorboard(self, directory: Path) -> None:
        """Write the whole graph to an event file in `directory`, for `tensorboard --logdir`.

        Raises:
            OSError: if nothing can be written there.
        """
        import tensorflow as tf

        directory.mkdir(parents=True, exist_ok=True)
        try:
            writer = tf.summary.create_file_writer(str(directory))
            with writer.as_default():
                tf.summary.graph(self._function.graph)
            writer.close()
        except tf.errors.OpError as error:
            # The first line reads "context; file; reason".
            reason = str(error.message).splitlines()[0].rpartition("; ")[2]
            raise OSError(errno.EIO, reason, str(directory)) from error


def _means_formula(X: Any, Y: Any) -> tuple[Any, Any]:  # noqa: N803 - the blog's names, seen in the graph
    """The blog's lines, word for word where TensorFlow 2 still has them."""
    import tensorflow as tf

    x_mean = tf.reduce_mean(X, name="Xavg")
    y_mean = tf.reduce_mean(Y, name="Yavg")
    num = (X - x_mean) * (Y - y_mean)
    denom = (X - x_mean) ** 2
    rednum = tf.reduce_sum(num, name="numerator")
    reddenom = tf.reduce_sum(denom, name="denominator")
    m = rednum / reddenom
    b = y_mean - m * x_mean
    return m, b


def _value(operation: Any) -> str:
    if operation.type != "Const":
        return ""
    from tensorflow import make_ndarray

    return f"{make_ndarray(operation.get_attr('value')).item():g}"
