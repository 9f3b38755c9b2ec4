"""Our Frechet and kernel distances beside pytorch-fid's and torch-fidelity's, on the same random features.

    PYTHONPATH=src PYTHON -m benchmarks.scores_peer

PYTHON is an interpreter that has both packages, scipy and PyTorch, which the lessons don't need.
"""

from __future__ import annotations

import importlib

import numpy as np

from ai_playground.cyclegan.scores import SUBSETS, frechet_distance, kernel_distance, subset_size


def main() -> None:
    """Measure and print."""
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        print("left out: this interpreter has no PyTorch")
        return
    theirs = importlib.import_module("pytorch_fid.fid_score").calculate_frechet_distance
    kid = importlib.import_module("torch_fidelity.metric_kid").kid_features_to_metric
    rng = np.random.default_rng(0)
    for pictures, others, width in ((600, 500, 64), (3000, 2500, 256)):
        one = rng.gamma(2.0, 1.0, (pictures, width)) @ rng.normal(size=(width, width))
        other = rng.gamma(2.0, 1.0, (others, width)) + 0.3
        moments = [value for each in (one, other) for value in (each.mean(0), np.cov(each, rowvar=False))]
        expected, found = theirs(*moments), frechet_distance(one, other)
        off = found / expected - 1
        print(f"Frechet, {pictures} and {others} of {width}: {expected:.4f}, ours off by {off:.1e}")
    one, other = rng.normal(size=(600, 64)), rng.normal(0.1, 1.1, size=(600, 64))
    sizes = {"kid_subsets": SUBSETS, "kid_subset_size": subset_size(len(one)), "verbose": False}
    expected = kid(torch.from_numpy(one), torch.from_numpy(other), **sizes)
    ours = kernel_distance(one, other, rng).mean
    print(f"KID: {expected['kernel_inception_distance_mean']:.4f}, ours {ours:.4f} (both draw subsets)")


if __name__ == "__main__":
    main()
