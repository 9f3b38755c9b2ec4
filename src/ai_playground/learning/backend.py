"""What TensorFlow and JAX say differently: gradients, and one function made of many calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def value_and_gradients(loss: Callable[[Any], tuple[Any, Any]], variables: Any) -> tuple[Any, Any, Any]:
    """Value, by-products and gradients of `loss`, which takes `variables` and returns the first two.

    `variables` are arrays in lists or dictionaries; the gradients come in the same.
    """
    import keras

    if keras.backend.backend() == "jax":
        import jax

        (value, rest), gradients = jax.value_and_grad(loss, has_aux=True)(variables)
        return value, rest, gradients
    import tensorflow as tf

    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(variables)
        value, rest = loss(variables)
    return value, rest, tape.gradient(value, variables)


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, traced once for each set of shapes; arrays in, arrays out."""
    import keras

    if keras.backend.backend() == "jax":
        import jax

        program: Callable[..., Any] = jax.jit(function)
        return program
    import tensorflow as tf

    graph: Callable[..., Any] = tf.function(function, reduce_retracing=True, autograph=False)
    return graph
