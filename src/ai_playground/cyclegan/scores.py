"""How far two sets of pictures are apart, by numbers that describe each picture (`features`).

None of these is comparable with a figure of another network, another size of pictures or another file format;
the Frechet distance and the kernel distance only with sets of as many pictures, too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float64]

SUBSETS, LARGEST_SUBSET = 100, 300
"""Of the kernel distance: how many are drawn, and pictures in each at most; see `subset_size`."""
MEMORIZED, MEMORIZED_BY_VGG = 0.1, 0.0125
"""Below this mean distance from the training set pictures count as copied. The first is of the reference of
Bai et al., chosen for Inception's features. By VGG's even paintings that nobody copied are nearer: the
second, ours, is half of how far Monets that were held out are from 986 others (`benchmarks/README.md`)."""


class Spread(NamedTuple):
    """A figure over subsets or parts: mean and standard deviation, None where that can't be told."""

    mean: float
    deviation: float | None


def frechet_distance(one: Features, other: Features) -> float:
    """Squared Frechet distance of two sets of features, each taken for a normal distribution.

    It is the distance of Heusel et al. (2017) for features of any network, and no FID unless they are
    Inception's. The trace of the root of both covariances' product is the sum of the singular values of one
    set times the other, both centred: exact also for fewer pictures than features, where a root of the
    product isn't. It is too large for few pictures: compare only sets of the same numbers.

    Args:
        one, other: (pictures, features) each, at least two pictures.
    """
    # A triangle with the covariance of the set, and no more rows than there are pictures or features.
    triangle, other_triangle = (
        np.linalg.qr(features - features.mean(axis=0), mode="r") / np.sqrt(len(features) - 1)
        for features in (one, other)
    )
    return float(
        np.square(one.mean(axis=0) - other.mean(axis=0)).sum()
        + one.var(axis=0, ddof=1).sum()
        + other.var(axis=0, ddof=1).sum()
        - 2 * np.linalg.svd(triangle @ other_triangle.T, compute_uv=False).sum()
    )


def subset_size(pictures: int) -> int:
    """Pictures in a subset of `kernel_distance`, if the smaller set has so many, two at least.

    No more than half of them: of subsets that share nearly all of their pictures the spread is next to
    nothing, whatever other pictures would give. Two are the fewest that have a distance.
    """
    return max(min(LARGEST_SUBSET, pictures // 2), 2)


def kernel_distance(one: Features, other: Features, rng: np.random.Generator) -> Spread:
    """KID (Binkowski et al., 2018): the squared mean discrepancy under the kernel (x y / d + 1)^3.

    Unlike the Frechet distance it is right on average however few pictures there are; so it may come out
    below 0 where both sets are alike. Without Inception's features it is no KID that others know.

    Args:
        one, other: (pictures, features) each, at least two pictures.
        rng: Draws the subsets.

    Returns:
        Over `SUBSETS` subsets of both; without a deviation if a set has fewer than four pictures.
    """
    fewest = min(len(one), len(other))
    size = subset_size(fewest)
    found = [_discrepancy(rng.permutation(one)[:size], rng.permutation(other)[:size]) for _ in range(SUBSETS)]
    return Spread(float(np.mean(found)), float(np.std(found)) if 2 * size <= fewest else None)


def memorization(generated: Features, training: Features) -> float:
    """Mean distance of generated pictures from the nearest of the training set, 1 - |cosine|: 0 for copies.

    Pictures whose features are all 0 have no direction and are left out, as Kaggle's code does.
    """
    nearest_cosine = np.abs(_cosines(generated, training)).max(axis=1)
    return float(np.maximum(1.0 - nearest_cosine, 0.0).mean())


def mifid(frechet: float, memorized: float, threshold: float) -> float:
    """The Frechet distance, made larger where pictures were learned by heart (Bai et al., 2021; Kaggle).

    Args:
        frechet: `frechet_distance` of generated and real pictures.
        memorized: `memorization` of the generated ones.
        threshold: From here on nothing counts as memorized. Kaggle hasn't published that of its contest.
    """
    return frechet / ((memorized if memorized < threshold else 1.0) + 1e-15)


def inception_score(probabilities: Features, parts: int = 10) -> Spread:
    """exp of the mean divergence of each picture's classes from those of all (Salimans et al., 2016).

    It is at least 1 and at most the number of classes, and says nothing of what real pictures are like.

    Args:
        probabilities: (pictures, classes), each row of sum 1.
        parts: Parts that are scored by themselves; no more than there are pictures.
    """
    scores = []
    for part in np.array_split(probabilities, min(parts, len(probabilities))):
        of_all = part.mean(axis=0)
        ratio = np.divide(part, of_all, out=np.ones_like(part), where=part > 0)
        scores.append(np.exp((part * np.log(ratio)).sum(axis=1).mean()))
    return Spread(float(np.mean(scores)), float(np.std(scores)))


def nearest(generated: Features, training: Features) -> NDArray[np.intp]:
    """For each generated picture the place of the training picture that is most like it, by the cosine."""
    return np.asarray(np.argmax(_unit(generated) @ _unit(training).T, axis=1))


def _discrepancy(one: Features, other: Features) -> float:
    """The unbiased estimate for as many pictures of both kinds: no picture is compared with itself."""

    def kernel(x: Features, y: Features) -> Features:
        return np.asarray((x @ y.T / x.shape[1] + 1.0) ** 3)

    count = len(one)
    own = sum(kernel(each, each).sum() - np.trace(kernel(each, each)) for each in (one, other))
    return float(own / (count * (count - 1)) - 2.0 * kernel(one, other).mean())


def _cosines(one: Features, other: Features) -> Features:
    some = [features[np.abs(features).sum(axis=1) > 0] for features in (one, other)]
    return _unit(some[0]) @ _unit(some[1]).T


def _unit(features: Features) -> Features:
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.where(lengths > 0, lengths, 1.0))
