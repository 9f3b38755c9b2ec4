"""Distances of sets of pictures, against what is known without them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.linalg  # type: ignore[import-untyped]

from ai_playground.cyclegan.features import vgg_features
from ai_playground.cyclegan.scores import (
    MEMORIZED,
    frechet_distance,
    inception_score,
    kernel_distance,
    memorization,
    mifid,
    nearest,
    subset_size,
)
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


def test_the_kernel_distance_is_what_its_definition_sums_up() -> None:
    rng = np.random.default_rng(3)
    one, other = rng.normal(size=(2, 3)), rng.normal(1.0, 1.0, size=(2, 3))

    def kernel(x: Any, y: Any) -> float:
        return float((x @ y / 3 + 1) ** 3)

    pairs = [(i, j) for i in range(2) for j in range(2)]
    within = sum(kernel(s[i], s[j]) for s in (one, other) for i, j in pairs if i != j) / 2
    between = sum(kernel(one[i], other[j]) for i, j in pairs) / 4
    # Every subset is the whole set, in another order: that has no spread.
    mean, deviation = kernel_distance(one, other, rng)
    assert mean == pytest.approx(within - 2 * between)
    assert deviation is None


def test_a_subset_has_half_of_the_pictures_at_most_and_no_spread_is_told_where_it_can_not() -> None:
    assert [subset_size(count) for count in (2, 3, 4, 5, 96, 600, 7000)] == [2, 2, 2, 2, 48, 300, 300]
    rng = np.random.default_rng(6)
    spreads = [kernel_distance(rng.normal(size=(n, 3)), rng.normal(size=(9, 3)), rng) for n in (2, 3, 4)]
    assert [each.deviation is None for each in spreads] == [True, True, False]


@pytest.mark.slow
@pytest.mark.parametrize(("apart", "least", "most"), [(0.0, 1.4, 2.0), (0.5, 0.9, 1.5)])
def test_the_spread_over_halves_is_what_other_pictures_would_change_or_more(
    apart: float, least: float, most: float
) -> None:
    rng = np.random.default_rng(7)
    found = [
        kernel_distance(rng.normal(size=(40, 8)), rng.normal(apart, 1.0, size=(40, 8)), rng)
        for _ in range(200)
    ]
    told = np.mean([each.deviation for each in found if each.deviation is not None])
    assert least < told / np.std([each.mean for each in found]) < most


@pytest.mark.slow
def test_the_kernel_distance_is_about_nothing_for_few_pictures_of_one_kind() -> None:
    rng = np.random.default_rng(4)
    found = [
        kernel_distance(rng.normal(size=(20, 8)), rng.normal(size=(20, 8)), rng).mean for _ in range(200)
    ]
    assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(200)
    apart = kernel_distance(rng.normal(size=(400, 8)), rng.normal(1.0, 1.0, size=(400, 8)), rng)
    assert apart.deviation is not None
    assert apart.mean > 4 * apart.deviation > 0


def test_pictures_learned_by_heart_make_the_distance_larger() -> None:
    training = np.eye(4)
    # The cosines with their nearest are 1, 0.96 and 1 (turned round); the last has no direction.
    generated = np.array([[2.0, 0, 0, 0], [0.96, 0.28, 0, 0], [0, 0, -3.0, 0], [0, 0, 0, 0]])
    memorized = memorization(generated, training)
    assert memorized == pytest.approx(0.04 / 3)
    assert mifid(50.0, memorized, MEMORIZED) == pytest.approx(50.0 / memorized)
    assert mifid(50.0, memorized, threshold=0.01) == pytest.approx(50.0)
    assert mifid(50.0, MEMORIZED, MEMORIZED) == pytest.approx(50.0)
    assert mifid(50.0, 0.0, MEMORIZED) > 1e15


def test_the_inception_score_is_one_for_no_variety_and_the_classes_number_for_all() -> None:
    assert inception_score(np.full((40, 5), 0.2)) == pytest.approx((1.0, 0.0))
    assert inception_score(np.tile(np.eye(5), (40, 1)), parts=4).mean == pytest.approx(5.0)
    halves = np.array([[0.9, 0.1], [0.1, 0.9]])
    divergence = 0.9 * np.log(0.9 / 0.5) + 0.1 * np.log(0.1 / 0.5)
    assert inception_score(halves, parts=1) == pytest.approx((np.exp(divergence), 0.0))


def test_the_nearest_training_picture_is_the_one_of_the_same_direction() -> None:
    training = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    np.testing.assert_array_equal(nearest(np.array([[0.1, 5.0], [-3.0, 0.2]]), training), [1, 2])


@pytest.mark.slow
def test_features_are_of_each_picture_by_itself() -> None:
    several = list(pictures(3, 64))
    together = vgg_features(several)
    assert together.shape == (3, 512)
    np.testing.assert_allclose(vgg_features(several[1:2])[0], together[1], rtol=1e-5)
    assert np.abs(together[0] - together[1]).max() > 0.01 * together.max()
