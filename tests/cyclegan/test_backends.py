"""TensorFlow and JAX do the same training steps. A process has one backend: the other is another process."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.cyclegan import checkpoint
from ai_playground.cyclegan.training import Run
from tests.cyclegan.tiny import SETTINGS, pictures

SCRIPT = """
import sys
from pathlib import Path
import keras
from tests.cyclegan.test_backends import two_steps
assert keras.backend.backend() == sys.argv[1]
two_steps(Path(sys.argv[2]))
"""


def two_steps(path: Path) -> list[NDArray[np.float32]]:
    """Do two steps, write them down, and return the losses of both."""
    run = Run(SETTINGS.changed(pool_size=2, lecam=0.5))
    losses = [run.advance(list(pictures(5, seed=1)), list(pictures(4, seed=2))) for _ in range(2)]
    checkpoint.save(path, run.checkpoint())
    np.save(path.with_suffix(".npy"), losses)
    return losses


@pytest.mark.slow
def test_both_backends_do_the_same_steps(tmp_path: Path) -> None:
    other = "jax" if keras.backend.backend() == "tensorflow" else "tensorflow"
    if importlib.util.find_spec(other) is None:
        pytest.skip(f"{other} isn't installed")
    mine, theirs = tmp_path / "mine.npz", tmp_path / "theirs.npz"
    losses = two_steps(mine)
    # Tiny networks are compiled for longer than they run.
    environment = os.environ | {
        "KERAS_BACKEND": other,
        "JAX_PLATFORMS": "cpu",
        "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
        "XLA_FLAGS": "--xla_cpu_use_fusion_emitters=false",
    }
    subprocess.run([sys.executable, "-c", SCRIPT, other, str(theirs)], check=True, env=environment)
    np.testing.assert_allclose(np.load(theirs.with_suffix(".npy")), losses, rtol=1e-4)
    one, another = checkpoint.load(mine), checkpoint.load(theirs)
    for name in ("generators_mean", "judges_mean"):
        largest = max(np.abs(array).max() for array in one.state[name])
        for array, same in zip(one.state[name], another.state[name], strict=True):
            np.testing.assert_allclose(array, same, atol=1e-4 * largest)
    for name in ("generators", "judges"):
        for array, same in zip(one.state[name], another.state[name], strict=True):
            # Where a gradient is rounding alone, Adam makes a whole step of it, this way or that.
            assert np.abs(array - same).max() <= 4 * SETTINGS.learning_rate + 1e-6
            assert np.median(np.abs(array - same)) <= 1e-5 or array.ndim == 1
    for answers, same in zip(one.state["answers"], another.state["answers"], strict=True):
        np.testing.assert_allclose(answers, same, rtol=1e-3, atol=1e-5)
    for pool, same in zip(one.state["pools"], another.state["pools"], strict=True):
        np.testing.assert_allclose(pool, same, atol=2e-3)
