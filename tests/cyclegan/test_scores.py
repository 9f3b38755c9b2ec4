"""Distances of sets of pictures, against what is known without them."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg  # type: ignore[import-untyped]

from ai_playground.cyclegan.scores import frechet_distance, vgg_features
from tests.cyclegan.tiny import pictures


def test_the_distance_of_two_normal_distributions_is_the_closed_forms() -> None:
    rng = np.random.default_rng(0)
    ones, others = rng.normal(0.0, 1.0, (200_000, 2)), rng.normal((3.0, 0.0), (2.0, 0.5), (200_000, 2))
    # Of the means 9, of the deviations (2 - 1) squared and (0.5 - 1) squared.
    assert frechet_distance(ones, others) == pytest.approx(10.25, rel=0.01)


def test_it_is_what_a_root_of_the_covariances_product_gives() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.normal(size=(50, 8)) @ rng.normal(size=(8, 8)), rng.normal(size=(40, 8)) + 0.5
    covariances = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    root = scipy.linalg.sqrtm(covariances[0] @ covariances[1])
    expected = np.square(one.mean(0) - other.mean(0)).sum() + np.trace(sum(covariances) - 2 * root).real
    assert frechet_distance(one, other) == pytest.approx(expected, rel=1e-6)


def test_a_set_is_at_no_distance_from_itself_even_with_fewer_pictures_than_features() -> None:
    features = np.random.default_rng(2).normal(size=(10, 512))
    assert frechet_distance(features, features) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.slow
def test_features_are_of_each_picture_by_itself() -> None:
    several = list(pictures(3, 64))
    together = vgg_features(several)
    assert together.shape == (3, 512)
    np.testing.assert_allclose(vgg_features(several[1:2])[0], together[1], rtol=1e-5)
    assert np.abs(together[0] - together[1]).max() > 0.01 * together.max()
