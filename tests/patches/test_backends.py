"""TensorFlow and JAX do the same training steps. A process has one backend: the other is another process."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.learning.backend import compiled
from ai_playground.patches.step import State, first_state, make_step
from tests.patches.tiny import batch, networks

RATE = 1e-3
SCRIPT = """
import sys
from pathlib import Path
import keras
from tests.patches.test_backends import two_steps
assert keras.backend.backend() == sys.argv[1]
two_steps(Path(sys.argv[2]), Path(sys.argv[3]))
"""


def named(state: State) -> dict[str, NDArray[Any]]:
    return {
        f"{name}/{index}": np.asarray(array)
        for name, several in state.items()
        for index, array in enumerate(several)
    }


def start() -> State:
    """Weights drawn by Keras, which draws others for each backend."""
    keras.utils.set_random_seed(0)
    return first_state(networks())


def two_steps(begin: Path, end: Path) -> None:
    """Do two steps from the state in one file, and write the state after them into another."""
    built = networks()
    with np.load(begin) as arrays:
        state: State = {
            name: [arrays[f"{name}/{index}"] for index in range(len(several))]
            for name, several in first_state(built).items()
        }
    advance = compiled(make_step(built))
    terms = []
    for count in (1, 2):
        state, losses = advance(state, *batch(seed=count), np.float32(count), np.float32(RATE))
        terms.append(np.asarray(losses))
    np.savez(end, allow_pickle=False, losses=np.stack(terms), **named(state))


@pytest.mark.slow
def test_both_backends_do_the_same_steps(tmp_path: Path) -> None:
    other = "jax" if keras.backend.backend() == "tensorflow" else "tensorflow"
    if importlib.util.find_spec(other) is None:
        pytest.skip(f"{other} isn't installed")
    begin, mine, theirs = (tmp_path / name for name in ("begin.npz", "mine.npz", "theirs.npz"))
    np.savez(begin, allow_pickle=False, **named(start()))
    two_steps(begin, mine)
    # Tiny networks are compiled for longer than they run.
    environment = os.environ | {
        "KERAS_BACKEND": other,
        "JAX_PLATFORMS": "cpu",
        "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
        "XLA_FLAGS": "--xla_cpu_use_fusion_emitters=false",
    }
    command = [sys.executable, "-c", SCRIPT, other, str(begin), str(theirs)]
    subprocess.run(command, check=True, env=environment)
    with np.load(mine) as one, np.load(theirs) as another:
        np.testing.assert_allclose(one["losses"], another["losses"], rtol=1e-3)
        for name in one.files:
            array, same = one[name], another[name]
            largest = np.abs(array).max()
            if "_mean" in name or "_others" in name:
                np.testing.assert_allclose(array, same, atol=1e-2 * largest, err_msg=name)
            elif "_square" not in name and name != "losses":
                # Where a gradient is rounding alone, Adam makes a whole step of it, this way or that.
                assert np.abs(array - same).max() <= 4 * RATE + 1e-6, name
                assert np.median(np.abs(array - same)) <= 1e-4 or array.ndim == 1, name
